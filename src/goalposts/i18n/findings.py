"""What an audit found in words: what was checked, what was expected, what was found, what to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from goalposts.i18n.catalogues import N_, translation
from goalposts.i18n.days import format_day
from goalposts.i18n.figures import format_number, format_value
from goalposts.i18n.finding_texts import TEXTS
from goalposts.i18n.labels import value_name

SEVERITY_NAMES = {"error": N_("Error"), "warning": N_("Warning"), "notice": N_("Notice")}
STATE_NAMES = {"open": N_("Unresolved"), "accepted": N_("Accepted"), "fixed": N_("Fixed")}
OWNER_NAMES = {
    "data": N_("whoever brings in the data"),
    "web": N_("whoever runs the website"),
    "ads": N_("whoever runs the ads"),
    "social": N_("whoever runs the social accounts"),
    "email": N_("whoever sends the newsletter"),
    "sales": N_("whoever keeps the orders"),
    "research": N_("whoever runs tests and surveys"),
}
HEADINGS = (N_("Finding"), N_("Severity"), N_("Expected"), N_("Found"), N_("Rows"), N_("Nothing was found."))
"""Words of the command line beside the findings."""

_WORDS = {
    "expired_token": N_("the access has expired"),
    "permission": N_("no permission"),
    "retired_metric": N_("the platform no longer gives this figure"),
    "rate_limit": N_("too many requests"),
    "malformed": N_("the file could not be read"),
    "empty": N_("the file was empty"),
    "other": N_("another cause"),
    "missing": N_("a part of the tag is missing"),
    "case": N_("capital letters"),
    "space": N_("spaces"),
}
_DAYS = ("day", "last_day", "data_to", "month")
_SHARES = ("moved", "unmoved")
_CODED = {"channel": "channel", "item_kind": "item_kind"}
_MEASURES = ("code", "whole_measure")

Fact = str | float | int | None


@dataclass(frozen=True, slots=True)
class FindingText:
    """One finding for a reader."""

    title: str
    expected: str
    found: str
    remedy: str


def finding_text(
    check: str, facts: Mapping[str, Fact], rows: int, language: str, name_of: Callable[[str], str]
) -> FindingText:
    """The words of a finding in the reader's language; `name_of` turns a measure code into its name."""
    say = translation(language).gettext
    spoken = {name: _spoken(name, fact, language, name_of) for name, fact in facts.items()}
    spoken["rows"] = format_number(rows, language)
    texts = TEXTS[check]
    return FindingText(
        *(say(text).format(**spoken) for text in (texts.title, texts.expected, texts.found, texts.remedy))
    )


def check_title(check: str, language: str) -> str:
    """What a check looks for, in a few words."""
    return translation(language).gettext(TEXTS[check].title)


def owner_name(owner: str, language: str) -> str:
    """Who should look at a finding: a role of ours in the reader's language, or the person the workspace named."""
    return translation(language).gettext(OWNER_NAMES[owner]) if owner in OWNER_NAMES else owner


def _spoken(name: str, fact: Fact, language: str, name_of: Callable[[str], str]) -> str:
    if fact is None:
        return "–"
    if isinstance(fact, int | float):
        return _number(name, fact, language)
    if name in _DAYS and fact[:4].isdigit():
        return format_day(dt.date.fromisoformat(fact), language)
    if name in _MEASURES:
        return name_of(fact)
    if name in _CODED:
        return value_name(_CODED[name], fact, language)
    return translation(language).gettext(_WORDS[fact]) if fact in _WORDS else fact


def _number(name: str, value: float, language: str) -> str:
    if name in _SHARES:
        return format_value(value, "ratio", language)
    return format_number(value, language, 0 if float(value).is_integer() or abs(value) >= 100 else 2)
