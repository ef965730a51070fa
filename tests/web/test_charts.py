"""Charts: specs that compile, gaps that stay gaps, colours that the style sheet shares."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path

import pytest
import vl_convert

from goalposts.web import charts
from goalposts.web.charts import PALETTE, Point, Rule, look, number_label, sparkline, trend
from goalposts.web.pages.looks import words

LABELS = {"period": "Period", "value": "Impressions", "before": "Before", "state": "State"}


def point(day: int, value: float | None, *, incomplete: bool = False, before: float | None = 9.0) -> Point:
    return Point(f"2026-11-{day:02d}T00:00:00", value, before, f"day {day}", str(value), "9", "", incomplete)


def spec(*points: Point) -> charts.Spec:
    return trend(points, LABELS, day_format="%b %-d", number_label=number_label("count", "en"))


def rows(*points: Point, field: str) -> list[float | None]:
    return [row[field] for row in spec(*points)["data"]["values"]]


def test_a_gap_stays_a_gap() -> None:
    points = (point(1, 5), point(2, None), point(3, 7), point(4, 8))
    assert rows(*points, field="solid") == [5, None, 7, 8]
    assert rows(*points, field="lone") == [5, None, None, None]


def test_unfinished_buckets_are_drawn_apart_and_joined_to_the_last_whole_one() -> None:
    points = (point(1, 5), point(2, 6), point(3, 2, incomplete=True))
    assert rows(*points, field="solid") == [5, 6, None]
    assert rows(*points, field="open") == [None, 6, 2]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ko", "zh-Hant"])
def test_a_spec_compiles_and_draws_in_every_look(theme: str, language: str) -> None:
    whole = {**spec(point(1, 5), point(2, None), point(3, 2, incomplete=True)), "config": look(theme, language)}
    drawn = vl_convert.vegalite_to_svg({**whole, "width": 400}, vl_version="6.4")
    assert PALETTE[theme]["accent"] in drawn
    assert PALETTE[theme]["past"] in drawn


def test_the_style_sheet_and_the_charts_share_their_colours() -> None:
    css = (Path(charts.__file__).parent / "static" / "app.css").read_text()
    tokens = dict((name, pair) for name, *pair in re.findall(r"--(\w[\w-]*): light-dark\((#\w+), (#\w+)\)", css))
    for name, light in PALETTE["light"].items():
        assert tokens[name] == [light, PALETTE["dark"][name]], name


@pytest.mark.parametrize(
    ("values", "path"),
    [
        ([], ""),
        ([None, None], ""),
        ([1, 2], "M0.0 29.0L120.0 3.0"),
        ([1, None, 2], "M0.0 29.0h1M120.0 3.0h1"),
        ([5, 5], "M0.0 29.0L120.0 29.0"),
    ],
)
def test_a_sparkline(values: list[float | None], path: str) -> None:
    assert sparkline(values) == path


def test_the_words_of_a_chart_are_the_pages_words() -> None:
    assert words("ko")["time"]["shortMonths"][10] == "11월"
    assert words("en")["time"]["days"][0] == "Sunday"
    assert "'만'" in number_label("count", "ko")
    assert "'萬'" in number_label("count", "zh-Hant")


def test_a_first_bucket_cut_off_by_the_view_is_drawn_apart_too() -> None:
    points = (point(1, 2, incomplete=True), point(2, 6), point(3, 7))
    assert rows(*points, field="solid") == [None, 6, 7]
    assert rows(*points, field="open") == [2, 6, None]


def test_values_that_may_change_are_paler_and_joined_to_the_settled_ones() -> None:
    points = (point(1, 5), replace(point(2, 6), sure="soft"), replace(point(3, 7), sure="soft"))
    assert rows(*points, field="solid") == [5, None, None]
    assert rows(*points, field="soft") == [5, 6, 7]


def test_failed_days_lie_in_one_band_with_a_tooltip_and_without_a_value() -> None:
    failed = [replace(point(day, None, before=None), sure="failed") for day in (3, 4)]
    drawn = spec(point(1, 5), point(2, 6), *failed, point(5, 7))
    (band,) = (layer for layer in drawn["layer"] if layer["mark"].get("style") == "failed")
    assert band["data"]["values"] == [{"from": "2026-11-02T12:00:00", "until": "2026-11-04T12:00:00"}]
    assert [row["solid"] for row in drawn["data"]["values"]] == [5, 6, None, None, 7]
    assert [row["shown"] for row in drawn["data"]["values"]][2] == 5
    assert vl_convert.vegalite_to_svg({**drawn, "config": look("light", "en"), "width": 400}, vl_version="6.4")


@pytest.mark.parametrize(("day", "align"), [(2, "left"), (5, "right"), (9, None)])
def test_a_break_is_a_rule_with_its_label_where_there_is_room(day: int, align: str | None) -> None:
    points = [point(n, n) for n in range(1, 7)]
    rules = [Rule(dt.date(2026, 11, day), "Facebook: new meaning")]
    drawn = trend(points, LABELS, day_format="%b %-d", number_label="", rules=rules)
    labels = [layer["mark"] for layer in drawn["layer"] if layer["mark"].get("style") == "break-label"]
    assert [mark["align"] for mark in labels] == ([align] if align else [])
