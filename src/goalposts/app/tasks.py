"""Tasks: given to people, kept in lists, and moving the targets they are linked to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from goalposts.app.goal_forms import MOST_TEXT, read_day
from goalposts.app.goals import own_edits
from goalposts.app.people import may_see
from goalposts.app.workspace import Workspace
from goalposts.errors import Fault, Invalid, NotFound
from goalposts.i18n.goal_words import goal_fault
from goalposts.store import tasks as kept
from goalposts.store.goals import TASK, Goal, list_goals
from goalposts.store.people import list_people
from goalposts.store.sessions import OWNER
from goalposts.store.tasks import DONE, DROPPED, OPEN, Task


@dataclass(frozen=True, slots=True)
class Work:
    """Tasks as one person may see them, and what they are filtered by."""

    tasks: tuple[Task, ...]
    lists: tuple[str, ...]
    goals: Mapping[int, Goal]


def read_work(workspace: Workspace, viewer: str, *, assignee: str = "", list_name: str = "") -> Work:
    """All tasks, or those of a person or a list; tasks of goals the viewer may not see are left out."""
    with workspace.database.reading() as transaction:
        goals = _seen(transaction, viewer)
        everything = [task for task in kept.list_tasks(transaction) if task.goal_id is None or task.goal_id in goals]
    chosen = [
        task
        for task in everything
        if (not assignee or task.assignee == assignee) and (not list_name or task.list_name == list_name)
    ]
    names = {task.list_name for task in everything if task.list_name}
    return Work(tuple(chosen), tuple(sorted(names, key=str.casefold)), goals)


def add_task(workspace: Workspace, said: Mapping[str, str], *, person: str, language: str = "en") -> Task:
    """Store a task as it was typed: title, note, assignee, list, due, goal and target (ids).

    Linked to a goal with one task target, it moves that one unless another is named. Raises Invalid with every fault.
    """
    with workspace.database.transaction() as transaction:
        values = _read(transaction, said, person, language)
        return kept.add_task(transaction, values, person=person, now=workspace.now())


def edit_task(
    workspace: Workspace, id_: int, said: Mapping[str, str], *, person: str, expected: int | None, language: str = "en"
) -> Task:
    """Change a task to what was typed. Raises Invalid, NotFound, and Overtaken when somebody else was first."""
    with workspace.database.transaction() as transaction:
        task = _own(transaction, id_, person)
        values = own_edits(transaction, "task", task, _read(transaction, said, person, language), expected)
        return kept.change_task(transaction, id_, values, person=person, now=workspace.now(), expected=expected)


def finish_task(workspace: Workspace, id_: int, *, person: str, done: bool = True) -> Task:
    """Mark a task as done today, or as open again. Raises NotFound."""
    values: dict[str, Any] = {"status": OPEN, "done_on": None, "done_by": ""}
    if done:
        values = {"status": DONE, "done_on": workspace.today(), "done_by": person}
    return _mark(workspace, id_, values, person)


def drop_task(workspace: Workspace, id_: int, *, person: str) -> Task:
    """Give a task up: it counts nowhere any more, and its trail stays. Raises NotFound."""
    return _mark(workspace, id_, {"status": DROPPED, "done_on": None, "done_by": ""}, person)


def is_late(task: Task, today: dt.date) -> bool:
    """Whether a task should have been done before today."""
    return task.status == OPEN and task.due_on is not None and task.due_on < today


def _mark(workspace: Workspace, id_: int, values: Mapping[str, Any], person: str) -> Task:
    with workspace.database.transaction() as transaction:
        task = _own(transaction, id_, person)
        if task.status == values["status"]:
            return task
        return kept.change_task(transaction, id_, values, person=person, now=workspace.now())


def _own(transaction: Session, id_: int, person: str) -> Task:
    """The task, unless it belongs to a goal this person may not see."""
    task = kept.find_task(transaction, id_)
    if task.goal_id is not None and task.goal_id not in _seen(transaction, person):
        raise NotFound("task", str(id_))
    return task


def _seen(transaction: Session, viewer: str) -> dict[int, Goal]:
    owns = any(person.key == viewer and person.role == OWNER for person in list_people(transaction))
    return {goal.id: goal for goal in list_goals(transaction) if may_see(goal, viewer, owns)}


def _read(transaction: Session, said: Mapping[str, str], viewer: str, language: str) -> dict[str, Any]:
    faults: list[Fault] = []

    def refuse(column: str, code: str, **facts: str) -> None:
        faults.append(Fault(goal_fault(code, language, **facts), column=column, value=said.get(column) or None))

    text = {name: said.get(name, "").strip()[:MOST_TEXT] for name in ("title", "note", "assignee", "list", "due")}
    if not text["title"]:
        refuse("title", "no_title")
    due = read_day(text["due"])
    if text["due"] and due is None:
        refuse("due", "no_date")
    if text["assignee"] and text["assignee"] not in {person.key for person in list_people(transaction)}:
        refuse("assignee", "unknown_person", person=text["assignee"])
    goal_id, target_id = _linked(transaction, said, viewer)
    if said.get("goal", "") and goal_id is None:
        refuse("goal", "unknown_target")
    if faults:
        raise Invalid("The task was not stored.", faults)
    return {
        "title": text["title"],
        "note": text["note"],
        "assignee": text["assignee"],
        "list_name": text["list"],
        "due_on": due,
        "goal_id": goal_id,
        "target_id": target_id,
    }


def _linked(transaction: Session, said: Mapping[str, str], viewer: str) -> tuple[int | None, int | None]:
    """The goal and the target a form names by `goal` (an id) or `goal/target`."""
    goal_text, _, target_text = said.get("goal", "").partition("/")
    goal = _seen(transaction, viewer).get(int(goal_text)) if goal_text.isascii() and goal_text.isdigit() else None
    if goal is None:
        return None, None
    named = [target.id for target in goal.targets if str(target.id) == target_text]
    listed = [target.id for target in goal.targets if target.kind == TASK]
    if target_text and not named:
        return None, None
    return goal.id, named[0] if named else listed[0] if len(listed) == 1 else None
