"""Written dates, and the days they stand for."""

from __future__ import annotations

import datetime as dt

import pytest

from goalposts.goals.calendar import Calendar
from goalposts.goals.dates import Written, date_at, days_of
from goalposts.periods import Period

TODAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2027-03-31", "2027-03-31", "2027-03-31"),
        ("2027.3.31", "2027-03-31", "2027-03-31"),
        ("2027-03", "2027-03-01", "2027-03-31"),
        ("31 december", "2026-12-31", "2026-12-31"),
        ("1st of june 2027", "2027-06-01", "2027-06-01"),
        ("june 1st, 2027", "2027-06-01", "2027-06-01"),
        ("feb 2028", "2028-02-01", "2028-02-29"),
        ("november", "2026-11-01", "2026-11-30"),
        ("october", "2027-10-01", "2027-10-31"),
        ("q3 2027", "2027-07-01", "2027-09-30"),
        ("2027q3", "2027-07-01", "2027-09-30"),
        ("third quarter of 2027", "2027-07-01", "2027-09-30"),
        ("q1", "2027-01-01", "2027-03-31"),
        ("h2 2027", "2027-07-01", "2027-12-31"),
        ("fy2027", "2027-01-01", "2027-12-31"),
        ("2027년 3월 31일", "2027-03-31", "2027-03-31"),
        ("3월", "2027-03-01", "2027-03-31"),
        ("2027년 3분기", "2027-07-01", "2027-09-30"),
        ("2027년 상반기", "2027-01-01", "2027-06-30"),
        ("2027년", "2027-01-01", "2027-12-31"),
        ("12月31日", "2026-12-31", "2026-12-31"),
        ("十二月三十一日", "2026-12-31", "2026-12-31"),
        ("三月", "2027-03-01", "2027-03-31"),
        ("2027年第三季", "2027-07-01", "2027-09-30"),
        ("第 2 季度", "2027-04-01", "2027-06-30"),
        ("下半年", "2026-07-01", "2026-12-31"),
        ("31/12/2027", "2027-12-31", "2027-12-31"),
        ("12/31/27", "2027-12-31", "2027-12-31"),
    ],
)
def test_a_written_date_stands_for_its_days(text: str, start: str, end: str) -> None:
    found = date_at(text, 0)
    assert found is not None
    assert found[0] == len(text)
    assert days_of(found[1], TODAY, Calendar()) == Period(dt.date.fromisoformat(start), dt.date.fromisoformat(end))


@pytest.mark.parametrize("text", ["31 february", "2027-13-01", "2027-02-29", "2월 30일", "4月31日"])
def test_a_day_that_does_not_exist_has_no_days(text: str) -> None:
    found = date_at(text, 0)
    assert found is not None
    assert days_of(found[1], TODAY, Calendar()) is None


def test_29_february_without_a_year_is_that_of_the_next_leap_year() -> None:
    day = dt.date(2028, 2, 29)
    assert days_of(Written("day", None, 2, 29), TODAY, Calendar()) == Period(day, day)


def test_quarters_follow_the_fiscal_year() -> None:
    april = Calendar(fiscal_start=4)
    assert days_of(Written("quarter", 2027, 1), TODAY, april) == Period(dt.date(2026, 4, 1), dt.date(2026, 6, 30))
    assert days_of(Written("quarter", None, 3), TODAY, april) == Period(dt.date(2026, 10, 1), dt.date(2026, 12, 31))


def test_day_and_month_that_can_change_places_keep_both_readings() -> None:
    found = date_at("3/4/2027", 0)
    assert found is not None
    assert found[1] == Written("day", 2027, 3, 4, Written("day", 2027, 4, 3))


@pytest.mark.parametrize("text", ["4.5/5", "6개월", "三個月", "mayor", "2027 likes", "4/5"])
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert date_at(text, 0) is None
