"""Possible futures of many series at once: paths drawn from their level, trend, week and past errors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from goalposts.stats.smoothing import Smoothed, smooth

Floats = NDArray[np.float64]

DRAWS = 400
LONGEST = 500
"""Steps of the past that are looked at: what lies further back says little about the level of today."""
ERRORS_FROM = 365
"""Steps of the past from which errors are drawn."""
LOOKAHEAD_CYCLES = 4
ZERO_SHARE = 0.3


@dataclass(frozen=True)
class Paths:
    """`values`: (series, draws, steps), the first step the one after the last of the history."""

    values: Floats

    def totals(self, start: int, stop: int) -> Floats:
        """Sum of the steps from `start` to before `stop`: (series, draws)."""
        summed: Floats = self.values[:, :, start:stop].sum(axis=2)
        return summed


def simulate_paths(
    histories: Sequence[Floats], steps: int, *, cycle: int = 7, signed: bool = False, draws: int = DRAWS, seed: int = 0
) -> Paths:
    """Draw `draws` futures of `steps` steps for each history (newest last, nan where a value is not known).

    Each path takes one combination of parameters by its weight (`smoothing.smooth`) and follows the smoothing equations
    with errors drawn from the past in blocks of one cycle, so that neighbouring days keep their dependence (moving
    block bootstrap, Künsch 1989; simulated paths as in Hyndman et al. 2008, chapter 6). Values that cannot be negative
    are worked on as log(value + c), c being 0 without zeros and growing with their share; they never go below 0.
    `signed` series (changes of a level) are worked on as they are. `cycle`: steps of a week, 1 for weekly values.
    The same numbers are drawn for every series, so a series has the same paths alone and among others.
    """
    values = _aligned(histories)
    if signed:
        return Paths(_drawn(values, smooth(values, cycle, LOOKAHEAD_CYCLES * cycle), steps, cycle, draws, seed))
    shift = _shift(values)
    with np.errstate(divide="ignore"):
        logs = np.log(values + shift)
    logs[~np.isfinite(logs)] = np.nan
    drawn = _drawn(logs, smooth(logs, cycle, LOOKAHEAD_CYCLES * cycle), steps, cycle, draws, seed)
    ceiling = np.log(np.nanmax(np.nan_to_num(values), axis=1, initial=1.0) * 1e6)
    paths = np.exp(np.minimum(drawn, ceiling[:, None, None])) - shift[:, :, None]
    return Paths(np.maximum(paths, 0.0))


def _aligned(histories: Sequence[Floats]) -> Floats:
    longest = min(max((len(history) for history in histories), default=0), LONGEST)
    values = np.full((len(histories), longest), np.nan)
    for row, history in zip(values, histories, strict=True):
        kept = history[-longest:] if longest else history[:0]
        row[longest - len(kept) :] = kept
    return values


def _shift(values: Floats) -> Floats:
    """What is added before taking logs: a share of the mean that grows with the share of zeros."""
    known = np.maximum(np.isfinite(values).sum(axis=1), 1)
    mean = np.nansum(values, axis=1) / known
    zeros = (values == 0).sum(axis=1) / known
    shift: Floats = np.where(zeros > 0, np.maximum(ZERO_SHARE * zeros * mean, 1e-9), 0.0)[:, None]
    return shift


def _drawn(values: Floats, state: Smoothed, steps: int, cycle: int, draws: int, seed: int) -> Floats:
    count = len(values)
    chance = np.random.default_rng(seed)
    chosen = chance.permutation((np.arange(draws) + 0.5) / draws)
    blocks = chance.random((-(-steps // cycle), draws))
    rows = np.arange(count)[:, None]
    share = np.cumsum(state.weights, axis=1)
    taken = np.minimum((chosen[None, :, None] > share[:, None, :]).sum(axis=2), share.shape[1] - 1)
    pool, sizes = _errors(state.errors, cycle)
    level, trend = state.level[rows, taken], state.trend[rows, taken]
    season = state.season[:, rows, taken]
    step_of, trend_of, damping = (
        part[taken] for part in (state.parameters.level, state.parameters.trend, state.parameters.damping)
    )
    begins = (blocks[:, None, :] * np.maximum(sizes - cycle + 1, 1)[None, :, None]).astype(np.intp)
    paths = np.empty((steps, count, draws))
    for step in range(steps):
        place = np.minimum(begins[step // cycle] + step % cycle, np.maximum(sizes - 1, 0)[:, None])
        error = pool[place, rows, taken]
        drift = damping * trend
        paths[step] = level + drift + season[step % cycle] + error
        level = level + drift + step_of * error
        trend = drift + step_of * trend_of * error
    drawn: Floats = paths.transpose(1, 2, 0)
    return drawn


def _errors(errors: Floats, cycle: int) -> tuple[Floats, NDArray[np.intp]]:
    """The last errors of each series without gaps, first to last, and how many there are."""
    recent = errors[-ERRORS_FROM:]
    known = np.isfinite(recent[:, :, 0])
    order = np.argsort(~known, axis=0, kind="stable")
    packed = np.take_along_axis(recent, order[:, :, None], axis=0)
    sizes = known.sum(axis=0)
    if not len(packed):
        return np.zeros((1, *errors.shape[1:])), sizes
    return np.nan_to_num(packed), sizes
