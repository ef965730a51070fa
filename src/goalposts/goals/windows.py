"""Which days of a target count on a day, which went before, and what each of them wants.

Everything is days of the calendar: a day that a clock makes longer or shorter is still one day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import lru_cache

from goalposts.goals.calendar import GRAIN_OF, Calendar
from goalposts.periods import DAY, Grain, Period, add_months
from goalposts.store.goals import ACCRUAL, POINTS, RELATIVE, Step, Target

MOST_PAST = 120
"""Past windows of a recurring target that are looked at."""


def window_on(target: Target, day: dt.date, calendar: Calendar) -> Period:
    """The days that count on `day`: all of a target that runs once, else the unit that holds the day.

    Clipped to the days of the target; before its start the first window, after its due day the last. A target without
    a due day that runs once counts until `day`.
    """
    day = max(day, target.starts_on)
    whole = Period(target.starts_on, target.due_on or day)
    grain = GRAIN_OF.get(target.cadence)
    if grain is None:
        return whole
    if target.due_on:
        day = min(day, target.due_on)
    return _clipped(target, calendar.unit(day, grain))


def past_windows(target: Target, day: dt.date, calendar: Calendar) -> list[Period]:
    """The windows of a recurring target before the one that counts on `day`, oldest first; the newest 120."""
    grain = GRAIN_OF.get(target.cadence)
    if grain is None:
        return []
    return list(_units_before(grain, target.starts_on, window_on(target, day, calendar).start, calendar))


@lru_cache(maxsize=256)
def _units_before(grain: Grain, first: dt.date, start: dt.date, calendar: Calendar) -> tuple[Period, ...]:
    """The units before the day `start`, the first of them clipped to the day `first`; many targets share them."""
    found: list[Period] = []
    while start > first and len(found) < MOST_PAST:
        unit = calendar.unit(start - DAY, grain)
        found.append(Period(max(unit.start, first), unit.end))
        start = found[-1].start
    return tuple(found[::-1])


def windows_before(window: Period, count: int, calendar: Calendar) -> list[Period]:
    """The `count` windows of equal length that end the day before `window`, oldest first.

    A window of the calendar (or of whole months) is preceded by such windows; any other by as many days.
    """
    grain, months = calendar.grain_of(window), _whole_months(window)
    found: list[Period] = []
    start = window.start
    for _ in range(count):
        if grain:
            before = calendar.previous_unit(start, grain)
        elif months:
            before = Period(add_months(start, -months), start - DAY)
        else:
            before = Period(start - window.days * DAY, start - DAY)
        found.append(before)
        start = before.start
    return found[::-1]


def baseline_window(target: Target, calendar: Calendar) -> Period | None:
    """The days whose value a change starts from: those that were given, else the window before the first one.

    None for an absolute target that accrues: it starts from nothing.
    """
    if target.baseline_from:
        return Period(target.baseline_from, target.baseline_to or target.baseline_from)
    if target.progress_mode == ACCRUAL and not is_change(target):
        return None
    grain = GRAIN_OF.get(target.cadence)
    if grain:
        return calendar.previous_unit(target.starts_on, grain)
    if target.due_on is None:
        return calendar.previous_unit(target.starts_on, Grain.MONTH)
    return windows_before(Period(target.starts_on, target.due_on), 1, calendar)[0]


def is_change(target: Target) -> bool:
    """Whether the target was said as a change (+20 %) and not as a value to reach."""
    return target.mode in (RELATIVE, POINTS) or target.operator in ("increase_by", "decrease_by")


def value_of_change(target: Target, baseline: float | None) -> float | None:
    """What the target comes to from `baseline`: 2.0 % is 2.4 % at +20 % relative, and 22 % at +20 points.

    None while the baseline is not known, and for a relative change of nothing. A relative change of a negative number
    goes the way that was said: +20 % of -100 is -80.
    """
    if not is_change(target):
        return target.amount if target.target_value is None else target.target_value
    if baseline is None or target.amount is None:
        return None
    if target.mode == RELATIVE:
        if baseline == 0:
            return None
        amount = abs(baseline) * target.amount / 100
    else:
        amount = target.amount / 100 if target.mode == POINTS and target.unit == "ratio" else target.amount
    down = target.operator == "decrease_by" or (target.operator != "increase_by" and target.direction == "down")
    return baseline - amount if down else baseline + amount


def wanted_in(
    target: Target, window: Period, day: dt.date, baseline: float | None = None, earlier: Sequence[Step] = ()
) -> float | None:
    """What `window` must reach, as it stood on `day`; None while that is not known.

    A step of the window's own comes first; a flow that runs once wants the sum of its steps. `earlier` are values the
    target had before it was revised, with the days on which they were in force.
    """
    if target.steps:
        stepped = _stepped(target, window, day)
        if stepped is not None:
            return stepped
    at = min(max(day, window.start), window.end)
    old = next((step.value for step in earlier if step.start <= at <= step.end), None)
    if old is not None:
        return old
    return target.target_value if target.target_value is not None else value_of_change(target, baseline)


def planned_share(target: Target, window: Period, until: dt.date) -> float:
    """The share of the way that should lie behind after the day `until`: of the days, or of the steps where there are.

    0 before the window, 1 after it.
    """
    if until < window.start:
        return 0.0
    done = Period(window.start, min(until, window.end))
    inside = [step for step in target.steps if window.clipped(Period(step.start, step.end))]
    total = sum(step.value for step in inside)
    if target.cadence != "once" or target.progress_mode != ACCRUAL or len(inside) < 2 or total <= 0:
        return done.days / window.days
    planned = 0.0
    for step in inside:
        span = Period(step.start, step.end)
        gone = span.clipped(done)
        planned += step.value * gone.days / span.days if gone else 0.0
    return planned / total


def _stepped(target: Target, window: Period, day: dt.date) -> float | None:
    inside = [step for step in target.steps if window.clipped(Period(step.start, step.end))]
    if not inside:
        return None
    if target.cadence == "once" and target.progress_mode == ACCRUAL:
        return sum(step.value for step in inside)
    if target.cadence == "once":
        begun = [step for step in inside if step.start <= day]
        return max(begun, key=lambda s: s.start).value if begun else min(inside, key=lambda s: s.start).value
    return max(inside, key=lambda step: _shared_days(window, step)).value


def _shared_days(window: Period, step: Step) -> int:
    shared = window.clipped(Period(step.start, step.end))
    return shared.days if shared else 0


def _clipped(target: Target, window: Period) -> Period:
    return Period(max(window.start, target.starts_on), min(window.end, target.due_on or window.end))


def _whole_months(window: Period) -> int:
    """How many months the window is, from a day of one month to the day before the same day of another; else 0."""
    after = window.end + DAY
    months = (after.year - window.start.year) * 12 + after.month - window.start.month
    return months if months > 0 and add_months(window.start, months) == after else 0
