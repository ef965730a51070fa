"""Across a series break nothing is compared unless forced, and a number that holds both meanings says so."""

from __future__ import annotations

from typing import Any

import pytest

from goalposts.metrics.answer import State
from tests.metrics.bench import Bench

BOTH_SIDES = {"start": "2025-11-01", "end": "2025-11-30", "compare": "last_year"}
REFUSED = "facebook changed what it counts on 2025-11-15: before and after do not compare"


@pytest.fixture
def pages(bench: Bench) -> Bench:
    """Facebook, which changed impressions on 2025-11-15, and LinkedIn, which did not; two years each."""
    for platform in ("facebook", "linkedin"):
        rows = [("impressions", f"{year}-{month}-10", 100.0 * month) for year in (2024, 2025) for month in (10, 11, 12)]
        bench.put(
            *rows, *(("likes", day, 5.0) for _, day, _ in rows), platform=platform, covers=("2024-01-01", "2025-12-31")
        )
    return bench


def test_a_comparison_across_a_break_is_refused_with_the_reason(pages: Bench) -> None:
    answer = pages.one("impressions", period="2025-12", compare="last_year", where={"platform": "facebook"})
    assert (answer.value, answer.state, answer.reason) == (1200, State.MEASURED, None)
    assert answer.compare is not None
    assert (answer.compare.value, answer.compare.state) == (1200, State.MEASURED)
    assert (answer.compare.change_absolute, answer.compare.change_relative) == (None, None)
    assert answer.compare.reason == REFUSED


def test_forced_it_is_given_and_still_says_so(pages: Bench) -> None:
    answer = pages.one("impressions", period="2025-12", compare="last_year", across_breaks=True)
    assert answer.compare is not None
    assert (answer.compare.change_absolute, answer.compare.reason) == (0, REFUSED)


@pytest.mark.parametrize(
    ("kpi", "question", "refused"),
    [
        ("impressions", {"period": "2025-10", "compare": "last_year"}, False),
        ("impressions", {"period": "2025-12", "compare": "last_year", "where": {"platform": "linkedin"}}, False),
        ("likes", {"period": "2025-12", "compare": "last_year"}, False),
        ("impressions", {"period": "2025-11-15..2025-11-20", "compare": "previous"}, True),
        ("impressions", {"period": "2025-11-21..2025-11-26", "compare": "previous"}, False),
        ("engagement_rate", {"period": "2025-12", "compare": "last_year"}, True),
        ("impressions", {"period": "2026-01", "compare": "last_year"}, False),
    ],
)
def test_only_what_the_break_touches_is_refused(
    pages: Bench, kpi: str, question: dict[str, Any], refused: bool
) -> None:
    compare = pages.one(kpi, **question).compare
    assert compare is not None
    assert (compare.reason is not None) is refused


def test_each_slice_is_judged_by_its_own_platform(pages: Bench) -> None:
    cells = pages.ask("impressions", by="platform", **BOTH_SIDES).rows()
    assert {c.by["platform"]: c.compare and c.compare.reason for c in cells} == {"facebook": REFUSED, "linkedin": None}


def test_a_number_that_holds_both_meanings_keeps_its_value_and_says_so(pages: Bench) -> None:
    answer = pages.one("impressions", period="2025-11", where={"platform": "facebook"})
    assert (answer.value, answer.state) == (1100, State.MEASURED)
    assert answer.reason == "facebook changed what it counts on 2025-11-15; this number holds both"
    months = pages.ask("impressions", period="2025", grain="month", where={"platform": "facebook"}).rows()
    assert [c.period_start.month for c in months if c.period_start and c.reason] == [11]
    assert pages.one("impressions").reason == answer.reason


def test_answers_carry_the_breaks_they_touch(pages: Bench) -> None:
    told = pages.ask(["impressions", "likes", "engagement_rate"], period="2025", grain="month").to_dict()["breaks"]
    assert [(b["id"], b["date"], b["kpis"]) for b in told] == [
        ("facebook_views_2025", "2025-11-15", ["impressions", "engagement_rate"])
    ]
    assert pages.ask("impressions", period="2025-10").to_dict()["breaks"] == []


def test_the_frame_says_what_the_cells_say(pages: Bench) -> None:
    for forced in (False, True):
        answers = pages.ask("impressions", by="platform", grain="month", across_breaks=forced, **BOTH_SIDES)
        rows = zip(answers.rows(), answers.to_polars().iter_rows(named=True), strict=True)
        assert all(
            (c.reason, c.compare and c.compare.change_absolute) == (row["reason"], row["change_absolute"])
            for c, row in rows
        )


def test_followers_are_read_on_one_side_but_their_growth_spans_both(bench: Bench) -> None:
    for day, followers in (("2025-11-01", 100), ("2025-11-30", 150)):
        bench.put(("followers", day, followers), ("followers_start", day, followers), window="instant")
    assert bench.one("followers", period="2025-11").reason is None
    grown = bench.one("follower_growth", period="2025-11")
    assert grown.reason == "facebook changed what it counts on 2025-11-15; this number holds both"
