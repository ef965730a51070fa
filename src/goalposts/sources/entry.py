"""Figures entered by hand: checked all at once, kept as a small file of their own, and marked as typed."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from goalposts.catalog.measure import Measure
from goalposts.errors import Fault, nearest
from goalposts.i18n.entering import entry_fault
from goalposts.periods import DAY, Grain, Period, calendar_unit
from goalposts.sources.facts import Account
from goalposts.sources.headers import CURRENCIES
from goalposts.sources.load import Brought
from goalposts.warehouse.batch import Batch, Origin
from goalposts.warehouse.tables import identity

METHOD = "manual"
"""Makes the source_kind `<platform>/manual`, by which the engine lets a file's own figure go first."""

NAME = "entered_by_hand"
_DAYS_LONG = {7: "days_7", 28: "days_28", 30: "days_30", 90: "days_90"}
_FIRST_LINE = 2


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure as a person gives it; `line` is its line in what was pasted, None from a form."""

    measure: str
    period: Period
    value: Decimal
    currency: str | None = None
    line: int | None = None

    def window(self, measures: Mapping[str, Measure]) -> str:
        """The window kind it is stored under: a level is read on the last day, anything else spans its days."""
        if measures[self.measure].additivity == "level":
            return "instant"
        unit = calendar_unit(self.period)
        if unit is not None and unit is not Grain.TOTAL:
            return unit.value
        return _DAYS_LONG.get(self.period.days, "custom")

    def days(self, measures: Mapping[str, Measure]) -> tuple[dt.date, dt.date]:
        """First and last day it is stored under."""
        if self.window(measures) == "instant":
            return self.period.end, self.period.end
        return self.period.start, self.period.end


def check_figures(
    figures: Sequence[Figure], measures: Mapping[str, Measure], today: dt.date, language: str = "en"
) -> list[Fault]:
    """Every fault of these figures, in the reader's language."""
    faults = []
    for figure in figures:
        for code, column, value, facts in _wrong(figure, measures, today):
            faults.append(Fault(entry_fault(code, language, **facts), line=figure.line, column=column, value=value))
    sound = [figure for figure in figures if figure.measure in measures]
    times = Counter((figure.measure, figure.window(measures), figure.days(measures)) for figure in sound)
    for figure in sound:
        if times[figure.measure, figure.window(measures), figure.days(measures)] > 1:
            faults.append(Fault(entry_fault("twice", language), line=figure.line, column=figure.measure))
    return faults


def _wrong(
    figure: Figure, measures: Mapping[str, Measure], today: dt.date
) -> Iterable[tuple[str, str, str, dict[str, str]]]:
    """Code, column, value and facts of each fault of one figure."""
    code, value = figure.measure, str(figure.value)
    measure = measures.get(code)
    if measure is None:
        yield "no_measure", "measure", code, {"measure": code, "nearest": ", ".join(nearest(code, measures)) or "–"}
        return
    if measure.sum_of:
        yield "is_a_sum", "measure", code, {"parts": ", ".join(measure.sum_of)}
    if measure.rows_of:
        yield "other_reading", "measure", code, {"measure": measure.rows_of}
    if measure.unit == "currency" and not figure.currency:
        yield "needs_currency", "currency", value, {}
    if figure.currency and figure.currency not in CURRENCIES:
        yield "no_currency", "currency", figure.currency, {"currency": figure.currency}
    if measure.unit == "count" and figure.value < 0:
        yield "below_zero", code, value, {}
    if figure.days(measures)[0] > today:
        yield "not_yet", "date", str(figure.period), {}


def entry_batch(
    figures: Sequence[Figure],
    account: Account,
    measures: Mapping[str, Measure],
    now: dt.datetime,
    brought: Brought,
    *,
    is_new: bool,
) -> tuple[Batch, bytes]:
    """One batch for the lake, and the file that is kept as its source: each figure is a line of it.

    is_new: the account is not in the lake yet, so it is described too. The same figures for the same account are the
    same source, whoever enters them and whenever.
    """
    content = _as_file(figures, account, measures)
    digest = hashlib.sha256(content).hexdigest()
    origin = Origin(
        source_id=identity(digest, NAME, account.account_id),
        file_hash=digest,
        file_name=f"entry-{now:%Y-%m-%d}-{figures[0].measure}.csv",
        detected=NAME,
        platform=account.platform,
        method=METHOD,
        account_id=account.account_id,
        captured_at=now,
        rows_read=len(figures),
        person=brought.person,
        way=brought.way,
        note=brought.note,
    )
    rows = {"fact_measure": _facts(figures, measures)} | ({"dim_account": _account(account)} if is_new else {})
    records = {"fact_measure": pl.Series(range(1, len(figures) + 1), dtype=pl.Int64)}
    return Batch(origin, rows, _log(figures, account, measures), records), content


def _as_file(figures: Sequence[Figure], account: Account, measures: Mapping[str, Measure]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["platform", "account", "measure", "window", "from", "to", "value", "currency"])
    for figure in figures:
        said = [account.platform, account.name, figure.measure, figure.window(measures), *figure.days(measures)]
        writer.writerow([*said, f"{figure.value.normalize():f}", figure.currency or ""])
    return text.getvalue().encode()


def _facts(figures: Sequence[Figure], measures: Mapping[str, Measure]) -> pl.DataFrame:
    rows = [
        {
            "measure_code": figure.measure,
            "window_kind": figure.window(measures),
            "period_start": figure.days(measures)[0],
            "period_end": figure.days(measures)[1],
            "value": figure.value,
            "currency": figure.currency if measures[figure.measure].unit == "currency" else None,
            "line": _FIRST_LINE + place,
        }
        for place, figure in enumerate(figures)
    ]
    return pl.DataFrame(rows, schema_overrides={"value": pl.Decimal(24, 6), "currency": pl.String, "line": pl.Int32})


def _account(account: Account) -> pl.DataFrame:
    row = {
        "account_id": account.account_id,
        "platform": account.platform,
        "account_ext": account.name,
        "name": account.name,
        "owner_kind": "own",
    }
    return pl.DataFrame([row])


def _log(figures: Sequence[Figure], account: Account, measures: Mapping[str, Measure]) -> pl.DataFrame:
    """Which windows are known by these figures: days that follow each other as one span, others as they are."""
    given: dict[tuple[str, str], list[tuple[dt.date, dt.date]]] = defaultdict(list)
    for figure in figures:
        given[figure.measure, figure.window(measures)].append(figure.days(measures))
    rows = [
        {
            "measure_code": measure, "account_id": account.account_id, "cut": "", "window_kind": window,
            "table_name": "fact_measure", "adds_up": True, "first_day": first, "last_day": last,
        }
        for (measure, window), days in given.items()
        for first, last in (_spans(days) if window == "day" else sorted(set(days)))
    ]  # fmt: skip
    return pl.DataFrame(rows)


def _spans(days: Iterable[tuple[dt.date, dt.date]]) -> list[tuple[dt.date, dt.date]]:
    spans: list[tuple[dt.date, dt.date]] = []
    for day, _ in sorted(set(days)):
        if spans and spans[-1][1] + DAY == day:
            spans[-1] = (spans[-1][0], day)
        else:
            spans.append((day, day))
    return spans
