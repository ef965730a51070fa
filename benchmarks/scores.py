"""How good stated odds are: Brier score, reliability by tenths, calibration error, coverage of the 80 % interval."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from benchmarks.series import Floats, Window

TENTHS = 10


@dataclass(frozen=True)
class Score:
    """One window: stated odds and outcomes of its nine targets, whether the interval held, CPU seconds of the fit."""

    window: Window
    odds: Floats
    came: Floats
    held: bool
    cpu: float


@dataclass(frozen=True)
class Tenth:
    """Odds of one tenth: how many, their mean, and the share that came true."""

    count: int
    stated: float
    came: float


def score(window: Window, sums: Floats, cpu: float) -> Score:
    """Odds by add-one smoothing over the possible sums, as the product states them."""
    targets = window.targets
    odds = (1 + (sums[:, None] >= targets).sum(axis=0)) / (len(sums) + 2)
    low, high = np.quantile(sums, (0.1, 0.9))
    return Score(window, odds, (window.came >= targets).astype(float), bool(low <= window.came <= high), cpu)


def undecided(window: Window) -> Score:
    """One half, whatever the target."""
    targets = window.targets
    return Score(window, np.full(len(targets), 0.5), (window.came >= targets).astype(float), False, 0.0)


def brier(scores: Iterable[Score]) -> float:
    """Mean square distance between odds and outcomes: 0 is perfect, saying one half always gives 0.25."""
    return float(np.mean([np.mean((score.odds - score.came) ** 2) for score in scores]))


def coverage(scores: Iterable[Score]) -> float:
    """Share of windows that landed within the 80 % interval."""
    return float(np.mean([score.held for score in scores]))


def tenths(scores: Sequence[Score]) -> list[Tenth]:
    """The reliability table: odds sorted into [0, 0.1), [0.1, 0.2) and so on, the last with 1."""
    odds, came = (np.concatenate([getattr(score, name) for score in scores]) for name in ("odds", "came"))
    place = np.minimum((odds * TENTHS).astype(int), TENTHS - 1)
    found = []
    for tenth in range(TENTHS):
        mine = place == tenth
        means = (float(odds[mine].mean()), float(came[mine].mean())) if mine.any() else (float("nan"), float("nan"))
        found.append(Tenth(int(mine.sum()), *means))
    return found


def calibration_error(scores: Sequence[Score]) -> float:
    """Mean distance between stated and came over the tenths, weighted by their counts (ECE)."""
    table = [tenth for tenth in tenths(scores) if tenth.count]
    total = sum(tenth.count for tenth in table)
    return sum(tenth.count * abs(tenth.stated - tenth.came) for tenth in table) / total
