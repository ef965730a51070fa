"""The shape of a year in many series at once, believed as far as one year of the past foretold the others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from goalposts.stats.smoothing import running

Floats = NDArray[np.float64]

CAUTION = 1.0
"""Prior log odds against a yearly shape."""
RIDGE = 0.3
WHOLE_YEAR = 0.9
"""A year counts with this share of its days known."""


@dataclass(frozen=True)
class Shape:
    """What the time of year adds: past (series, steps) and future (series, steps ahead); belief: 0 to 1 per series."""

    past: Floats
    future: Floats
    belief: Floats


def yearly_shape(values: Floats, ahead: int, cycle: int) -> Shape:
    """The yearly shape of `values` (series, steps; aligned at the end, nan = not known), nothing below two years.

    Years are counted back from the last step. Each gives a shape: the mean of fifteen days around each day, less the
    line through the means of the years. A shape is the mean of the years, times how strongly the other years' shape
    foretold the change of each year over four weeks (ridge regression, each year left out in turn), times the odds that
    this was no coincidence (the Bayesian information criterion as an approximate Bayes factor, Raftery 1995, one
    observation for each independent four weeks). Leap days move a date by at most one day, which fifteen days hide.
    """
    count, steps = values.shape
    year = 365.25 * cycle / 7 if cycle == 7 else 365.25 / 7
    years, days = int(np.ceil(steps / year)), int(np.ceil(year))
    empty = Shape(np.zeros((count, steps)), np.zeros((count, ahead)), np.zeros(count))
    if years < 2:
        return empty
    means = _yearly_means(values, year, years)
    apart = _smoothed(values, 2 * cycle + 1 if cycle > 1 else 3) - _baseline(means, steps, year)
    shapes = np.full((count, years, days), np.nan)
    for back in range(years):
        places = steps - 1 - round(back * year) - np.arange(days)
        shapes[:, back, places >= 0] = apart[:, places[places >= 0]]
    shapes = np.where((np.isfinite(means).sum(axis=1) >= 2)[:, None, None], shapes, np.nan)
    belief = _belief(shapes, 4 * cycle)
    mean = _mean_known(np.nansum(shapes, axis=1), np.isfinite(shapes).sum(axis=1))
    age = steps - 1 - np.arange(steps + ahead)
    shape = mean[:, np.minimum(np.round(np.mod(age, year)).astype(int), days - 1)] * belief[:, None]
    return Shape(shape[:, :steps], shape[:, steps:], belief)


def _mean_known(total: Floats, number: NDArray[np.intp] | Floats) -> Floats:
    means: Floats = np.where(number > 0, total / np.maximum(number, 1), 0.0)
    return means


def _smoothed(values: Floats, width: int) -> Floats:
    """Means of the known values around each step, nan without any and before the first known step."""
    known = np.isfinite(values)
    around = ((0, 0), (width // 2, width // 2))
    total = running(np.pad(np.where(known, values, 0.0), around), width)
    number = running(np.pad(known.astype(float), around), width)
    begun = np.logical_or.accumulate(known, axis=1)
    means: Floats = np.where(begun & (number > 0), total / np.maximum(number, 1), np.nan)
    return means


def _yearly_means(values: Floats, year: float, years: int) -> Floats:
    """Mean of each year, the last one first; nan for a year that is not whole."""
    means = np.full((len(values), years), np.nan)
    back = (np.arange(values.shape[1])[::-1] / year).astype(int)
    for which in range(years):
        part = values[:, back == which]
        number = np.isfinite(part).sum(axis=1)
        means[:, which] = np.where(number >= WHOLE_YEAR * year, np.nansum(part, axis=1) / np.maximum(number, 1), np.nan)
    return means


def _baseline(means: Floats, steps: int, year: float) -> Floats:
    """The line through the means at the middle of their years, drawn on at both ends."""
    base = np.zeros((len(means), steps))
    place = np.arange(steps)
    middle = steps - 1 - (np.arange(means.shape[1]) + 0.5) * year
    for row, mean in zip(base, means, strict=True):
        known = np.flatnonzero(np.isfinite(mean))[::-1]
        if len(known) < 2:
            continue
        x, y = middle[known], mean[known]
        slope = np.diff(y) / np.diff(x)
        row[:] = np.interp(place, x, y)
        row += slope[0] * np.minimum(place - x[0], 0) + slope[-1] * np.maximum(place - x[-1], 0)
    return base


def _belief(shapes: Floats, span: int) -> Floats:
    """How far the shape is to be believed, per series."""
    known = np.isfinite(shapes)
    others = known.sum(axis=1, keepdims=True) - known
    rest = (np.nansum(shapes, axis=1, keepdims=True) - np.where(known, shapes, 0.0)) / np.maximum(others, 1)
    own = np.where(known & (others > 0), shapes, np.nan)
    came = own[:, :, :-span] - own[:, :, span:]
    told = np.where(np.isfinite(came), rest[:, :, :-span] - rest[:, :, span:], 0.0)
    number = np.isfinite(came).sum(axis=(1, 2))
    came = np.nan_to_num(came)
    both, square, own_square = ((a * b).sum(axis=(1, 2)) for a, b in ((told, came), (told, told), (came, came)))
    noise = RIDGE * span * own_square / np.maximum(number, 1)
    strength = np.clip(both / np.maximum(square + noise, 1e-12), 0.0, 1.0)
    explained = (2 * strength * both - strength**2 * square) / np.maximum(own_square, 1e-12)
    years = (known.sum(axis=(1, 2)) / shapes.shape[2]).clip(1)
    spans = number / span * (years - 1) / years
    evidence = -0.5 * spans * np.log1p(-np.clip(explained, 0.0, 0.999)) - 0.5 * np.log(np.maximum(spans, 1)) - CAUTION
    belief: Floats = strength / (1 + np.exp(-evidence))
    return belief
