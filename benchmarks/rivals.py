"""The models whose odds are compared: each makes possible sums of a window's horizon from the window's history."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

import numpy as np
from benchmarks.series import Floats, Window

from goalposts.stats.forecast import simulate_paths

DRAWS = 500
ETS_HISTORY = 500
"""Steps AutoETS is fitted on, as in the figures it is held against; its levels forget what lies further back."""

Drawn = Iterator[tuple[Window, Floats, float]]
"""Window, possible sums, CPU seconds of this series and moment (shared by its two horizons)."""


def seasonal_naive(windows: Sequence[Window]) -> Drawn:
    """The last week again and again, each week changed by the week-on-week changes of a week of the past."""
    chance = np.random.default_rng(1)
    for moment in _moments(windows):
        began = time.process_time()
        history, cycle = _filled(moment[0].history[-ETS_HISTORY:]), moment[0].series.cycle
        changes = history[cycle:] - history[:-cycle]
        weeks = -(-max(window.horizon for window in moment) // cycle)
        starts = chance.integers(0, len(changes) - cycle + 1, (DRAWS, weeks))
        steps = changes[starts[..., None] + np.arange(cycle)].cumsum(axis=1)
        paths = np.maximum(history[-cycle:] + steps, 0).reshape(DRAWS, -1)
        yield from _sums(moment, paths, time.process_time() - began)


def auto_ets(windows: Sequence[Window]) -> Drawn:
    """`AutoETS` of statsforecast, its own simulated paths with normal errors."""
    from statsforecast.models import AutoETS

    warnings.filterwarnings("ignore", module="statsforecast")
    AutoETS(season_length=7).fit(np.arange(1.0, 60.0) % 9 + 1).simulate(h=5, n_paths=5, seed=1)
    for moment in _moments(windows):
        began = time.process_time()
        model = AutoETS(season_length=moment[0].series.cycle).fit(_filled(moment[0].history[-ETS_HISTORY:]))
        paths = model.simulate(h=max(window.horizon for window in moment), n_paths=DRAWS, seed=1)
        yield from _sums(moment, paths, time.process_time() - began)


def ours(windows: Sequence[Window]) -> Drawn:
    """`goalposts.stats.forecast`, fifty series at a time."""
    for cycle, group in groupby(_moments(windows), key=lambda moment: moment[0].series.cycle):
        moments = list(group)
        for start in range(0, len(moments), 50):
            batch = moments[start : start + 50]
            began = time.process_time()
            steps = max(window.horizon for moment in batch for window in moment)
            histories = [moment[0].history for moment in batch]
            paths = simulate_paths(histories, steps, cycle=cycle, draws=DRAWS)
            each = (time.process_time() - began) / len(batch)
            for moment, mine in zip(batch, paths, strict=True):
                yield from _sums(moment, mine, each)


def ours_of_500(windows: Sequence[Window]) -> Drawn:
    """Ours with no more history than AutoETS has: too little for the shape of a year where the steps are days."""
    short = ours([replace(window, longest=min(window.longest, ETS_HISTORY)) for window in windows])
    for window, (_, sums, cpu) in zip(windows, short, strict=True):
        yield window, sums, cpu


MODELS: dict[str, Callable[[Sequence[Window]], Drawn]] = {
    "seasonal naive": seasonal_naive,
    "AutoETS": auto_ets,
    "ours, 500 steps": ours_of_500,
    "ours": ours,
}


def _moments(windows: Sequence[Window]) -> list[list[Window]]:
    """Windows of one series and origin together: one fit serves both horizons."""
    return [list(group) for _, group in groupby(windows, key=lambda window: (window.series.name, window.origin))]


def _sums(moment: list[Window], paths: Floats, cpu: float) -> Drawn:
    for window in moment:
        known = np.isfinite(window.future)
        yield window, paths[:, : window.horizon] @ known.astype(float), cpu


def _filled(values: Floats) -> Floats:
    """Unknown values taken from the line between their neighbours."""
    places, known = np.arange(len(values)), np.isfinite(values)
    return np.interp(places, places[known], values[known])
