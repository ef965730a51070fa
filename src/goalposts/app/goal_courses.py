"""What targets were before: the last weeks of many at once, and the past windows of one."""

from __future__ import annotations

from collections.abc import Iterable

from goalposts.app.tracking_values import conditions_of
from goalposts.app.workspace import Workspace
from goalposts.errors import NotFound
from goalposts.goals.calendar import Calendar
from goalposts.goals.windows import windows_before
from goalposts.metrics.measuring import Subject, measure
from goalposts.periods import DAY, Grain, Period, bucket_start
from goalposts.store.goals import Target

WEEKS = 13
WINDOWS = 8


def read_courses(workspace: Workspace, targets: Iterable[Target]) -> dict[int, list[float | None]]:
    """The values of the last 13 whole weeks of each target a KPI measures, oldest first; None = not known.

    A target whose KPI does not exist is left out.
    """
    first = bucket_start(workspace.today(), Grain.WEEK)
    weeks = [Period(first - 7 * place * DAY, first - (7 * place - 6) * DAY) for place in range(WEEKS, 0, -1)]
    subjects: dict[int, Subject] = {}
    for target in targets:
        try:
            workspace.catalog.define(target.kpi)
        except NotFound:
            continue
        subjects[target.id] = Subject(target.kpi, conditions_of(target, workspace.catalog))
    found = measure(workspace.engine, dict.fromkeys(subjects.values(), weeks), workspace.now())
    return {id_: [found[subject][week].value for week in weeks] for id_, subject in subjects.items()}


def read_windows(
    workspace: Workspace, target: Target, window: Period, calendar: Calendar
) -> list[tuple[Period, float | None]]:
    """The last eight windows as long as `window` that are over, oldest first, with the values of the target's KPI.

    Empty for a target no KPI measures.
    """
    if not target.kpi:
        return []
    over = [each for each in windows_before(window, 2 * WINDOWS, calendar) if each.end < workspace.today()]
    subject = Subject(target.kpi, conditions_of(target, workspace.catalog))
    found = measure(workspace.engine, {subject: over[-WINDOWS:]}, workspace.now())[subject]
    return [(each, found[each].value) for each in over[-WINDOWS:]]
