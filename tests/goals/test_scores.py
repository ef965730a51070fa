from __future__ import annotations

import pytest

from goalposts.goals.calendar import Calendar
from goalposts.goals.pace import Measured, progress_of
from goalposts.goals.progress import Progress, Reading
from goalposts.goals.scores import goal_score, share_of
from goalposts.store.goals import Target
from tests.goals.targets import a_target, day, span

QUARTER = "2026-07-01..2026-09-30"


def at_half_time(target: Target, value: float | None = None, tasks: tuple[int, int] | None = None) -> Progress:
    window = span(QUARTER)
    readings = {window: Reading(window, value, "measured" if value is not None else "failed")}
    return progress_of(target, Measured(readings, tasks=tasks), today=day("2026-08-16"), calendar=Calendar())


def improvement(id_: int, baseline: float, wanted: float, direction: str = "up", weight: float = 1.0) -> Target:
    return a_target(
        QUARTER,
        id=id_,
        baseline_value=baseline,
        target_value=wanted,
        direction=direction,
        progress_mode="improvement",
        weight=weight,
    )


def test_four_types_of_target_at_equal_weights() -> None:
    number, money = improvement(1, 7_000.0, 10_000.0), improvement(3, 50.0, 40.0, "down")
    done = a_target(QUARTER, id=2, kind="boolean", kpi="", done_on=day("2026-07-20"))
    tasks = a_target(QUARTER, id=4, kind="task", kpi="")
    progress = {
        1: at_half_time(number, 8_500.0),
        2: at_half_time(done),
        3: at_half_time(money, 45.0),
        4: at_half_time(tasks, tasks=(3, 4)),
    }
    assert [progress[id_].percent for id_ in progress] == [0.5, 1.0, 0.5, 0.75]
    score = goal_score([number, done, money, tasks], progress)
    assert (score.share, score.pace, score.unknown) == (0.6875, "on_pace", ())


def test_weights_count_and_what_is_not_known_is_left_out_and_named() -> None:
    light, heavy, unknown = improvement(1, 0.0, 10.0), improvement(2, 0.0, 10.0, weight=3.0), improvement(3, 0.0, 10.0)
    progress = {1: at_half_time(light, 10.0), 2: at_half_time(heavy, 2.0), 3: at_half_time(unknown)}
    score = goal_score([light, heavy, unknown], progress)
    assert (score.share, score.unknown, score.weight_known) == (pytest.approx(0.4), (3,), 0.8)
    assert score.pace == "behind"


def test_one_target_cannot_make_up_for_another() -> None:
    targets = [improvement(1, 0.0, 10.0), improvement(2, 0.0, 10.0)]
    progress = {1: at_half_time(targets[0], 90.0), 2: at_half_time(targets[1], -40.0)}
    assert goal_score(targets, progress).share == 0.5


def test_nothing_known_is_not_nothing_done() -> None:
    target = improvement(1, 0.0, 10.0)
    score = goal_score([target], {1: at_half_time(target)})
    assert (score.share, score.pace, score.unknown) == (None, "paused", (1,))


def test_a_target_without_weight_does_not_make_a_goal_late() -> None:
    targets = [improvement(1, 0.0, 10.0, weight=0.0), improvement(2, 0.0, 10.0)]
    progress = {1: at_half_time(targets[0], 0.0), 2: at_half_time(targets[1], 9.0)}
    score = goal_score(targets, progress)
    assert (score.share, score.pace) == (0.9, "ahead")


@pytest.mark.parametrize(("used", "share"), [(10.0, 1.0), (50.0, 1.0), (80.0, 0.625), (200.0, 0.25)])
def test_a_budget_is_kept_while_no_more_of_it_is_used_than_of_its_time(used: float, share: float) -> None:
    budget = a_target(QUARTER, operator="at_most", direction="down", target_value=100.0)
    assert share_of(budget, at_half_time(budget, used)) == share
