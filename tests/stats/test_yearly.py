from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from goalposts.stats.yearly import yearly_shape
from tests.stats.series import noisy, seasonal

LAST = dt.date(2025, 11, 30)


def test_a_year_that_repeats_is_believed() -> None:
    shape = yearly_shape(np.log(seasonal(LAST, 1_200))[None], 90, 7)
    assert shape.belief[0] > 0.8
    assert shape.future[0, 8:24] - shape.future[0, 50:66].mean() == pytest.approx(np.log(3), abs=0.3)


def test_two_years_are_needed() -> None:
    shape = yearly_shape(np.log(seasonal(LAST, 640))[None], 30, 7)
    assert (shape.belief[0], np.abs(shape.past).max(), np.abs(shape.future).max()) == (0, 0, 0)


def test_noise_without_a_yearly_shape_is_not_believed() -> None:
    found = [yearly_shape(np.log(noisy(1_400, seed=seed))[None], 30, 7).belief[0] for seed in range(20)]
    assert np.mean(found) < 0.1


def test_random_walks_are_seldom_taken_for_years() -> None:
    walks = np.random.default_rng(2).normal(0, 0.03, (40, 1_461)).cumsum(axis=1)
    assert yearly_shape(walks, 30, 7).belief.mean() < 0.2


def test_steady_growth_is_not_a_yearly_shape() -> None:
    growth = np.linspace(0, 3, 1_461)[None] + np.random.default_rng(3).normal(0, 0.1, (1, 1_461))
    assert np.abs(yearly_shape(growth, 30, 7).future).max() < 0.05


def test_growth_beside_a_yearly_shape_leaves_the_shape() -> None:
    values = np.log(seasonal(LAST, 1_200)) + np.linspace(0, 2, 1_200)
    shape = yearly_shape(values[None], 90, 7)
    assert shape.future[0, 8:24].mean() - shape.future[0, 50:66].mean() == pytest.approx(np.log(3), abs=0.4)


def test_a_year_with_many_unknown_days_does_not_count() -> None:
    values = np.log(seasonal(LAST, 800))
    values[120:240] = np.nan
    assert yearly_shape(values[None], 30, 7).belief[0] == 0


def test_years_of_weeks() -> None:
    weeks = np.cos(np.arange(260) * 2 * np.pi / (365.25 / 7)) + np.random.default_rng(4).normal(0, 0.2, 260)
    shape = yearly_shape(weeks[None], 26, 1)
    wanted = np.cos(np.arange(260, 286) * 2 * np.pi / (365.25 / 7))
    assert shape.belief[0] > 0.8
    assert shape.future[0] == pytest.approx(wanted, abs=0.4)
