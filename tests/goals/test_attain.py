from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest

from goalposts.goals.attain import history_share, outlooks
from goalposts.goals.outlook import FLOW, LEVEL, RATIO, Case, Floats, Outlook
from tests.stats.series import WEEK, noisy, weekly

TODAY = dt.date(2026, 11, 23)
DRAWS = 400


def a_case(history: Floats, target: float, days_left: int = 28, kind: str = FLOW, **more: Any) -> Case:
    known = {"today": TODAY, "window_days": days_left, **more}
    return Case(kind=kind, history=history, target=target, days_left=days_left, **known)


def outlook(history: Floats, target: float, days_left: int = 28, kind: str = FLOW, **more: Any) -> Outlook:
    (found,) = outlooks([a_case(history, target, days_left, kind, **more)])
    return found


FLAT = np.full(365, 10.0)
NEVER, SURELY = 1 / (DRAWS + 2), (DRAWS + 1) / (DRAWS + 2)


@pytest.mark.parametrize(
    ("target", "lower_is_better", "odds"),
    [(279.0, False, SURELY), (281.0, False, NEVER), (281.0, True, SURELY), (279.0, True, NEVER)],
    ids=["reached", "missed", "stays below", "rises above"],
)
def test_a_flat_series_does_what_it_always_did(target: float, lower_is_better: bool, odds: float) -> None:
    found = outlook(FLAT, target, lower_is_better=lower_is_better)
    assert found.odds == odds
    assert (found.low, found.middle, found.high) == pytest.approx((280, 280, 280))


def test_odds_fall_as_the_target_rises() -> None:
    odds = [outlook(noisy(500), target).odds for target in (2_600, 2_750, 2_800, 2_850, 3_000)]
    assert odds == sorted(odds, key=lambda value: -(value or 0))
    assert odds[0] > 0.9 > 0.8 > odds[2] > 0.2 > odds[-1] > 0  # type: ignore[operator]


def test_what_is_there_already_counts() -> None:
    found = outlook(FLAT, 900.0, 30, window_days=90, so_far=600.0)
    assert (found.odds, found.middle) == (SURELY, pytest.approx(900))


def test_a_part_of_a_week_has_its_own_days() -> None:
    found = outlook(weekly(371), 0.0, 5)
    assert found.middle == pytest.approx(100 * WEEK[:5].sum(), rel=0.03)


@pytest.mark.parametrize(("so_far", "odds"), [(300.0, 1.0), (299.0, 0.0)], ids=["reached", "missed"])
def test_a_window_that_is_over_is_decided(so_far: float, odds: float) -> None:
    found = outlook(FLAT, 300.0, 0, window_days=30, so_far=so_far)
    assert (found.odds, found.low, found.middle, found.high) == (odds, so_far, so_far, so_far)


def test_a_window_that_is_over_without_a_value_is_not_decided() -> None:
    unknown = [
        a_case(FLAT, 300.0, 0, window_days=30, so_far=float("nan")),
        a_case(np.r_[FLAT, np.nan], 5.0, 0, LEVEL, window_days=30),
        a_case(FLAT, 0.5, 0, RATIO, window_days=30, so_far=0.0, so_far_base=0.0, base=FLAT),
    ]
    assert [(found.odds, found.problem) for found in outlooks(unknown)] == [(None, "no_data")] * 3


def test_a_window_that_has_not_begun_is_looked_at_from_its_start() -> None:
    rising = 100 + np.arange(400) * 2.0
    near, far = (outlook(rising, 0.0, 14, days_until=days) for days in (0, 28))
    assert (far.middle or 0) > (near.middle or 0)
    assert (far.high or 0) - (far.low or 0) > (near.high or 0) - (near.low or 0)


def test_a_weekend_ahead_is_a_weekend() -> None:
    found = outlook(weekly(371), 0.0, 2, days_until=5)
    assert found.middle == pytest.approx(120, rel=0.03)


def test_days_not_known_yet_are_simulated_not_counted_as_nothing() -> None:
    history = np.r_[weekly(371), np.full(7, np.nan)]
    found = outlook(history, 2_100.0, 7, window_days=21, so_far=700.0)
    assert found.middle == pytest.approx(2_100, rel=0.02)


def test_days_unknown_before_the_window_are_not_added_to_it() -> None:
    history = np.r_[weekly(371), np.full(7, np.nan)]
    assert outlook(history, 0.0, 14).middle == pytest.approx(1_400, rel=0.02)


def test_followers_grow_from_where_they_are() -> None:
    followers = 5_000 + np.cumsum(np.random.default_rng(1).poisson(10.0, 400)).astype(float)
    now = followers[-1]
    found = outlook(followers, now + 300, 30, LEVEL)
    assert found.middle == pytest.approx(now + 300, abs=40)
    assert 0.1 < (found.odds or 0) < 0.9
    assert found.needed_per_week == pytest.approx(70)
    assert found.recent_per_week == pytest.approx((now - followers[-29]) / 4)
    assert outlook(followers, now + 600, 30, LEVEL).odds == NEVER


def test_followers_read_once_a_week_are_enough() -> None:
    daily = 5_000 + 10.0 * np.arange(400)
    weekly_read = np.where(np.arange(400) % 7 == 0, daily, np.nan)
    last = weekly_read[np.isfinite(weekly_read)][-1]
    found = outlook(weekly_read, last + 100, 30, LEVEL)
    late = 399 - int(np.flatnonzero(np.isfinite(weekly_read))[-1])
    assert found.middle == pytest.approx(last + 10 * (30 + late))


def test_a_ratio_is_a_sum_over_a_sum() -> None:
    base = noisy(400, 1_000.0)
    clicks = np.random.default_rng(2).binomial(base.astype(int), 0.05).astype(float)
    found = outlook(clicks, 0.05, 30, RATIO, base=base, so_far=500.0, so_far_base=10_000.0, window_days=40)
    assert found.middle == pytest.approx(0.05, abs=0.001)
    assert 0.2 < (found.odds or 0) < 0.8
    assert (found.needed_per_week, found.recent_per_week) == (None, None)
    assert outlook(clicks, 0.06, 30, RATIO, base=base).odds == NEVER


def test_a_share_is_never_more_than_all() -> None:
    base = noisy(200, 5.0)
    assert (outlook(base.copy(), 1.0, 60, RATIO, base=base).high or 2) <= 1


@pytest.mark.parametrize(
    ("history", "days_left", "problem"),
    [
        (np.empty(0), 28, "no_data"),
        (np.full(90, np.nan), 28, "no_data"),
        (FLAT[:55], 28, "not_enough_history"),
        (FLAT[:60], 61, "not_enough_history"),
        (np.r_[FLAT, np.full(28, np.nan)], 28, "gaps"),
        (np.where(np.arange(200) % 3 == 0, 10.0, np.nan), 28, "gaps"),
    ],
    ids=["nothing", "nothing known", "too short", "too far", "too old", "too thin"],
)
def test_nothing_is_invented(history: Floats, days_left: int, problem: str) -> None:
    found = outlook(history, 100.0, days_left)
    assert (found.odds, found.low, found.middle, found.high, found.problem) == (None, None, None, None, problem)


def test_the_pace_and_the_past_are_told_without_odds() -> None:
    found = outlook(FLAT[:40], 400.0, windows=np.array([390.0, 410.0, 420.0]))
    assert (found.problem, found.needed_per_week, found.recent_per_week) == ("not_enough_history", 100.0, 70.0)
    assert (found.reached, found.windows) == (2, 3)


@pytest.mark.parametrize(("unknown", "problem"), [(1, ""), (4, "gaps")], ids=["one day", "four days"])
def test_a_sum_with_holes_is_no_sum(unknown: int, problem: str) -> None:
    history = FLAT.copy()
    history[-10 : -10 + unknown] = np.nan
    assert outlook(history, 300.0, 10, window_days=30, so_far=190.0).problem == problem


def test_eight_weeks_are_enough() -> None:
    assert outlook(FLAT[:56], 280.0).problem == ""


def test_the_pace_needed_is_that_of_the_days_left() -> None:
    found = outlook(FLAT, 1_000.0, 30, window_days=90, so_far=400.0)
    assert (found.needed_per_week, found.recent_per_week) == (140.0, 70.0)


QUARTERS = np.array([100, 125, 120, 130, 160, 165, 150, 170, 175.0])
"""Eight changes; the first and the fourth reach +20 %."""


def test_two_of_eight_quarters_are_a_quarter() -> None:
    assert history_share(QUARTERS, change=0.2) == (2, 8)
    found = outlook(noisy(500), 3_360.0, change=0.2, windows=QUARTERS)
    assert (found.share, found.reached, found.windows) == (0.25, 2, 8)


@pytest.mark.parametrize(
    ("windows", "asked", "shared"),
    [
        ([], {"change": 0.2}, (0, 0)),
        ([100.0], {"change": 0.2}, (0, 0)),
        ([100.0, np.nan, 130.0, 156.0], {"change": 0.2}, (1, 1)),
        ([0.0, 50.0, 60.0], {"change": 0.2}, (1, 1)),
        ([0.1, 0.12], {"change": 0.2}, (1, 1)),
        ([100.0, 80.0, 79.0], {"change": -0.2, "lower_is_better": True}, (1, 2)),
        ([100.0, np.nan, 90.0, 120.0], {"target": 100.0}, (2, 3)),
        ([100.0, 90.0, 120.0], {"target": 100.0, "lower_is_better": True}, (2, 3)),
        ([100.0, 90.0], {}, (0, 0)),
    ],
    ids=["none", "one", "unknown", "from nothing", "rounding", "down", "value", "below value", "nothing asked"],
)
def test_share_of_past_windows(windows: list[float], asked: dict[str, Any], shared: tuple[int, int]) -> None:
    assert history_share(np.array(windows), **asked) == shared


def test_a_target_beyond_all_that_was_seen_is_called_so() -> None:
    past = np.array([2_700.0, 2_800, 2_750, 2_820])
    assert outlook(noisy(500), 4_000.0, windows=past).far_beyond
    assert not outlook(noisy(500), 2_810.0, windows=past).far_beyond


def test_a_target_that_the_past_reached_once_is_not_beyond_it() -> None:
    history = noisy(500)
    history[100:128] *= 2
    found = outlook(history, 4_000.0, windows=np.array([2_700.0, 2_800]))
    assert ((found.odds or 1) < 0.05, found.far_beyond) == (True, False)
    assert not outlook(noisy(500), 4_000.0, windows=np.array([2_700.0, 4_100])).far_beyond


def test_without_odds_four_windows_that_all_fell_short_are_enough_to_warn() -> None:
    short = np.array([100.0, 110, 105])
    assert not outlook(FLAT[:30], 400.0, windows=short).far_beyond
    assert outlook(FLAT[:30], 400.0, windows=np.r_[short, 108.0]).far_beyond


def test_many_cases_together_say_what_each_says_alone() -> None:
    base = noisy(300, 1_000.0)
    cases = [
        a_case(noisy(300), 2_800.0),
        a_case(noisy(900, 20.0), 20_000.0, 365),
        a_case(noisy(400).cumsum(), 42_000.0, 30, LEVEL),
        a_case(FLAT[:20], 1.0),
        a_case(np.floor(base / 20), 0.05, 40, RATIO, base=base),
        a_case(FLAT, 300.0, 0, so_far=300.0),
        a_case(noisy(300, seed=4), 2_900.0, days_until=10),
    ]
    together = outlooks(cases)
    for case, found in zip(cases, together, strict=True):
        (alone,) = outlooks([case])
        assert (found.problem, found.odds) == (alone.problem, alone.odds)
        assert (found.low, found.middle, found.high) == pytest.approx((alone.low, alone.middle, alone.high))


def test_the_seed_decides() -> None:
    case = a_case(noisy(300), 2_800.0)
    assert outlooks([case], seed=3) == outlooks([case], seed=3)
    assert outlooks([case], seed=3) != outlooks([case], seed=4)


def test_no_case_no_outlook() -> None:
    assert outlooks([]) == []


def a_mess(seed: int) -> Case:
    """A history of spikes, empty and negative days and gaps, of any length."""
    chance = np.random.default_rng(seed)
    days, days_left = int(chance.integers(0, 700)), int(chance.integers(0, 120))
    history = chance.choice([0.0, 1.0, 5.0, 100.0, 1e-9, 1e12, -3.0], days) * chance.random(days)
    history[chance.random(days) < chance.random() * 0.5] = np.nan
    kind = (FLOW, LEVEL, RATIO)[seed % 3]
    base = history * chance.random(days) * 3 if kind == RATIO else None
    more = {"window_days": days_left + 20, "so_far": 10.0, "so_far_base": 90.0, "base": base}
    return a_case(history, float(chance.normal(0, 1e4)), days_left, kind, lower_is_better=seed % 2 == 0, **more)


def test_whatever_the_history_an_outlook_is_whole_or_says_why_not() -> None:
    cases = [a_mess(seed) for seed in range(90)]
    found = outlooks(cases)
    told = [(case, one) for case, one in zip(cases, found, strict=True) if one.odds is not None]
    assert {one.problem for one in found} == {"", "no_data", "not_enough_history", "gaps"}
    assert all(one.problem for one in found if one.odds is None)
    assert len(told) > 30
    for case, one in told:
        assert 0 < one.odds < 1 or case.days_left == 0  # type: ignore[operator]
        assert one.low <= one.middle <= one.high  # type: ignore[operator]
