"""Possible futures of many series at once: paths drawn from their level, trend, week and past errors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from goalposts.stats.smoothing import CHANGES, VALUES, Smoothed, smooth
from goalposts.stats.yearly import yearly_shape

Floats = NDArray[np.float64]

DRAWS = 400
LONGEST = 1461
"""Steps of the past that are looked at: four years of days."""
ERRORS_FROM = 730
"""Steps of the past from which errors are drawn."""
BLOCK_CYCLES = 2
DOUBT = 1.0
"""Paths are spread by the root of 1 + DOUBT x steps ahead / known steps: parameters are estimates, too."""
LITTLE = 0.01
"""Days with less than this share of the mean count as empty."""
RARE = 0.02
"""Single empty days between others, rarer than this, are taken for failures of measuring and say nothing."""
SHIFT, SHIFT_OF_EMPTY = 0.1, 0.2
"""What is added to a series with empty days before taking logs: shares of its mean, at once and by share of empty."""
MOST_BELOW = 0.1
"""Share of what is below zero in what is above, from which a series is not taken for one that cannot be negative."""
FARTHEST = 1e6
"""A path ends at so many times the greatest value of the past."""


def simulate_paths(
    histories: Sequence[Floats], steps: int, *, cycle: int = 7, signed: bool = False, draws: int = DRAWS, seed: int = 0
) -> Floats:
    """Draw `draws` futures of `steps` steps for each history (newest last, nan where a value is not known).

    Returns (series, draws, steps), the first step being the one after the last of the history; nan for a series without
    any known value. Each path takes one combination of parameters by its weight (`smoothing.smooth`) and follows the
    smoothing equations with errors drawn from the past in blocks of two cycles, so that neighbouring days keep their
    dependence (moving block bootstrap, Künsch 1989; simulated paths as in Hyndman et al. 2008, chapter 6). What the
    time of year adds (`yearly.yearly_shape`) is taken off before and put on again. Values that cannot be negative are
    worked on as log(value + c), c being 0 without empty days; they never go below 0. `signed` series (changes of a
    level) and those with more than a little below zero are worked on as they are. `cycle`: steps of a week, 1 for
    weekly values. The same numbers are drawn for every series: it has the same paths alone and among others.
    """
    values = _aligned(histories)
    logged = ~_is_signed(values) & (not signed)
    positive = _without_failures(np.maximum(values[logged], 0.0))
    shift = _shift(positive)[:, None]
    worked = values.copy()
    worked[logged] = _logs(positive + shift)
    paths = _continued(worked, steps, cycle, draws, seed, changes=signed)
    highest = np.nan_to_num(_logs(np.nan_to_num(positive).max(axis=1) * FARTHEST))
    back = np.exp(np.minimum(paths[logged], highest[:, None, None])) - shift[:, :, None]
    paths[logged] = np.maximum(back, 0.0)
    paths[~np.isfinite(values).any(axis=1)] = np.nan
    return paths


def _aligned(histories: Sequence[Floats]) -> Floats:
    longest = max(min(max((len(history) for history in histories), default=0), LONGEST), 1)
    values = np.full((len(histories), longest), np.nan)
    for row, history in zip(values, histories, strict=True):
        row[longest - min(len(history), longest) :] = history[-longest:]
    return values


def _is_signed(values: Floats) -> NDArray[np.bool_]:
    below, above = (np.nansum(np.maximum(sign * values, 0), axis=1) for sign in (-1, 1))
    signed: NDArray[np.bool_] = below > MOST_BELOW * above
    return signed


def _without_failures(values: Floats) -> Floats:
    """With nan for an empty day between two that are not, where such days are rare."""
    known = np.isfinite(values)
    full = values >= LITTLE * _means(values)[:, None]
    empty = known & ~full
    single = np.zeros_like(empty)
    single[:, 1:-1] = full[:, :-2] & empty[:, 1:-1] & full[:, 2:]
    rare = empty.sum(axis=1) < RARE * known.sum(axis=1)
    return np.where(single & rare[:, None], np.nan, values)


def _means(values: Floats) -> Floats:
    """Mean of the known values of each row, 0 without any."""
    means: Floats = np.nansum(values, axis=1) / np.maximum(np.isfinite(values).sum(axis=1), 1)
    return means


def _shift(values: Floats) -> Floats:
    """What is added before taking logs, so that zeros and days of next to nothing weigh no more than other days."""
    mean = _means(values)
    empty = (values < LITTLE * mean[:, None]).sum(axis=1) / np.maximum(np.isfinite(values).sum(axis=1), 1)
    shift: Floats = np.where(empty > 0, (SHIFT + SHIFT_OF_EMPTY * empty) * mean, np.where(mean > 0, 0.0, 1e-9))
    return shift


def _logs(values: Floats) -> Floats:
    """Natural logarithms, nan where there is none."""
    logs: Floats = np.log(np.where(values > 0, values, np.nan))
    return logs


def _continued(values: Floats, steps: int, cycle: int, draws: int, seed: int, *, changes: bool) -> Floats:
    """Paths of values that may take any sign."""
    shape = yearly_shape(values, steps, cycle)
    smoothed = smooth(values - shape.past, cycle, CHANGES if changes else VALUES)
    pool, sizes = _errors(smoothed.errors, centred=changes)
    drawn = _drawn(smoothed, pool, sizes, steps, np.random.default_rng(seed), draws)
    middle = np.median(drawn, axis=1, keepdims=True)
    known = np.maximum(np.isfinite(values).sum(axis=1), 1)
    wider = np.sqrt(1 + DOUBT * np.arange(1, steps + 1) / known[:, None])
    continued: Floats = middle + (drawn - middle) * wider[:, None, :] + shape.future[:, None, :]
    return continued


def _drawn(
    smoothed: Smoothed, pool: Floats, sizes: NDArray[np.intp], steps: int, chance: np.random.Generator, draws: int
) -> Floats:
    """The smoothing equations with errors from the pool."""
    state, grid = smoothed.state, smoothed.parameters
    cycle = len(state.season)
    block = BLOCK_CYCLES * cycle
    chosen = chance.permutation((np.arange(draws) + 0.5) / draws)
    blocks = chance.random((-(-steps // block), draws))
    share = np.cumsum(smoothed.weights, axis=1)
    taken = np.minimum((chosen[:, None] > share[:, None, :]).sum(axis=2), share.shape[1] - 1)
    begins = (blocks[:, None, :] * np.maximum(sizes - block + 1, 1)[:, None]).astype(np.intp)
    rows = np.arange(len(sizes))[:, None]
    level, trend, swing = (part[rows, taken] for part in (state.level, state.trend, state.swing))
    season = state.season[:, rows, taken]
    of_level, of_trend, damping, of_swing, fading = (
        part[taken] for part in (grid.level, grid.level * grid.trend, grid.damping, grid.swing, grid.fading)
    )
    paths = np.empty((steps, len(sizes), draws))
    for step in range(steps):
        place = np.minimum(begins[step // block] + step % block, np.maximum(sizes - 1, 0)[:, None])
        error = pool[place, rows, taken]
        drift, swing = damping * trend, fading * swing
        paths[step] = level + drift + swing + season[step % cycle] + error
        level = level + drift + of_level * error
        trend = drift + of_trend * error
        swing = swing + of_swing * error
    drawn: Floats = paths.transpose(1, 2, 0)
    return drawn


def _errors(errors: Floats, *, centred: bool) -> tuple[Floats, NDArray[np.intp]]:
    """The recent errors of each series without gaps, and how many there are.

    Centred, the long-run mean of changes alone says where a level goes; errors of values keep their mean, for it tells
    how much the recent past ran ahead of a slow level. Both measured (docs/calibration.md).
    """
    recent = errors[-ERRORS_FROM:]
    known = np.isfinite(recent[:, :, 0])
    sizes = known.sum(axis=0)
    if centred:
        recent = recent - np.nansum(recent, axis=0) / np.maximum(sizes, 1)[:, None]
    order = np.argsort(~known, axis=0, kind="stable")
    packed = np.take_along_axis(recent, order[:, :, None], axis=0)
    return np.nan_to_num(packed), sizes
