"""What a file does not say and a person must: whose account, which time zone, which currency."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from goalposts.errors import Fault, Invalid
from goalposts.sources.facts import Account, Facts
from goalposts.sources.source import AskBack, Choices, RawFile
from goalposts.warehouse.tables import NO_DAY, UNDATED

UNKNOWN_CURRENCY = "XXX"
"""ISO 4217 for "no currency": never added to, nor converted into, another."""


@dataclass(frozen=True, slots=True)
class Span:
    """The window of rows that carry no dates: its kind and its days, NO_DAY where it is `undated`."""

    window: str
    first: dt.date
    last: dt.date


def settle_account(
    raw: RawFile,
    choices: Choices,
    now: dt.datetime,
    platform: str,
    *,
    names: Iterable[str | None] = (),
    time_zone: str | None = None,
    likely_zone: str | None = None,
    likely_name: str | None = None,
) -> Facts:
    """The facts of a file, begun for the account the person named, or the only one the file names, or asked for.

    time_zone: the zone this platform always writes. likely_zone: the one assumed if nobody says it (None = no day or
    hour of the file depends on it). likely_name: the account assumed if nobody says it (default: the file's name).
    Counters are dated `read_on`, or the day of the import.
    """
    questions = []
    found = sorted({name for name in names if name})
    name = choices.account or (found[0] if len(found) == 1 else None)
    if name is None:
        name = likely_name or Path(raw.path.name.removesuffix(".gz")).stem or raw.name
        seen = f" It names several: {', '.join(found[:5])}." if found else ""
        questions.append(AskBack("account", f"Whose account is {raw.name}?{seen} Say it with --account.", name))
    zone = time_zone or choices.time_zone or likely_zone
    if zone and not (time_zone or choices.time_zone):
        text = f"In which time zone are the dates and times of {raw.name}? Say it with --timezone."
        questions.append(AskBack("time_zone", text, likely_zone))
    account = Account(platform, name, zone, choices.currency)
    facts = Facts(account, raw.name, choices.read_on or now.date(), choices.people_key)
    facts.questions += questions
    return facts


def settle_currency(facts: Facts, choices: Choices, told: Iterable[str] = (), likely: str = UNKNOWN_CURRENCY) -> str:
    """The currency the file tells, or the person, or `likely` with a question; several currencies are a question too.

    likely: the currency assumed if nobody says it (default: none, so that its money is never added to other money).
    """
    found = sorted(set(told))
    if len(found) == 1 and len(found[0]) == 3:
        return found[0]
    if choices.currency:
        return choices.currency.upper()
    seen = f" It shows {', '.join(found)}." if found else ""
    text = f"In which currency is the money in {facts.file}?{seen} Say it with --currency."
    facts.questions.append(AskBack("currency", text, likely))
    return likely


def note_reading_day(facts: Facts, choices: Choices) -> None:
    """Say which day the counters are dated, where nobody said when they were read."""
    facts.note(
        f"The counters do not say when they were read: dated {facts.read_on}, the day of the import.",
        choices.read_on is None,
    )


def settle_period(facts: Facts, choices: Choices, likely: tuple[dt.date, dt.date] | None = None) -> Span:
    """The days a file without dates covers: said by the person, or asked for.

    likely: the days assumed if nobody says them; without them the rows are stored as undated. Raises Invalid where the
    last day comes before the first.
    """
    first, last = choices.first_day, choices.last_day
    if first and last:
        return _span(first, last)
    text = f"{facts.file} has no dates. Which days does it cover? Say it with --from and --to."
    facts.questions.append(AskBack("period", text, f"{likely[0]} to {likely[1]}" if likely else UNDATED))
    return _span(*likely) if likely else Span(UNDATED, NO_DAY, NO_DAY)


def _span(first: dt.date, last: dt.date) -> Span:
    if last < first:
        fault = Fault(f"the last day, {last}, comes before the first, {first}", column="period")
        raise Invalid("The period of the file ends before it begins. Say it again with --from and --to.", [fault])
    return Span("day" if first == last else "custom", first, last)
