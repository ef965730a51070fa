"""Tasks: typed, done, undone, given up, and seen by those who may see their goal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from goalposts.app.goals import create_goal
from goalposts.app.tasks import add_task, drop_task, edit_task, finish_task, is_late, read_work
from goalposts.app.tracking import track
from goalposts.app.workspace import Workspace
from goalposts.errors import Invalid, NotFound, Overtaken
from goalposts.store.goals import Goal
from tests.app.goal_world import MANUAL, NOW, Clock, form, open_workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with open_workspace(tmp_path, Clock()) as made:
        yield made


@pytest.fixture
def goal(workspace: Workspace) -> Goal:
    return create_goal(workspace, form(**MANUAL), person="owner")


def share(workspace: Workspace, goal: Goal) -> float | None:
    return track(workspace, [goal]).progress[goal.targets[3].id].percent


def test_done_tasks_move_the_target_they_belong_to_and_undone_ones_move_it_back(
    workspace: Workspace, goal: Goal
) -> None:
    first, second, *_ = read_work(workspace, "owner").tasks
    done = finish_task(workspace, first.id, person="mina")
    assert (done.status, done.done_on, done.done_by) == ("done", NOW.date(), "mina")
    finish_task(workspace, second.id, person="mina")
    assert share(workspace, goal) == 0.5
    finish_task(workspace, first.id, person="mina", done=False)
    assert share(workspace, goal) == 0.25
    drop_task(workspace, first.id, person="mina")
    assert share(workspace, goal) == pytest.approx(1 / 3)


def test_a_new_task_of_a_goal_with_one_list_joins_that_list(workspace: Workspace, goal: Goal) -> None:
    said = {"title": "Cake", "assignee": "mina", "due": "2026-08-14", "list": "Party", "goal": str(goal.id)}
    task = add_task(workspace, said, person="owner")
    assert (task.goal_id, task.target_id, task.list_name) == (goal.id, goal.targets[3].id, "Party")
    assert is_late(task, NOW.date())
    assert not is_late(finish_task(workspace, task.id, person="mina"), NOW.date())
    assert not is_late(task, dt.date(2026, 8, 14))
    named = add_task(workspace, {"title": "Ad", "goal": f"{goal.id}/{goal.targets[0].id}"}, person="owner")
    assert named.target_id == goal.targets[0].id


def test_tasks_are_shown_by_person_and_list(workspace: Workspace, goal: Goal) -> None:
    add_task(workspace, {"title": "Cake", "assignee": "mina", "list": "Party"}, person="owner")
    work = read_work(workspace, "owner")
    assert (len(work.tasks), work.lists) == (5, ("Launch", "Party"))
    assert [task.title for task in read_work(workspace, "owner", assignee="mina").tasks] == ["Cake"]
    assert len(read_work(workspace, "owner", list_name="Launch").tasks) == 4


@pytest.mark.parametrize(
    ("said", "column"),
    [
        ({"title": " "}, "title"),
        ({"title": "x", "due": "soon"}, "due"),
        ({"title": "x", "assignee": "nobody"}, "assignee"),
        ({"title": "x", "goal": "99"}, "goal"),
        ({"title": "x", "goal": "1/99"}, "goal"),
    ],
)
def test_what_is_wrong_with_a_task_is_named(
    workspace: Workspace, goal: Goal, said: dict[str, str], column: str
) -> None:
    with pytest.raises(Invalid) as caught:
        add_task(workspace, said, person="owner")
    assert [fault.column for fault in caught.value.faults] == [column]


def test_the_second_editor_of_a_task_is_told(workspace: Workspace) -> None:
    task = add_task(workspace, {"title": "Cake"}, person="owner")
    edit_task(workspace, task.id, {"title": "Big cake"}, person="mina", expected=1)
    both = edit_task(workspace, task.id, {"title": "Cake", "assignee": "mina"}, person="owner", expected=1)
    assert (both.title, both.assignee) == ("Big cake", "mina")
    with pytest.raises(Overtaken):
        edit_task(workspace, task.id, {"title": "Pie"}, person="owner", expected=1)


def test_tasks_of_a_restricted_goal_are_out_of_reach_of_others(workspace: Workspace) -> None:
    create_goal(workspace, form(**MANUAL, visibility="restricted"), person="owner")
    task = read_work(workspace, "owner").tasks[0]
    assert read_work(workspace, "mina").tasks == ()
    for deed in (finish_task, drop_task):
        with pytest.raises(NotFound):
            deed(workspace, task.id, person="mina")
