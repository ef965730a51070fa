"""What targets measured: which windows each one needs, asked of the engine all at once, and read as its readings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from goalposts.app.workspace import Workspace
from goalposts.catalog.expression import Condition
from goalposts.catalog.files import Catalog
from goalposts.errors import NotFound
from goalposts.goals.calendar import GRAIN_OF, Calendar
from goalposts.goals.pace import Measured, is_whole_enough
from goalposts.goals.progress import Reading
from goalposts.goals.scope import where_of
from goalposts.goals.windows import baseline_window, past_windows, window_on
from goalposts.metrics.answer import State
from goalposts.metrics.measuring import Measurement, Subject, measure
from goalposts.metrics.reason import Reason
from goalposts.periods import DAY, Grain, Period
from goalposts.store.goals import ACCRUAL, IMPROVEMENT, Step, Target

SETTLED_AFTER = 92
"""Days after the end of a window from which nobody waits any longer for its source to settle it."""

_STILL_OPEN = ("days_missing", "days_late", "late")


@dataclass(frozen=True, slots=True)
class Entered:
    """What people say of targets: values by day, tasks done and in all, values of the target before it was revised."""

    values: Mapping[int, Sequence[tuple[dt.date, float]]] = field(default_factory=dict)
    tasks: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    earlier: Mapping[int, Sequence[Step]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wish:
    """What one target wants to know: windows, each with the days it is measured by, and the days of its baseline."""

    target: Target
    subject: Subject
    windows: Mapping[Period, Period]
    baseline: Period | None


def read_targets(
    workspace: Workspace, targets: Sequence[Target], entered: Entered, *, today: dt.date, calendar: Calendar
) -> dict[int, Measured]:
    """What is known of each target by its id. The facts are those of now; `today` says which windows count."""
    found = _measure_targets(workspace, [target for target in targets if target.kpi], today, calendar)
    for target in targets:
        if not target.kpi:
            found[target.id] = _entered(target, entered, today, calendar)
        elif entered.earlier.get(target.id):
            found[target.id] = replace(found[target.id], earlier=entered.earlier[target.id])
    return found


def _measure_targets(
    workspace: Workspace, targets: Sequence[Target], today: dt.date, calendar: Calendar
) -> dict[int, Measured]:
    """What the facts say of targets of KPIs, in one go."""
    catalog, wishes, found, last = workspace.catalog, [], {}, workspace.today()
    for target in targets:
        try:
            wishes.append(wish_of(target, catalog, today, calendar))
        except NotFound as error:
            window = window_on(target, today, calendar)
            found[target.id] = Measured({window: Reading(window, None, "unavailable", str(error), settled=False)})
    wanted: dict[Subject, set[Period]] = {wish.subject: set() for wish in wishes}
    for wish in wishes:
        days = (*wish.windows.values(), *([wish.baseline] if wish.baseline else ()))
        wanted[wish.subject].update(cut for each in days if (cut := _cut(each, last, today)))
    measured = measure(workspace.engine, {s: windows for s, windows in wanted.items() if windows}, workspace.now())
    return found | {wish.target.id: _measured(wish, measured, last, today) for wish in wishes}


def read_baselines(workspace: Workspace, targets: Sequence[Target], calendar: Calendar) -> dict[int, Reading]:
    """What each target of a KPI starts from, by its id; targets that start from nothing are not in it."""
    wishes = []
    for target in targets:
        try:
            wishes.append(wish_of(target, workspace.catalog, workspace.today(), calendar))
        except NotFound:
            continue
    wanted: dict[Subject, set[Period]] = {wish.subject: set() for wish in wishes if wish.baseline}
    for wish in wishes:
        if wish.baseline:
            wanted[wish.subject].add(wish.baseline)
    measured = measure(workspace.engine, wanted, workspace.now()) if wanted else {}
    return {
        wish.target.id: reading_of(wish.baseline, measured[wish.subject][wish.baseline], workspace.today())
        for wish in wishes
        if wish.baseline
    }


def wish_of(target: Target, catalog: Catalog, today: dt.date, calendar: Calendar) -> Wish:
    """Which windows of a KPI a target needs on a day. Raises NotFound for a KPI the catalog does not know.

    A flow that is to improve (10,000 to 15,000 visitors a month) is measured by the last whole unit like its baseline.
    """
    definition = catalog.define(target.kpi)
    running = window_on(target, today, calendar)
    windows = {window: window for window in past_windows(target, today, calendar)}
    baseline = baseline_window(target, calendar)
    windows[running] = running
    if target.progress_mode == IMPROVEMENT and definition.additivity in ("A", "U"):
        if target.baseline_from is None:
            baseline = last_whole(target, target.starts_on, calendar)
        if target.cadence == "once" or today <= running.end:
            windows[running] = last_whole(target, min(today, running.end + DAY), calendar)
    return Wish(
        target=target,
        subject=Subject(target.kpi, conditions_of(target, catalog)),
        windows=windows,
        baseline=baseline if target.baseline_value is None else None,
    )


def last_whole(target: Target, day: dt.date, calendar: Calendar) -> Period:
    """The last days before `day` that are like the baseline of a flow.

    A unit of the cadence, else of the days that were given (as many days, where those are no unit), else a month.
    """
    grain = GRAIN_OF.get(target.cadence)
    if grain is None and target.baseline_from:
        given = Period(target.baseline_from, target.baseline_to or target.baseline_from)
        grain = calendar.grain_of(given)
        if grain is None:
            return Period(day - given.days * DAY, day - DAY)
    return calendar.previous_unit(day, grain or Grain.MONTH)


def conditions_of(target: Target, catalog: Catalog) -> tuple[Condition, ...]:
    """The conditions of the target's questions."""
    found = []
    for name, value in where_of(target.kpi, target.where, catalog).items():
        values = [value] if isinstance(value, str | int) else value
        found.append(Condition(name, tuple(sorted({str(each) for each in values}))))
    return tuple(sorted(found))


def reading_of(window: Period, measurement: Measurement, today: dt.date) -> Reading:
    """A measurement as a target reads it."""
    code = measurement.reason.code if measurement.reason else ""
    settled = not measurement.incomplete
    if measurement.state is State.PROVISIONAL:
        settled = settled and (code == "read_early" or (today - window.end).days > SETTLED_AFTER)
    elif measurement.state is State.PARTIAL:
        settled = settled and code not in _STILL_OPEN and not code.startswith("failed")
    return Reading(
        window=window,
        value=measurement.value,
        state=measurement.state.value,
        reason=measurement.reason or "",
        known=measurement.known,
        settled=settled and measurement.value is not None,
    )


def is_sure(reading: Reading, target: Target) -> bool:
    """Whether a baseline can be built on a value: nothing is missing, or so little that a level or ratio holds."""
    if reading.settled or reading.state in (State.MEASURED, State.PROVISIONAL):
        return True
    return target.progress_mode != ACCRUAL and reading.known is not None and is_whole_enough(reading)


def _cut(window: Period, now: dt.date, today: dt.date) -> Period | None:
    if today >= now or window.end < today:
        return window
    return Period(window.start, today - DAY) if window.start < today else None


def _measured(
    wish: Wish, measured: Mapping[Subject, Mapping[Period, Measurement]], now: dt.date, today: dt.date
) -> Measured:
    def read(window: Period) -> Reading | None:
        cut = _cut(window, now, today)
        if cut is None:
            return None
        found = reading_of(window, measured[wish.subject][cut], now)
        if cut == window or found.known is None:
            return found
        return Reading(window, found.value, found.state, found.reason, found.known * cut.days / window.days, False)

    readings = {window: reading for window, days in wish.windows.items() if (reading := read(days))}
    baseline = read(wish.baseline) if wish.baseline else None
    return Measured(readings, baseline.value if baseline and is_sure(baseline, wish.target) else None)


def _entered(target: Target, entered: Entered, today: dt.date, calendar: Calendar) -> Measured:
    """A target that people measure: in each window the last value they gave by then."""
    values = [(day, value) for day, value in entered.values.get(target.id, ()) if day <= today]
    windows = [*past_windows(target, today, calendar), window_on(target, today, calendar)]
    readings = {}
    for window in windows:
        inside = [value for day, value in values if day in window]
        if inside:
            readings[window] = Reading(window, inside[-1], State.MEASURED.value)
        else:
            nothing = Reason("not_entered")
            readings[window] = Reading(window, None, State.UNAVAILABLE.value, nothing, settled=False)
    return Measured(readings=readings, tasks=entered.tasks.get(target.id), earlier=entered.earlier.get(target.id, ()))
