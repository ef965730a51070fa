from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from goalposts.catalog.benchmarks import Benchmark, load_benchmarks
from goalposts.goals.benchmark_position import positions_of

TODAY = dt.date(2026, 11, 23)
RATE = "engagement_rate@followers"


def a_mark(value: float, source: str = "Rival IQ", year: int = 2026, **more: Any) -> Benchmark:
    known: dict[str, Any] = {"kpi": RATE, "base": "followers", "statistic": "median", "evidence": "S", **more}
    return Benchmark(value=value, source=source, year=year, published=dt.date(year, 1, 1), **known)


@pytest.mark.parametrize(
    ("value", "where"),
    [(0.001, "below"), (0.002, "between"), (0.003, "between"), (0.004, "between"), (0.005, "above")],
    ids=str,
)
def test_a_value_stands_below_between_or_above(value: float, where: str) -> None:
    (found,) = positions_of(value, RATE, [a_mark(0.004), a_mark(0.002, "Other")], on=TODAY)
    assert (found.where, [mark.value for mark in found.marks]) == (where, [0.002, 0.004])


def test_bases_and_statistics_are_never_mixed() -> None:
    marks = [a_mark(0.002), a_mark(0.05, base="impressions"), a_mark(0.004, "Other", statistic="mean")]
    found = positions_of(0.003, RATE, marks, on=TODAY)
    assert {(p.base, p.statistic, p.where) for p in found} == {
        ("followers", "median", "above"),
        ("impressions", "median", "below"),
        ("followers", "mean", "below"),
    }


def test_what_is_out_of_date_is_marked_and_comes_last() -> None:
    old = a_mark(0.004, "Other", 2020, statistic="mean")
    first, last = positions_of(0.003, RATE, [old, a_mark(0.002)], on=TODAY)
    assert (first.is_stale, first.stale, last.is_stale, last.stale) == (False, (), True, (old,))


def test_only_the_newest_figure_of_a_publisher_counts() -> None:
    (found,) = positions_of(0.003, RATE, [a_mark(0.002, year=2025), a_mark(0.004)], on=TODAY)
    assert [(mark.year, mark.value) for mark in found.marks] == [(2026, 0.004)]


def test_figures_of_other_platforms_industries_units_and_changes_do_not_count() -> None:
    marks = [
        a_mark(0.1, platform="tiktok"),
        a_mark(0.1, industry="Education"),
        a_mark(0.1, unit="USD"),
        a_mark(-0.2, change=True),
        a_mark(0.1, base="own"),
        a_mark(0.1, kpi="click_through_rate"),
    ]
    assert positions_of(0.003, RATE, marks, on=TODAY) == ()
    assert len(positions_of(0.003, RATE, marks, on=TODAY, platform="tiktok", industry="Education")) == 1


def test_the_figures_we_ship_say_where_an_instagram_target_stands() -> None:
    found = positions_of(0.01, RATE, load_benchmarks(), on=TODAY, platform="instagram")
    assert {position.where for position in found} == {"above"}
    assert {position.base for position in found} == {"followers"}
    assert "Socialinsider" in {mark.source for position in found for mark in position.marks}
