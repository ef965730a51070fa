"""Days written without their year ("April 12", "4월 12일"): read, and set into the years they can lie in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise

import polars as pl

from goalposts.sources.dates import MONTHS

MonthDay = tuple[int, int]

_NAMED = r"^(?P<name>[a-z]{3})[a-z]*\.?\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?$"
_NAMED_LAST = r"^(?P<d>\d{1,2})\.?\s+(?P<name>[a-z]{3})[a-z]*\.?$"
_NUMBERED = r"^(?P<m>\d{1,2})\s*[월月]\s*(?P<d>\d{1,2})\s*[일日]$"
_LEAP, _YEAR, _OLDEST = 2024, 366, 8


def read_month_days(cells: pl.Series) -> list[MonthDay | None]:
    """Month and day of each cell, None where it is empty or names no day of any year."""
    text = cells.str.normalize("NFKC").str.strip_chars().str.to_lowercase()
    named = [text.str.extract_groups(shape).struct.unnest() for shape in (_NAMED, _NAMED_LAST)]
    numbered = text.str.extract_groups(_NUMBERED).struct.unnest()
    names = named[0]["name"].fill_null(named[1]["name"])
    months = names.replace_strict(MONTHS, default=None, return_dtype=pl.Int64)
    months = months.fill_null(numbered["m"].cast(pl.Int64))
    days = named[0]["d"].fill_null(named[1]["d"]).fill_null(numbered["d"]).cast(pl.Int64)
    return [
        (month, day) if month and day and _date(_LEAP, month, day) else None
        for month, day in zip(months, days, strict=True)
    ]


def years_of(days: Sequence[MonthDay]) -> list[int]:
    """How many New Years lie between the earliest day and each one, by the order the rows stand in.

    Rows may run forwards or backwards; from one to the next is less than half a year. Rows in no order are taken to lie
    in one year.
    """
    places = [dt.date(_LEAP, month, day).timetuple().tm_yday for month, day in days]
    steps = [(after - before) % _YEAR for before, after in pairwise(places)]
    forwards = all(step <= _YEAR // 2 for step in steps)
    if not forwards and any(0 < step <= _YEAR // 2 for step in steps):
        return [0] * len(days)
    ordered = list(days) if forwards else list(reversed(days))
    years = [0]
    for before, after in pairwise(ordered):
        years.append(years[-1] + (after < before))
    years = years[: len(days)]
    return years if forwards else years[::-1]


def set_in_years(days: Sequence[MonthDay], first_day: dt.date | None, today: dt.date) -> list[dt.date] | None:
    """The dates of the days in file order: from `first_day` on, else the latest years in which all lie before `today`.

    None where there are no such years (29 February in a year without one).
    """
    years = years_of(days)
    latest = first_day.year + 1 if first_day else today.year
    candidates = range(first_day.year, latest + 1) if first_day else range(latest, latest - _OLDEST, -1)
    for base in candidates:
        dates = [_date(base + year, month, day) for year, (month, day) in zip(years, days, strict=True)]
        told = [date for date in dates if date]
        if len(told) == len(dates) and (min(told) >= first_day if first_day else max(told) < today):
            return told
    return None


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
