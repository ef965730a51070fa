"""What a chart of a target has beside its course, as layers of Vega-Lite: target, lines, band, where it may land."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from goalposts.app.tracking_series import Mark, Span
from goalposts.web.charts import Point, Spec, trend


@dataclass(frozen=True, slots=True)
class Level:
    """A value that is wanted from one day to another."""

    start: dt.date
    end: dt.date
    value: float


@dataclass(frozen=True, slots=True)
class Landing:
    """From the last known value to the last day: the 80 % interval and its middle."""

    start: dt.date
    value: float
    end: dt.date
    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True)
class Marks:
    """levels: what each window wants; line: the course of what is wanted; band: where a target on pace would be.

    lines: minimum, good and excellent, each over all days.
    """

    levels: Sequence[Level] = ()
    line: Sequence[Mark] = ()
    band: Sequence[Span] = ()
    lines: Sequence[Level] = ()
    landing: Landing | None = None


def target_chart(
    points: Sequence[Point], marks: Marks, labels: dict[str, str], *, day_format: str, number_label: str
) -> Spec:
    """The course of a target with everything it is held against; what is wanted is never cut off."""
    spec = trend(points, labels, day_format=day_format, number_label=number_label)
    beside = [
        *_band(marks),
        *_cone(marks),
        *_levels(marks.lines, "plan"),
        *_levels(marks.levels, "target"),
        *_line(marks),
    ]
    return spec | {"layer": [*beside, *spec["layer"]]}


def _band(marks: Marks) -> Iterator[Spec]:
    if len(marks.band) > 1:
        rows = [{"day": _moment(span.day), "low": span.low, "high": span.high} for span in marks.band]
        yield _layer(rows, {"type": "area", "style": "band"}, {"y": _y("low"), "y2": {"field": "high"}})


def _cone(marks: Marks) -> Iterator[Spec]:
    ahead = marks.landing
    if ahead is None:
        return
    rows = [
        {"day": _moment(ahead.start), "low": ahead.value, "middle": ahead.value, "high": ahead.value},
        {"day": _moment(ahead.end), "low": ahead.low, "middle": ahead.middle, "high": ahead.high},
    ]
    yield _layer(rows, {"type": "area", "style": "cone"}, {"y": _y("low"), "y2": {"field": "high"}})
    yield _layer(rows, {"type": "line", "style": "outlook"}, {"y": _y("middle")})


def _line(marks: Marks) -> Iterator[Spec]:
    if len(marks.line) > 1:
        rows = [{"day": _moment(mark.day), "value": mark.value} for mark in marks.line]
        yield _layer(rows, {"type": "line", "style": "target"}, {"y": _y("value")})


def _levels(levels: Sequence[Level], style: str) -> Iterator[Spec]:
    if levels:
        rows = [{"day": _moment(e.start), "until": _moment(e.end), "value": e.value} for e in levels]
        yield _layer(rows, {"type": "rule", "style": style}, {"x2": {"field": "until"}, "y": _y("value")})


def _layer(rows: Sequence[Spec], mark: Spec, encoding: Spec) -> Spec:
    x = {"field": "day", "type": "temporal"}
    return {"data": {"values": list(rows)}, "mark": mark, "encoding": {"x": x, **encoding}}


def _y(field: str) -> Spec:
    return {"field": field, "type": "quantitative"}


def _moment(day: dt.date) -> str:
    return f"{day.isoformat()}T00:00:00"
