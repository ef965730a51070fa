"""Exponential smoothing of many series at once, each with a grid of parameters weighted by how well they foresaw.

The model is the innovations form of damped Holt-Winters smoothing with one source of error (Hyndman, Koehler, Ord and
Snyder, Forecasting with Exponential Smoothing, 2008, chapter 2; damping after Gardner and McKenzie, 1985), with a swing
that fades: a first-order autoregression around the level, as a spike of news has it. For a value z and its error e,

    e = z - (l + f b + r w + s)
    l <- l + f b + a e    b <- f b + a g e    w <- r w + d e    s <- s + c (1 - a - d) e

where l is the level, b the trend, w the swing, s the season, and a, g, f, d, r, c the parameters.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SEASON_STEP = 0.03
HALF_LIFE = 365
"""Steps after which an error of the past counts half when parameters are weighed."""
OPENING_CYCLES = 8
"""Cycles from which the first season is taken."""


@dataclass(frozen=True)
class Parameters:
    """One entry per combination: steps of level (a), trend (g), and swing (d); what is left of trend (f), swing (r)."""

    level: Floats
    trend: Floats
    damping: Floats
    swing: Floats
    fading: Floats


def _parameters(*rows: tuple[float, float, float, float, float]) -> Parameters:
    return Parameters(*(np.array(column) for column in zip(*rows, strict=True)))


VALUES = _parameters(
    *((a, 0.0, 1.0, 0.0, 0.0) for a in (0.02, 0.1, 0.3, 0.7)),
    *((a, 0.05, 0.97, 0.0, 0.0) for a in (0.02, 0.1, 0.3, 0.7)),
    *((0.02, 0.0, 1.0, d, r) for d in (0.2, 0.5) for r in (0.9, 0.98)),
)
"""For values: levels alone, levels with a trend that fades by 3 % a step, slow levels with swings of days or weeks."""

CHANGES = _parameters(*((a, 0.0, 1.0, 0.0, 0.0) for a in (0.001, 0.003, 0.01, 0.03, 0.1)), (0.003, 0.0, 1.0, 0.3, 0.9))
"""For the daily changes of something: their mean moves slowly, but for swings of days."""


@dataclass(frozen=True)
class State:
    """Where every series stands: (series, combinations); season: (cycle, series, combinations)."""

    level: Floats
    trend: Floats
    swing: Floats
    season: Floats


@dataclass(frozen=True)
class Smoothed:
    """What is known after the last value.

    parameters: the grid. state: its season begins with the step after the last. errors: (steps, series, combinations),
    nan where a value is not known. weights: (series, combinations), each row adds up to 1.
    """

    parameters: Parameters
    state: State
    errors: Floats
    weights: Floats


def smooth(values: Floats, cycle: int, grid: Parameters = VALUES) -> Smoothed:
    """Run the grid over `values` (series, steps; aligned at the end, nan = not known) and weigh its combinations.

    A level that has seen fewer than 1 / a steps moves as their mean does. A combination's weight falls with its mean
    square errors in foreseeing the mean of the next step, cycle and four cycles: the product of Gaussian likelihoods of
    independent spans of these lengths, averaged over the lengths.
    """
    steps = values.shape[1]
    known = np.isfinite(values)
    first = np.where(known.any(axis=1), known.argmax(axis=1), steps)
    level, season = _opening(values, first, cycle, len(grid.level))
    trend, swing = np.zeros_like(level), np.zeros_like(level)
    errors = np.empty((steps, *level.shape))
    past = np.empty((3, *errors.shape))
    season_step = SEASON_STEP * (1 - grid.level - grid.swing) if cycle > 1 else 0.0
    for step in range(steps):
        turn = (step - steps) % cycle
        drift, swing = grid.damping * trend, grid.fading * swing
        errors[step] = values[:, step, None] - (level + drift + swing + season[turn])
        error = np.where(known[:, step, None], errors[step], 0.0)
        seen = np.maximum(step + 1 - first, 4 * cycle)[:, None]
        level = level + drift + np.maximum(grid.level, 1 / seen) * error
        trend = drift + grid.level * grid.trend * error
        swing = swing + grid.swing * error
        season[turn] += season_step * error
        past[:, step] = level, trend, swing
    spans = {1, cycle, 4 * cycle}
    scores = np.mean([_score(values, past, first + 4 * cycle, span, grid) for span in sorted(spans)], axis=0)
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    return Smoothed(grid, State(level, trend, swing, season), errors, weights / weights.sum(axis=1, keepdims=True))


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
    means: Floats = np.nansum(values, axis=1) / np.maximum(np.isfinite(values).sum(axis=1), 1)
    return means


def _score(values: Floats, past: Floats, begin: NDArray[np.intp], span: int, grid: Parameters) -> Floats:
    """Log likelihood of the means of the next `span` steps, in units of independent spans."""
    steps = values.shape[1]
    moments = max(steps - span, 0)
    known = np.isfinite(values)
    total, number = running(np.where(known, values, 0.0), span), running(known.astype(float), span)
    came = (total / np.maximum(number, 1)).T[1:]
    place = np.arange(moments)[:, None]
    judged = (number.T[1:] >= 0.7 * span) & (place >= begin)
    importance = judged * 0.5 ** ((moments - place) / HALF_LIFE)
    ahead = np.arange(1, span + 1)[:, None]
    drift = np.cumsum(grid.damping**ahead, axis=0).mean(axis=0)
    fading = (grid.fading**ahead).mean(axis=0)
    level, trend, swing = past[:, :moments]
    off = came[:, :, None] - level - drift * trend - fading * swing
    weight = importance.sum(axis=0)[:, None]
    square = np.einsum("tn,tnk->nk", importance, off**2) / np.maximum(weight, 1e-9)
    score: Floats = -0.5 * weight / span * np.log(np.maximum(square, 1e-12))
    return score


def running(values: Floats, width: int) -> Floats:
    """Sums of `width` neighbours along each row."""
    sums = np.cumsum(np.pad(values, ((0, 0), (1, 0))), axis=1)
    found: Floats = sums[:, width:] - sums[:, :-width]
    return found
