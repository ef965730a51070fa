"""A KPI's course as a chart, a sentence, notes and a table, in the reader's words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from goalposts.catalog.series_breaks import SeriesBreak
from goalposts.i18n import figure, format_bucket, format_day, state_name, translation
from goalposts.metrics.answer import Answer, State
from goalposts.periods import Grain, Period, bucket_end, bucket_start
from goalposts.web.board import Board
from goalposts.web.cells import Shown
from goalposts.web.charts import Point, Rule, Spec, number_label, trend

_SURE: dict[State, Literal["soft", "failed"]] = {State.PROVISIONAL: "soft", State.FAILED: "failed"}


@dataclass(frozen=True)
class Trend:
    """A line chart with what it says in words; `rows` are its data, newest first, as the table beside it.

    legend: which unusual things are drawn (running, soft, failed, break).
    """

    spec: Spec
    summary: str
    rows: Sequence[tuple[str, Shown, str]]
    notes: Sequence[str]
    legend: Sequence[str]


def draw_trend(board: Board, answers: Sequence[Answer], breaks: Sequence[SeriesBreak]) -> Trend | None:
    """A KPI's buckets as a chart; None where there are fewer than two, or no value at all."""
    dated = [answer for answer in answers if answer.period_start and answer.period_end]
    if len(dated) < 2 or not any(answer.value is not None for answer in dated):
        return None
    points = [_point(board, answer) for answer in dated]
    say = translation(board.language).gettext
    shown = [found for found in breaks if found.splits and _within(found, dated)]
    spec = trend(
        points,
        {
            "period": say("Period"),
            "value": board.name(dated[0].kpi),
            "before": say("Compared with"),
            "state": say("State"),
        },
        day_format=say("%b %Y") if board.view.grain is Grain.MONTH else say("%b %-d"),
        number_label=number_label(dated[0].unit, board.language),
        rules=[Rule(found.on, _changed(board, found)) for found in shown],
    )
    rows = [(_bucket(board, answer), board.show(answer), _explained(board, answer)) for answer in reversed(dated)]
    notes = [*_notes(board, dated), *(break_note(found, board.language) for found in shown)]
    return Trend(spec, _summary(board, dated), rows, notes, _legend(points, bool(shown)))


def break_note(found: SeriesBreak, language: str) -> str:
    """A series break in one line: since when, and what changed."""
    return f"{format_day(found.on, language)}: {found.what[language]}"


def _point(board: Board, answer: Answer) -> Point:
    start = answer.period_start or dt.date.min
    compare = answer.compare
    say = translation(board.language).gettext
    clipped = not _is_whole(board, answer)
    running = say("still running") if answer.incomplete else say("not a whole period") if clipped else ""
    state = "" if answer.state is State.MEASURED else state_name(answer.state.value, board.language)
    if answer.state is State.FAILED:
        state = f"{state} – {board.show(answer).reason}"
    return Point(
        at=f"{start.isoformat()}T00:00:00",
        value=answer.value,
        before=compare.value if compare else None,
        label=_bucket(board, answer),
        value_text=str(figure(answer.value, answer.unit, board.language)),
        before_text=str(figure(compare.value, answer.unit, board.language)) if compare else "",
        state_text=", ".join(filter(None, (state, running))),
        incomplete=answer.incomplete or clipped,
        sure=_SURE.get(answer.state, ""),
    )


def _is_whole(board: Board, answer: Answer) -> bool:
    """False for a week or month that the view cuts off: it must not look like a drop."""
    if answer.period_start is None or answer.period_end is None:
        return True
    start = bucket_start(answer.period_start, board.view.grain)
    return answer.period_start == start and answer.period_end == bucket_end(start, board.view.grain)


def _bucket(board: Board, answer: Answer) -> str:
    if answer.period_start is None or answer.period_end is None:
        return ""
    return format_bucket(Period(answer.period_start, answer.period_end), board.view.grain, board.language)


def _explained(board: Board, answer: Answer) -> str:
    if answer.period_start is None or answer.period_end is None:
        return board.explain_query(answer.kpi, answer.by)
    return board.explain_query(answer.kpi, answer.by, Period(answer.period_start, answer.period_end))


def _changed(board: Board, found: SeriesBreak) -> str:
    say = translation(board.language).gettext
    return say("%(platform)s: new meaning") % {"platform": board.platform_name(found.platform)}


def _summary(board: Board, answers: Sequence[Answer]) -> str:
    """The chart in a sentence, for those who do not see it."""
    say = translation(board.language).gettext
    known = [answer for answer in answers if answer.value is not None]
    low, high = min(known, key=_value), max(known, key=_value)
    unit = answers[0].unit
    return say("%(name)s from %(first)s to %(last)s: lowest %(low)s (%(low_at)s), highest %(high)s (%(high_at)s).") % {
        "name": board.name(answers[0].kpi),
        "first": _bucket(board, answers[0]),
        "last": _bucket(board, answers[-1]),
        "low": figure(low.value, unit, board.language).short,
        "low_at": _bucket(board, low),
        "high": figure(high.value, unit, board.language).short,
        "high_at": _bucket(board, high),
    }


def _notes(board: Board, answers: Sequence[Answer]) -> list[str]:
    """What the reader must know about buckets that are not plainly measured: state, how many, and the newest reason."""
    ngettext = translation(board.language).ngettext
    found: dict[str, tuple[int, str]] = {}
    for answer in answers:
        if answer.state is not State.MEASURED:
            shown = board.show(answer)
            count, reason = found.get(shown.mark, (0, ""))
            found[shown.mark] = (count + 1, shown.reason or reason)
    notes = []
    for mark, (count, reason) in found.items():
        text = ngettext("%(num)s point: %(mark)s", "%(num)s points: %(mark)s", count) % {"num": count, "mark": mark}
        notes.append(f"{text} – {reason}" if reason else text)
    return notes


def _within(found: SeriesBreak, answers: Sequence[Answer]) -> bool:
    """Whether a break lies in the days of a chart."""
    first, last = answers[0].period_start, answers[-1].period_end
    return first is not None and last is not None and first < found.on <= last


def _legend(points: Sequence[Point], has_break: bool) -> list[str]:
    drawn = {
        "running": any(point.incomplete for point in points),
        "soft": any(point.sure == "soft" for point in points),
        "failed": any(point.sure == "failed" for point in points),
        "break": has_break,
    }
    return [name for name, is_drawn in drawn.items() if is_drawn]


def _value(answer: Answer) -> float:
    return answer.value or 0.0
