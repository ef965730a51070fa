"""What the reports of ad platforms share: totals among the rows, the range above them, rows finer than a campaign."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from goalposts.errors import Fault
from goalposts.sources.columns import Columns
from goalposts.sources.dates import Order, read_dates
from goalposts.sources.facts import Facts
from goalposts.sources.windows import window_of

Span = tuple[dt.date, dt.date]
_DATE = re.compile(
    r"\d{4}\s*[-./년年]\s*\d{1,2}\s*[-./월月]\s*\d{1,2}"
    r"|[A-Z][a-z]{2,8}\.? \d{1,2},? \d{4}"
    r"|\d{1,2} [A-Z][a-z]{2,8}\.? \d{4}"
)
_TOTAL = "(?i)^(?:total|합계|총계|전체|總計|总计)\\s*"
_DATED = ("day", "week", "month")
_KEYS = ("period_start", "period_end", "campaign_id", "item_id", "segment_id", "device", "paid_split")


def named_range(lines: Iterable[str]) -> Span | None:
    """The first and last day that the lines above a table name, on one line or on two."""
    found: list[str] = []
    for line in lines:
        dates = _DATE.findall(line)
        if len(dates) == 2:
            found = dates
            break
        found += dates
    first, last = [*read_dates(pl.Series(found[:2], dtype=pl.String)).values, None, None][:2]
    return (first, last) if first and last and first <= last else None


def leave_totals_out(columns: Columns, fields: Sequence[str]) -> None:
    """Leave out rows that say they are a total of the others, as in "Total: Campaigns".

    In a named field only the word with a colon is a sign: a keyword may be just "total".
    """
    first = columns.table.cells.to_series(0).cast(pl.String).str.strip_chars()
    named = [name for name in fields if name in columns]
    bare = columns.table.headers[0] not in [columns.headers[name] for name in named]
    total = first.str.contains(_TOTAL + "(?:[:：]|$)" if bare else _TOTAL + "[:：]").fill_null(False)
    for name in named:
        total |= columns.frame[name].str.contains(_TOTAL + "[:：]").fill_null(False)
    if total.any():
        columns.leave_out(total)
        columns.doubts.append(f"{total.sum()} rows are totals of the others: not stored.")


def read_window(columns: Columns, span: Span | None, order: Order | None = None) -> str:
    """Read the day, week or month of each row, or give all rows the range of the report; the kind of window.

    A report without dates and without a range has windows of the kind `lifetime`.
    """
    kind = next((name for name in _DATED if name in columns), None)
    if kind == "day":
        columns.days("day", "period_start", order)
        return "day"
    if kind:
        columns.days(kind, "period_start", order)
        window = window_of(columns.records["period_start"], kind, kind)
        columns.set(period_start=window.start, period_end=window.end)
        return window.kind
    if span is None:
        return "lifetime"
    columns.set(period_start=pl.lit(span[0]), period_end=pl.lit(span[1]))
    return "custom"


def add_up(facts: Facts, records: pl.DataFrame, measures: Sequence[str], finer: Sequence[str]) -> pl.DataFrame:
    """Rows of one campaign (or keyword) and window as one record, where the report is finer than that.

    finer: the columns that tell such rows apart. A row that comes twice counts once; rows that cannot be told apart and
    disagree are faults. A sum with an empty part is empty.
    """
    keys = [name for name in _KEYS if name in records.columns]
    told = [name for name in measures if name in records.columns]
    apart = [*keys, *(name for name in finer if name in records.columns)]
    once = records.unique([*apart, *told], keep="first", maintain_order=True)
    facts.note(f"{len(records) - len(once)} rows repeat another row exactly and count once.", len(once) < len(records))
    rows = once.unique(apart, keep="first", maintain_order=True)
    for line in once.join(rows.select("_record"), on="_record", how="anti")["_line"]:
        text = "says other numbers than an earlier line for the same thing; the first one is kept"
        facts.faults.append(Fault(text, file=facts.file, line=line))
    if not rows.select(keys).is_duplicated().any():
        return rows
    facts.note(f"Rows are added up over {', '.join(name.replace('_', ' ') for name in finer if name in rows.columns)}.")
    whole = [pl.when(pl.col(name).null_count() == 0).then(pl.col(name).sum()).alias(name) for name in told]
    rest = [pl.col(name).first() for name in rows.columns if name not in (*keys, *told)]
    return rows.group_by(keys, maintain_order=True).agg(*whole, *rest)


def add_windows(
    facts: Facts,
    records: pl.DataFrame,
    measures: Sequence[str],
    axes: Sequence[str],
    window: str,
    span: Span | None,
    *,
    currencies: Mapping[str, str],
    adds_up: bool = True,
    lost: int = 0,
) -> None:
    """Add records; a week or month that the range of the report cuts short is kept as the days it really covers."""

    def add(part: pl.DataFrame, kind: str, covers: Span | None = None) -> None:
        if len(part):
            facts.add(
                part, measures, axes=axes, window=kind, currencies=currencies, adds_up=adds_up, lost=lost, covers=covers
            )

    if window == "day":
        add(records, window, span)
    elif span is None or window in ("custom", "lifetime"):
        add(records, window)
    else:
        first, last = (pl.lit(day) for day in span)
        short = (pl.col("period_start") < first) | (pl.col("period_end") > last)
        add(records.filter(~short), window)
        clipped = records.filter(short).with_columns(
            pl.max_horizontal("period_start", first), pl.min_horizontal("period_end", last)
        )
        add(clipped, "custom")
        facts.note(f"{len(clipped)} rows are of a {window} the report cuts short: stored for its days only.",
                   len(clipped) > 0)  # fmt: skip
