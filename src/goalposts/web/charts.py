"""Charts as plain Vega-Lite dictionaries, and the look (colours, fonts) that themes them.

A spec names styles, never colours; the look gives the styles their colours, so one spec serves light, dark and print.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Spec = dict[str, Any]

PALETTE = {
    "light": {"ink": "#1c1f26", "mute": "#5c6370", "grid": "#e8eaee", "accent": "#3f5bd9", "past": "#9aa1ae"},
    "dark": {"ink": "#eceef2", "mute": "#a3aab7", "grid": "#2b303a", "accent": "#8ea2ff", "past": "#6f7786"},
}
"""The colours of charts; the style sheet's tokens of the same names are held equal by a test."""

_FONTS = {
    "en": "Pretendard Variable, Pretendard, Noto Sans TC Variable, Noto Sans TC, sans-serif",
    "zh-Hant": "Noto Sans TC Variable, Noto Sans TC, Pretendard Variable, Pretendard, sans-serif",
}
_LINES = (("before", "past"), ("solid", "now"), ("open", "running"))
_LONE: Spec = {"mark": {"type": "circle", "style": "dot", "opacity": 1}}
_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"


@dataclass(frozen=True, slots=True)
class Point:
    """One bucket: its start (ISO), the values now and before (None = a gap), what the tooltip says, how sure it is."""

    at: str
    value: float | None
    before: float | None
    label: str
    value_text: str
    before_text: str
    state_text: str
    incomplete: bool


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
            "past": {"color": ink["past"], "strokeWidth": 1.25},
            "dot": {"color": ink["accent"], "size": 28},
            "hover": {"color": ink["accent"], "size": 70},
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


def trend(points: Sequence[Point], labels: dict[str, str], *, day_format: str, number_label: str) -> Spec:
    """A line over time: now in the accent colour, before in thin grey, unfinished buckets dashed, gaps left open.

    `labels` names `period`, `value`, `before` and `state` in the tooltip.
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
        *(_line(name, style, y) for name, style in _LINES if name in held),
        *([_LONE | {"encoding": {"y": {"field": "lone", **y}}}] if "lone" in held else []),
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
    for place, point in enumerate(points):
        near = [points[at] for at in (place - 1, place + 1) if 0 <= at < len(points) and points[at].value is not None]
        joins = any(beside.incomplete for beside in near)
        lone = point.value is not None and not near
        rows.append(
            {
                "at": point.at,
                "solid": None if point.incomplete else point.value,
                "open": point.value if point.incomplete or joins else None,
                "lone": point.value if lone else None,
                "before": point.before,
                "shown": point.value if point.value is not None else point.before,
                "label": point.label,
                "value_text": point.value_text,
                "before_text": point.before_text,
                "state_text": point.state_text,
            }
        )
    return rows


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
