"""Figures entered by hand: shown as they would be stored, with every fault at once, then stored."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal

import polars as pl

from goalposts.app.workspace import Workspace
from goalposts.catalog.measure import Measure
from goalposts.errors import Fault, Invalid
from goalposts.i18n import dimension_name
from goalposts.i18n.entering import entry_fault
from goalposts.metrics.coverage import Coverage, Holding, Load, day_number
from goalposts.periods import Grain, Period, bucket_end, bucket_start, parse_period
from goalposts.sources.entry import METHOD, Figure, check_figures, entry_batch
from goalposts.sources.facts import Account
from goalposts.sources.load import Brought
from goalposts.sources.numbers import read_numbers
from goalposts.store.sessions import OWNER
from goalposts.warehouse.rawfiles import keep_stream

OWN_PLATFORM = "manual"
_DECIMALS: Mapping[str, Literal[".", ","]] = {"point": ".", "comma": ","}


@dataclass(frozen=True, slots=True)
class Line:
    """One figure as it would be stored; `before` is what was entered for the same days and is replaced."""

    figure: Figure
    window: str
    before: Decimal | None


@dataclass(frozen=True, slots=True)
class Entry:
    """Figures for one account, checked: they can be stored only if there are no faults."""

    account: Account
    is_new: bool
    lines: tuple[Line, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of an entry: its number (by which it can be taken back), and rows new, changed and known."""

    source_id: int
    account: Account
    new: int
    changed: int
    unchanged: int


def enter(
    workspace: Workspace,
    measure: str,
    value: Decimal | float | str,
    on: str,
    *,
    account: str,
    platform: str = "",
    currency: str = "",
    note: str = "",
    way: str = "entry",
) -> Stored:
    """Store one figure: `enter(ws, "ad_spend", 1200, "2026-11", account="Flyers", currency="EUR")`.

    `on` is a day, week, month, quarter, year or span as questions write them. `account` is one that is held, or a new
    one of `platform` (default: own figures). Raises Invalid with every fault.
    """
    period = parse_period(on, workspace.today())
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation as error:
        raise Invalid("The figure was not stored.", [_fault("no_number", "en", "value", str(value))]) from error
    figure = Figure(measure, period, number, currency.strip().upper() or None)
    return store(workspace, check(workspace, [figure], account, platform), note=note, way=way)


def read_figure(
    measures: Mapping[str, Measure], said: Mapping[str, str], language: str
) -> tuple[list[Figure], list[Fault]]:
    """The figure of a form: measure, value, window (day, week, month, custom), from, to, currency, decimal."""
    faults: list[Fault] = []
    names = ["from", "to"] if said.get("window") == "custom" else ["from"]
    days = [_day(said.get(name, ""), name, language, faults) for name in names]
    measure, text = said.get("measure", ""), said.get("value", "").strip()
    numbers = read_numbers(pl.Series([text or "?"]), _DECIMALS.get(said.get("decimal", "")))
    is_whole = measure in measures and measures[measure].unit == "count"
    if numbers.doubtful and is_whole:
        numbers = read_numbers(pl.Series([text]), "," if numbers.doubtful == "." else ".")
    if numbers.wrong[0] or numbers.values[0] is None:
        faults.append(_fault("no_number", language, "value", text))
    elif numbers.doubtful and not is_whole:
        faults.append(_fault("which_decimal", language, "value", text))
    first, last = days[0], days[-1]
    if first and last and last < first:
        faults.append(_fault("backwards", language, "to", str(last)))
    if faults or first is None or last is None:
        return [], faults
    currency = said.get("currency", "").strip().upper() or next(iter(numbers.currencies), None)
    return [Figure(measure, _window(said.get("window", "day"), first, last), numbers.values[0], currency)], []


def _day(text: str, column: str, language: str, faults: list[Fault]) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        code = "no_date" if text.strip() else "empty_date"
        faults.append(_fault(code, language, column, text or None))
        return None


def _window(kind: str, first: dt.date, last: dt.date) -> Period:
    if kind == "custom":
        return Period(first, last)
    grain = Grain(kind) if kind in ("day", "week", "month", "quarter", "year") else Grain.DAY
    start = bucket_start(first, grain)
    return Period(start, bucket_end(start, grain))


def check(
    workspace: Workspace, figures: Sequence[Figure], account: str, platform: str = "", language: str = "en"
) -> Entry:
    """The figures as they would be stored, and every fault of them, in the reader's language."""
    measures = workspace.catalog.measures
    owner, is_new, faults = whose(workspace, account, platform, language)
    faults += check_figures(figures, measures, workspace.today(), language)
    sound = [figure for figure in figures if figure.measure in measures]
    coverage = workspace.engine.coverage()
    for figure in sound:
        faults += _in_the_way(coverage, owner.account_id, figure, measures[figure.measure], language)
    return Entry(owner, is_new, tuple(_lines(workspace, owner, sound)), tuple(faults))


def store(workspace: Workspace, entry: Entry, *, note: str = "", way: str = "entry") -> Stored:
    """Store a checked entry whole. Raises Invalid with its faults, if it has any or holds no figure."""
    if entry.faults or not entry.lines:
        faults = entry.faults or (_fault("no_rows", "en", None, None),)
        raise Invalid("Nothing was stored.", faults)
    figures = [line.figure for line in entry.lines]
    measures, now = workspace.catalog.measures, workspace.now()
    brought = Brought(OWNER, way, " ".join(note.split()))
    batch, content = entry_batch(figures, entry.account, measures, now, brought, is_new=entry.is_new)
    keep_stream(workspace.home, io.BytesIO(content))
    receipt = workspace.lake.append(batch)
    told = receipt.rows_stored, receipt.rows_restated, receipt.rows_unchanged
    return Stored(batch.origin.source_id, entry.account, *told)


def whose(workspace: Workspace, name: str, platform: str, language: str = "en") -> tuple[Account, bool, list[Fault]]:
    """The account that is meant (one that is held, else a new one of `platform`), if it is new, and what is wrong."""
    wanted, platform = name.strip(), platform.strip().lower()
    if not wanted:
        return Account(platform or OWN_PLATFORM, ""), True, [_fault("no_account", language, "account", None)]
    held = workspace.lake.accounts()
    named = (pl.col("name").str.to_lowercase() == wanted.lower()) | (
        pl.col("account_ext").str.to_lowercase() == wanted.lower()
    )
    rows = held.filter(named & (pl.col("platform") == platform if platform else pl.lit(value=True)))
    if len(rows) == 1:
        return Account(rows["platform"][0], rows["account_ext"][0]), False, []
    account = Account(platform or OWN_PLATFORM, wanted)
    if account.platform not in workspace.catalog.platforms:
        return account, True, [_fault("no_platform", language, "platform", platform, platform=platform)]
    return account, account.account_id not in held["account_id"], []


def _lines(workspace: Workspace, account: Account, figures: Sequence[Figure]) -> Iterator[Line]:
    measures = workspace.catalog.measures
    known = workspace.lake.query(
        "SELECT measure_code, window_kind, period_start, period_end, value FROM fact_measure "
        "WHERE account_id = ? AND source_kind = ? AND cut = ''",
        [account.account_id, f"{account.platform}/{METHOD}"],
    )
    before = {row[:4]: row[4] for row in known.iter_rows()}
    for figure in figures:
        window = figure.window(measures)
        earlier = before.get((figure.measure, window, *figure.days(measures)))
        yield Line(figure, window, earlier if earlier != figure.value else None)


def _in_the_way(
    coverage: Coverage, account_id: int, figure: Figure, measure: Measure, language: str
) -> Iterator[Fault]:
    """A file that gives this figure already, or gives its days another way: the figure would not count beside it."""
    holdings = [h for h in coverage.held(figure.measure) if h.account_id == account_id]
    files = [(h, load) for h in holdings for load in h.loads if not load.by_hand and load.state != "failed"]
    span = figure.period
    if measure.additivity == "level":
        span = Period(span.end, span.end)
    same = next((load for h, load in files if _is_given(h, load, span, figure, measure)), None)
    if same:
        file = coverage.files.get(same.source_id, "")
        yield _fault("given_by_file", language, figure.measure, str(span), line=figure.line, file=file)
        return
    if measure.additivity != "additive":
        return
    other = next(((h, load) for h, load in files if _overlaps(h, load, span)), None)
    if other:
        held, load = other
        way = ", ".join(dimension_name(axis, language) for axis in sorted(held.axes)) or held.window
        file = coverage.files.get(load.source_id, "")
        yield _fault("given_otherwise", language, figure.measure, str(span), line=figure.line, file=file, way=way)


def _is_given(held: Holding, load: Load, span: Period, figure: Figure, measure: Measure) -> bool:
    """A file gives the whole account's figure for the very same window."""
    if held.cut or held.table != "fact_measure":
        return False
    first, last = day_number(span.start), day_number(span.end)
    if measure.additivity == "level":
        return load.first <= last <= load.last
    if held.window == "day":
        return span.days == 1 and load.first <= first <= load.last
    return (load.first, load.last) == (first, last)


def _overlaps(held: Holding, load: Load, span: Period) -> bool:
    """A file gives these days by other windows or slices; counters of items stand for every day."""
    if held.window == "day" and not held.cut and held.table == "fact_measure" and span.days == 1:
        return False
    return held.window == "lifetime" or (load.first <= day_number(span.end) and day_number(span.start) <= load.last)


def _fault(
    code: str, language: str, column: str | None, value: str | None, line: int | None = None, **facts: str
) -> Fault:
    return Fault(entry_fault(code, language, **facts), line=line, column=column, value=value)
