"""Daily series made by rule, the newest value last."""

from __future__ import annotations

import datetime as dt

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

WEEK = np.array([1.2, 1.3, 1.2, 1.1, 1.0, 0.7, 0.5])
"""Adds up to seven: a week of weekdays around 100 has 700."""


def weekly(days: int, level: float = 100.0) -> Floats:
    """The same week over and over; it ends where the next value would be the week's first."""
    return level * np.resize(WEEK, days + -days % 7)[-days:]


def noisy(days: int, level: float = 100.0, seed: int = 1) -> Floats:
    """Poisson counts around the same week."""
    return np.random.default_rng(seed).poisson(weekly(days, level)).astype(float)


def seasonal(last: dt.date, days: int, level: float = 100.0, seed: int = 1) -> Floats:
    """Poisson counts until `last` that are three times as high in December as in the rest of the year."""
    dates = [last - dt.timedelta(days=back) for back in range(days - 1, -1, -1)]
    shape = np.array([3.0 if date.month == 12 else 1.0 for date in dates])
    return np.random.default_rng(seed).poisson(level * shape).astype(float)
