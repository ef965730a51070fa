from __future__ import annotations

import numpy as np
import pytest

from goalposts.stats.smoothing import VALUES as GRID
from goalposts.stats.smoothing import running, smooth
from tests.stats.series import WEEK, noisy, weekly


def share_of(weights: np.ndarray, chosen: np.ndarray) -> float:
    return float(weights[0, chosen].sum())


def test_weights_add_up_to_one_even_where_nothing_can_be_judged() -> None:
    found = smooth(np.vstack([noisy(200), np.full(200, np.nan), np.r_[np.full(195, np.nan), noisy(5)]]), 7)
    assert found.weights.sum(axis=1) == pytest.approx([1, 1, 1])
    assert found.weights[1] == pytest.approx(np.full(len(GRID.level), 1 / len(GRID.level)))


def test_a_random_walk_is_followed_fast_and_noise_slowly() -> None:
    chance = np.random.default_rng(1)
    walk, noise = chance.normal(size=600).cumsum(), chance.normal(size=600)
    fast = (GRID.level >= 0.3) | (GRID.swing >= 0.5)
    assert share_of(smooth(walk[None], 7).weights, fast) > 0.95
    assert share_of(smooth(noise[None], 7).weights, fast) < 0.05


def test_the_season_is_that_of_the_week_and_begins_after_the_last_step() -> None:
    state = smooth(np.log(weekly(371))[None], 7).state
    wanted = np.log(WEEK) - np.log(WEEK).mean()
    assert state.season[:, 0, 0] == pytest.approx(wanted, abs=0.02)
    assert state.level[0] == pytest.approx(np.full(len(GRID.level), np.log(100 * WEEK).mean()), abs=0.05)


def test_a_trend_is_found() -> None:
    state = smooth(np.linspace(0, 30, 300)[None], 1).state
    assert state.trend[0, GRID.trend > 0][-1] == pytest.approx(0.1, abs=0.05)
    assert (state.trend[0, GRID.trend == 0] == 0).all()


def test_a_swing_fades_and_leaves_the_level_where_it_was() -> None:
    values = np.concatenate([np.zeros(200), np.full(5, 10.0), np.zeros(1)])
    state = smooth(values[None], 1).state
    swinging = (GRID.swing == 0.5) & (GRID.fading == 0.9)
    assert abs(state.level[0, swinging][0]) < 1
    assert state.swing[0, swinging][0] > 2


def test_unknown_steps_leave_the_state_as_it_was() -> None:
    values = noisy(140)
    gone = np.concatenate([values, np.full(7, np.nan)])
    before, after = smooth(values[None], 7), smooth(gone[None], 7)
    steady = GRID.trend == 0
    assert after.state.level[0, steady] == pytest.approx(before.state.level[0, steady])
    assert np.isnan(after.errors[-7:]).all()


def test_running_sums_neighbours() -> None:
    assert running(np.array([[1.0, 2, 3, 4]]), 2).tolist() == [[3, 5, 7]]
