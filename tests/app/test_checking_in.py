"""Check-ins: when one is asked for and why, and what is taken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from goalposts.app.checking_in import Prompt, check_in, entered_targets, interval, prompt_for
from goalposts.app.goals import create_goal
from goalposts.app.target_drafts import goal_around, new_target
from goalposts.app.workspace import Workspace
from goalposts.errors import Invalid, NotFound
from goalposts.store.check_ins import list_check_ins, list_values
from goalposts.store.goals import Goal
from tests.app.goal_world import MANUAL, NOW, Clock, form, open_workspace

MADE = NOW.date()


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with open_workspace(tmp_path, Clock()) as made:
        yield made


@pytest.fixture
def goal(workspace: Workspace) -> Goal:
    return create_goal(workspace, form(**MANUAL), person="owner")


@pytest.fixture
def quiet() -> Goal:
    """A goal of 139 days that nobody has stored."""
    target = new_target({"name": "Likes", "kind": "number", "starts_on": MADE, "due_on": dt.date(2026, 12, 31)})
    return goal_around((target,), NOW)


def later(days: int) -> dt.date:
    return MADE + dt.timedelta(days=days)


def test_the_shorter_a_goal_the_more_often_it_is_looked_at(quiet: Goal) -> None:
    lengths = {30: 7, 35: 7, 36: 14, 130: 14, 131: 30, 400: 30}
    assert {days: interval(replace(quiet, due_on=later(days - 1))) for days in lengths} == lengths
    assert interval(replace(quiet, due_on=None)) == 30


@pytest.mark.parametrize(
    ("last", "paces", "day", "asked"),
    [
        (None, [], 14, None),
        (None, [], 15, Prompt("first", 15)),
        (0, ["on_pace"], 29, None),
        (0, ["on_pace"], 30, Prompt("routine", 30)),
        (0, ["on_pace", "behind"], 15, Prompt("behind", 15)),
        (0, ["met"], 14, None),
        (0, ["met"], 15, Prompt("reached", 15)),
        (10, ["missed"], 24, None),
    ],
)
def test_a_check_in_is_asked_for(
    quiet: Goal, last: int | None, paces: list[str], day: int, asked: Prompt | None
) -> None:
    told = None if last is None else later(last)
    assert prompt_for(quiet, told, paces, later(day)) == asked


def test_nothing_is_asked_of_a_goal_that_is_closed_or_has_not_begun(quiet: Goal) -> None:
    assert prompt_for(replace(quiet, status="closed"), None, ["behind"], later(90)) is None
    assert prompt_for(replace(quiet, starts_on=later(100)), None, [], later(90)) is None


def test_a_check_in_keeps_what_was_said_and_why_it_was_asked(workspace: Workspace, goal: Goal) -> None:
    said = {"note": "A quiz", "obstacle": "Rain", "next_step": "Another quiz", "prompt": "routine"}
    kept = check_in(workspace, goal.id, said, person="mina")
    assert (kept.note, kept.obstacle, kept.next_step, kept.prompt) == ("A quiz", "Rain", "Another quiz", "routine")
    assert (kept.person, kept.day, kept.value) == ("mina", MADE, None)


def test_a_value_is_taken_for_a_target_that_people_measure(workspace: Workspace, goal: Goal) -> None:
    readers, cost = entered_targets(goal)
    said = {"target": str(cost.id), "value": "₺ 45.5", "day": "2026-08-01"}
    check_in(workspace, goal.id, said, person="mina")
    with workspace.database.reading() as transaction:
        assert list_values(transaction, [readers.id, cost.id]) == {cost.id: [(dt.date(2026, 8, 1), 45.5)]}


@pytest.mark.parametrize(
    ("said", "column"),
    [
        ({}, "note"),
        ({"note": "  "}, "note"),
        ({"note": "x", "day": "2026-08-16"}, "day"),
        ({"note": "x", "day": "tomorrow"}, "day"),
        ({"value": "8"}, "target"),
        ({"value": "many", "target": "1"}, "value"),
        ({"value": "1", "target": "2"}, "target"),
        ({"value": "1", "target": "99"}, "target"),
    ],
)
def test_what_cannot_be_kept_is_named(workspace: Workspace, goal: Goal, said: dict[str, str], column: str) -> None:
    with pytest.raises(Invalid) as caught:
        check_in(workspace, goal.id, said, person="mina")
    assert [fault.column for fault in caught.value.faults] == [column]
    with workspace.database.reading() as transaction:
        assert list_check_ins(transaction, goal.id) == []


def test_a_goal_that_is_not_there_cannot_be_checked_in(workspace: Workspace) -> None:
    with pytest.raises(NotFound):
        check_in(workspace, 7, {"note": "x"}, person="mina")
