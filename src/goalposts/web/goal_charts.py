"""What a chart of a target has beside its line, as layers of Vega-Lite: target, plan, band, and where it may land."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from goalposts.web.charts import Point, Spec, trend


@dataclass(frozen=True, slots=True)
class Level:
    """What is wanted from one day to another."""

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
    """wanted: steps of the target; plan: the even way there; band: from the minimum to the excellent line."""

    wanted: Sequence[Level] = ()
    plan: Sequence[tuple[dt.date, float]] = ()
    band: tuple[float, float] | None = None
    landing: Landing | None = None


def target_chart(
    points: Sequence[Point], marks: Marks, labels: dict[str, str], *, day_format: str, number_label: str
) -> Spec:
    """The course of a target with everything it is held against; the target line is never cut off."""
    spec = trend(points, labels, day_format=day_format, number_label=number_label)
    behind = [*_band(points, marks), *_cone(marks)]
    before = [*_plan(marks), *_wanted(marks)]
    return spec | {"layer": [*behind, *before, *spec["layer"]]}


def _band(points: Sequence[Point], marks: Marks) -> Iterator[Spec]:
    if marks.band is None or not points:
        return
    days = [point.at[:10] for point in points] + [level.end.isoformat() for level in marks.wanted]
    row = {
        "from": f"{min(days)}T00:00:00",
        "until": f"{max(days)}T00:00:00",
        "low": marks.band[0],
        "high": marks.band[1],
    }
    yield {
        "data": {"values": [row]},
        "mark": {"type": "rect", "style": "band"},
        "encoding": {**_across("from", "until"), "y": _y("low"), "y2": {"field": "high"}},
    }


def _cone(marks: Marks) -> Iterator[Spec]:
    ahead = marks.landing
    if ahead is None:
        return
    rows = [
        {"day": _moment(ahead.start), "low": ahead.value, "middle": ahead.value, "high": ahead.value},
        {"day": _moment(ahead.end), "low": ahead.low, "middle": ahead.middle, "high": ahead.high},
    ]
    x = {"x": {"field": "day", "type": "temporal"}}
    yield {
        "data": {"values": rows},
        "mark": {"type": "area", "style": "cone"},
        "encoding": {**x, "y": _y("low"), "y2": {"field": "high"}},
    }
    yield {
        "data": {"values": rows},
        "mark": {"type": "line", "style": "outlook"},
        "encoding": {**x, "y": _y("middle")},
    }


def _plan(marks: Marks) -> Iterator[Spec]:
    if len(marks.plan) > 1:
        rows = [{"day": _moment(day), "value": value} for day, value in marks.plan]
        yield {
            "data": {"values": rows},
            "mark": {"type": "line", "style": "plan"},
            "encoding": {"x": {"field": "day", "type": "temporal"}, "y": _y("value")},
        }


def _wanted(marks: Marks) -> Iterator[Spec]:
    if marks.wanted:
        rows = [{"from": _moment(e.start), "until": _moment(e.end), "value": e.value} for e in marks.wanted]
        yield {
            "data": {"values": rows},
            "mark": {"type": "rule", "style": "target"},
            "encoding": {**_across("from", "until"), "y": _y("value")},
        }


def _across(start: str, end: str) -> Spec:
    return {"x": {"field": start, "type": "temporal"}, "x2": {"field": end}}


def _y(field: str) -> Spec:
    return {"field": field, "type": "quantitative"}


def _moment(day: dt.date) -> str:
    return f"{day.isoformat()}T00:00:00"
