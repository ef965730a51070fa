"""Tasks: pieces of work with somebody to do them, in lists, linked to the targets they move."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from goalposts.store.goal_tables import TaskRow
from goalposts.store.records import change, create, find

OPEN, DONE, DROPPED = "open", "done", "dropped"
STATUSES = (OPEN, DONE, DROPPED)

_NEW: dict[str, Any] = {
    "list_name": "",
    "note": "",
    "assignee": "",
    "due_on": None,
    "goal_id": None,
    "target_id": None,
    "campaign_id": None,
    "position": 0,
    "done_on": None,
    "done_by": "",
    "status": OPEN,
}


@dataclass(frozen=True, slots=True)
class Task:
    """One piece of work. A dropped task counts nowhere."""

    id: int
    version: int
    list_name: str
    title: str
    note: str
    assignee: str
    due_on: dt.date | None
    goal_id: int | None
    target_id: int | None
    campaign_id: int | None
    position: int
    done_on: dt.date | None
    done_by: str
    status: str
    created_at: dt.datetime
    created_by: str
    changed_at: dt.datetime
    changed_by: str


def add_task(transaction: Session, values: Mapping[str, Any], *, person: str, now: dt.datetime) -> Task:
    """Store a new task; `values` are columns of Task, at least its title."""
    return _task(create(transaction, TaskRow(**(_NEW | dict(values))), person=person, now=now))


def change_task(
    transaction: Session,
    id_: int,
    values: Mapping[str, Any],
    *,
    person: str,
    now: dt.datetime,
    expected: int | None = None,
) -> Task:
    """Change a task. Raises NotFound, and Overtaken when somebody else was first (see `records`)."""
    row = find(transaction, TaskRow, id_)
    change(transaction, row, values, person=person, now=now, expected=expected)
    return _task(row)


def find_task(transaction: Session, id_: int) -> Task:
    """One task. Raises NotFound."""
    return _task(find(transaction, TaskRow, id_))


def list_tasks(
    transaction: Session,
    *,
    assignee: str = "",
    list_name: str = "",
    goal_id: int | None = None,
    statuses: Collection[str] = (OPEN, DONE),
) -> list[Task]:
    """Tasks of a person, a list or a goal where these are given: open ones first, then by due day and place."""
    query = select(TaskRow).where(TaskRow.status.in_(list(statuses)))
    if assignee:
        query = query.where(TaskRow.assignee == assignee)
    if list_name:
        query = query.where(TaskRow.list_name == list_name)
    if goal_id is not None:
        query = query.where(TaskRow.goal_id == goal_id)
    order = TaskRow.done_on.is_not(None), TaskRow.due_on.is_(None), TaskRow.due_on, TaskRow.position, TaskRow.id
    return [_task(row) for row in transaction.scalars(query.order_by(*order))]


def count_done(
    transaction: Session, target_ids: Collection[int], *, until: dt.date | None = None
) -> dict[int, tuple[int, int]]:
    """Of each target with tasks: how many are done (by the end of the day `until`), and how many there are."""
    wanted = TaskRow.target_id.in_(list(target_ids)), TaskRow.status != DROPPED
    counted = func.count(TaskRow.done_on) if until is None else func.count().filter(TaskRow.done_on <= until)
    query = select(TaskRow.target_id, counted, func.count()).where(*wanted).group_by(TaskRow.target_id)
    rows = transaction.execute(query).all()
    return {target_id: (finished, known) for target_id, finished, known in rows if target_id is not None}


def _task(row: TaskRow) -> Task:
    return Task(**{name: getattr(row, name) for name in Task.__dataclass_fields__})
