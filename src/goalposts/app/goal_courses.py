"""What targets were before: the last weeks of many at once, and the past windows of one."""

from __future__ import annotations

from collections.abc import Iterable

from goalposts.app.tracking_values import conditions_of
from goalposts.app.workspace import Workspace
from goalposts.errors import NotFound
from goalposts.goals.calendar import Calendar
from goalposts.goals.windows import windows_before
from goalposts.metrics.measuring import Ask, measure
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
    asked: dict[int, list[Ask]] = {}
    for target in targets:
        if not target.kpi:
            continue
        try:
            workspace.catalog.define(target.kpi)
        except NotFound:
            continue
        where = conditions_of(target, workspace.catalog)
        asked[target.id] = [Ask(target.kpi, where, week) for week in weeks]
    found = measure(workspace.engine, {ask for asks in asked.values() for ask in asks}, workspace.now())
    return {id_: [found[ask].value for ask in asks] for id_, asks in asked.items()}


def read_windows(
    workspace: Workspace, target: Target, window: Period, calendar: Calendar
) -> list[tuple[Period, float | None]]:
    """The last eight windows as long as `window` that are over, oldest first, with the values of the target's KPI.

    Empty for a target no KPI measures.
    """
    if not target.kpi:
        return []
    over = [each for each in windows_before(window, 2 * WINDOWS, calendar) if each.end < workspace.today()]
    where = conditions_of(target, workspace.catalog)
    asks = {each: Ask(target.kpi, where, each) for each in over[-WINDOWS:]}
    found = measure(workspace.engine, set(asks.values()), workspace.now())
    return [(each, found[ask].value) for each, ask in asks.items()]
