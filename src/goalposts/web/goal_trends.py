"""The course of a target as a chart, a sentence and a table: day by day, or window by window where it comes again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from goalposts.goals.outlook import Outlook
from goalposts.goals.progress import Progress
from goalposts.goals.scope import where_of
from goalposts.i18n import figure, format_bucket, format_day, format_period, reason_text, state_name
from goalposts.metrics.answer import Answer, State
from goalposts.periods import DAY, Grain, Period, add_months
from goalposts.store.goals import ACCRUAL, Target
from goalposts.web.charts import Point, Spec, number_label
from goalposts.web.goal_charts import Landing, Level, Marks, target_chart
from goalposts.web.goal_view import GoalWords

_DAILY_UP_TO, _WEEKLY_UP_TO = 100, 400
_FEWEST_KNOWN = 0.5


@dataclass(frozen=True)
class TargetTrend:
    """A chart with what it says in words; `rows` are its data, newest first: when, value, wanted, what is unusual.

    legend: which marks are drawn (target, plan, band, cone, running, soft).
    """

    spec: Spec
    summary: str
    rows: Sequence[tuple[str, str, str, str]]
    legend: Sequence[str]


def draw_target(
    words: GoalWords,
    target: Target,
    progress: Progress,
    outlook: Outlook | None,
    entered: Sequence[tuple[dt.date, float]] = (),
) -> TargetTrend | None:
    """The chart of a target: windows of one that comes again, values people entered, else its KPI over time.

    None where there is nothing to draw yet. A span nobody knows stays a gap.
    """
    if progress.hits:
        points, levels = _windows(words, target, progress)
        return _drawn(words, target, points, Marks(wanted=levels, band=_band(target)), Grain.MONTH)
    if not target.kpi:
        points = [_entered(words, target, day, value) for day, value in _from_start(target, entered)]
        if len(points) < 2:
            return None
        return _drawn(words, target, points, _marks(target, progress, None, None), Grain.DAY)
    grain, answers = _course(words, target, progress)
    points = _points(words, target, answers, grain)
    last = next((p for p in reversed(points) if p.value is not None), None)
    return _drawn(words, target, points, _marks(target, progress, outlook, last), grain)


def _course(words: GoalWords, target: Target, progress: Progress) -> tuple[Grain, list[Answer]]:
    """The KPI's buckets; where a level is read less often than daily, weeks."""
    window = progress.window
    start = window.start if target.progress_mode == ACCRUAL else add_months(window.start, -3)
    if words.today <= window.start:
        start = min(start, add_months(words.today, -3))
    end = min(window.end, words.today - DAY)
    if end < start:
        return Grain.DAY, []
    period = Period(start, end)
    where = where_of(target.kpi, target.where, words.catalog)
    wanted = Grain.DAY if period.days <= _DAILY_UP_TO else Grain.WEEK if period.days <= _WEEKLY_UP_TO else Grain.MONTH
    for grain in (wanted, Grain.WEEK, Grain.MONTH):
        answers = words.workspace.ask(target.kpi, period=period, grain=grain.value, where=where).rows()
        known = sum(answer.value is not None for answer in answers)
        if known >= _FEWEST_KNOWN * len(answers):
            return grain, answers
    return grain, answers


def _points(words: GoalWords, target: Target, answers: Sequence[Answer], grain: Grain) -> list[Point]:
    """Buckets as they are, or summed up so far for a flow; after a gap a sum is only a lower bound, and drawn paler."""
    sums = target.progress_mode == ACCRUAL and bool(answers) and _adds_up(words, target)
    points, total, broken = [], 0.0, False
    for answer in answers:
        value = answer.value
        if sums and value is not None:
            total += value
            value = total
        broken = broken or (sums and answer.value is None)
        points.append(_point(words, target, answer, value, grain, broken=broken))
    return points


def _adds_up(words: GoalWords, target: Target) -> bool:
    return words.catalog.define(target.kpi).additivity == "A"


def _point(
    words: GoalWords, target: Target, answer: Answer, value: float | None, grain: Grain, *, broken: bool
) -> Point:
    start, end = answer.period_start or words.today, answer.period_end or words.today
    sure: Literal["", "soft", "failed"] = "failed" if answer.state is State.FAILED else ""
    if answer.state is State.PROVISIONAL or broken:
        sure = sure or "soft"
    said = [] if answer.state is State.MEASURED else [state_name(answer.state.value, words.language)]
    if answer.reason and answer.value is None:
        said.append(reason_text(answer.reason, words.language, words.name_of))
    if broken and value is not None:
        said.append(words.say("at least, because days before are not known"))
    if answer.incomplete:
        said.append(words.say("still running"))
    return Point(
        at=f"{start.isoformat()}T00:00:00",
        value=value,
        before=None,
        label=format_bucket(Period(start, end), grain.value, words.language),
        value_text=str(figure(value, answer.unit, words.language)),
        before_text="",
        state_text=", ".join(said),
        incomplete=answer.incomplete,
        sure=sure,
    )


def _windows(words: GoalWords, target: Target, progress: Progress) -> tuple[list[Point], list[Level]]:
    """One point for each window of a recurring target; the running one is dashed."""
    points, levels = [], []
    runs = [(hit.window, hit.value, hit.wanted, _hit_word(words, hit.met)) for hit in progress.hits]
    if not runs or runs[-1][0] != progress.window:
        runs.append((progress.window, progress.value, progress.wanted, words.say("still running")))
    for window, value, wanted, said in runs:
        running = window == progress.window and words.today <= window.end
        points.append(
            Point(
                at=f"{window.start.isoformat()}T00:00:00",
                value=value,
                before=None,
                label=format_period(window, words.language),
                value_text=words.figure(value, target).short,
                before_text="",
                state_text=said,
                incomplete=running,
            )
        )
        if wanted is not None:
            levels.append(Level(window.start, window.end, wanted))
    return points, levels


def _hit_word(words: GoalWords, met: bool | None) -> str:
    return words.say("not known") if met is None else words.say("met") if met else words.say("missed")


def _from_start(target: Target, entered: Sequence[tuple[dt.date, float]]) -> list[tuple[dt.date, float]]:
    """The values people gave, from the value at the start on."""
    begun = bool(entered) and entered[0][0] <= target.starts_on
    first = [] if target.baseline_value is None or begun else [(target.starts_on, target.baseline_value)]
    return [*first, *entered]


def _entered(words: GoalWords, target: Target, day: dt.date, value: float) -> Point:
    text = words.figure(value, target).short
    return Point(f"{day.isoformat()}T00:00:00", value, None, format_day(day, words.language), text, "", "", False)


def _marks(target: Target, progress: Progress, outlook: Outlook | None, last: Point | None) -> Marks:
    window, wanted = progress.window, progress.wanted
    levels = [Level(window.start, window.end, wanted)] if wanted is not None else []
    if target.steps and target.progress_mode != ACCRUAL:
        levels = [Level(step.start, step.end, step.value) for step in target.steps]
    start = 0.0 if target.progress_mode == ACCRUAL else progress.baseline
    plan = [(window.start, start), (window.end, wanted)] if start is not None and wanted is not None else []
    return Marks(levels, plan, _band(target), _landing(progress, outlook, last))


def _landing(progress: Progress, outlook: Outlook | None, last: Point | None) -> Landing | None:
    if outlook is None or last is None or last.value is None:
        return None
    low, middle, high = outlook.low, outlook.middle, outlook.high
    begun = dt.date.fromisoformat(last.at[:10])
    if low is None or middle is None or high is None or begun >= progress.window.end:
        return None
    return Landing(begun, last.value, progress.window.end, low, middle, high)


def _band(target: Target) -> tuple[float, float] | None:
    lines = list(target.lines.values())
    return (min(lines), max(lines)) if len(lines) > 1 else None


def _drawn(words: GoalWords, target: Target, points: Sequence[Point], marks: Marks, grain: Grain) -> TargetTrend | None:
    known = [point for point in points if point.value is not None]
    if not known:
        return None
    wanted = words.figure(marks.wanted[-1].value, target).short if marks.wanted else words.say("not known yet")
    say, name = words.say, words.target_name(target)
    labels = {"period": say("Period"), "value": name, "before": say("Compared with"), "state": say("State")}
    spec = target_chart(
        points,
        marks,
        labels,
        day_format=say("%b %Y") if grain is Grain.MONTH else say("%b %-d"),
        number_label=number_label(target.unit, words.language),
    )
    summary = say("%(name)s: %(value)s on %(when)s; wanted: %(wanted)s.") % {
        "name": name,
        "value": known[-1].value_text,
        "when": known[-1].label,
        "wanted": wanted,
    }
    levels = {f"{level.start.isoformat()}T00:00:00": level.value for level in marks.wanted}
    rows = [
        (p.label, p.value_text, words.figure(levels[p.at], target).short if p.at in levels else "", p.state_text)
        for p in reversed(points)
    ]
    return TargetTrend(spec, summary, rows, _legend(points, marks))


def _legend(points: Sequence[Point], marks: Marks) -> list[str]:
    drawn = {
        "target": bool(marks.wanted),
        "plan": len(marks.plan) > 1,
        "band": marks.band is not None,
        "cone": marks.landing is not None,
        "running": any(point.incomplete for point in points),
        "soft": any(point.sure == "soft" for point in points),
        "failed": any(point.sure == "failed" for point in points),
    }
    return [name for name, is_drawn in drawn.items() if is_drawn]
