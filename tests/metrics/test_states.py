"""How far a value can be trusted: may still change, late, failed since when and why, still running."""

from __future__ import annotations

import datetime as dt

import pytest

from goalposts.metrics.answer import State
from tests.metrics.bench import Bench

WEEK = {"period": "2026-05-25..2026-05-31"}


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def test_a_day_read_within_the_restatement_window_may_still_change(bench: Bench) -> None:
    rows = [("likes", f"2026-05-{day}", 1.0) for day in range(25, 32)]
    bench.put(*rows, captured=moment("2026-06-02T08:00"))
    answer = bench.one("likes", **WEEK)
    assert (answer.value, answer.state) == (7, State.PROVISIONAL)
    assert answer.reason == "likes may still change at its source until 2026-06-07"
    cells = bench.ask("likes", grain="day", **WEEK).rows()
    assert [c.state for c in cells] == [*[State.MEASURED] * 2, *[State.PROVISIONAL] * 5]


def test_reading_the_days_again_later_settles_them(bench: Bench) -> None:
    rows = [("likes", f"2026-05-{day}", 1.0) for day in range(25, 32)]
    bench.put(*rows, captured=moment("2026-06-02T08:00"))
    bench.now = moment("2026-07-20T12:00")
    answer = bench.one("likes", **WEEK)
    assert answer.reason == "likes was read before its source had settled it; bring these days in again"
    bench.put(*rows, captured=moment("2026-06-07T00:00"))
    assert bench.one("likes", **WEEK).state is State.MEASURED
    pinned = bench.one("likes", as_of="2026-06-03", **WEEK)
    assert pinned.reason == "likes may still change at its source until 2026-06-07"


def test_what_nobody_restates_is_measured_at_once(bench: Bench) -> None:
    bench.put(("likes", "2026-06-04", 1), platform="manual", captured=moment("2026-06-04T18:00"))
    assert bench.one("likes", period="2026-06-04").state is State.MEASURED


def test_a_rate_is_as_provisional_as_its_parts_and_unknown_stays_unknown(bench: Bench) -> None:
    for code in ("link_clicks", "impressions"):
        bench.put((code, "2026-05-31", 10), captured=moment("2026-06-02T08:00"))
    assert bench.one("click_through_rate", period="2026-05-31").state is State.PROVISIONAL
    assert bench.one("likes", period="2026-05-31").state is State.UNAVAILABLE


def test_reach_of_a_month_settles_with_the_months_own_file(bench: Bench) -> None:
    bench.put(("reach", "2026-05-31", 9), captured=moment("2026-06-01T08:00"))
    bench.put(("reach", "2026-05-01..2026-05-31", 90), window="month", captured=moment("2026-06-20"))
    assert bench.one("reach", period="2026-05").state is State.MEASURED
    assert bench.one("reach", period="2026-05-31").state is State.PROVISIONAL


def test_a_source_that_stopped_is_late_and_says_since_when(bench: Bench) -> None:
    bench.put(("likes", "2026-05-27", 3), covers=("2026-05-01", "2026-05-27"))
    bench.put(("likes", "2026-05-31", 4), platform="x", account="Bird", covers=("2026-05-01", "2026-06-01"))
    answer = bench.one("likes", **WEEK)
    late = "10 of 14 days of likes are loaded; Page is late: its last data is of 2026-05-27"
    assert (answer.value, answer.state, answer.reason) == (7, State.PARTIAL, late)
    page, bird = bench.ask("likes", by="account", period="2026-05-30").rows()
    assert (bird.by["account"], bird.state) == ("Page", State.UNAVAILABLE)
    assert bird.reason == "likes of Page is late: its last data is of 2026-05-27"
    assert (page.by["account"], page.value, page.state) == ("Bird", 0, State.MEASURED)


def test_days_the_platform_need_not_have_given_yet_are_not_late(bench: Bench) -> None:
    bench.put(("sessions", "2026-06-02", 5), platform="ga4", covers=("2026-05-01", "2026-06-02"))
    answer = bench.one("sessions", period="2026-06-01..2026-06-04")
    assert (answer.value, answer.state, answer.incomplete) == (5, State.MEASURED, True)


def test_a_source_of_the_past_is_not_late(bench: Bench) -> None:
    bench.put(("likes", "2025-05-27", 3))
    assert bench.one("likes", **WEEK).reason == "likes was not loaded for these days"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("expired_token", "the access has expired (token expired); sign in again"),
        ("permission", "the permission to read it is missing (token expired)"),
        ("retired_metric", "the platform no longer gives it (token expired)"),
        ("rate_limit", "the platform allows no more calls (token expired)"),
        ("malformed", "what came cannot be read (token expired)"),
        ("empty", "what came holds nothing (token expired)"),
        ("other", "token expired"),
    ],
)
def test_a_failure_says_its_class_in_words(bench: Bench, error: str, words: str) -> None:
    bench.put(("likes", "2026-05-26", None), covers=("2026-05-26", "2026-05-28"), state="failed", error=error)
    answer = bench.one("likes", **WEEK)
    assert (answer.value, answer.state) == (None, State.FAILED)
    assert answer.reason == f"loading likes has failed since 2026-05-26: {words}"


def test_each_failure_is_told_where_it_was_and_one_that_was_made_good_is_gone(bench: Bench) -> None:
    bench.put(("likes", "2026-05-01", 1), covers=("2026-05-01", "2026-05-04"))
    bench.put(("likes", "2026-05-05", None), covers=("2026-05-05", "2026-05-06"), state="failed", error="empty")
    bench.put(("likes", "2026-05-20", None), covers=("2026-05-20", "2026-05-21"), state="failed", error="rate_limit")
    cells = bench.ask("likes", period="2026-05-04..2026-05-20", grain="week").rows()
    assert [c.reason and c.reason.partition(": ")[2] for c in cells] == [
        "what came holds nothing (token expired)",
        "its last data is of 2026-05-04",
        "the platform allows no more calls (token expired)",
    ]
    bench.put(("likes", "2026-05-05", 2), covers=("2026-05-05", "2026-05-06"))
    day = bench.one("likes", period="2026-05-05")
    assert (day.value, day.state) == (2, State.MEASURED)


def test_as_of_a_moment_the_future_of_then_is_not_due(bench: Bench) -> None:
    bench.put(("likes", "2026-05-10", 2), covers=("2026-05-01", "2026-05-10"), captured=moment("2026-05-12"))
    then = bench.one("likes", period="2026-05", as_of="2026-05-11T12:00")
    assert (then.value, then.state) == (None, State.UNAVAILABLE)
    then = bench.one("likes", period="2026-05", as_of="2026-05-12T00:00")
    assert (then.value, then.state, then.incomplete) == (2, State.PROVISIONAL, True)
    now = bench.one("likes", period="2026-05")
    assert (now.state, now.incomplete) == (State.PARTIAL, False)


def test_words_such_as_last_week_count_from_the_moment_asked_of(bench: Bench) -> None:
    asked = bench.ask("likes", period="last 7 days", as_of="2026-05-12").question
    assert str(asked.period) == "2026-05-05 to 2026-05-11"
