from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from goalposts.stats.forecast import simulate_paths
from tests.stats.series import WEEK, Floats, noisy, seasonal, weekly


def middle(paths: Floats, start: int = 0, stop: int | None = None) -> float:
    """Median of the sum over the steps from `start` to before `stop` of the first series."""
    return float(np.median(paths[0, :, start:stop].sum(axis=1)))


def test_a_flat_series_goes_on_flat() -> None:
    assert simulate_paths([np.full(120, 40.0)], 30) == pytest.approx(np.full((1, 400, 30), 40.0))


def test_the_week_is_respected_where_a_span_ends_within_one() -> None:
    paths = simulate_paths([weekly(364)], 10)
    assert paths[0].mean(axis=0) == pytest.approx(100 * np.resize(WEEK, 10), rel=0.02)


def test_the_week_is_the_right_one_whatever_weekday_the_history_ends_on() -> None:
    paths = simulate_paths([weekly(364)[:-3]], 3)
    assert paths[0].mean(axis=0) == pytest.approx(100 * WEEK[4:], rel=0.02)


def test_noise_of_the_past_is_the_noise_of_the_future() -> None:
    sums = simulate_paths([noisy(730)], 28)[0].sum(axis=1)
    low, high = np.quantile(sums, (0.1, 0.9))
    assert np.median(sums) == pytest.approx(2_800, rel=0.03)
    assert 100 < high - low < 400


def test_further_ahead_is_less_certain() -> None:
    paths = simulate_paths([noisy(200)], 90)[0]
    spreads = [float(np.std(paths[:, start : start + 7].sum(axis=1))) for start in (0, 42, 83)]
    assert spreads[0] < spreads[1] < spreads[2]


def test_a_level_shift_is_followed_once_it_lasts() -> None:
    history = np.concatenate([noisy(300, 100.0), noisy(60, 200.0, seed=2)])
    assert middle(simulate_paths([history], 28)) == pytest.approx(28 * 200, rel=0.1)


def test_growth_goes_on_for_a_while() -> None:
    history = noisy(365) * np.linspace(1, 3, 365)
    assert middle(simulate_paths([history], 28)) > 28 * history[-28:].mean()


def test_counts_never_fall_below_nothing_and_many_empty_days_stay_empty() -> None:
    history = np.where(np.arange(400) % 3 == 0, noisy(400, 6.0), 0.0)
    paths = simulate_paths([history], 60)
    assert paths.min() >= 0
    assert middle(paths) == pytest.approx(60 * history.mean(), rel=0.35)


def test_nothing_but_zeros_goes_on_as_nothing() -> None:
    assert simulate_paths([np.zeros(90)], 7).max() == pytest.approx(0.0, abs=1e-6)


def test_one_day_without_a_count_does_not_move_the_level() -> None:
    history = noisy(365)
    broken = history.copy()
    broken[-4] = 0.0
    assert middle(simulate_paths([broken], 28)) == pytest.approx(middle(simulate_paths([history], 28)), rel=0.02)


def test_gaps_are_bridged_not_read_as_zero() -> None:
    history = noisy(365)
    history[100:130] = np.nan
    history[200::9] = np.nan
    assert middle(simulate_paths([history], 28)) == pytest.approx(2_800, rel=0.05)


def test_a_series_without_any_value_has_no_future() -> None:
    paths = simulate_paths([noisy(100), np.full(100, np.nan)], 7)
    assert np.isfinite(paths[0]).all()
    assert np.isnan(paths[1]).all()


def test_changes_may_be_negative_and_keep_their_drift() -> None:
    changes = np.random.default_rng(3).normal(-5.0, 20.0, 400)
    paths = simulate_paths([changes], 60, signed=True)
    assert paths.min() < -20
    assert middle(paths) == pytest.approx(60 * -5.0, abs=250)


def test_money_with_refund_days_is_not_taken_for_a_count() -> None:
    history = np.random.default_rng(5).normal(10.0, 30.0, 400)
    paths = simulate_paths([history], 28)
    assert paths.min() < 0
    assert middle(paths) == pytest.approx(28 * history.mean(), abs=250)


DECEMBER = dt.date(2025, 11, 30)


def test_the_shape_of_the_year_is_used_where_two_years_show_it() -> None:
    two_years, one_year = (simulate_paths([seasonal(DECEMBER, days)], 31) for days in (1_000, 300))
    assert middle(one_year) < 31 * 150
    assert 31 * 210 < middle(two_years) < 31 * 400


def test_the_year_ends_as_it_began() -> None:
    paths = simulate_paths([seasonal(DECEMBER, 1_000)], 90)
    assert middle(paths, 45, 90) < 45 * 150


@pytest.mark.parametrize("last", [dt.date(2024, 2, 28), dt.date(2024, 2, 29), dt.date(2024, 11, 30)], ids=str)
def test_leap_days_do_not_move_the_year(last: dt.date) -> None:
    before = (dt.date(last.year, 12, 1) - last).days - 1
    paths = simulate_paths([seasonal(last, 1_200)], before + 75)
    assert middle(paths, before, before + 31) > 31 * 200
    assert middle(paths, before + 45, before + 75) < 30 * 150


def test_the_same_seed_gives_the_same_paths_and_another_gives_others() -> None:
    first, again, other = (simulate_paths([noisy(200)], 14, seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_a_series_has_the_same_paths_alone_and_among_others() -> None:
    gaps = noisy(700, 30.0)
    gaps[40:60] = np.nan
    histories = [noisy(90), gaps, seasonal(DECEMBER, 1_200), noisy(1_600, 3.0)]
    together = simulate_paths(histories, 40)
    for history, paths in zip(histories, together, strict=True):
        assert simulate_paths([history], 40)[0] == pytest.approx(paths, rel=1e-9, abs=1e-9)


def test_more_steps_begin_with_the_same_paths() -> None:
    assert simulate_paths([noisy(200)], 60)[:, :, :20] == pytest.approx(simulate_paths([noisy(200)], 20))


def test_weekly_values_have_no_season_of_seven() -> None:
    history = np.random.default_rng(5).poisson(np.resize([50.0, 150.0], 200)).astype(float)
    paths = simulate_paths([history], 4, cycle=1)
    assert middle(paths) == pytest.approx(400, rel=0.25)


def test_a_history_of_one_value_is_not_a_crash() -> None:
    assert simulate_paths([np.array([7.0])], 3) == pytest.approx(np.full((1, 400, 3), 7.0))


def test_odds_come_true_as_often_as_they_say() -> None:
    chance = np.random.default_rng(6)
    levels = 100 * np.exp(chance.normal(0, 0.02, (120, 428)).cumsum(axis=1))
    values = chance.poisson(levels * np.resize(WEEK, 428)).astype(float)
    came = values[:, 400:].sum(axis=1)
    sums = simulate_paths(list(values[:, :400]), 28).sum(axis=2)
    recent = values[:, 372:400].sum(axis=1)
    stated, true = [], []
    for step in (0.9, 0.95, 1.0, 1.05, 1.1):
        stated.append((sums >= step * recent[:, None]).mean(axis=1))
        true.append(came >= step * recent)
    odds, outcomes = np.concatenate(stated), np.concatenate(true)
    assert np.mean((odds - outcomes) ** 2) < 0.17
    for low, high in ((0.0, 0.2), (0.2, 0.5), (0.5, 0.8), (0.8, 1.01)):
        mine = (odds >= low) & (odds < high)
        assert outcomes[mine].mean() == pytest.approx(odds[mine].mean(), abs=0.12)
