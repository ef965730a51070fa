"""Milestones found in progress: each once, with what comes after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from goalposts.app.celebrating import celebrate, list_milestones, milestones_of, tell_why
from goalposts.app.checking_in import check_in
from goalposts.app.goals import create_goal, list_goals
from goalposts.app.target_drafts import new_target
from goalposts.app.tracking import track
from goalposts.app.workspace import Workspace
from goalposts.errors import Invalid, NotFound
from goalposts.goals.progress import Hit, Progress
from goalposts.periods import Period
from tests.app.goal_world import MANUAL, Clock, form, open_workspace

WINDOW = Period(dt.date(2026, 8, 1), dt.date(2026, 8, 31))
TODAY = dt.date(2026, 8, 20)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with open_workspace(tmp_path, Clock()) as made:
        yield made


def progress(percent: float | None, value: float | None = 1.0, pace: str = "on_pace", **said: Any) -> Progress:
    parts: dict[str, Any] = {"baseline": 0.0, "wanted": 100.0, "expected": 0.5, "state": "measured"}
    return Progress(1, WINDOW, value=value, percent=percent, pace=pace, **(parts | said))


def target(**said: Any) -> Any:
    columns = {
        "name": "Likes",
        "kind": "number",
        "starts_on": WINDOW.start,
        "due_on": WINDOW.end,
        "target_value": 100.0,
    }
    return new_target(columns | said)


def kinds(target: Any, progress: Progress, today: dt.date = TODAY) -> list[str]:
    return [reached.kind for reached in milestones_of(target, progress, today)]


@pytest.mark.parametrize(
    ("percent", "expected"),
    [
        (None, []),
        (-0.5, []),
        (0.2499, []),
        (0.25, ["way_25"]),
        (0.6, ["way_50"]),
        (0.75, ["way_75"]),
        (0.99, ["way_75"]),
    ],
)
def test_the_last_part_of_the_way_that_is_behind(percent: float | None, expected: list[str]) -> None:
    assert kinds(target(), progress(percent)) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [(100.0, ["met"]), (104.9, ["met"]), (105.0, ["met", "beaten"]), (150.0, ["met", "beaten"])]
)
def test_a_target_is_met_and_by_five_percent_beaten(value: float, expected: list[str]) -> None:
    assert kinds(target(), progress(value / 100, value, "met")) == expected


def test_lower_is_better_beats_from_above() -> None:
    cheaper = target(operator="decrease_by", direction="down", progress_mode="improvement")
    assert kinds(cheaper, progress(1.2, 38.0, "met", baseline=50.0, wanted=40.0)) == ["met", "beaten"]


def test_lines_are_milestones_and_a_used_up_budget_is_none() -> None:
    lined = target(lines={"minimum": 40.0, "good": 60.0, "excellent": 90.0})
    assert kinds(lined, progress(0.65, 65.0)) == ["way_50", "minimum", "good"]
    budget = target(operator="at_most", direction="down", lines={"minimum": 40.0})
    assert kinds(budget, progress(0.8, 80.0)) == []


def test_before_it_begins_nothing_is_reached() -> None:
    assert kinds(target(), progress(0.8, 80.0), dt.date(2026, 7, 31)) == []


def months(met: Sequence[bool | None]) -> tuple[Hit, ...]:
    starts = [dt.date(2026, 1 + place, 1) for place in range(len(met))]
    return tuple(
        Hit(Period(day, day.replace(day=28)), 100.0, 100.0, each) for day, each in zip(starts, met, strict=True)
    )


def test_three_windows_in_a_row_are_a_milestone_and_an_unknown_one_does_not_break_the_row() -> None:
    recurring = target(cadence="per_month")
    found = milestones_of(recurring, progress(0.1, hits=months([True, True, None, True, False, True])), TODAY)
    assert [(each.kind, each.period_start.month) for each in found] == [
        ("met", 1),
        ("met", 2),
        ("met", 4),
        ("met", 6),
        ("streak_3", 4),
    ]


def test_looking_again_finds_nothing_twice_and_more_only_when_more_is_reached(workspace: Workspace) -> None:
    goal = create_goal(workspace, form(**MANUAL), person="owner")

    def look() -> list[str]:
        goals = list_goals(workspace, "owner")
        return [found.kind for found in celebrate(workspace, goals, track(workspace, goals).progress)]

    assert look() == []
    check_in(workspace, goal.id, {"target": str(goal.targets[0].id), "value": "8500"}, person="owner")
    assert look() == ["way_50"]
    assert look() == []
    check_in(workspace, goal.id, {"target": str(goal.targets[0].id), "value": "10600"}, person="owner")
    assert look() == ["met", "beaten"]
    assert [one.kind for one in list_milestones(workspace, [goal.id])] == ["beaten", "met", "way_50"]


def test_why_it_worked_is_kept_and_never_empty(workspace: Workspace) -> None:
    goal = create_goal(workspace, form(**MANUAL), person="owner")
    check_in(workspace, goal.id, {"target": str(goal.targets[0].id), "value": "9000"}, person="owner")
    (found,) = celebrate(workspace, [goal], track(workspace, [goal]).progress)
    told = tell_why(workspace, goal.id, found.id, {"why_it_worked": "A quiz", "repeat_by": "Monthly"}, person="mina")
    assert (told.why_it_worked, told.repeat_by, told.told_by) == ("A quiz", "Monthly", "mina")
    with pytest.raises(Invalid):
        tell_why(workspace, goal.id, found.id, {"why_it_worked": " "}, person="mina")
    with pytest.raises(NotFound):
        tell_why(workspace, goal.id, 99, {"why_it_worked": "x"}, person="mina")
