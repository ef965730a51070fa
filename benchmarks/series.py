"""Public daily and weekly series, and the windows on which forecasts are scored: the same for every model.

    series_of(folder) -> every series; windows_of(series) -> at least six origins each, spread over its calendar

Windows with more than a fifth of their days unknown are left out; in the others only known days are summed.
"""

from __future__ import annotations

import csv
import datetime as dt
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

ORIGINS = 6
LONGEST_HISTORY = 1461
"""Steps a model may look back: four years of days, or all of the weeks there are."""
SHORTEST_HISTORY = {7: 91, 1: 52}
MOST_UNKNOWN = 0.2
LEVELS = (0.7, 0.8, 0.9, 0.95, 1.0, 1.05, 1.1, 1.2, 1.3)
"""A target is so many times the recent level: the mean of the last four weeks, times the length of the horizon."""


@dataclass(frozen=True)
class Series:
    """`cycle`: steps in a week (7 for days, 1 for weeks). `first`: the day of the first value, where dated."""

    name: str
    source: str
    cycle: int
    values: Floats
    first: dt.date | None = None

    @property
    def horizons(self) -> tuple[int, int]:
        """Steps of about 30 and about 90 days."""
        return (30, 90) if self.cycle == 7 else (4, 13)


@dataclass(frozen=True)
class Window:
    """One moment of one series: what was known, what came in the `horizon` steps after, and nine targets."""

    series: Series
    origin: int
    horizon: int
    longest: int = LONGEST_HISTORY

    @property
    def history(self) -> Floats:
        return self.series.values[max(self.origin - self.longest, 0) : self.origin]

    def holds(self, month: int, day: int) -> bool:
        """Whether a day of the year lies within the horizon of a dated series."""
        assert self.series.first is not None
        days = (self.series.first + dt.timedelta(days=self.origin + step) for step in range(self.horizon))
        return any((each.month, each.day) == (month, day) for each in days)

    @property
    def span(self) -> str:
        """`T30` or `T90`, after the days of the horizon; 4 and 13 weeks for weekly series."""
        return "T30" if self.horizon == self.series.horizons[0] else "T90"

    @property
    def future(self) -> Floats:
        return self.series.values[self.origin : self.origin + self.horizon]

    @property
    def targets(self) -> Floats:
        recent = np.nanmean(self.history[-4 * self.series.cycle :])
        return np.array(LEVELS) * recent * np.isfinite(self.future).sum()

    @property
    def came(self) -> float:
        return float(np.nansum(self.future))


def series_of(folder: Path) -> list[Series]:
    """Every series below the folder of shared data, in the order of the files."""
    forecast = folder / "forecast"
    return [
        *_wikipedia(forecast / "wikipedia_page_visits" / "wikipedia_page_visits.csv"),
        *_m4_daily(forecast / "m4_daily" / "m4_daily.csv"),
        *_retail(forecast / "online_retail_daily" / "online_retail_sales.csv"),
        *_websites(forecast / "single", folder / "web_visitors" / "daily-website-visitors.csv"),
        *_m4_weekly(forecast / "m4_weekly"),
    ]


def windows_of(series: Series, origins: int = ORIGINS) -> list[Window]:
    """Origins at even steps through the series, begun at a place of its own, so that no two share a calendar date."""
    longest = max(series.horizons)
    first, last = SHORTEST_HISTORY[series.cycle], len(series.values) - longest
    room = max(last - first, 0)
    first += int(room * 0.3) if room > 365 else 0
    step = (last - first) / origins
    shift = (zlib.crc32(series.name.encode()) % 1000) / 1000
    places = sorted({int(first + (k + shift) * step) for k in range(origins)})
    windows = [Window(series, place, horizon) for place in places for horizon in series.horizons]
    return [window for window in windows if _is_usable(window)]


def _is_usable(window: Window) -> bool:
    recent = window.history[-4 * window.series.cycle :]
    enough = np.isfinite(window.future).mean() >= 1 - MOST_UNKNOWN
    return bool(enough and np.isfinite(recent).mean() > 0.5 and np.nanmean(recent) > 0)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _wikipedia(path: Path) -> Iterator[Series]:
    yield from _long(path, "wikipedia", "topic", "date", "cube_root_num_page_visits", power=3)


def _retail(path: Path) -> Iterator[Series]:
    yield from _long(path, "online_retail", "StockCode", "InvoiceDate", "Quantity")


def _long(path: Path, source: str, name: str, day: str, value: str, power: int = 1) -> Iterator[Series]:
    found: dict[str, dict[dt.date, float]] = {}
    for row in _rows(path):
        found.setdefault(row[name], {})[dt.date.fromisoformat(row[day])] = float(row[value]) ** power
    for key, days in found.items():
        yield _dated(f"{source} {key}", source, days)


def _dated(name: str, source: str, days: dict[dt.date, float]) -> Series:
    """A series on every day from its first to its last, nan where a day is missing."""
    first, last = min(days), max(days)
    values = np.full((last - first).days + 1, np.nan)
    for day, value in days.items():
        values[(day - first).days] = value
    return Series(name, source, 7, values, first)


def _m4_daily(path: Path) -> Iterator[Series]:
    found: dict[str, list[float]] = {}
    for row in _rows(path):
        found.setdefault(row["series"], []).append(float(row["value"]))
    for key, values in found.items():
        yield Series(f"m4_daily {key}", "m4_daily", 7, np.array(values))


def _websites(single: Path, visitors: Path) -> Iterator[Series]:
    rows = _rows(single / "example_wp_log_peyton_manning.csv")
    yield _dated(
        "peyton_manning", "websites", {dt.date.fromisoformat(r["ds"]): float(np.exp(float(r["y"]))) for r in rows}
    )
    likes = {
        _american(row["Date"]): float(row["Average Likes Per Photo"] or "nan")
        for row in _rows(single / "instagram_natgeo.csv")
    }
    yield _dated("natgeo", "websites", likes)
    rows = _rows(visitors)
    for column in ("Page.Loads", "Unique.Visits", "First.Time.Visits", "Returning.Visits"):
        days = {_american(row["Date"]): float(row[column].replace(",", "")) for row in rows}
        yield _dated(f"visitors {column}", "websites", days)


def _american(text: str) -> dt.date:
    month, day, year = map(int, text.split("/"))
    return dt.date(year, month, day)


def _m4_weekly(folder: Path) -> Iterator[Series]:
    later = {row[0]: row[1:] for row in _cells(folder / "Weekly-test.csv")}
    for row in _cells(folder / "Weekly-train.csv"):
        values = [float(cell) for cell in (*row[1:], *later[row[0]]) if cell]
        yield Series(f"m4_weekly {row[0]}", "m4_weekly", 1, np.array(values))


def _cells(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.reader(file))[1:]
