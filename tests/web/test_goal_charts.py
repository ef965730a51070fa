"""Charts of targets compile, keep gaps as gaps, and show what a value is held against."""

from __future__ import annotations

import datetime as dt

import pytest
import vl_convert

from goalposts.app.tracking_series import Mark, Span
from goalposts.web.charts import PALETTE, Point, look, number_label
from goalposts.web.goal_charts import Landing, Level, Marks, target_chart

FIRST, LAST = dt.date(2026, 7, 1), dt.date(2026, 9, 30)
LABELS = {"period": "Period", "value": "Likes", "before": "Before", "state": "State"}
WHOLE = Marks(
    line=(Mark(FIRST, 12_000), Mark(LAST, 12_000)),
    band=(Span(FIRST, 0, 0), Span(LAST, 11_400, 12_600)),
    lines=(Level(FIRST, LAST, 9_000), Level(FIRST, LAST, 15_000)),
    landing=Landing(dt.date(2026, 8, 14), 6_600, LAST, 12_500, 13_400, 15_600),
)


def points(*values: float | None) -> list[Point]:
    return [
        Point(f"2026-07-{day:02d}T00:00:00", value, None, f"day {day}", str(value), "", "", False)
        for day, value in enumerate(values, 1)
    ]


def chart(values: list[Point], marks: Marks):  # type: ignore[no-untyped-def]
    return target_chart(values, marks, LABELS, day_format="%b %-d", number_label=number_label("count", "en"))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_chart_of_a_target_draws_its_line_its_band_and_its_landing(theme: str) -> None:
    spec = {**chart(points(100, 250, None, 600), WHOLE), "config": look(theme, "en"), "width": 400}
    drawn = vl_convert.vegalite_to_svg(spec, vl_version="6.4")
    assert drawn.count(PALETTE[theme]["good"]) >= 4
    assert PALETTE[theme]["accent"] in drawn


def test_a_day_nobody_knows_is_a_gap_and_never_zero() -> None:
    spec = chart(points(100, None, 600), WHOLE)
    assert [row["solid"] for row in spec["data"]["values"]] == [100, None, 600]


def test_the_axis_reaches_what_is_wanted_although_nothing_is_near_it() -> None:
    rows = [layer["data"]["values"] for layer in chart(points(1, 2), WHOLE)["layer"] if "data" in layer]
    assert [row.get("value") for row in rows[-1]] == [12_000, 12_000]
    assert rows[-1][-1]["day"] == "2026-09-30T00:00:00"


def test_without_marks_only_the_course_is_drawn() -> None:
    assert [layer for layer in chart(points(1, 2), Marks())["layer"] if "data" in layer] == []


def test_windows_have_a_level_each() -> None:
    levels = (Level(FIRST, dt.date(2026, 7, 31), 100.0), Level(dt.date(2026, 8, 1), dt.date(2026, 8, 31), 120.0))
    (layer,) = [layer for layer in chart(points(1, 2), Marks(levels=levels))["layer"] if "data" in layer]
    assert layer["mark"] == {"type": "rule", "style": "target"}
    assert [row["value"] for row in layer["data"]["values"]] == [100.0, 120.0]
