import datetime as dt

import pytest

from goalposts.goals.calendar import Calendar
from goalposts.periods import Grain, Period


def day(text):
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("fiscal_start", "on", "grain", "start", "end"),
    [
        (1, "2026-11-22", "quarter", "2026-10-01", "2026-12-31"),
        (4, "2026-11-22", "quarter", "2026-10-01", "2026-12-31"),
        (2, "2026-11-22", "quarter", "2026-11-01", "2027-01-31"),
        (2, "2027-01-31", "quarter", "2026-11-01", "2027-01-31"),
        (12, "2024-02-29", "quarter", "2023-12-01", "2024-02-29"),
        (1, "2026-11-22", "year", "2026-01-01", "2026-12-31"),
        (4, "2026-11-22", "year", "2026-04-01", "2027-03-31"),
        (4, "2026-03-31", "year", "2025-04-01", "2026-03-31"),
        (3, "2024-02-29", "year", "2023-03-01", "2024-02-29"),
        (4, "2026-11-22", "month", "2026-11-01", "2026-11-30"),
        (4, "2026-11-22", "week", "2026-11-16", "2026-11-22"),
        (4, "2026-11-22", "day", "2026-11-22", "2026-11-22"),
    ],
)
def test_the_unit_that_holds_a_day(fiscal_start, on, grain, start, end):
    assert Calendar(fiscal_start).unit(day(on), Grain(grain)) == Period(day(start), day(end))


def test_units_before_and_after():
    calendar = Calendar(2)
    assert calendar.next_unit(day("2026-11-22"), Grain.QUARTER) == Period(day("2027-02-01"), day("2027-04-30"))
    assert calendar.previous_unit(day("2026-11-22"), Grain.QUARTER) == Period(day("2026-08-01"), day("2026-10-31"))
    assert Calendar().previous_unit(day("2024-03-10"), Grain.MONTH) == Period(day("2024-02-01"), day("2024-02-29"))


def test_a_fiscal_year_is_called_by_the_year_it_ends_in():
    assert Calendar(4).year(2027) == Period(day("2026-04-01"), day("2027-03-31"))
    assert Calendar(4).quarter(2027, 4) == Period(day("2027-01-01"), day("2027-03-31"))
    assert Calendar(1).year(2027) == Period(day("2027-01-01"), day("2027-12-31"))
    assert Calendar(1).quarter(2027, 1) == Period(day("2027-01-01"), day("2027-03-31"))


@pytest.mark.parametrize("fiscal_start", range(1, 13))
def test_four_quarters_make_a_year_without_gaps(fiscal_start):
    calendar = Calendar(fiscal_start)
    quarters = calendar.units(calendar.year(2024), Grain.QUARTER)
    assert len(quarters) == 4
    assert sum(quarter.days for quarter in quarters) == calendar.year(2024).days
    assert quarters == [calendar.quarter(2024, number) for number in (1, 2, 3, 4)]
    assert all(calendar.grain_of(quarter) is Grain.QUARTER for quarter in quarters)


def test_a_period_that_is_no_unit_has_no_grain():
    assert Calendar().grain_of(Period(day("2026-11-02"), day("2026-12-01"))) is None
