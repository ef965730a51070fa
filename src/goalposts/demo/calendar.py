"""The calendar of the sample world: its days, its whole weeks and months, and the rhythm of demand."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from goalposts.periods import Grain, Period, buckets, calendar_unit

Ints = np.ndarray[Any, np.dtype[np.int64]]
Floats = np.ndarray[Any, np.dtype[np.float64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
Dates = np.ndarray[Any, np.dtype[np.datetime64]]

_FIXED = ("01-01", "02-28", "03-01", "04-04", "04-05", "05-05", "06-06", "08-15", "10-03", "10-09", "10-10", "12-25")
"""Holidays of Korea and Taiwan that fall on the same date every year."""

_LUNAR = (
    *("2024-02-10", "2025-01-29", "2026-02-17", "2027-02-07", "2028-01-27", "2029-02-13", "2030-02-03"),
    *("2024-09-17", "2025-10-06", "2026-09-25", "2027-09-15", "2028-10-03", "2029-09-22", "2030-09-12"),
)
"""Lunar New Year and the mid-autumn feast; shops rest a day before and after as well. Later years have none here."""


@dataclass(frozen=True)
class Calendar:
    """The days of the world, `start` to `end`, both included."""

    start: dt.date
    end: dt.date

    @cached_property
    def dates(self) -> Dates:
        return np.arange(np.datetime64(self.start), np.datetime64(self.end) + 1)

    @cached_property
    def weekdays(self) -> Ints:
        """0 = Monday ... 6 = Sunday."""
        return (self.dates.astype(np.int64) + 3) % 7

    @property
    def period(self) -> Period:
        return Period(self.start, self.end)

    def __len__(self) -> int:
        return len(self.dates)

    def index(self, day: dt.date) -> int:
        """The position of a day."""
        return (day - self.start).days

    def slice(self, period: Period) -> slice:
        """The positions of a period."""
        return slice(self.index(period.start), self.index(period.end) + 1)

    def inside(self, period: Period) -> Flags:
        """Which days belong to a period."""
        return (self.dates >= np.datetime64(period.start)) & (self.dates <= np.datetime64(period.end))

    def whole(self, grain: Grain) -> list[Period]:
        """The calendar units of `grain` that lie wholly inside the world."""
        return [unit for unit in buckets(self.period, grain) if calendar_unit(unit) is grain]

    @cached_property
    def holidays(self) -> Flags:
        """Days on which Korea or Taiwan rests."""
        feasts = np.array(_LUNAR, dtype="datetime64[D]")
        years = range(self.start.year, self.end.year + 1)
        fixed = np.array([f"{year}-{day}" for year in years for day in _FIXED], dtype="datetime64[D]")
        return np.isin(self.dates, np.concatenate([fixed, feasts - 1, feasts, feasts + 1]))

    def rhythm(
        self,
        weekly: tuple[float, ...],
        *,
        yearly: float = 0.1,
        peak_day: int = 335,
        growth: float = 0.2,
        rest: float = 1.0,
    ) -> Floats:
        """Demand of each day around 1: weekday factors, a yearly wave that peaks on `peak_day`, growth, holidays."""
        day_of_year = (self.dates - self.dates.astype("datetime64[Y]")).astype(np.int64)
        wave = 1 + yearly * np.cos(2 * np.pi * (day_of_year - peak_day) / 365.25)
        trend = (1 + growth) ** (np.arange(len(self)) / 365.25)
        week = np.array(weekly) / np.mean(weekly)
        return np.asarray(week[self.weekdays] * wave * trend * np.where(self.holidays, rest, 1.0))


def stamps(day: Dates, seconds: Ints) -> np.ndarray[Any, np.dtype[np.datetime64]]:
    """Moments (UTC) that lie `seconds` after midnight of each day."""
    return np.asarray(day.astype("datetime64[us]") + seconds.astype("timedelta64[s]"))
