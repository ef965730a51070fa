"""Whether a target can be reached: odds from simulated futures, the pace it takes, and how often the past did it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from goalposts.goals.outlook import FLOW, LEVEL, RATIO, Case, Outlook
from goalposts.stats.forecast import DRAWS, simulate_paths

Floats = NDArray[np.float64]

FEWEST_DAYS = 56
"""Known days below which no odds are given. On public series (docs/calibration.md) the 80 % interval of 30 days held 71
times in a hundred when made from eight weeks, 65 from four."""
FEWEST_READINGS = 8
"""Of a level, which may be read once a week."""
MOST_UNKNOWN = 0.5
"""Share of unknown days in the last eight weeks above which the running level cannot be told."""
MOST_MISSING = 0.1
"""Share of unknown days within the days of a window that are over, above which its sum so far is not one."""
STALEST = 28
"""Days without any value after which a history is too old to go on from."""
UNLIKELY = 0.05
FEWEST_WINDOWS = 4
"""Past windows that must all have fallen short before a target without odds is called far beyond them."""

_WEEK = 7
_RECENT = 28
_CELLS = 2_000_000
_MOST_TOGETHER = 64
"""Series simulated in one go: at most so many, and so many days times futures in all (16 MB an array)."""


def outlooks(cases: Sequence[Case], *, seed: int = 0) -> list[Outlook]:
    """What the past says about each case, in their order; the same seed gives the same numbers.

    Odds are (n + 1) / (draws + 2) over the simulated futures, so never 0 or 1 while days remain. Nothing is invented:
    with fewer than 56 known days, or fewer than lie ahead, there are no odds (`not_enough_history`); nor with half of
    the last eight weeks, all of the last four, or more than a tenth of the running window unknown (`gaps`). The last
    days before today are simulated where they are not known yet. Paces and the share of past windows are told whenever
    they are known.
    """
    found = [_without_odds(case) for case in cases]
    tasks = [_task(case, place) for place, case in enumerate(cases) if found[place] is None]
    for batch in _batches(tasks):
        for task, landing in zip(batch, _landings(batch, seed), strict=True):
            found[task.place] = _outlook(task.case, landing)
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
    if not known.any():
        return Outlook(problem="no_data")
    problem = ""
    if _days_known(case, known) < max(FEWEST_DAYS, case.days_until + case.days_left):
        problem = "not_enough_history"
    elif _has_gaps(case, known):
        problem = "gaps"
    needed, recent = _paces(case)
    return Outlook(needed_per_week=needed, recent_per_week=recent, problem=problem) if problem else None


def _days_known(case: Case, known: NDArray[np.bool_]) -> int:
    """Known days; of a level the days from its first reading to its last, if there are at least eight readings."""
    if case.kind != LEVEL:
        return int(known.sum())
    places = np.flatnonzero(known)
    return int(places[-1] - places[0]) if len(places) >= FEWEST_READINGS else 0


def _has_gaps(case: Case, known: NDArray[np.bool_]) -> bool:
    if not known[-STALEST:].any():
        return True
    if case.kind == LEVEL:
        return False
    over = _days_over(case)
    within = known[len(known) - over : len(known) - _late(known)] if over else known[:0]
    missing = len(within) > 0 and 1 - within.mean() > MOST_MISSING
    unknown_so_far = over > 0 and not np.isfinite([case.so_far, case.so_far_base]).all()
    return bool(missing or unknown_so_far or 1 - known[-2 * _RECENT :].mean() > MOST_UNKNOWN)


def _days_over(case: Case) -> int:
    """Days of the running window before today."""
    return 0 if case.days_until else min(max(case.window_days - case.days_left, 0), len(case.history))


def _late(known: NDArray[np.bool_]) -> int:
    """Days before today that are not known yet."""
    return int(known[::-1].argmax())


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
    """A case to be simulated: the series to go on from, and which of its next steps (from, to before) fall in."""

    place: int
    case: Case
    history: Floats
    base: Floats
    begin: int
    end: int


def _task(case: Case, place: int) -> _Task:
    known = _known(case)
    late = _late(known)
    end = late + case.days_until + case.days_left
    last = len(known) - late
    if case.kind == LEVEL:
        return _Task(place, case, _daily_changes(case.history[:last]), case.history[:0], 0, end)
    begin = late + case.days_until - min(late, _days_over(case))
    above = np.where(known, case.history, np.nan)[:last]
    below = above[:0] if case.base is None else np.where(known, case.base, np.nan)[:last]
    return _Task(place, case, above, below, begin, end)


def _daily_changes(levels: Floats) -> Floats:
    """What a level grew by each day; days without a reading are taken as evenly grown."""
    known = np.flatnonzero(np.isfinite(levels))
    return np.diff(np.interp(np.arange(known[0], len(levels)), known, levels[known]))


def _batches(tasks: Sequence[_Task]) -> Iterator[list[_Task]]:
    """Tasks of one kind and about as many steps together, so that each is a few large arrays."""
    batch: list[_Task] = []
    for task in sorted(tasks, key=lambda task: (task.case.kind, task.end)):
        fits = len(batch) < _MOST_TOGETHER and (len(batch) + 1) * task.end * DRAWS <= _CELLS
        if batch and not (fits and batch[0].case.kind == task.case.kind):
            yield batch
            batch = []
        batch.append(task)
    if batch:
        yield batch


def _landings(batch: list[_Task], seed: int) -> list[Floats]:
    """Where each task of one kind lands in every future."""
    kind, steps = batch[0].case.kind, max(task.end for task in batch)
    paths = simulate_paths([task.history for task in batch], steps, signed=kind == LEVEL, seed=seed)
    sums = [path[:, task.begin : task.end].sum(axis=1) for task, path in zip(batch, paths, strict=True)]
    if kind == LEVEL:
        return [_grown(task.case, total) for task, total in zip(batch, sums, strict=True)]
    if kind == FLOW:
        return [task.case.so_far + total for task, total in zip(batch, sums, strict=True)]
    paths = simulate_paths([task.base for task in batch], steps, seed=seed)
    bases = [path[:, task.begin : task.end].sum(axis=1) for task, path in zip(batch, paths, strict=True)]
    return [_ratio(task, above, below) for task, above, below in zip(batch, sums, bases, strict=True)]


def _grown(case: Case, total: Floats) -> Floats:
    last = float(case.history[np.isfinite(case.history)][-1])
    return (last + total).clip(min=0.0 if last >= 0 else -np.inf)


def _ratio(task: _Task, above: Floats, below: Floats) -> Floats:
    """Sum over sum, at most 1 where no day's numerator was ever more than its denominator."""
    whole = below + task.case.so_far_base
    ratio: Floats = (above + task.case.so_far) / np.maximum(whole, 1e-12)
    is_share = not (task.history > task.base).any()
    return ratio.clip(max=1.0) if is_share else ratio


def _outlook(case: Case, landing: Floats) -> Outlook:
    reached = int(_reaches(landing, case.target, case.lower_is_better).sum())
    low, middle, high = (float(value) for value in np.quantile(landing, (0.1, 0.5, 0.9)))
    odds = (reached + 1) / (len(landing) + 2)
    needed, recent = _paces(case)
    return Outlook(odds, low, middle, high, needed_per_week=needed, recent_per_week=recent)


def _paces(case: Case) -> tuple[float | None, float | None]:
    """What each week of the window's days left must bring, and what the last four weeks brought on average."""
    if case.kind == RATIO:
        return None, None
    known = np.flatnonzero(np.isfinite(case.history))
    if case.kind == FLOW:
        recent = case.history[-_RECENT:]
        lately = float(np.nanmean(recent)) * _WEEK if np.isfinite(recent).any() else None
        needed = float(case.target - case.so_far) / case.days_left * _WEEK
        return (needed if np.isfinite(needed) else None), lately
    last = case.history[known[-1]]
    needed = float(case.target - last) / (case.days_until + case.days_left) * _WEEK
    before = known[known <= known[-1] - _RECENT]
    if not len(before):
        return needed, None
    return needed, float((last - case.history[before[-1]]) / (known[-1] - before[-1]) * _WEEK)


def _with_past(case: Case, outlook: Outlook) -> Outlook:
    """With the share of past windows that did it, and whether the target lies beyond everything they show."""
    absolute = None if case.change is not None else case.target
    reached, windows = history_share(
        case.windows, change=case.change, target=absolute, lower_is_better=case.lower_is_better
    )
    done = reached > 0 or case.days_left <= 0 or _was_seen(case)
    unlikely = windows >= FEWEST_WINDOWS if outlook.odds is None else outlook.odds < UNLIKELY
    return replace(outlook, windows=windows, reached=reached, far_beyond=unlikely and not done)


def _was_seen(case: Case) -> bool:
    """Whether the level, or any run of as many days as the window has, ever did it."""
    if case.kind == LEVEL:
        return bool(_reaches(case.history[np.isfinite(case.history)], case.target, case.lower_is_better).any())
    known = _known(case)
    runs = _runs(np.where(known, case.history, np.nan), case.window_days)
    if case.kind == RATIO and case.base is not None:
        bases = _runs(np.where(known, case.base, np.nan), case.window_days)
        runs = runs[bases > 0] / bases[bases > 0]
    return bool(_reaches(runs[np.isfinite(runs)], case.target, case.lower_is_better).any())


def _runs(values: Floats, width: int) -> Floats:
    """Sums of `width` days on end, nan where one is not known."""
    if not 0 < width <= len(values):
        return values[:0]
    runs: Floats = np.lib.stride_tricks.sliding_window_view(values, width).sum(axis=1)
    return runs
