"""Freshness as tables: what a load log, a lag and a usual interval make of an account."""

from __future__ import annotations

import datetime as dt

import pytest

from goalposts.app.freshness import Load, cover_days, judge_freshness, runs_of
from goalposts.periods import DAY, Period

NOW = dt.datetime(2026, 6, 20, 12, tzinfo=dt.UTC)


def day(number: int) -> dt.date:
    return dt.date(2026, 6, number)


def load(first: int, last: int, on: int, state: str = "loaded", error: str = "", *, reading: bool = False) -> Load:
    return Load(day(first), day(last), state, dt.datetime(2026, 6, on, 9), error, "", reading)


DAILY = [load(number, number, number + 1) for number in range(10, 19)]
WEEKLY = [load(1, 1, 2), load(2, 8, 9), load(9, 15, 16)]


@pytest.mark.parametrize(
    ("loads", "lag", "state", "interval", "known", "expected"),
    [
        ([], 24, "never", 7, False, None),
        (DAILY, 48, "fresh", 1, True, dt.datetime(2026, 6, 22)),
        (DAILY, 0, "due", 1, True, dt.datetime(2026, 6, 20)),
        (DAILY[:-2], 0, "late", 1, True, dt.datetime(2026, 6, 18)),
        (WEEKLY, 24, "fresh", 7, True, dt.datetime(2026, 6, 24)),
        ([load(1, 9, 10)], 0, "due", 7, False, dt.datetime(2026, 6, 17)),
        ([load(1, 3, 18)], 0, "late", 7, False, dt.datetime(2026, 6, 11)),
    ],
    ids=["never", "within the lag", "new day can be had", "a day behind", "weekly", "assumed", "old days lately read"],
)
def test_state_interval_and_the_moment_of_the_next(
    loads: list[Load], lag: int, state: str, interval: int, known: bool, expected: dt.datetime | None
) -> None:
    told = judge_freshness(loads, lag, 0, NOW)
    assert (told.state, told.interval_days, told.interval_known, told.expected_at) == (state, interval, known, expected)


@pytest.mark.parametrize(
    ("loads", "state", "since", "error"),
    [
        ([load(18, 18, 19, "failed", "permission")], "failed", day(18), "permission"),
        ([*DAILY, load(19, 19, 20, "failed", "expired_token")], "failed", day(19), "expired_token"),
        ([load(19, 19, 18, "failed", "empty"), load(1, 19, 20)], "fresh", None, ""),
        (
            [load(1, 15, 16), load(16, 16, 17, "failed", "rate_limit"), load(17, 17, 18, "failed", "permission")],
            "failed",
            day(16),
            "rate_limit",
        ),
    ],
    ids=["never anything else", "the newest try", "made good since", "the first of several"],
)
def test_a_failure_stands_until_its_days_are_brought(
    loads: list[Load], state: str, since: dt.date | None, error: str
) -> None:
    told = judge_freshness(loads, 24, 0, NOW)
    assert (told.state, told.failed_since, told.error_class) == (state, since, error)


@pytest.mark.parametrize(
    ("restate", "until"), [(0, None), (1, None), (2, day(20)), (7, day(25))], ids=["never", "past", "today", "a week"]
)
def test_how_long_the_newest_days_may_change(restate: int, until: dt.date | None) -> None:
    assert judge_freshness(DAILY, 24, restate, NOW).provisional_until == until


def test_age_counts_from_the_newest_day_to_now() -> None:
    told = judge_freshness(DAILY, 24, 0, NOW)
    assert (told.last_day, told.age_days, told.captured_at) == (day(18), 2, dt.datetime(2026, 6, 19, 9))


def test_the_strip_knows_loaded_failed_missing_and_what_no_file_covers() -> None:
    loads = [
        load(2, 5, 6),
        load(5, 5, 7, "failed"),
        load(6, 6, 7, "failed"),
        load(7, 7, 8, "partial"),
        load(9, 10, 11),
    ]
    strip = cover_days(loads, day(12), days=12)
    assert list(runs_of(strip, day(12))) == [
        ("loaded", Period(day(2), day(4))),
        ("partial", Period(day(5), day(5))),
        ("failed", Period(day(6), day(6))),
        ("partial", Period(day(7), day(7))),
        ("missing", Period(day(8), day(8))),
        ("loaded", Period(day(9), day(10))),
    ]
    assert (strip[0], strip[-2:]) == ("outside", ("outside", "outside"))


def test_days_between_readings_of_a_counter_are_not_missing() -> None:
    loads = [load(3, 3, 3, reading=True), load(9, 9, 9, reading=True)]
    strip = cover_days(loads, day(10), days=10)
    assert [state for state, _ in runs_of(strip, day(10))] == ["loaded", "loaded"]
    assert strip.count("outside") == 8


def test_the_strip_is_as_long_as_asked() -> None:
    assert len(cover_days([], day(10))) == 90
    assert cover_days([load(1, 1, 2)], day(1) + 89 * DAY)[0] == "loaded"


def test_an_experiment_that_ended_is_not_late() -> None:
    load = Load(dt.date(2026, 1, 1), dt.date(2026, 1, 20), "loaded", dt.datetime(2026, 1, 21), goes_on=False)
    verdict = judge_freshness([load], 0, 0, dt.datetime(2026, 9, 1, tzinfo=dt.UTC))
    assert (verdict.state, verdict.last_day, verdict.expected_at) == ("fresh", dt.date(2026, 1, 20), None)
