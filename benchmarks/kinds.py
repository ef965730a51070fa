"""Levels and ratios: odds from `outlooks`, as pages call it, against what came."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from benchmarks.series import Floats, Series, series_of, windows_of

from goalposts.goals.attain import outlooks
from goalposts.goals.outlook import LEVEL, RATIO, Case

Result = tuple[Floats, Floats, bool, Floats]
"""Stated odds, outcomes, whether the 80 % interval held, and the odds of a rival."""

LEVEL_STEPS = np.array((0.9, 0.95, 0.98, 0.99, 1.0, 1.01, 1.02, 1.05, 1.1))
RATIO_STEPS = np.array((0.8, 0.9, 0.95, 0.98, 1.0, 1.02, 1.05, 1.1, 1.2))
TODAY = dt.date(2026, 11, 22)
PARTS = (("Returning.Visits", "Unique.Visits"), ("First.Time.Visits", "Unique.Visits"), ("Unique.Visits", "Page.Loads"))


def levels(series: Sequence[Series]) -> dict[str, list[Result]]:
    """The M4 daily series taken as levels: where they stand 30 and 90 days on, against multiples of where they are."""
    found: dict[str, list[Result]] = {"T30": [], "T90": []}
    for each in series:
        for window in windows_of(each) if each.source == "m4_daily" else ():
            targets = window.history[-1] * LEVEL_STEPS
            cases = [_case(LEVEL, window.history, window.horizon, target) for target in targets]
            walked = _random_walk(window.history, window.horizon)
            found[window.span].append(_result(cases, float(window.future[-1]), targets, walked))
    return found


def ratios(folder: Path) -> dict[str, list[Result]]:
    """Shares of a website's visits, against multiples of the share of the last four weeks."""
    found: dict[str, list[Result]] = {"T30": [], "T90": []}
    series = {each.name: each for each in series_of(folder)}
    for above, below in _pairs(series):
        for top in windows_of(above):
            part = slice(top.origin, top.origin + top.horizon)
            came = float(above.values[part].sum() / below.values[part].sum())
            base = below.values[: top.origin][-len(top.history) :]
            targets = top.history[-28:].sum() / base[-28:].sum() * RATIO_STEPS
            cases = [_case(RATIO, top.history, top.horizon, target, base) for target in targets]
            past = _runs(top.history, top.horizon) / _runs(base, top.horizon)
            found[top.span].append(_result(cases, came, targets, past))
    return found


def _pairs(series: dict[str, Series]) -> Iterator[tuple[Series, Series]]:
    for above, below in PARTS:
        yield series[f"visitors {above}"], series[f"visitors {below}"]


def _case(kind: str, history: Floats, days: int, target: float, base: Floats | None = None) -> Case:
    return Case(TODAY, kind, history, days, days, float(target), base=base)


def _random_walk(history: Floats, days: int) -> Floats:
    """Where a level lands that changes each day as it did on some day of the last 500."""
    changes = np.random.default_rng(1).choice(np.diff(history[-501:]), (500, days))
    return history[-1] + changes.sum(axis=1)


def _runs(values: Floats, width: int) -> Floats:
    """Sums of all spans of `width` days of the last year."""
    return np.lib.stride_tricks.sliding_window_view(values[-365:], width).sum(axis=1)


def _result(cases: list[Case], came: float, targets: Floats, rival: Floats) -> Result:
    said = outlooks(cases)
    odds = np.array([outlook.odds for outlook in said], dtype=float)
    held = said[0].low is not None and said[0].high is not None and said[0].low <= came <= said[0].high
    others = (1 + (rival[:, None] >= targets).sum(axis=0)) / (len(rival) + 2)
    return odds, (came >= targets).astype(float), held, others
