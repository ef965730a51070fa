"""Exponential smoothing of many series at once, each with a grid of parameters weighted by how well they foresaw.

The model is the innovations form of damped Holt-Winters smoothing with one source of error (Hyndman, Koehler, Ord and
Snyder, Forecasting with Exponential Smoothing, 2008, chapter 2; damping after Gardner and McKenzie, 1985):

    error  e = z - (l + f b + s)        level  l <- l + f b + a e
    trend  b <- f b + a g e             season s <- s + c (1 - a) e
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LEVEL_STEPS = (0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.8)
TRENDS = ((0.0, 1.0), (0.05, 0.97))
"""No trend, or one that follows a twentieth of the level's step and fades by 3 % a step."""
SEASON_STEP = 0.03
EVIDENCE = 0.3
"""How much an independent span of the past counts when parameters are weighted: less than one keeps a mixture."""
OPENING_CYCLES = 8
"""Cycles from which the first season is taken."""


@dataclass(frozen=True)
class Parameters:
    """One column per combination."""

    level: Floats
    trend: Floats
    damping: Floats


@dataclass(frozen=True)
class Smoothed:
    """The state of every series after its last value, for every combination of parameters.

    level, trend: (series, combinations). season: (cycle, series, combinations), the first for the step after the last.
    errors: (steps, series, combinations), nan before the start of a series and where a value is not known.
    weights: (series, combinations), each row adds up to 1.
    """

    parameters: Parameters
    level: Floats
    trend: Floats
    season: Floats
    errors: Floats
    weights: Floats


def smooth(values: Floats, cycle: int, lookahead: int) -> Smoothed:
    """Run the grid over `values` (series, steps; aligned at the end, nan = not known) and weigh its combinations.

    The weight of a combination falls with the mean square of its errors in foreseeing the mean of the next `lookahead`
    values, raised to half the number of independent spans of that length (a Gaussian likelihood, tempered).
    """
    parameters = _grid()
    steps = values.shape[1]
    known = np.isfinite(values)
    first = np.where(known.any(axis=1), known.argmax(axis=1), steps)
    level, season = _opening(values, first, cycle, len(parameters.level))
    trend = np.zeros_like(level)
    errors = np.full((steps, *level.shape), np.nan)
    levels, trends = np.empty_like(errors), np.empty_like(errors)
    for step in range(steps):
        turn = (step - steps) % cycle
        drift = parameters.damping * trend
        error = values[:, step, None] - (level + drift + season[turn])
        errors[step] = error
        seen = known[:, step, None]
        error = np.where(seen, error, 0.0)
        started = (step >= first)[:, None]
        level = np.where(started, level + drift + parameters.level * error, level)
        trend = np.where(started, drift + parameters.level * parameters.trend * error, trend)
        season[turn] += SEASON_STEP * (1 - parameters.level) * error if cycle > 1 else 0.0
        levels[step], trends[step] = level, trend
    weights = _weights(values, levels, trends, parameters, first + 4 * cycle, lookahead)
    return Smoothed(parameters, level, trend, season, errors, weights)


def _grid() -> Parameters:
    rows = [(level, *trend) for level, trend in product(LEVEL_STEPS, TRENDS)]
    return Parameters(*(np.array(column) for column in zip(*rows, strict=True)))


def _opening(values: Floats, first: NDArray[np.intp], cycle: int, combinations: int) -> tuple[Floats, Floats]:
    """The level of the first four cycles and the season of the first eight, drawn to nothing by one cycle's worth."""
    count, steps = values.shape
    places = first[:, None] + np.arange(OPENING_CYCLES * cycle)
    opening = np.where(places < steps, np.take_along_axis(values, np.minimum(places, steps - 1), axis=1), np.nan)
    level = _mean(opening[:, : 4 * cycle])
    season = np.zeros((cycle, count))
    if cycle > 1:
        apart = opening - _mean(opening)[:, None]
        for turn in range(cycle):
            mine = np.where((places - steps) % cycle == turn, apart, np.nan)
            season[turn] = np.nansum(mine, axis=1) / (np.isfinite(mine).sum(axis=1) + 1.0)
        season -= season.mean(axis=0)
    return np.repeat(level[:, None], combinations, axis=1), np.repeat(season[:, :, None], combinations, axis=2)


def _mean(values: Floats) -> Floats:
    """Mean of the known values of each row, 0 without any."""
    known: Floats = np.nansum(values, axis=1) / np.maximum(np.isfinite(values).sum(axis=1), 1)
    return known


def _weights(
    values: Floats, levels: Floats, trends: Floats, parameters: Parameters, begin: NDArray[np.intp], ahead: int
) -> Floats:
    steps = values.shape[1]
    combinations = len(parameters.level)
    if steps <= ahead:
        return np.full((len(values), combinations), 1.0 / combinations)
    known = np.isfinite(values)
    total, number = (_running(part, ahead) for part in (np.where(known, values, 0.0), known.astype(float)))
    with np.errstate(invalid="ignore"):
        came = np.where(number >= 0.7 * ahead, total / number, np.nan).T[1:]
    fade = np.array([np.mean(np.cumsum(f ** np.arange(1, ahead + 1))) for f in parameters.damping])
    places = np.arange(steps - ahead)[:, None]
    came = np.where(places >= begin[None, :], came, np.nan)
    square = (came[:, :, None] - levels[: steps - ahead] - fade * trends[: steps - ahead]) ** 2
    judged = np.isfinite(came).sum(axis=0)[:, None]
    mean = np.nansum(square, axis=0) / np.maximum(judged, 1)
    score = -0.5 * EVIDENCE * judged / ahead * np.log(np.maximum(mean, 1e-12))
    weights = np.exp(score - score.max(axis=1, keepdims=True))
    normed: Floats = weights / weights.sum(axis=1, keepdims=True)
    return normed


def _running(values: Floats, width: int) -> Floats:
    """Sums of `width` neighbours along each row."""
    sums = np.cumsum(np.pad(values, ((0, 0), (1, 0))), axis=1)
    running: Floats = sums[:, width:] - sums[:, :-width]
    return running
