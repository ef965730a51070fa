"""The trend of a target in the reader's words: its chart, the chart in a sentence, and its data as a table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from goalposts.app.tracking import Tracking
from goalposts.app.tracking_series import Point as Bucket
from goalposts.app.tracking_series import Series, series_of
from goalposts.i18n import format_bucket, format_period, reason_text, state_name
from goalposts.metrics.answer import State
from goalposts.periods import Grain
from goalposts.store.goals import Goal, Target
from goalposts.web.charts import Point, Spec, number_label
from goalposts.web.goal_charts import Landing, Level, Marks, target_chart
from goalposts.web.goal_view import GoalWords

WINDOWS, TOTAL = "windows", "total"


@dataclass(frozen=True)
class TargetTrend:
    """A chart with what it says in words; `rows` are its data, newest first: when, value, wanted, what is unusual.

    legend: which marks are drawn (target, band, lines, cone, running, soft, failed).
    """

    spec: Spec
    summary: str
    rows: Sequence[tuple[str, str, str, str]]
    legend: Sequence[str]


def draw_target(words: GoalWords, goal: Goal, target: Target, tracking: Tracking) -> TargetTrend | None:
    """The chart of a target; None where fewer than two values are known. A span nobody knows stays a gap."""
    series = series_of(words.workspace, goal, target, today=words.today, tracking=tracking)
    points = _points(words, target, series)
    known = [point for point in points if point.value is not None]
    if len(known) < 2:
        return None
    marks = _marks(target, series, points, known[-1])
    say, name = words.say, words.target_name(target)
    labels = {"period": say("Period"), "value": name, "before": say("Compared with"), "state": say("State")}
    by_month = series.grain in (Grain.MONTH, Grain.TOTAL)
    spec = target_chart(
        points,
        marks,
        labels,
        day_format=say("%b %Y") if by_month else say("%b %-d"),
        number_label=number_label(target.unit, words.language),
    )
    wanted = tracking.progress[target.id].wanted
    summary = say("%(name)s: %(value)s on %(when)s; wanted: %(wanted)s.") % {
        "name": name,
        "value": known[-1].value_text,
        "when": known[-1].label,
        "wanted": say("not known yet") if wanted is None else words.figure(wanted, target).short,
    }
    return TargetTrend(spec, summary, _rows(words, target, points, marks), _legend(points, marks))


def _points(words: GoalWords, target: Target, series: Series) -> list[Point]:
    """Buckets in words; in a chart that adds up, a sum after a gap is only a lower bound, and drawn paler."""
    points, broken = [], False
    for bucket in series.points:
        broken = broken or (series.kind == TOTAL and bucket.value is None)
        points.append(_point(words, target, series, bucket, broken=broken))
    return points


def _point(words: GoalWords, target: Target, series: Series, bucket: Bucket, *, broken: bool) -> Point:
    value = bucket.total if series.kind == TOTAL else bucket.value
    running = bucket.period.end >= words.today
    said = [] if bucket.state == State.MEASURED else [state_name(bucket.state, words.language)]
    if bucket.reason and value is None:
        said.append(reason_text(bucket.reason, words.language, words.name_of))
    if broken and value is not None:
        said.append(words.say("at least, because days before are not known"))
    if running:
        said.append(words.say("still running"))
    soft = broken or bucket.state == State.PROVISIONAL
    sure: Literal["", "soft", "failed"] = "failed" if bucket.state == State.FAILED else "soft" if soft else ""
    if series.kind == WINDOWS:
        label = format_period(bucket.period, words.language)
    else:
        label = format_bucket(bucket.period, series.grain.value, words.language)
    return Point(
        at=f"{bucket.period.start.isoformat()}T00:00:00",
        value=value,
        before=None,
        label=label,
        value_text=words.figure(value, target).short,
        before_text="",
        state_text=", ".join(said),
        incomplete=running,
        sure=sure,
    )


def _marks(target: Target, series: Series, points: Sequence[Point], last: Point) -> Marks:
    starts = {bucket.period.end: bucket.period.start for bucket in series.points}
    windows = series.kind == WINDOWS
    ends = [mark.day for mark in series.line] or [_day(points[-1])]
    lines = [Level(_day(points[0]), max(ends), value) for value in target.lines.values()]
    return Marks(
        levels=[Level(starts[mark.day], mark.day, mark.value) for mark in series.line] if windows else (),
        line=() if windows else series.line,
        band=series.band,
        lines=lines,
        landing=_landing(series, last),
    )


def _landing(series: Series, last: Point) -> Landing | None:
    ahead, begun = series.forecast, _day(last)
    if ahead is None or series.middle is None or last.value is None or begun >= ahead.day:
        return None
    return Landing(begun, last.value, ahead.day, ahead.low, series.middle, ahead.high)


def _rows(words: GoalWords, target: Target, points: Sequence[Point], marks: Marks) -> list[tuple[str, str, str, str]]:
    wanted = {level.start: words.figure(level.value, target).short for level in marks.levels}
    return [(p.label, p.value_text, wanted.get(_day(p), ""), p.state_text) for p in reversed(points)]


def _legend(points: Sequence[Point], marks: Marks) -> list[str]:
    drawn = {
        "target": bool(marks.levels) or len(marks.line) > 1,
        "band": len(marks.band) > 1,
        "plan": bool(marks.lines),
        "cone": marks.landing is not None,
        "running": any(point.incomplete for point in points),
        "soft": any(point.sure == "soft" for point in points),
        "failed": any(point.sure == "failed" for point in points),
    }
    return [name for name, is_drawn in drawn.items() if is_drawn]


def _day(point: Point) -> dt.date:
    return dt.date.fromisoformat(point.at[:10])
