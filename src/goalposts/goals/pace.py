"""How far a target is and whether it is in time: pure, from readings and a day.

The words of pace, first that fits:

=============  =========================================================================================
not_started    the window has not begun
met            what was wanted is reached; for "at most" and for what only grows although less is better,
               only when the window is over
missed         the window is over, its data is settled, and it was not reached
paused         the value, the baseline or what is wanted is not known, or the data is late or failing, or a level
               or ratio is reached with days missing: nothing is said about days nobody knows
ahead          the share of the way is at least 1.05 times the share that should lie behind by now
on_pace        at least 0.95 times, or no more than 2 points below it
at_risk        at least 0.80 times
behind         less
=============  =========================================================================================

Of a budget (`at_most` of a flow) the share used is read the other way round: 1/1.05, 1/0.95, 1/0.80. Odds, where they
are known, correct the word: with 0.8 or more it is never worse than on pace, below 0.5 never better than at risk, below
0.2 behind.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from goalposts.goals.calendar import Calendar
from goalposts.goals.progress import (
    AHEAD,
    AT_RISK,
    BEHIND,
    MET,
    MISSED,
    NOT_STARTED,
    ON_PACE,
    PAUSED,
    Hit,
    Progress,
    Reading,
)
from goalposts.goals.windows import past_windows, planned_share, wanted_in, window_on
from goalposts.metrics.reason import Reason
from goalposts.periods import DAY, Period
from goalposts.store.goals import ACCRUAL, BOOLEAN, LINES, TASK, Step, Target

SHARES = ((1.05, AHEAD), (0.95, ON_PACE), (0.80, AT_RISK), (0.0, BEHIND))
"""Share of the way over the share that should lie behind -> pace."""
CLOSE = 0.02
"""A difference of two points is still on pace, whatever the ratio says: so early in a window it says nothing."""
ODDS = ((0.8, AHEAD, ON_PACE), (0.5, AHEAD, AT_RISK), (0.2, AT_RISK, AT_RISK), (0.0, BEHIND, BEHIND))
"""Odds of landing -> the best and the worst pace that may be said."""

WHOLE_ENOUGH = 0.9
"""Share of days known from which a partial level or ratio counts as reached, or as a baseline."""

_WORSE = (AHEAD, ON_PACE, AT_RISK, BEHIND)


@dataclass(frozen=True)
class Measured:
    """What is known of one target: its readings by window, the baseline, tasks done and in all, values of old.

    baseline counts where the target has none of its own. earlier: see `windows.wanted_in`.
    """

    readings: Mapping[Period, Reading] = field(default_factory=dict)
    baseline: float | None = None
    tasks: tuple[int, int] | None = None
    earlier: Sequence[Step] = ()


def progress_of(
    target: Target, measured: Measured, *, today: dt.date, calendar: Calendar, odds: float | None = None
) -> Progress:
    """How far `target` is on the day `today`, of which nothing is known yet: days until yesterday count.

    `odds` of landing, 0..1, where they were worked out. Raises nothing: what is not known is None, with its reason.
    """
    window = window_on(target, today, calendar)
    reading = _reading(target, measured, window, today)
    baseline = target.baseline_value if target.baseline_value is not None else measured.baseline
    wanted = _wanted(target, measured, window, today, baseline)
    percent = _percent(target, reading.value, baseline, wanted)
    if percent is not None and percent >= 1 and target.progress_mode != ACCRUAL and not is_whole_enough(reading):
        percent = None
    expected = _expected(target, reading, window, today)
    hits = tuple(_hits(target, measured, today, calendar, baseline))
    pace, why = _pace(target, window, reading, percent, expected, wanted, today)
    if odds is not None:
        pace = by_odds(pace, odds)
    return Progress(
        target_id=target.id,
        window=window,
        value=reading.value,
        baseline=baseline,
        wanted=wanted,
        percent=percent,
        expected=expected,
        pace=pace,
        state=reading.state,
        reason=reading.reason or why,
        gap=None if wanted is None or reading.value is None else wanted - reading.value,
        line=_line(target, reading.value),
        hits=hits,
        streak=_streak(hits) + _runs_met(target, window, reading, pace, today),
        change=relative_change(baseline, reading.value),
    )


def relative_change(baseline: float | None, value: float | None) -> float | None:
    """0.1 for +10 %; None where one is not known or the baseline is 0."""
    return None if baseline is None or value is None or baseline == 0 else (value - baseline) / abs(baseline)


def is_reached(target: Target, value: float, wanted: float) -> bool:
    """Whether a value is as good as what is wanted, by the target's direction."""
    if math.isclose(value, wanted, rel_tol=1e-9, abs_tol=1e-12):
        return True
    return value < wanted if lower_is_better(target) else value > wanted


def lower_is_better(target: Target) -> bool:
    """By what was said (at most, decrease by), else by the KPI's direction."""
    if target.operator in ("at_most", "decrease_by"):
        return True
    return target.direction == "down" and target.operator != "increase_by"


def is_budget(target: Target) -> bool:
    """A flow of which less is better: what is used only grows, so being under it says nothing before the end."""
    return lower_is_better(target) and target.progress_mode == ACCRUAL


def by_shares(percent: float, expected: float, *, budget: bool = False) -> str:
    """The pace of a share of the way against the share that should lie behind."""
    way, plan = (expected, percent) if budget else (percent, expected)
    if abs(way - plan) <= CLOSE + 1e-12:
        return ON_PACE
    if plan <= 0:
        return AHEAD if way > plan else BEHIND
    return next((word for least, word in SHARES if way / plan + 1e-9 >= least), BEHIND)


def by_odds(pace: str, odds: float) -> str:
    """A pace corrected by the odds of landing; words that are facts (met, missed, paused) stay."""
    if pace not in _WORSE:
        return pace
    best, worst = next((best, worst) for least, best, worst in ODDS if odds >= least)
    place = min(max(_WORSE.index(pace), _WORSE.index(best)), _WORSE.index(worst))
    return _WORSE[place]


def _reading(target: Target, measured: Measured, window: Period, today: dt.date) -> Reading:
    """What is known of the running window; done things and tasks are read off the target itself."""
    if target.kind == BOOLEAN:
        done = target.done_on is not None and target.done_on <= today
        return Reading(window, 1.0 if done else 0.0, "measured")
    if target.kind == TASK:
        done_tasks, tasks = measured.tasks or (0, 0)
        if not tasks:
            return Reading(window, None, "unavailable", Reason("no_tasks"))
        return Reading(window, float(done_tasks), "measured")
    known = measured.readings.get(window)
    return known or Reading(window, None, "unavailable", "" if target.kpi else Reason("not_entered"), settled=False)


def _wanted(target: Target, measured: Measured, window: Period, day: dt.date, baseline: float | None) -> float | None:
    if target.kind == BOOLEAN:
        return 1.0
    if target.kind == TASK:
        return float(measured.tasks[1]) if measured.tasks and measured.tasks[1] else None
    return wanted_in(target, window, day, baseline, measured.earlier)


def _percent(target: Target, value: float | None, baseline: float | None, wanted: float | None) -> float | None:
    if value is None or wanted is None:
        return None
    if target.kind in (BOOLEAN, TASK):
        return value / wanted
    if target.progress_mode == ACCRUAL:
        return value / wanted if wanted > 0 else float(is_reached(target, value, wanted))
    if baseline is None:
        return None
    span = baseline - wanted if lower_is_better(target) else wanted - baseline
    if span <= 0 or math.isclose(baseline, wanted, rel_tol=1e-9):
        return float(is_reached(target, value, wanted))
    return (baseline - value if lower_is_better(target) else value - baseline) / span


def _expected(target: Target, reading: Reading, window: Period, today: dt.date) -> float:
    if target.due_on is None and target.cadence == "once":
        return 0.0
    until = min(today - DAY, window.end)
    if reading.known is not None and target.progress_mode == ACCRUAL:
        until = window.start + (round(reading.known * window.days) - 1) * DAY
    return planned_share(target, window, until)


def _pace(
    target: Target,
    window: Period,
    reading: Reading,
    percent: float | None,
    expected: float,
    wanted: float | None,
    today: dt.date,
) -> tuple[str, str]:
    """The word, and why it is not more than that where the reading itself has no reason."""
    if today < window.start:
        return NOT_STARTED, ""
    over = today > window.end
    if reading.value is None or wanted is None:
        return PAUSED, Reason("baseline_unknown") if wanted is None and reading.value is not None else ""
    reached = is_reached(target, reading.value, wanted)
    if reached and target.progress_mode != ACCRUAL and not is_whole_enough(reading):
        return PAUSED, ""
    waits = is_budget(target) or target.operator == "at_most"
    if reached and (not waits or (over and reading.settled)):
        return MET, ""
    if over and reading.settled:
        return MISSED, ""
    if is_broken(reading):
        return PAUSED, ""
    if percent is None:
        return (ON_PACE, "") if reached else (PAUSED, Reason("baseline_unknown"))
    if target.due_on is None and target.cadence == "once":
        return (ON_PACE, "") if reached else (PAUSED, Reason("no_due_day"))
    if waits and reached and not is_budget(target):
        return ON_PACE, ""
    return by_shares(percent, expected, budget=is_budget(target) and wanted > 0), ""


def is_whole_enough(reading: Reading) -> bool:
    """Whether a level or ratio speaks for its window: costs of half the days make a customer look cheap."""
    return reading.state != "partial" or reading.known is None or reading.known >= WHOLE_ENOUGH


def is_broken(reading: Reading) -> bool:
    """Whether data that should be there is late or failing, so that nothing can be said of the days without it."""
    code = getattr(reading.reason, "code", "")
    return reading.state == "failed" or code.startswith("failed") or code in ("late", "days_late")


def _hits(target: Target, measured: Measured, today: dt.date, calendar: Calendar, baseline: float | None) -> list[Hit]:
    found = []
    windows = past_windows(target, today, calendar)
    last = window_on(target, today, calendar)
    if today > last.end and target.cadence != "once":
        windows.append(last)
    for window in windows:
        reading = measured.readings.get(window)
        wanted = wanted_in(target, window, window.end, baseline, measured.earlier)
        value = reading.value if reading else None
        met: bool | None = None
        if reading is not None and value is not None and wanted is not None:
            reached = is_reached(target, value, wanted)
            sure = reading.settled or (reached and not is_budget(target))
            met = reached if sure and not is_broken(reading) else None
        found.append(Hit(window, wanted, value, met))
    return found


def _streak(hits: Sequence[Hit]) -> int:
    """Windows met in a row at the end; one that is not known neither adds nor breaks."""
    decided = [hit.met for hit in hits if hit.met is not None][::-1]
    return next((number for number, met in enumerate(decided) if not met), len(decided))


def _runs_met(target: Target, window: Period, reading: Reading, pace: str, today: dt.date) -> int:
    """1 where the running window of a recurring target is met by its own value (not by that of the unit before)."""
    return int(pace == MET and target.cadence != "once" and today <= window.end and reading.window == window)


def _line(target: Target, value: float | None) -> str:
    if value is None:
        return ""
    reached = [name for name in LINES if name in target.lines and is_reached(target, value, target.lines[name])]
    return reached[-1] if reached else ""
