from __future__ import annotations

from typing import Any

import pytest

from goalposts.goals.calendar import Calendar
from goalposts.goals.windows import (
    baseline_window,
    past_windows,
    planned_share,
    value_of_change,
    wanted_in,
    window_on,
    windows_before,
)
from tests.goals.targets import a_target, day, span, step

JANUARY, APRIL = Calendar(1), Calendar(4)


@pytest.mark.parametrize(
    ("cadence", "days", "on", "calendar", "window"),
    [
        ("once", "2026-07-01..2026-09-30", "2026-08-10", JANUARY, "2026-07-01..2026-09-30"),
        ("once", "2026-07-01..2026-09-30", "2026-12-01", JANUARY, "2026-07-01..2026-09-30"),
        ("once", "2026-07-01", "2026-07-20", JANUARY, "2026-07-01..2026-07-20"),
        ("per_day", "2026-07-01..2026-09-30", "2026-08-10", JANUARY, "2026-08-10"),
        ("per_week", "2026-07-01..2026-09-30", "2026-08-12", JANUARY, "2026-08-10..2026-08-16"),
        ("per_week", "2026-07-01..2026-09-30", "2026-07-02", JANUARY, "2026-07-01..2026-07-05"),
        ("per_month", "2028-01-01", "2028-02-10", JANUARY, "2028-02-01..2028-02-29"),
        ("per_month", "2026-07-15..2026-09-10", "2026-07-20", JANUARY, "2026-07-15..2026-07-31"),
        ("per_month", "2026-07-15..2026-09-10", "2026-09-02", JANUARY, "2026-09-01..2026-09-10"),
        ("per_month", "2026-07-15..2026-09-10", "2026-12-01", JANUARY, "2026-09-01..2026-09-10"),
        ("per_month", "2026-07-15..2026-09-10", "2026-01-01", JANUARY, "2026-07-15..2026-07-31"),
        ("per_quarter", "2026-01-01", "2026-05-05", Calendar(2), "2026-05-01..2026-07-31"),
        ("per_year", "2025-04-01", "2026-03-31", APRIL, "2025-04-01..2026-03-31"),
        ("per_year", "2025-04-01", "2026-04-01", APRIL, "2026-04-01..2027-03-31"),
    ],
)
def test_the_window_that_counts_on_a_day(cadence: str, days: str, on: str, calendar: Calendar, window: str) -> None:
    assert window_on(a_target(days, cadence=cadence), day(on), calendar) == span(window)


def test_past_windows_reach_back_to_the_start_and_no_further() -> None:
    target = a_target("2026-05-20", cadence="per_month")
    found = past_windows(target, day("2026-08-03"), JANUARY)
    assert found == [span("2026-05-20..2026-05-31"), span("2026-06-01..2026-06-30"), span("2026-07-01..2026-07-31")]
    assert past_windows(a_target(), day("2026-08-03"), JANUARY) == []
    assert len(past_windows(a_target("2024-01-01", cadence="per_day"), day("2026-08-03"), JANUARY)) == 120


@pytest.mark.parametrize(
    ("window", "calendar", "before"),
    [
        ("2026-07-01..2026-09-30", JANUARY, ["2026-01-01..2026-03-31", "2026-04-01..2026-06-30"]),
        ("2028-03-01..2028-03-31", JANUARY, ["2028-01-01..2028-01-31", "2028-02-01..2028-02-29"]),
        ("2025-04-01..2026-03-31", APRIL, ["2023-04-01..2024-03-31", "2024-04-01..2025-03-31"]),
        ("2026-03-15..2026-09-14", JANUARY, ["2025-03-15..2025-09-14", "2025-09-15..2026-03-14"]),
        ("2026-07-06..2026-07-12", JANUARY, ["2026-06-22..2026-06-28", "2026-06-29..2026-07-05"]),
        ("2026-07-03..2026-07-12", JANUARY, ["2026-06-13..2026-06-22", "2026-06-23..2026-07-02"]),
    ],
)
def test_windows_of_equal_length_before(window: str, calendar: Calendar, before: list[str]) -> None:
    assert windows_before(span(window), 2, calendar) == [span(text) for text in before]


@pytest.mark.parametrize(
    ("values", "window"),
    [
        ({"operator": "increase_by", "mode": "relative_pct", "amount": 20.0}, "2026-04-01..2026-06-30"),
        ({"progress_mode": "improvement"}, "2026-04-01..2026-06-30"),
        ({"progress_mode": "improvement", "days": "2026-07-01"}, "2026-06-01..2026-06-30"),
        ({"progress_mode": "improvement", "cadence": "per_week"}, "2026-06-22..2026-06-28"),
        ({"baseline_from": day("2025-07-01"), "baseline_to": day("2025-09-30")}, "2025-07-01..2025-09-30"),
        ({}, None),
    ],
)
def test_the_days_a_change_starts_from(values: dict[str, Any], window: str | None) -> None:
    assert baseline_window(a_target(**values), JANUARY) == (span(window) if window else None)


@pytest.mark.parametrize(
    ("baseline", "operator", "mode", "amount", "unit", "value"),
    [
        (10_000, "increase_by", "relative_pct", 20, "count", 12_000),
        (0.02, "increase_by", "relative_pct", 20, "ratio", 0.024),
        (0.02, "increase_by", "percentage_points", 20, "ratio", 0.22),
        (0.02, "increase_by", "percentage_points", 1, "ratio", 0.03),
        (40, "increase_by", "percentage_points", 5, "points", 45),
        (50, "decrease_by", "absolute", 10, "TRY", 40),
        (50, "decrease_by", "relative_pct", 20, "TRY", 40),
        (500, "increase_by", "absolute", 100, "TRY", 600),
        (-100, "increase_by", "relative_pct", 20, "count", -80),
        (-100, "decrease_by", "relative_pct", 20, "count", -120),
        (0, "increase_by", "relative_pct", 20, "count", None),
        (0, "increase_by", "absolute", 20, "count", 20),
        (None, "increase_by", "relative_pct", 20, "count", None),
        (None, "reach", "absolute", 10_000, "count", 10_000),
    ],
)
def test_what_a_change_comes_to(
    baseline: float | None, operator: str, mode: str, amount: float, unit: str, value: float | None
) -> None:
    target = a_target(operator=operator, mode=mode, amount=amount, unit=unit)
    found = value_of_change(target, baseline)
    assert found is None if value is None else found == pytest.approx(value)


def test_a_step_of_the_window_comes_before_the_target() -> None:
    steps = (step("2026-07-01..2026-07-31", 300.0), step("2026-08-01..2026-08-31", 500.0))
    monthly = a_target("2026-07-01..2026-12-31", cadence="per_month", target_value=400.0, steps=steps)
    wanted = [
        wanted_in(monthly, span(w), day("2026-09-05")) for w in ("2026-08-01..2026-08-31", "2026-09-01..2026-09-30")
    ]
    assert wanted == [500.0, 400.0]


def test_a_flow_that_runs_once_wants_the_sum_of_its_steps_and_a_level_the_one_in_force() -> None:
    steps = (step("2026-07-01..2026-07-31", 300.0), step("2026-08-01..2026-08-31", 500.0))
    flow = a_target("2026-07-01..2026-08-31", steps=steps)
    assert wanted_in(flow, span("2026-07-01..2026-08-31"), day("2026-07-10")) == 800.0
    level = a_target("2026-07-01..2026-08-31", steps=steps, progress_mode="improvement")
    found = [
        wanted_in(level, span("2026-07-01..2026-08-31"), day(on)) for on in ("2026-06-20", "2026-07-31", "2026-08-01")
    ]
    assert found == [300.0, 300.0, 500.0]


def test_a_revised_target_wants_the_old_value_until_the_day_it_took_effect() -> None:
    target = a_target("2026-05-01", cadence="per_month", target_value=500.0)
    earlier = (step("2026-05-01..2026-07-14", 400.0),)
    june, july = span("2026-06-01..2026-06-30"), span("2026-07-01..2026-07-31")
    assert wanted_in(target, june, june.end, earlier=earlier) == 400.0
    assert [wanted_in(target, july, day(on), earlier=earlier) for on in ("2026-07-14", "2026-07-15")] == [400.0, 500.0]


@pytest.mark.parametrize(
    ("days", "until", "share"),
    [
        ("2028-02-01..2028-02-29", "2028-02-28", 28 / 29),
        ("2027-02-01..2027-02-28", "2027-02-14", 0.5),
        ("2026-03-01..2026-03-31", "2026-03-29", 29 / 31),
        ("2026-10-01..2026-10-31", "2026-10-25", 25 / 31),
        ("2026-07-01..2026-09-30", "2026-06-30", 0.0),
        ("2026-07-01..2026-09-30", "2026-12-31", 1.0),
    ],
)
def test_the_share_of_time_counts_days_whatever_clocks_do(days: str, until: str, share: float) -> None:
    assert planned_share(a_target(days), span(days), day(until)) == pytest.approx(share)


def test_steps_say_how_much_of_a_flow_should_lie_behind() -> None:
    steps = (step("2026-07-01..2026-07-31", 100.0), step("2026-08-01..2026-08-31", 300.0))
    target = a_target("2026-07-01..2026-08-31", steps=steps)
    found = [planned_share(target, span("2026-07-01..2026-08-31"), day(d)) for d in ("2026-07-31", "2026-08-31")]
    assert found == [0.25, 1.0]
    halfway = planned_share(target, span("2026-07-01..2026-08-31"), day("2026-08-15"))
    assert halfway == pytest.approx((100 + 300 * 15 / 31) / 400)
