"""What an address asks for, as a table, and addresses made of it."""

from __future__ import annotations

import datetime as dt
from urllib.parse import parse_qsl

import pytest

from goalposts.errors import Invalid
from goalposts.periods import Grain, Period
from goalposts.web.view import View, read_view

TODAY = dt.date(2026, 11, 22)
HELD = Period(dt.date(2025, 5, 22), dt.date(2026, 11, 21))


def read(**given: str) -> View:
    return read_view(given, HELD, TODAY)


def days(first: str, last: str) -> Period:
    return Period(dt.date.fromisoformat(first), dt.date.fromisoformat(last))


@pytest.mark.parametrize(
    ("given", "asked", "comparison", "grain"),
    [
        ({}, days("2026-10-25", "2026-11-21"), "same_weekdays", Grain.DAY),
        ({"range": "7d"}, days("2026-11-15", "2026-11-21"), "same_weekdays", Grain.DAY),
        ({"range": "7d", "end": "2026-10-31"}, days("2026-10-25", "2026-10-31"), "same_weekdays", Grain.DAY),
        ({"range": "90d", "compare": "off"}, days("2026-08-24", "2026-11-21"), None, Grain.DAY),
        # The running month is held against as many days, so the days after the newest are left out ...
        ({"range": "month"}, days("2026-11-01", "2026-11-21"), "same_weekdays", Grain.DAY),
        ({"range": "month", "compare": "last_year"}, days("2026-11-01", "2026-11-21"), "last_year", Grain.DAY),
        # ... and `previous` becomes the engine's own like-for-like.
        ({"range": "month", "compare": "previous"}, days("2026-11-01", "2026-11-30"), "to_date", Grain.DAY),
        (
            {"range": "month", "end": "2026-10-10", "compare": "previous"},
            days("2026-10-01", "2026-10-31"),
            "previous",
            Grain.DAY,
        ),
        ({"range": "quarter"}, days("2026-10-01", "2026-11-21"), "same_weekdays", Grain.DAY),
        ({"range": "year"}, days("2026-01-01", "2026-11-21"), "same_weekdays", Grain.WEEK),
        (
            {"range": "custom", "from": "2026-01-01", "to": "2026-03"},
            days("2026-01-01", "2026-03-31"),
            "same_weekdays",
            Grain.DAY,
        ),
        ({"from": "2025-06-01", "to": "2026-11-01"}, days("2025-06-01", "2026-11-01"), "same_weekdays", Grain.MONTH),
        ({"range": "all"}, None, None, Grain.MONTH),
    ],
)
def test_what_is_asked(given: dict[str, str], asked: Period | None, comparison: str | None, grain: Grain) -> None:
    view = read(**given)
    assert (view.asked, view.comparison, view.grain) == (asked, comparison, grain)


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"range": "7d", "end": "2026-10-31", "compare": "off", "platform": "x"},
        {"range": "quarter", "end": "2026-09-30"},
        {"range": "custom", "from": "2026-01-01", "to": "2026-01-31"},
        {"range": "all"},
    ],
)
def test_an_address_leads_back_to_the_same_view(given: dict[str, str]) -> None:
    view = read(**given)
    assert read(**dict(parse_qsl(view.query()))) == view


def test_the_plain_view_needs_no_query() -> None:
    assert read().query() == ""


def test_steps_go_back_and_forth_and_stop_at_the_newest() -> None:
    view = read(range="month")
    assert view.after is None
    before = read(**dict(parse_qsl(view.before or "")))
    assert before.period == days("2026-10-01", "2026-10-31")
    assert read(**dict(parse_qsl(before.after or ""))) == view


def test_a_new_range_forgets_where_the_old_one_ended() -> None:
    assert "end" not in dict(parse_qsl(read(range="7d", end="2026-10-31").query(range="90d")))


def test_every_part_that_does_not_fit_is_named_at_once() -> None:
    with pytest.raises(Invalid) as caught:
        read(range="decade", compare="never", end="2026-02-30")
    assert {fault.column for fault in caught.value.faults} >= {"range", "compare"}


def test_where_nothing_dated_is_held_everything_is_shown() -> None:
    view = read_view({}, None, TODAY)
    assert (view.span, view.asked) == ("all", None)


def test_the_moment_is_kept_in_addresses_and_can_be_left_out() -> None:
    view = read(as_of="2026-11-01", range="7d")
    assert view.as_of == dt.datetime(2026, 11, 1, 23, 59, 59, 999999, dt.UTC)
    assert dict(parse_qsl(view.query(range="28d")))["as_of"] == "2026-11-01"
    assert "as_of" not in view.query(as_of="")
    assert ("range", "7d") in view.fields("as_of")
    with pytest.raises(Invalid) as caught:
        read(as_of="yesterday-ish", range="fortnight")
    assert {fault.column for fault in caught.value.faults} == {"as_of", "range"}
