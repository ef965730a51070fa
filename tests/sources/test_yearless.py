"""Days without a year: three languages, rows that run either way, New Year and leap days."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from goalposts.sources.yearless import read_month_days, set_in_years, years_of

TODAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize("text", ["April 12", "Apr. 12th", "12 April", "4월 12일", "4月12日", "４月１２日"])
def test_one_day_in_many_spellings(text: str) -> None:
    assert read_month_days(pl.Series([text])) == [(4, 12)]


@pytest.mark.parametrize("text", ["January 32", "2월 30일", "13月1日", "2024-04-12", "", None, "April"])
def test_what_is_no_day(text: str | None) -> None:
    assert read_month_days(pl.Series([text], dtype=pl.String)) == [None]


def test_the_latest_years_that_lie_in_the_past() -> None:
    days = [(11, 20), (11, 21)]
    assert set_in_years(days, None, TODAY) == [dt.date(2026, 11, 20), dt.date(2026, 11, 21)]
    assert set_in_years([*days, (11, 22)], None, TODAY) == [dt.date(2025, 11, day) for day in (20, 21, 22)]


@pytest.mark.parametrize("backwards", [False, True])
def test_rows_over_new_year(backwards: bool) -> None:
    days, dates = [(12, 30), (12, 31), (1, 1)], [dt.date(2025, 12, 30), dt.date(2025, 12, 31), dt.date(2026, 1, 1)]
    if backwards:
        days, dates = days[::-1], dates[::-1]
    assert set_in_years(days, None, TODAY) == dates


def test_the_first_day_the_person_names_decides() -> None:
    assert set_in_years([(4, 12), (4, 13)], dt.date(2024, 4, 12), TODAY) == [dt.date(2024, 4, 12), dt.date(2024, 4, 13)]
    assert set_in_years([(1, 2)], dt.date(2023, 12, 30), TODAY) == [dt.date(2024, 1, 2)]


def test_a_leap_day_needs_a_leap_year() -> None:
    assert set_in_years([(2, 28), (2, 29)], None, TODAY) == [dt.date(2024, 2, 28), dt.date(2024, 2, 29)]
    assert set_in_years([(2, 29)], dt.date(2025, 1, 1), TODAY) is None


def test_rows_in_no_order_lie_in_one_year() -> None:
    assert years_of([(3, 1), (1, 1), (2, 1), (1, 5)]) == [0, 0, 0, 0]
