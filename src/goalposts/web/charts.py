"""Charts as plain Vega-Lite dictionaries, and the look (colours, fonts) that themes them.

A spec names styles, never colours; the look gives the styles their colours, so one spec serves light, dark and print.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Spec = dict[str, Any]

_INKS = ("ink", "mute", "grid", "accent", "past", "bad", "good")
PALETTE = {
    "light": dict(
        zip(_INKS, ("#1c1f26", "#5c6370", "#e8eaee", "#3f5bd9", "#9aa1ae", "#b3352b", "#12734a"), strict=True)
    ),
    "dark": dict(
        zip(_INKS, ("#eceef2", "#a3aab7", "#2b303a", "#8ea2ff", "#6f7786", "#ff8a7d", "#52c795"), strict=True)
    ),
}
"""The colours of charts; the style sheet's tokens of the same names are held equal by a test."""

_FONTS = {
    "en": "Pretendard Variable, Pretendard, Noto Sans TC Variable, Noto Sans TC, sans-serif",
    "zh-Hant": "Noto Sans TC Variable, Noto Sans TC, Pretendard Variable, Pretendard, sans-serif",
}
_LINES = (("before", "past"), ("solid", "now"), ("soft", "soft"), ("open", "running"))
_LONE: Spec = {"mark": {"type": "circle", "style": "dot", "opacity": 1}}
_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"


@dataclass(frozen=True, slots=True)
class Point:
    """One bucket: its start (ISO), the values now and before (None = a gap), what the tooltip says, how sure it is.

    sure: soft = may still change at its source; failed = not loaded because the source broke.
    """

    at: str
    value: float | None
    before: float | None
    label: str
    value_text: str
    before_text: str
    state_text: str
    incomplete: bool
    sure: Literal["", "soft", "failed"] = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A day from which the figures mean something else, with a word or two."""

    day: dt.date
    label: str


def look(theme: str, language: str) -> Spec:
    """The Vega-Lite config that gives every named style its colours in `light` or `dark`."""
    ink = PALETTE[theme]
    axis = {
        "labelColor": ink["mute"],
        "gridColor": ink["grid"],
        "domain": False,
        "ticks": False,
        "labelPadding": 8,
        "labelFontSize": 12,
        "title": None,
    }
    return {
        "background": "transparent",
        "font": _FONTS.get(language, _FONTS["en"]),
        "view": {"stroke": None},
        "axis": axis,
        "style": {
            "now": {"color": ink["accent"], "strokeWidth": 2.25},
            "running": {"color": ink["accent"], "strokeWidth": 2.25, "strokeDash": [3, 4]},
            "soft": {"color": ink["accent"], "strokeWidth": 2.25, "strokeOpacity": 0.5},
            "failed": {"color": ink["bad"], "opacity": 0.1},
            "break": {"color": ink["mute"], "strokeWidth": 1, "strokeDash": [2, 3]},
            "break-label": {"color": ink["mute"], "fontSize": 12, "baseline": "top"},
            "past": {"color": ink["past"], "strokeWidth": 1.25},
            "dot": {"color": ink["accent"], "size": 28},
            "hover": {"color": ink["accent"], "size": 70},
            "target": {"color": ink["good"], "strokeWidth": 1.75},
            "plan": {"color": ink["good"], "strokeWidth": 1.25, "strokeDash": [6, 4], "strokeOpacity": 0.7},
            "band": {"color": ink["good"], "opacity": 0.09},
            "cone": {"color": ink["accent"], "opacity": 0.14},
            "outlook": {"color": ink["accent"], "strokeWidth": 1.5, "strokeDash": [2, 4], "strokeOpacity": 0.8},
        },
    }


def number_label(unit: str, language: str) -> str:
    """The Vega expression that writes an axis number as the pages do: percent, or compact from 10,000 on."""
    if unit == "ratio":
        return "format(datum.value, '~%')"
    steps = {"ko": ((1e8, "억"), (1e4, "만")), "zh-Hant": ((1e8, "億"), (1e4, "萬"))}
    text = "format(datum.value, ',~r')"
    for size, word in reversed(steps.get(language, ((1e9, "B"), (1e6, "M"), (1e4, "K")))):
        by = 1e3 if word == "K" else size
        text = f"abs(datum.value) >= {size:.0f} ? format(datum.value / {by:.0f}, ',~r') + '{word}' : {text}"
    return text


def trend(
    points: Sequence[Point],
    labels: dict[str, str],
    *,
    day_format: str,
    number_label: str,
    rules: Sequence[Rule] = (),
) -> Spec:
    """A line over time: now in the accent colour, before in thin grey, gaps left open.

    Unfinished buckets are dashed, those that may still change are paler, failed ones lie in a band, and a thin rule
    stands where the figures changed their meaning. `labels` names `period`, `value`, `before` and `state` in tooltips.
    """
    rows = _rows(points)
    y = {
        "type": "quantitative",
        "axis": {"tickCount": 4, "labelExpr": number_label},
        "scale": {"zero": _near_zero(points)},
    }
    tip = [
        {"field": name, "type": "nominal", "title": labels[key]}
        for name, key, used in (
            ("label", "period", True),
            ("value_text", "value", True),
            ("before_text", "before", any(point.before_text for point in points)),
            ("state_text", "state", any(point.state_text for point in points)),
        )
        if used
    ]
    held = {name for row in rows for name, value in row.items() if value is not None}
    layers = [
        *_bands(points),
        *(_line(name, style, y) for name, style in _LINES if name in held),
        *([_LONE | {"encoding": {"y": {"field": "lone", **y}}}] if "lone" in held else []),
        *_rules(points, rules),
        {
            "params": [
                {
                    "name": "hover",
                    "select": {
                        "type": "point",
                        "on": "pointerover",
                        "nearest": True,
                        "fields": ["at"],
                        "clear": "pointerout",
                    },
                }
            ],
            "mark": {"type": "circle", "style": "hover"},
            "encoding": {
                "y": {"field": "shown", **y},
                "tooltip": tip,
                "opacity": {"condition": {"param": "hover", "empty": False, "value": 1}, "value": 0},
            },
        },
    ]
    x = {"field": "at", "type": "temporal", "axis": _day_axis(len(points), day_format)}
    return _finish({"data": {"values": rows}, "encoding": {"x": x}, "layer": layers}, height=260)


def sparkline(values: Sequence[float | None], width: int = 120, height: int = 32) -> str:
    """The SVG path of a small line; a gap breaks it, a lone point becomes a short stroke."""
    known = [value for value in values if value is not None]
    if not known:
        return ""
    low, span = min(known), (max(known) - min(known)) or 1.0
    step = width / max(len(values) - 1, 1)
    parts, drawing = [], False
    for place, value in enumerate(values):
        if value is None:
            drawing = False
            continue
        x, y = place * step, height - 3 - (value - low) / span * (height - 6)
        alone = not drawing and (place + 1 == len(values) or values[place + 1] is None)
        parts.append(f"{'L' if drawing else 'M'}{x:.1f} {y:.1f}" + ("h1" if alone else ""))
        drawing = True
    return "".join(parts)


def _rows(points: Sequence[Point]) -> list[dict[str, Any]]:
    rows = []
    values = [value for point in points for value in (point.value, point.before) if value is not None]
    for place, point in enumerate(points):
        near = [points[at] for at in (place - 1, place + 1) if 0 <= at < len(points) and points[at].value is not None]
        joins_open = any(_drawn(beside) == "open" for beside in near)
        joins_soft = _drawn(point) == "solid" and any(_drawn(beside) == "soft" for beside in near)
        lone = point.value is not None and not near
        rows.append(
            {
                "at": point.at,
                "solid": point.value if _drawn(point) == "solid" else None,
                "soft": point.value if _drawn(point) == "soft" or joins_soft else None,
                "open": point.value if _drawn(point) == "open" or joins_open else None,
                "lone": point.value if lone else None,
                "before": point.before,
                "shown": next((v for v in (point.value, point.before) if v is not None), _foot(point, values)),
                "label": point.label,
                "value_text": point.value_text,
                "before_text": point.before_text,
                "state_text": point.state_text,
            }
        )
    return rows


def _drawn(point: Point) -> str:
    return "open" if point.incomplete else "soft" if point.sure == "soft" else "solid"


def _foot(point: Point, values: Sequence[float]) -> float | None:
    """Where the tooltip of a failed bucket is to be found: at the foot of its band."""
    return min(values, default=None) if point.sure == "failed" else None


def _bands(points: Sequence[Point]) -> Iterator[Spec]:
    """One layer with a light band behind every run of failed buckets, half a bucket wider on either side."""
    starts = [dt.datetime.fromisoformat(point.at) for point in points]
    half = (starts[1] - starts[0]) / 2 if len(starts) > 1 else dt.timedelta(hours=12)
    bands: list[list[dt.datetime]] = []
    for place, point in enumerate(points):
        if point.sure != "failed":
            continue
        if bands and points[place - 1].sure == "failed":
            bands[-1][1] = starts[place] + half
        else:
            bands.append([starts[place] - half, starts[place] + half])
    if bands:
        first, last = starts[0], starts[-1]
        rows = [{"from": max(a, first).isoformat(), "until": min(b, last).isoformat()} for a, b in bands]
        x = {"field": "from", "type": "temporal"}
        yield {
            "data": {"values": rows},
            "mark": {"type": "rect", "style": "failed"},
            "encoding": {"x": x, "x2": {"field": "until"}},
        }


def _rules(points: Sequence[Point], rules: Sequence[Rule]) -> Iterator[Spec]:
    """A dashed rule with its label, on the side where there is room for it."""
    first, last = points[0].at[:10], points[-1].at[:10]
    for rule in rules:
        day = rule.day.isoformat()
        if not first <= day <= last:
            continue
        late = 2 * sum(point.at[:10] <= day for point in points) > len(points)
        data = {"values": [{"day": f"{day}T00:00:00", "label": rule.label}]}
        x = {"x": {"field": "day", "type": "temporal"}}
        yield {"data": data, "mark": {"type": "rule", "style": "break"}, "encoding": x}
        side = {"align": "right", "dx": -5} if late else {"align": "left", "dx": 5}
        yield {
            "data": data,
            "mark": {"type": "text", "style": "break-label", **side},
            "encoding": {**x, "y": {"value": 0}, "text": {"field": "label"}},
        }


def _line(field: str, style: str, y: Spec) -> Spec:
    return {
        "mark": {"type": "line", "style": style, "invalid": "break-paths-show-domains", "strokeJoin": "round"},
        "encoding": {"y": {"field": field, **y}},
    }


def _near_zero(points: Sequence[Point]) -> bool:
    """Start the axis at 0 unless that would flatten the line: the lowest value is above 60 % of the highest."""
    known = [value for point in points for value in (point.value, point.before) if value is not None]
    return not known or min(known) < 0.6 * max(known)


def _day_axis(count: int, day_format: str) -> Spec:
    return {
        "grid": False,
        "tickCount": min(6, max(count, 1)),
        "labelFlush": True,
        "labelSeparation": 10,
        "format": day_format,
    }


def _finish(spec: Spec, *, height: int) -> Spec:
    return {
        "$schema": _SCHEMA,
        "width": "container",
        "height": height,
        "autosize": {"type": "fit", "contains": "padding"},
        **spec,
    }
