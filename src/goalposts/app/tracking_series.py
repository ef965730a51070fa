"""The trend of one target: what came day by day or window by window, beside what was wanted and what is expected."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from goalposts.app.tracking import Tracking, track
from goalposts.app.tracking_values import conditions_of
from goalposts.app.workspace import Workspace
from goalposts.errors import NotFound
from goalposts.goals.outlook import Outlook
from goalposts.goals.pace import is_budget
from goalposts.goals.progress import Progress
from goalposts.goals.windows import planned_share
from goalposts.metrics.question import Question
from goalposts.periods import DAY, Grain, Period
from goalposts.store.check_ins import list_values
from goalposts.store.goals import ACCRUAL, Goal, Target

BAND = 0.05
"""How far from plan the band of expected pace reaches, as a share of the way: the limits of `on pace`."""
_LONGEST = {Grain.DAY: 92, Grain.WEEK: 400}
"""Days of a chart up to which it is cut by day and by week; longer ones by month."""


@dataclass(frozen=True, slots=True)
class Point:
    """One bucket: its own value with its state, and in a chart that adds up the sum of the window until its end."""

    period: Period
    value: float | None
    state: str
    reason: str = ""
    total: float | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A value on a day: of the line of the target."""

    day: dt.date
    value: float


@dataclass(frozen=True, slots=True)
class Span:
    """From low to high on a day: of the band of expected pace, or of the forecast."""

    day: dt.date
    low: float
    high: float


@dataclass(frozen=True)
class Series:
    """What the trend chart of a target draws.

    kind: `total` (a flow that adds up to the target), `value` (a level or a ratio on its way), `windows` (one point for
    each window of a recurring target; `line` has what each wanted, on its last day).
    forecast: the 80 % interval of the landing on the last day of the window; middle is its middle.
    """

    kind: str
    grain: Grain
    points: tuple[Point, ...]
    line: tuple[Mark, ...]
    band: tuple[Span, ...]
    baseline: float | None
    forecast: Span | None
    middle: float | None


def series_of(
    workspace: Workspace, goal: Goal, target: Target, *, today: dt.date | None = None, tracking: Tracking | None = None
) -> Series:
    """The trend of `target` on the day `today`; `tracking` saves working out what is known already."""
    day = today or workspace.today()
    known = tracking or track(workspace, [goal], today=day)
    progress, outlook = known.progress[target.id], known.outlooks.get(target.id)
    if target.cadence != "once":
        return _by_window(progress, outlook)
    adds_up = target.progress_mode == ACCRUAL
    shown = _shown(target, progress, day)
    grain = next((grain for grain, longest in _LONGEST.items() if shown.days <= longest), Grain.MONTH)
    points = tuple(_points(workspace, target, shown, grain))
    return Series(
        kind="total" if adds_up else "value",
        grain=grain,
        points=_added_up(points) if adds_up else points,
        line=tuple(_line(target, progress)),
        band=tuple(_band(target, progress)),
        baseline=None if adds_up else progress.baseline,
        forecast=_forecast(progress, outlook),
        middle=outlook.middle if outlook else None,
    )


def _shown(target: Target, progress: Progress, day: dt.date) -> Period:
    """The days drawn: the window until yesterday; of a level or ratio the days its baseline stands for as well."""
    window = progress.window
    start = window.start
    if target.progress_mode != ACCRUAL:
        start = min(start, target.baseline_from or start - min(window.days, 92) * DAY)
    return Period(start, max(start, min(window.end, day - DAY)))


def _points(workspace: Workspace, target: Target, shown: Period, grain: Grain) -> Iterator[Point]:
    if not target.kpi:
        with workspace.database.reading() as transaction:
            values = list_values(transaction, [target.id]).get(target.id, [])
        yield from (Point(Period(day, day), value, "measured") for day, value in values if day in shown)
        return
    try:
        question = Question((target.kpi,), shown, grain, where=conditions_of(target, workspace.catalog))
        answers = workspace.answer(question)
    except NotFound:
        return
    for row in answers.rows():
        if row.period_start and row.period_end:
            period = Period(row.period_start, row.period_end)
            yield Point(period, row.value, row.state.value, row.reason or "")


def _added_up(points: Sequence[Point]) -> tuple[Point, ...]:
    """Each point with the sum until then; after a bucket nobody knows the sum is that of what is known."""
    total, found = 0.0, []
    for point in points:
        total += point.value or 0.0
        known = None if point.value is None else total
        found.append(Point(point.period, point.value, point.state, point.reason, known))
    return tuple(found)


def _line(target: Target, progress: Progress) -> Iterator[Mark]:
    """What is wanted: one value over the window, or its steps (added up where the target is)."""
    window, total = progress.window, 0.0
    steps = [step for step in target.steps if window.clipped(Period(step.start, step.end))]
    for step in sorted(steps, key=lambda step: step.start):
        total += step.value
        if target.progress_mode == ACCRUAL:
            yield Mark(min(step.end, window.end), total)
        else:
            yield Mark(max(step.start, window.start), step.value)
            yield Mark(min(step.end, window.end), step.value)
    if not steps and progress.wanted is not None:
        yield Mark(window.start, progress.wanted)
        yield Mark(window.end, progress.wanted)


def _band(target: Target, progress: Progress) -> Iterator[Span]:
    """Where a target that is on pace would be, on its way from nothing or from its baseline."""
    start = 0.0 if target.progress_mode == ACCRUAL else progress.baseline
    if start is None or progress.wanted is None or target.due_on is None:
        return
    window = progress.window
    edges = {window.start - DAY, window.end, *(step.end for step in target.steps if step.end in window)}
    for day in sorted(edges):
        way = planned_share(target, window, day) * (progress.wanted - start)
        low, high = sorted((start + way * (1 - BAND), start + way * (1 + BAND)))
        yield Span(day, start if is_budget(target) else low, high)


def _forecast(progress: Progress, outlook: Outlook | None) -> Span | None:
    if outlook is None or outlook.low is None or outlook.high is None:
        return None
    return Span(progress.window.end, outlook.low, outlook.high)


def _by_window(progress: Progress, outlook: Outlook | None) -> Series:
    """One point for each window of a recurring target, the running one last."""
    over = [Point(hit.window, hit.value, "unavailable" if hit.value is None else "measured") for hit in progress.hits]
    running = Point(progress.window, progress.value, progress.state, progress.reason)
    points = over if over and over[-1].period == progress.window else [*over, running]
    wanted = [(hit.window, hit.wanted) for hit in progress.hits] + [(progress.window, progress.wanted)]
    return Series(
        kind="windows",
        grain=Grain.TOTAL,
        points=tuple(points),
        line=tuple(Mark(window.end, value) for window, value in dict(wanted).items() if value is not None),
        band=(),
        baseline=progress.baseline,
        forecast=_forecast(progress, outlook),
        middle=outlook.middle if outlook else None,
    )
