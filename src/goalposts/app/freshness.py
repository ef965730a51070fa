"""How fresh an account is: judged from its load log, its platform's lag and the usual interval, and nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median
from typing import Literal

from goalposts.periods import DAY, Period
from goalposts.warehouse.tables import NO_DAY

State = Literal["fresh", "due", "late", "failed", "never"]
DayState = Literal["loaded", "partial", "failed", "missing", "outside"]

ASSUMED_INTERVAL = 7
"""Days between two loads while there are too few to tell."""

FEWEST_LOADS = 3
STRIP_DAYS = 90


@dataclass(frozen=True, slots=True)
class Load:
    """One entry of the load log: days that a file covered, or failed to. `is_reading`: the day a counter was read.

    captured_at is UTC, without a zone. goes_on: false for what ends by itself, such as an experiment.
    """

    first: dt.date
    last: dt.date
    state: str
    captured_at: dt.datetime
    error_class: str = ""
    reason: str = ""
    is_reading: bool = False
    goes_on: bool = True


@dataclass(frozen=True, slots=True)
class Freshness:
    """The verdict on one account.

    fresh: nothing new is expected yet. due: something new can be had. late: a whole interval beyond that. failed: the
    last try brought nothing, since `failed_since`. never: nothing was ever loaded.
    interval_days: the usual time between two loads; only assumed while `interval_known` is false. expected_at: when
    the next days can be had (UTC). provisional_until: until when the newest days may change at their source.
    """

    state: State
    last_day: dt.date | None = None
    captured_at: dt.datetime | None = None
    age_days: int | None = None
    interval_days: int = ASSUMED_INTERVAL
    interval_known: bool = False
    expected_at: dt.datetime | None = None
    provisional_until: dt.date | None = None
    failed_since: dt.date | None = None
    error_class: str = ""
    reason: str = ""


def judge_freshness(loads: Sequence[Load], lag_hours: int, restate_days: int, now: dt.datetime) -> Freshness:
    """The freshness of one account at `now` (UTC); lag and restatement are its platform's."""
    moment = now.astimezone(dt.UTC).replace(tzinfo=None) if now.tzinfo else now
    good = [load for load in loads if load.state != "failed"]
    failure = _standing_failure(loads, good)
    since = failure.first if failure else None
    if not good:
        error, reason = (failure.error_class, failure.reason) if failure else ("", "")
        return Freshness("failed" if failure else "never", failed_since=since, error_class=error, reason=reason)
    last_day, captured_at = max(load.last for load in good), max(load.captured_at for load in good)
    if last_day == NO_DAY or not any(load.goes_on for load in good):  # neither grows old: no next days are expected
        dated = None if last_day == NO_DAY else last_day
        return Freshness("failed" if failure else "fresh", dated, captured_at, failed_since=since)
    interval, known = _interval({load.captured_at.date() for load in good})
    ends = dt.datetime.combine(last_day + (interval + 1) * DAY, dt.time())
    expected = ends + dt.timedelta(hours=lag_hours)
    late = expected + interval * DAY
    settles = last_day + restate_days * DAY
    return Freshness(
        state="failed" if failure else "fresh" if moment < expected else "due" if moment < late else "late",
        last_day=last_day,
        captured_at=captured_at,
        age_days=(moment.date() - last_day).days,
        interval_days=interval,
        interval_known=known,
        expected_at=expected,
        provisional_until=settles if restate_days and settles >= moment.date() else None,
        failed_since=since,
        error_class=failure.error_class if failure else "",
        reason=failure.reason if failure else "",
    )


def _standing_failure(loads: Sequence[Load], good: Sequence[Load]) -> Load | None:
    """The earliest failed load whose days nothing has brought since, if the newest try of all is such a one."""
    standing = [
        load
        for load in loads
        if load.state == "failed"
        and not any(one.captured_at >= load.captured_at and one.last >= load.last for one in good)
    ]
    return min(standing, key=lambda load: load.first, default=None)


def _interval(days: set[dt.date]) -> tuple[int, bool]:
    """The usual number of days between two loads, and whether it is known or only assumed."""
    if len(days) < FEWEST_LOADS:
        return ASSUMED_INTERVAL, False
    return max(1, round(median((after - before).days for before, after in pairwise(sorted(days))))), True


def cover_days(loads: Sequence[Load], last: dt.date, days: int = STRIP_DAYS) -> tuple[DayState, ...]:
    """The state of each of the `days` up to `last`.

    A day is `partial` where one file covered it and another failed or covered it in part, `outside` before the first
    day covered and after the last day known, and wherever counters are only read now and then.
    """
    first = last - (days - 1) * DAY
    spans = [load for load in loads if not load.is_reading]
    known = [day for load in spans for day in (load.first, load.last)]
    begin, end = (min(known), max(known)) if known else (last + DAY, first - DAY)
    return tuple(_day_state(loads, first + place * DAY, begin, end) for place in range(days))


def _day_state(loads: Sequence[Load], day: dt.date, begin: dt.date, end: dt.date) -> DayState:
    states = {load.state for load in loads if load.first <= day <= load.last}
    if states == {"loaded"}:
        return "loaded"
    if states == {"failed"}:
        return "failed"
    if states:
        return "partial"
    return "missing" if begin <= day <= end else "outside"


def runs_of(strip: Sequence[DayState], last: dt.date) -> Iterator[tuple[DayState, Period]]:
    """The strip as spans of days of one state, oldest first; `outside` is left out."""
    day = last - (len(strip) - 1) * DAY
    for state, group in groupby(strip):
        length = len(list(group))
        if state != "outside":
            yield state, Period(day, day + (length - 1) * DAY)
        day += length * DAY
