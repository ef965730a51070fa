"""Columns of text to calendar dates: the order of day and month is read from the whole column, or asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl

from goalposts.errors import Fault
from goalposts.sources.numbers import MISSING, cell_faults

Order = Literal["dmy", "mdy"]
Unit = Literal["day", "month"]

_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, start=1)}
_MONTH = f"(?P<name>{'|'.join(_MONTH_NAMES)})[a-z]{{0,6}}"
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?,?\s+)?"
_REST = r"(?P<rest>(?:[ t,.(]|$).*)?$"
_YEAR_FIRST = (
    rf"^(?P<y>\d{{4}})\s*(?:[-/.]|년|年)\s*(?P<m>\d{{1,2}})\s*(?:[-/.]|월|月)\s*(?P<d>\d{{1,2}})\s*[.일日]?{_REST}"
)
_COMPACT = r"^(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})(?P<rest>\d{2})?$"
_NAME_FIRST = rf"^(?:week of )?{_WEEKDAY}{_MONTH}\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}}){_REST}"
_DAY_FIRST = rf"^{_WEEKDAY}(?P<d>\d{{1,2}})[ -]{_MONTH}\.?[ ,-]+(?P<y>\d{{4}}){_REST}"
_TWO_NUMBERS = rf"^(?P<a>\d{{1,2}})(?P<sign>[-/.])(?P<b>\d{{1,2}})[-/.](?P<y>\d{{4}}|\d{{2}}){_REST}"
_MONTH_ONLY = r"^(?P<y>\d{4})\s*(?:[-/.]|년|年)\s*(?P<m>\d{1,2})\s*[월月]?$"
_MONTH_NAME_ONLY = rf"^{_MONTH}\.?,?\s+(?P<y>\d{{4}})$"
_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?(?:\.\d+)?\s*(?P<half>[ap])?\.?m?"
_SERIAL = r"^[2-7]\d{4}(?:\.\d+)?$"


@dataclass(frozen=True, slots=True)
class Dates:
    """A column of dates as read.

    values: Date, null where the cell is missing or wrong. times: Datetime as written (no zone applied), null where no
    time of day is given. wrong: not a date, or one that does not exist. unit: `month` where cells name a month only.
    order: how 03/04/2025 was read, None where nothing in the column needed it. doubtful: both orders fit every cell.
    """

    values: pl.Series
    times: pl.Series
    wrong: pl.Series
    unit: Unit = "day"
    order: Order | None = None
    doubtful: bool = False

    def faults(self, cells: pl.Series, lines: Sequence[int], column: str) -> list[Fault]:
        """One fault for each wrong cell, with its line, column and value."""
        return cell_faults(self.wrong, cells, lines, column, "is not a date that exists")


def read_dates(cells: pl.Series, order: Order | None = None) -> Dates:
    """Read a text column; `order` settles 03/04/2025 where the person or the source knows it."""
    unique = pl.DataFrame({"cell": cells.unique()}, schema={"cell": pl.String})
    frame = unique.with_columns(
        pl.col("cell").str.normalize("NFKC").str.strip_chars().str.to_lowercase().alias("text")
    ).with_columns((pl.col("text").is_null() | pl.col("text").is_in(MISSING)).alias("missing"))
    text = frame["text"]
    used, doubtful = (order, False) if order else _order(text)
    parts = _parts(text, used or "mdy")
    frame = frame.with_columns(parts["date"].alias("value"), parts["time"].alias("time"))
    frame = frame.with_columns((pl.col("value").is_null() & ~pl.col("missing")).alias("wrong"))
    told = int((~frame["missing"] & ~frame["wrong"]).sum())
    monthly = told > 0 and int(parts["monthly"].sum()) == told
    if not monthly:
        frame = frame.with_columns(
            (pl.col("wrong") | parts["monthly"]).alias("wrong"),
            pl.when(~parts["monthly"]).then(pl.col("value")).alias("value"),
        )
    whole = pl.DataFrame({"cell": cells}, schema={"cell": pl.String}).join(
        frame.select("cell", "value", "time", "wrong"), on="cell", how="left", nulls_equal=True, maintain_order="left"
    )
    unit: Unit = "month" if monthly else "day"
    needed = used if _two_numbers(text) else None
    return Dates(whole["value"], whole["time"], whole["wrong"], unit, needed, doubtful)


def _two_numbers(text: pl.Series) -> bool:
    return bool(text.str.contains(_TWO_NUMBERS).any())


def _order(text: pl.Series) -> tuple[Order | None, bool]:
    """The order the column shows: a first number above 12 can only be a day, and so can a second one."""
    parts = text.str.extract_groups(_TWO_NUMBERS).struct.unnest().drop_nulls("y").cast({"a": pl.Int32, "b": pl.Int32})
    if parts.is_empty():
        return None, False
    days_first, days_second = int((parts["a"] > 12).sum()), int((parts["b"] > 12).sum())
    if days_first or days_second:
        return ("dmy" if days_first > days_second else "mdy"), False
    if bool((parts["sign"] == ".").all()):
        return "dmy", False
    return "mdy", bool((parts["a"] != parts["b"]).any())


def _parts(text: pl.Series, order: Order) -> pl.DataFrame:
    """Columns date, time and monthly for each text; the first shape that fits wins."""
    shapes = [
        _groups(text, _YEAR_FIRST),
        _groups(text, _COMPACT),
        _groups(text, _NAME_FIRST),
        _groups(text, _DAY_FIRST),
        _groups(text, _TWO_NUMBERS, order),
        _groups(text, _MONTH_ONLY),
        _groups(text, _MONTH_NAME_ONLY),
    ]
    names = ("y", "m", "d", "rest")
    first = {
        name: pl.coalesce([pl.when(shape["y"].is_not_null()).then(shape[name]) for shape in shapes]) for name in names
    }
    monthly = (shapes[5]["y"].is_not_null() | shapes[6]["y"].is_not_null()) & shapes[1]["y"].is_null()
    frame = pl.DataFrame().select(**first).with_columns(text.alias("text"), monthly.alias("monthly"))
    iso = pl.format("{}-{}-{}", "y", pl.col("m").str.zfill(2), pl.col("d").fill_null("1").str.zfill(2))
    date = iso.str.to_date("%Y-%m-%d", strict=False)
    frame = frame.with_columns(pl.when(pl.col("y").is_not_null()).then(date).alias("date"))
    return _with_serials(frame).with_columns(_time().alias("time")).select("date", "time", "monthly")


def _groups(text: pl.Series, shape: str, order: Order | None = None) -> pl.DataFrame:
    """The texts y, m, d and rest of one shape, null where it does not fit."""
    found = text.str.extract_groups(shape).struct.unnest()
    if "name" in found.columns:
        found = found.with_columns(
            pl.col("name").replace_strict(MONTHS, default=None, return_dtype=pl.Int64).cast(pl.String).alias("m")
        )
    if order:
        day, month = ("a", "b") if order == "dmy" else ("b", "a")
        year = pl.when(pl.col("y").str.len_chars() == 2).then(pl.lit("20") + pl.col("y")).otherwise("y")
        found = found.with_columns(pl.col(day).alias("d"), pl.col(month).alias("m"), year.alias("y"))
    missing = [pl.lit(None, pl.String).alias(name) for name in ("m", "d", "rest") if name not in found.columns]
    return found.with_columns(missing).select("y", "m", "d", "rest")


def _with_serials(frame: pl.DataFrame) -> pl.DataFrame:
    """Excel's day numbers, only where the whole column is made of them."""
    told = frame.filter(pl.col("text").is_not_null() & ~pl.col("text").is_in(MISSING))
    if told.is_empty() or not told["text"].str.contains(_SERIAL).all():
        return frame
    days = pl.col("text").cast(pl.Float64, strict=False)
    clock = pl.when(days % 1 > 0).then((days % 1 * 86400).round(0).cast(pl.Int64))
    rest = pl.format(
        " {}:{}:{}",
        clock // 3600,
        (clock // 60 % 60).cast(pl.String).str.zfill(2),
        (clock % 60).cast(pl.String).str.zfill(2),
    )
    return frame.with_columns(
        (pl.date(1899, 12, 30) + pl.duration(days=days.floor().cast(pl.Int64))).alias("date"), rest.alias("rest")
    )


def _time() -> pl.Expr:
    """Date and clock time where the rest of the text holds one; `YYYYMMDDHH` gives the hour."""
    clock = pl.col("rest").str.extract_groups(_CLOCK)
    hour = clock.struct["hour"].cast(pl.Int32)
    later, earlier = (pl.col("rest").str.contains(words) for words in ("오후|下午", "오전|上午"))
    half = pl.when(later).then(pl.lit("p")).when(earlier).then(pl.lit("a")).otherwise(clock.struct["half"])
    hour = pl.when(half == "p").then(hour % 12 + 12).when(half == "a").then(hour % 12).otherwise(hour)
    hour = (
        pl.when(pl.col("rest").str.contains(r"^\d{2}$"))
        .then(pl.col("rest").cast(pl.Int32, strict=False))
        .otherwise(hour)
    )
    minute, second = (clock.struct[name].cast(pl.Int32).fill_null(0) for name in ("minute", "second"))
    fits = hour.is_between(0, 23) & minute.is_between(0, 59) & second.is_between(0, 59)
    span = pl.duration(hours=hour, minutes=minute, seconds=second)
    return pl.when(fits & pl.col("date").is_not_null()).then(pl.col("date").cast(pl.Datetime("us")) + span)
