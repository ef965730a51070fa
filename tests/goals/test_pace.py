from __future__ import annotations

from typing import Any

import pytest

from goalposts.goals.calendar import Calendar
from goalposts.goals.pace import Measured, by_odds, by_shares, progress_of
from goalposts.goals.progress import Progress, Reading
from goalposts.metrics.reason import Reason
from goalposts.store.goals import Target
from tests.goals.targets import a_target, day, span, step

JANUARY = Calendar(1)
LATE = Reason("days_late", measure="likes", held=10, wanted=31, account="Page", day="2026-07-10")


def reading(window: str, value: float | None, state: str = "measured", **more: Any) -> Reading:
    return Reading(span(window), value, state, **more)


def judged(target: Target, on: str, *readings: Reading, odds: float | None = None, **measured: Any) -> Progress:
    known = Measured(readings={each.window: each for each in readings}, **measured)
    return progress_of(target, known, today=day(on), calendar=JANUARY, odds=odds)


QUARTER = "2026-07-01..2026-09-30"
HALF = "2026-08-16"
LIKES = a_target(
    QUARTER, operator="increase_by", mode="relative_pct", amount=20.0, target_value=12_000.0, baseline_value=10_000.0
)


def test_likes_of_a_quarter_accrue_from_nothing() -> None:
    found = judged(LIKES, HALF, reading(QUARTER, 6_600.0))
    assert (found.percent, found.expected, found.pace, found.gap) == (0.55, 0.5, "ahead", 5_400.0)


def test_a_quarter_that_ends_short_is_missed_with_the_change_that_was_reached() -> None:
    found = judged(LIKES, "2026-10-20", reading(QUARTER, 11_000.0))
    assert (found.pace, found.change, found.gap) == ("missed", pytest.approx(0.1), 1_000.0)


def test_nothing_is_missed_before_its_data_is_settled() -> None:
    moving = reading(QUARTER, 11_000.0, "provisional", settled=False)
    assert judged(LIKES, "2026-10-02", moving).pace == "at_risk"
    assert judged(LIKES, "2026-10-02", reading(QUARTER, 12_000.0, "provisional", settled=False)).pace == "met"


def test_visits_of_each_month_have_hits_and_a_streak() -> None:
    june, july = "2026-06-01..2026-06-30", "2026-07-01..2026-07-31"
    target = a_target("2026-06-01", cadence="per_month", operator="at_least", target_value=5_000.0)
    found = judged(target, "2026-08-05", reading(june, 4_200.0), reading(july, 5_100.0))
    first, second = found.hits
    assert (first.met, first.missed_by, first.missed_by / 5_000) == (False, 800.0, 0.16)
    assert (second.met, found.streak, found.window) == (True, 1, span("2026-08-01..2026-08-31"))
    running = judged(target, "2026-07-20", reading(june, 4_200.0), reading(july, 5_100.0))
    assert (running.pace, running.streak, len(running.hits)) == ("met", 1, 1)


def test_a_window_nobody_knows_neither_breaks_nor_lengthens_a_streak() -> None:
    months = [f"2026-0{m}-01..2026-0{m}-{last}" for m, last in ((4, 30), (5, 31), (6, 30))]
    target = a_target("2026-04-01", cadence="per_month", target_value=10.0)
    held = [reading(months[0], 12.0), reading(months[1], None, "failed"), reading(months[2], 11.0)]
    found = judged(target, "2026-07-03", *held)
    assert ([hit.met for hit in found.hits], found.streak) == ([True, None, True], 2)


def test_followers_are_a_level_that_moves_from_its_baseline() -> None:
    half_year = "2026-01-01..2026-06-30"
    target = a_target(
        half_year, target_value=10_000.0, baseline_value=7_000.0, progress_mode="improvement", operator="reach"
    )
    found = judged(target, "2026-04-01", reading(half_year, 8_500.0))
    assert (found.percent, found.pace) == (0.5, "on_pace")


@pytest.mark.parametrize(
    ("baseline", "wanted", "value", "down"),
    [(10_000, 15_000, 12_500, False), (0.02, 0.03, 0.025, False), (50, 40, 45, True), (500, 600, 550, False)],
)
def test_every_row_of_the_optimisation_table_is_half_way(
    baseline: float, wanted: float, value: float, down: bool
) -> None:
    way = {"direction": "down" if down else "up", "progress_mode": "improvement"}
    target = a_target(QUARTER, target_value=wanted, baseline_value=baseline, **way)
    found = judged(target, HALF, reading(QUARTER, value))
    assert (found.percent, found.pace) == (pytest.approx(0.5), "on_pace")


IMPROVED = [
    # operator, direction, baseline, wanted, value, percent, pace at half time
    ("reach", "down", 9.0, 3.0, 6.0, 0.5, "on_pace"),  # a rank: 1 is best
    ("reach", "down", 9.0, 3.0, 2.0, 7 / 6, "met"),
    ("at_most", "down", 0.5, 0.4, 0.38, 1.2, "on_pace"),  # at most: decided at the end
    ("at_most", "down", 0.5, 0.4, 0.5, 0.0, "behind"),
    ("at_least", "up", 4.0, 4.0, 4.0, 1.0, "met"),  # as good as it was, as wanted
    ("at_least", "up", 4.0, 4.0, 3.9, 0.0, "behind"),
    ("reach", "down", 4.0, 4.0, 4.1, 0.0, "behind"),
    ("reach", "up", 12.0, 10.0, 11.0, 1.0, "met"),  # the baseline was beyond it already
    ("reach", "up", 12.0, 10.0, 9.0, 0.0, "behind"),
    ("reach", "up", 100.0, 200.0, 90.0, -0.1, "behind"),
    ("reach", "up", 0.0, 10.0, 5.0, 0.5, "on_pace"),
    ("reach", "up", -100.0, -80.0, -85.0, 0.75, "ahead"),
    ("decrease_by", "up", 50.0, 40.0, 45.0, 0.5, "on_pace"),  # what was said goes before the KPI's direction
    ("increase_by", "down", 50.0, 60.0, 55.0, 0.5, "on_pace"),
    ("reach", "up", None, 10.0, 5.0, None, "paused"),
    ("reach", "up", None, 10.0, 10.0, None, "met"),
    ("increase_by", "up", None, None, 5.0, None, "paused"),
]


@pytest.mark.parametrize(("operator", "direction", "baseline", "wanted", "value", "percent", "pace"), IMPROVED)
def test_improvement(
    operator: str,
    direction: str,
    baseline: float | None,
    wanted: float | None,
    value: float,
    percent: float | None,
    pace: str,
) -> None:
    target = a_target(
        QUARTER,
        operator=operator,
        direction=direction,
        baseline_value=baseline,
        target_value=wanted,
        progress_mode="improvement",
    )
    found = judged(target, HALF, reading(QUARTER, value))
    assert found.pace == pace
    assert found.percent is None if percent is None else found.percent == pytest.approx(percent)


ACCRUED = [
    # operator, direction, wanted, value, on, settled, pace
    ("at_least", "up", 100.0, 100.0, HALF, True, "met"),
    ("at_least", "up", 100.0, 50.0, HALF, True, "on_pace"),
    ("at_least", "up", 100.0, 41.0, HALF, True, "at_risk"),
    ("at_least", "up", 100.0, 39.0, HALF, True, "behind"),
    ("at_least", "up", 100.0, 0.0, "2026-07-02", True, "on_pace"),
    ("at_least", "up", 100.0, 0.0, "2026-06-30", True, "not_started"),
    ("at_most", "up", 100.0, 40.0, HALF, True, "ahead"),
    ("at_most", "up", 100.0, 50.0, HALF, True, "on_pace"),
    ("at_most", "up", 100.0, 60.0, HALF, True, "at_risk"),
    ("at_most", "up", 100.0, 90.0, HALF, True, "behind"),
    ("at_most", "up", 100.0, 99.0, "2026-10-01", True, "met"),
    ("at_most", "up", 100.0, 101.0, "2026-10-01", True, "missed"),
    ("at_most", "up", 100.0, 99.0, "2026-10-01", False, "on_pace"),
    ("decrease_by", "down", 80.0, 20.0, HALF, True, "ahead"),
    ("decrease_by", "down", 80.0, 79.0, "2026-10-01", True, "met"),
    ("at_least", "up", 0.0, 0.0, HALF, True, "met"),
    ("at_least", "up", -10.0, -12.0, HALF, True, "behind"),
]


@pytest.mark.parametrize(("operator", "direction", "wanted", "value", "on", "settled", "pace"), ACCRUED)
def test_accrual(operator: str, direction: str, wanted: float, value: float, on: str, settled: bool, pace: str) -> None:
    target = a_target(QUARTER, operator=operator, direction=direction, target_value=wanted)
    assert judged(target, on, reading(QUARTER, value, settled=settled)).pace == pace


def test_percent_and_expected_are_of_the_days_that_are_known() -> None:
    july = "2026-07-01..2026-07-31"
    target = a_target(july, target_value=310.0)
    ten_days = reading(july, 100.0, "partial", reason=LATE, known=10 / 31, settled=False)
    found = judged(target, "2026-07-25", ten_days)
    assert (found.pace, found.reason, found.percent) == ("paused", LATE, pytest.approx(10 / 31))
    assert found.expected == pytest.approx(10 / 31)
    gap = Reason("days_missing", measure="likes", held=20, wanted=24)
    some = reading(july, 200.0, "partial", reason=gap, known=20 / 31, settled=False)
    assert judged(target, "2026-07-25", some).pace == "on_pace"


@pytest.mark.parametrize("state", ["failed", "unavailable", "no_base"])
def test_what_is_not_known_pauses_and_fails_nothing(state: str) -> None:
    nothing = reading(QUARTER, None, state, reason=Reason("no_base"))
    running, over = (judged(LIKES, on, nothing) for on in (HALF, "2027-02-01"))
    assert (running.pace, running.percent, over.pace, over.reason) == ("paused", None, "paused", Reason("no_base"))


def test_data_that_comes_late_is_judged_when_it_is_there() -> None:
    late = reading(QUARTER, 9_000.0, "partial", reason=LATE, known=0.8, settled=False)
    assert [judged(LIKES, "2026-10-03", each).pace for each in (late, reading(QUARTER, 12_400.0))] == ["paused", "met"]


def test_leap_days_are_days() -> None:
    february = "2028-02-01..2028-02-29"
    found = judged(a_target(february, target_value=29.0), "2028-02-29", reading(february, 28.0))
    assert (found.expected, found.pace) == (pytest.approx(28 / 29), "on_pace")


def test_a_fiscal_year_has_its_own_windows() -> None:
    target = a_target("2025-04-01", cadence="per_year", target_value=100.0)
    last, now = span("2025-04-01..2026-03-31"), span("2026-04-01..2027-03-31")
    readings = {last: Reading(last, 120.0, "measured"), now: Reading(now, 50.0, "measured")}
    found = progress_of(target, Measured(readings), today=day("2026-10-01"), calendar=Calendar(4))
    assert (found.window, found.hits[0].met, found.streak) == (now, True, 1)
    assert (found.expected, found.pace) == (pytest.approx(183 / 365), "on_pace")


def test_a_target_revised_in_the_middle_wants_the_new_value_from_its_day_on() -> None:
    target = a_target(QUARTER, target_value=200.0)
    earlier = (step("2026-07-01..2026-08-15", 100.0),)
    before, after = (judged(target, on, reading(QUARTER, 60.0), earlier=earlier) for on in ("2026-08-15", HALF))
    assert ((before.wanted, before.pace), (after.wanted, after.pace)) == ((100.0, "ahead"), (200.0, "behind"))


def test_a_direction_turned_round_is_judged_by_the_new_one() -> None:
    values = {"target_value": 40.0, "baseline_value": 50.0, "progress_mode": "improvement"}
    found = [judged(a_target(QUARTER, direction=way, **values), HALF, reading(QUARTER, 45.0)) for way in ("up", "down")]
    assert [(each.percent, each.pace) for each in found] == [(1.0, "met"), (0.5, "on_pace")]


@pytest.mark.parametrize(
    ("done_on", "on", "percent", "pace"),
    [
        ("2026-07-20", HALF, 1.0, "met"),
        (None, HALF, 0.0, "behind"),
        (None, "2026-10-01", 0.0, "missed"),
        ("2026-09-01", HALF, 0.0, "behind"),
    ],
)
def test_something_to_be_done(done_on: str | None, on: str, percent: float, pace: str) -> None:
    target = a_target(QUARTER, kind="boolean", kpi="", done_on=day(done_on) if done_on else None)
    found = judged(target, on)
    assert (found.percent, found.pace) == (percent, pace)


@pytest.mark.parametrize(
    ("tasks", "percent", "pace", "why"),
    [((3, 4), 0.75, "ahead", ""), ((4, 4), 1.0, "met", ""), ((0, 0), None, "paused", "no task belongs to it yet")],
)
def test_a_list_of_tasks(tasks: tuple[int, int], percent: float | None, pace: str, why: str) -> None:
    found = judged(a_target(QUARTER, kind="task", kpi=""), HALF, tasks=tasks)
    assert (found.percent, found.pace, found.reason) == (percent, pace, why)


def test_a_target_without_a_due_day_has_no_pace() -> None:
    target = a_target("2026-07-01", target_value=10.0, baseline_value=0.0, progress_mode="improvement")
    found = judged(target, "2026-07-20", reading("2026-07-01..2026-07-20", 5.0))
    assert (found.percent, found.pace, found.reason.code) == (0.5, "paused", "no_due_day")  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("value", "line"), [(9.0, ""), (10.0, "minimum"), (14.0, "minimum"), (15.0, "good"), (99, "excellent")]
)
def test_the_best_line_that_is_reached(value: float, line: str) -> None:
    target = a_target(QUARTER, target_value=100.0, lines={"minimum": 10.0, "good": 15.0, "excellent": 20.0})
    assert judged(target, HALF, reading(QUARTER, value)).line == line


@pytest.mark.parametrize(
    ("percent", "expected", "budget", "pace"),
    [
        (0.525, 0.5, False, "ahead"),
        (0.52, 0.5, False, "on_pace"),
        (0.475, 0.5, False, "on_pace"),
        (0.47, 0.5, False, "at_risk"),
        (0.40, 0.5, False, "at_risk"),
        (0.399, 0.5, False, "behind"),
        (0.0, 0.02, False, "on_pace"),
        (0.1, 0.0, False, "ahead"),
        (-0.1, 0.0, False, "behind"),
        (0.4, 0.5, True, "ahead"),
        (0.6, 0.5, True, "at_risk"),
        (0.7, 0.5, True, "behind"),
    ],
)
def test_words_by_shares(percent: float, expected: float, budget: bool, pace: str) -> None:
    assert by_shares(percent, expected, budget=budget) == pace


@pytest.mark.parametrize(
    ("pace", "odds", "word"),
    [
        ("behind", 0.9, "on_pace"),
        ("ahead", 0.9, "ahead"),
        ("behind", 0.6, "at_risk"),
        ("on_pace", 0.6, "on_pace"),
        ("ahead", 0.3, "at_risk"),
        ("behind", 0.3, "at_risk"),
        ("ahead", 0.1, "behind"),
        ("met", 0.1, "met"),
        ("paused", 0.9, "paused"),
    ],
)
def test_odds_correct_the_word(pace: str, odds: float, word: str) -> None:
    assert by_odds(pace, odds) == word


def test_a_ratio_is_not_met_while_much_of_it_is_missing() -> None:
    cost = a_target(QUARTER, kpi="customer_acquisition_cost", operator="decrease_by", direction="down", amount=10.0,
                    mode="absolute", target_value=40.0, baseline_value=50.0, progress_mode="improvement")  # fmt: skip
    gap = Reason("not_loaded", measure="content_cost")
    half = reading(QUARTER, 21.0, "partial", reason=gap, known=0.58, settled=False)
    assert (judged(cost, HALF, half).pace, judged(cost, HALF, half).reason) == ("paused", gap)
    nearly = reading(QUARTER, 38.0, "partial", reason=gap, known=0.95, settled=False)
    assert judged(cost, HALF, nearly).pace == "met"
