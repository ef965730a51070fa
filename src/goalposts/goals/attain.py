"""Whether a target can be reached: odds from simulated futures, the pace it takes, and how often the past did it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from goalposts.goals.outlook import FLOW, LEVEL, RATIO, Case, Outlook
from goalposts.stats.forecast import DRAWS, LONGEST, simulate_paths

Floats = NDArray[np.float64]

FEWEST_DAYS = 28
"""Known days below which nothing is said: four weeks show each weekday four times."""
MOST_DAYS_AHEAD = 3
"""No further ahead than so many times the days that are known."""
MOST_UNKNOWN = 0.5
"""Share of unknown days in the last eight weeks above which the running level cannot be told."""
STALEST_LEVEL = 28
"""Days without a reading after which a level is not known any more."""
UNLIKELY = 0.05
FEWEST_WINDOWS = 4
"""Past windows that must all have fallen short before a target is called far beyond them without odds."""

_WEEK = 7
_RECENT = 28
_CELLS = 2_000_000
"""Days times futures that are simulated in one go: 16 MB an array."""


def outlooks(cases: Sequence[Case], *, seed: int = 0) -> list[Outlook]:
    """What the past says about each case, in their order; the same seed gives the same numbers.

    Odds are (n + 1) / (draws + 2) over the simulated futures, so never 0 or 1 while days remain. Without at least 28
    known days, with more than a third of the way ahead unfounded (the end lies further off than three times the known
    days), or with half of the last eight weeks unknown there are no odds, and `problem` says so; the share of past
    windows is told all the same.
    """
    found: list[Outlook | None] = [_without_odds(case) for case in cases]
    open_cases = [place for place, outlook in enumerate(found) if outlook is None]
    for places, landings in _landings([cases[place] for place in open_cases], seed):
        for place, landing in zip(places, landings, strict=True):
            case = cases[open_cases[place]]
            found[open_cases[place]] = _outlook(case, landing)
    return [_with_past(case, outlook) for case, outlook in zip(cases, found, strict=True) if outlook is not None]


def history_share(
    windows: Floats, *, change: float | None = None, target: float | None = None, lower_is_better: bool = False
) -> tuple[int, int]:
    """(reached, windows): how many of the past windows of equal length, oldest first, did what is wanted.

    With `change` (0.2 for +20 %, -0.2 for a fifth less) each window is held against the one before: nine windows make
    eight changes, a pair with an unknown value or without a positive base is left out. With `target` each known window
    counts by itself.
    """
    if change is not None:
        past, wanted = _changes(windows), change
    elif target is not None:
        past, wanted = windows[np.isfinite(windows)], target
    else:
        return 0, 0
    return int(_reaches(past, wanted, lower_is_better).sum()), len(past)


def _changes(windows: Floats) -> Floats:
    before, after = windows[:-1], windows[1:]
    usable = np.isfinite(before) & np.isfinite(after) & (before > 0)
    changes: Floats = after[usable] / before[usable] - 1
    return changes


def _reaches(values: Floats, wanted: float, lower_is_better: bool) -> NDArray[np.bool_]:
    """Whether each value does it, forgiving the rounding of sums."""
    slack = 1e-9 * max(abs(wanted), 1e-9)
    return values <= wanted + slack if lower_is_better else values >= wanted - slack


def _without_odds(case: Case) -> Outlook | None:
    """The outlook of a case that needs no futures: its window is over, or too little is known."""
    if case.days_left <= 0:
        return _over(case)
    known = _known(case)
    days = int(known.sum())
    if days == 0:
        return Outlook(problem="no_data")
    if days < FEWEST_DAYS or case.days_until + case.days_left > MOST_DAYS_AHEAD * days:
        return Outlook(problem="not_enough_history")
    unknown = 1 - known[-2 * _RECENT :].mean()
    stale = not known[-STALEST_LEVEL:].any() if case.kind == LEVEL else unknown > MOST_UNKNOWN
    unknown_so_far = case.days_left < case.window_days and not np.isfinite([case.so_far, case.so_far_base]).all()
    return Outlook(problem="gaps") if stale or unknown_so_far else None


def _over(case: Case) -> Outlook:
    """A window without days left: the value decides, if it is known."""
    value = float("nan")
    if case.kind == FLOW:
        value = case.so_far
    elif case.kind == RATIO and case.so_far_base > 0:
        value = case.so_far / case.so_far_base
    elif case.kind == LEVEL and len(case.history):
        value = float(case.history[-1])
    if not np.isfinite(value):
        return Outlook(problem="no_data")
    reached = bool(_reaches(np.array([value]), case.target, case.lower_is_better)[0])
    return Outlook(odds=float(reached), low=value, middle=value, high=value)


def _known(case: Case) -> NDArray[np.bool_]:
    known = np.isfinite(case.history)
    if case.kind == RATIO:
        known = known & np.isfinite(case.base) if case.base is not None else np.zeros_like(known)
    return known


@dataclass(frozen=True)
class _Task:
    """One series to be continued for a case. `late`: days between the last value of the history and yesterday."""

    place: int
    history: Floats
    late: int = 0


def _landings(cases: Sequence[Case], seed: int) -> Iterator[tuple[list[int], list[Floats]]]:
    """Where each case lands in every future, a batch of places and their landings at a time."""
    order = sorted(range(len(cases)), key=lambda place: (cases[place].kind, _ahead(cases[place])))
    batch: list[int] = []
    for place in order:
        grown = [*batch, place]
        alike = not batch or cases[batch[0]].kind == cases[place].kind
        if alike and len(grown) * _ahead(cases[place]) * DRAWS <= _CELLS:
            batch = grown
            continue
        if batch:
            yield batch, _simulated([cases[p] for p in batch], seed)
        batch = [place]
    if batch:
        yield batch, _simulated([cases[p] for p in batch], seed)


def _ahead(case: Case) -> int:
    return case.days_until + case.days_left


def _simulated(cases: list[Case], seed: int) -> list[Floats]:
    """Landings of cases of one kind."""
    if cases[0].kind == LEVEL:
        return _levels(cases, seed)
    steps = max(map(_ahead, cases))
    above = _totals(cases, [case.history for case in cases], steps, seed)
    if cases[0].kind == FLOW:
        return [case.so_far + total for case, total in zip(cases, above, strict=True)]
    below = _totals(cases, [case.base for case in cases if case.base is not None], steps, seed)
    landings = []
    for case, top, bottom in zip(cases, above, below, strict=True):
        whole = np.maximum(bottom + case.so_far_base, 1e-12)
        ratio = (top + case.so_far) / whole
        landings.append(np.minimum(ratio, 1.0) if _is_share(case) else ratio)
    return landings


def _is_share(case: Case) -> bool:
    """No day's numerator has ever been more than its denominator."""
    known = _known(case)
    return case.base is not None and bool((case.history[known] <= case.base[known]).all())


def _totals(cases: list[Case], histories: list[Floats], steps: int, seed: int) -> list[Floats]:
    paths = simulate_paths(histories, steps, seed=seed)
    return [paths.values[row, :, case.days_until : _ahead(case)].sum(axis=1) for row, case in enumerate(cases)]


def _levels(cases: list[Case], seed: int) -> list[Floats]:
    """Levels grow by their daily changes; days without a reading are taken as evenly grown."""
    tasks = [_changes_of(place, case.history) for place, case in enumerate(cases)]
    steps = max(_ahead(case) + task.late for case, task in zip(cases, tasks, strict=True))
    paths = simulate_paths([task.history for task in tasks], steps, signed=True, seed=seed).values
    landings = []
    for case, task in zip(cases, tasks, strict=True):
        last = case.history[np.isfinite(case.history)][-1]
        grown = last + paths[task.place, :, : _ahead(case) + task.late].sum(axis=1)
        landings.append(np.maximum(grown, 0.0) if last >= 0 else grown)
    return landings


def _changes_of(place: int, history: Floats) -> _Task:
    known = np.flatnonzero(np.isfinite(history))
    days = np.arange(known[0], known[-1] + 1)
    return _Task(place, np.diff(np.interp(days, known, history[known]))[-LONGEST:], len(history) - 1 - int(known[-1]))


def _outlook(case: Case, landing: Floats) -> Outlook:
    reached = int(_reaches(landing, case.target, case.lower_is_better).sum())
    low, middle, high = (float(value) for value in np.quantile(landing, (0.1, 0.5, 0.9)))
    odds = (reached + 1) / (len(landing) + 2)
    needed, recent = _paces(case)
    return Outlook(odds, low, middle, high, needed_per_week=needed, recent_per_week=recent)


def _paces(case: Case) -> tuple[float | None, float | None]:
    """What each week from today on must bring, and what the last four weeks brought on average."""
    if case.kind == RATIO:
        return None, None
    if case.kind == FLOW:
        recent = case.history[-_RECENT:]
        return float(case.target - case.so_far) / case.days_left * _WEEK, float(np.nanmean(recent)) * _WEEK
    known = np.flatnonzero(np.isfinite(case.history))
    last = case.history[known[-1]]
    needed = (case.target - last) / _ahead(case) * _WEEK
    before = known[known <= known[-1] - _RECENT]
    if not len(before):
        return float(needed), None
    return float(needed), float((last - case.history[before[-1]]) / (known[-1] - before[-1]) * _WEEK)


def _with_past(case: Case, outlook: Outlook) -> Outlook:
    """With the share of past windows that did it, and whether the target lies beyond everything they show."""
    absolute = None if case.change is not None else case.target
    reached, windows = history_share(
        case.windows, change=case.change, target=absolute, lower_is_better=case.lower_is_better
    )
    done = reached > 0 or case.days_left <= 0
    unlikely = windows >= FEWEST_WINDOWS if outlook.odds is None else outlook.odds < UNLIKELY
    return replace(outlook, windows=windows, reached=reached, far_beyond=unlikely and not done)
