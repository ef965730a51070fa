"""The odds of targets: their history day by day, their past windows, and the futures simulated from them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from goalposts.app.tracking_values import conditions_of, last_whole, wish_of
from goalposts.app.workspace import Workspace
from goalposts.catalog.expression import Condition
from goalposts.errors import NotFound
from goalposts.goals.attain import outlooks
from goalposts.goals.calendar import Calendar
from goalposts.goals.outlook import Case, Floats, Outlook
from goalposts.goals.pace import lower_is_better
from goalposts.goals.progress import Progress
from goalposts.goals.windows import is_change, windows_before
from goalposts.metrics.daily import FLOW, LEVEL, OTHER, RATIO, Daily, read_daily
from goalposts.metrics.measuring import Subject, measure
from goalposts.periods import DAY, Period, add_months
from goalposts.store.goals import IMPROVEMENT, RELATIVE, Target

YEARS = 3
MOST_WINDOWS = 24


@dataclass(frozen=True, slots=True)
class Sight:
    """A target that can be looked ahead of: the window that decides it, and the windows before."""

    target: Target
    subject: Subject
    window: Period
    past: tuple[Period, ...]
    wanted: float


def outlooks_of(
    workspace: Workspace,
    targets: Sequence[Target],
    progress: Mapping[int, Progress],
    *,
    today: dt.date,
    calendar: Calendar,
    seed: int = 0,
) -> dict[int, Outlook]:
    """The outlook of every target that a KPI measures, that has a due day or a cadence, and wants a known value.

    Up to three years of history are looked at. Values of past windows are the engine's own, so that past ratios are
    ratios of sums.
    """
    held = workspace.held_period()
    if held is None:
        return {}
    held = Period(max(held.start, add_months(today, -12 * YEARS)), max(held.end, today - DAY))
    sights = [
        sight
        for target in targets
        if (sight := _sight(workspace, target, progress[target.id], held, today, calendar)) is not None
    ]
    histories = _histories(workspace, sights, Period(held.start, today - DAY)) if held.start < today else {}
    wanted: dict[Subject, set[Period]] = defaultdict(set)
    for sight in sights:
        wanted[sight.subject].update(sight.past)
    measured = measure(workspace.engine, {s: past for s, past in wanted.items() if past}, workspace.now())
    cases = []
    for sight in sights:
        values = [measured[sight.subject][window].value for window in sight.past]
        past = np.array([np.nan if value is None else value for value in values])
        history = histories.get(sight.subject, Daily(OTHER, np.empty(0)))
        cases.append(case_of(sight, history, past, progress[sight.target.id], today))
    return dict(zip((sight.target.id for sight in sights), outlooks(cases, seed=seed), strict=True))


def case_of(sight: Sight, daily: Daily, past: Floats, progress: Progress, today: dt.date) -> Case:
    """What is known about a target, as the simulation wants it."""
    target, window = sight.target, sight.window
    begun = np.zeros(len(daily.values), dtype=bool)
    if window.start < today and len(begun):
        begun[max(0, len(begun) - (today - window.start).days) :] = True
        if today > window.end:
            begun[len(begun) - (today - window.end).days + 1 :] = False
    measured = progress.value if progress.window == window and daily.kind == FLOW else None
    so_far = _sum(daily.values, begun) if daily.kind in (FLOW, RATIO) else 0.0
    down = lower_is_better(target)
    relative = target.mode == RELATIVE and is_change(target) and target.amount is not None
    return Case(
        today=today,
        kind={FLOW: FLOW, RATIO: RATIO}.get(daily.kind, LEVEL),
        history=daily.values if daily.kind != OTHER else np.empty(0),
        days_left=max(0, (window.end - max(today, window.start)).days + 1),
        window_days=window.days,
        target=sight.wanted,
        lower_is_better=down,
        base=daily.base,
        so_far=so_far if measured is None else measured,
        so_far_base=_sum(daily.base, begun) if daily.base is not None else 0.0,
        windows=past,
        change=(-1 if down else 1) * (target.amount or 0.0) / 100 if relative else None,
        days_until=max(0, (window.start - today).days),
    )


def _sum(values: Floats, where: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> float:
    inside = values[where]
    return float(np.nansum(inside)) if np.isfinite(inside).any() or not len(inside) else float("nan")


def _sight(
    workspace: Workspace, target: Target, progress: Progress, held: Period, today: dt.date, calendar: Calendar
) -> Sight | None:
    if not target.kpi or progress.wanted is None or (target.due_on is None and target.cadence == "once"):
        return None
    try:
        window = deciding_window(workspace, target, progress.window, today, calendar)
    except NotFound:
        return None
    count = min(MOST_WINDOWS, 1 + (window.start - held.start).days // window.days)
    past = windows_before(window, count, calendar)
    kept = tuple(each for each in past if each.end < today and each.start >= held.start)
    return Sight(target, Subject(target.kpi, conditions_of(target, workspace.catalog)), window, kept, progress.wanted)


def deciding_window(workspace: Workspace, target: Target, window: Period, today: dt.date, calendar: Calendar) -> Period:
    """The days whose value decides a target: its window, or of a flow that is to improve the last unit within it."""
    wish = wish_of(target, workspace.catalog, today, calendar)
    if target.progress_mode != IMPROVEMENT or target.cadence != "once" or wish.windows[window] == window:
        return window
    return last_whole(target, window.end + DAY, calendar)


def _histories(workspace: Workspace, sights: Sequence[Sight], period: Period) -> dict[Subject, Daily]:
    by_where: dict[tuple[Condition, ...], list[str]] = defaultdict(list)
    for kpi, where in dict.fromkeys(sight.subject for sight in sights):
        by_where[where].append(kpi)
    found: dict[Subject, Daily] = {}
    for where, kpis in by_where.items():
        for kpi, daily in read_daily(workspace.engine, kpis, where, period, workspace.now()).items():
            found[Subject(kpi, where)] = daily
    return found
