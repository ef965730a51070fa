"""Counts of different people, for the very windows a source reports them."""

from __future__ import annotations

import datetime as dt

import numpy as np

from goalposts.demo.calendar import Calendar, Dates, Floats
from goalposts.demo.ledger import Ledger
from goalposts.periods import Grain, Period


def write_windows(
    ledger: Ledger,
    calendar: Calendar,
    code: str,
    people: Floats,
    grain: Grain,
    share: float,
    without: Period | None = None,
) -> None:
    """Rows of a unique measure for whole weeks or months: a share of the days' people, because many come again."""
    units = [unit for unit in calendar.whole(grain) if without is None or unit.clipped(without) is None]
    values = np.array([np.floor(people[calendar.slice(unit)].sum() * share) for unit in units])
    first, last = edges(units)
    ledger.measure(code, values, first, last, window=grain.value)


def edges(units: list[Period]) -> tuple[Dates, Dates]:
    """First and last days of periods, as arrays."""
    starts: list[dt.date] = [unit.start for unit in units]
    ends: list[dt.date] = [unit.end for unit in units]
    return np.array(starts, dtype="datetime64[D]"), np.array(ends, dtype="datetime64[D]")
