"""Which window the dates of a table name: days, weeks or months, by the dates themselves."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

_END = {"day": "0d", "week": "6d", "days_7": "6d"}
_FEWEST_WEEKS = 4


@dataclass(frozen=True, slots=True)
class Window:
    """The window kind, its first and last day as expressions over `period_start`, and what stays to be asked."""

    kind: str
    start: pl.Expr
    end: pl.Expr
    question: str = ""


def window_of(days: pl.Series, unit: str, option: str = "") -> Window:
    """The window of a column of days.

    Cells that name months are months. Days that are all the first of a month, or that all fall on one weekday at least
    four times, are taken for months or weeks with a question; `option` (day, week, month) settles it.
    """
    distinct = days.drop_nulls().unique().sort()
    if option in ("day", "week", "month"):
        return _window(_weekly(distinct) if option == "week" else option)
    if unit == "month":
        return _window("month")
    if len(distinct) >= 2 and bool((distinct.dt.day() == 1).all()):
        return _window(
            "month", "Is each row of `{header}` a whole month? If it is one day, map the column to date:day."
        )
    if len(distinct) >= _FEWEST_WEEKS and distinct.dt.weekday().n_unique() == 1:
        text = "Is each row of `{header}` a week that starts that day? If it is one day, map the column to date:day."
        return _window(_weekly(distinct), text)
    return _window("day")


def _weekly(days: pl.Series) -> str:
    """A calendar week starts on Monday; any other seven days are just that."""
    return "week" if bool((days.dt.weekday() == 1).all()) else "days_7"


def _window(kind: str, question: str = "") -> Window:
    start = pl.col("period_start")
    if kind == "month":
        return Window(kind, start.dt.month_start(), start.dt.month_end(), question)
    return Window(kind, start, start.dt.offset_by(_END[kind]), question)
