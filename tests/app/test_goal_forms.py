"""Numbers, days and places of a form of a goal."""

from __future__ import annotations

import datetime as dt

import pytest

from goalposts.app.goal_forms import read_day, read_number, read_targets, target_places

TODAY = dt.date(2026, 8, 15)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,200", 1_200),
        ("1 200.5", 1_200.5),
        ("10000", 10_000),
        ("-3", -3),
        ("−3.5", -3.5),
        ("₺50", 50),
        ("50 원", 50),
        ("NT$1,000", 1_000),
        ("20 %", 20),
        ("", None),
        ("1.200,5", None),
        ("12,34", None),
        ("many", None),
        ("1e5", None),
        ("nan", None),
    ],
)
def test_a_number_is_read_as_people_write_it_or_not_at_all(text: str, value: float | None) -> None:
    assert read_number(text) == value


@pytest.mark.parametrize(("text", "day"), [(" 2026-08-15 ", TODAY), ("15.8.2026", None), ("", None)])
def test_a_day_is_written_in_one_way(text: str, day: dt.date | None) -> None:
    assert read_day(text) == day


def test_places_are_found_in_order_and_a_form_without_any_has_the_first() -> None:
    assert target_places({"t3.text": "x", "t0.kind": "number", "t10.text": "y", "t77.text": "z"}) == [0, 3, 10]
    assert target_places({"name": "x"}) == [0]


def test_targets_left_blank_are_none_and_no_target_at_all_is_a_fault() -> None:
    targets, faults = read_targets({"t0.text": " ", "t1.text": "Guide", "t1.kind": "boolean"}, TODAY, "en")
    assert ([target.text for target in targets], faults) == (["Guide"], [])
    _, faults = read_targets({"t0.text": ""}, TODAY, "en")
    assert [fault.column for fault in faults] == ["t0.text"]


def test_answers_to_questions_go_with_their_sentence() -> None:
    said = {"t0.text": "More", "t0.answer.which_kpi": "likes", "t1.answer.which_kpi": "shares", "t0.answer.when": ""}
    ((target,), _) = read_targets(said, TODAY, "en")
    assert target.answers == {"which_kpi": "likes"}


def test_a_target_that_falls_is_better_when_it_is_lower() -> None:
    said = {"t0.text": "Cost", "t0.kind": "currency", "t0.from": "50", "t0.to": "40", "t0.currency": "eur"}
    ((target,), faults) = read_targets(said, TODAY, "en")
    assert faults == []
    assert (target.columns["direction"], target.columns["unit"]) == ("down", "EUR")
    assert (target.columns["baseline_value"], target.columns["target_value"]) == (50, 40)
