"""The optimisation table: for each target what stands in its way, what is suggested, and the task that follows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from goalposts.errors import Overtaken
from goalposts.store.records import change, create
from goalposts.store.review_tables import OptimisationRow

OPEN = "open"


@dataclass(frozen=True, slots=True)
class Improvement:
    """One line of the table; `task_id` is the task the action became."""

    id: int
    version: int
    target_id: int
    position: int
    obstacle: str
    suggestion: str
    action: str
    task_id: int | None
    owner: str
    status: str
    changed_at: dt.datetime
    changed_by: str


_NEW: dict[str, Any] = {
    "position": 0,
    "obstacle": "",
    "suggestion": "",
    "action": "",
    "task_id": None,
    "owner": "",
    "status": OPEN,
}


def save_improvement(
    transaction: Session,
    target_id: int,
    values: Mapping[str, Any],
    *,
    person: str,
    now: dt.datetime,
    expected: int | None = None,
) -> Improvement:
    """Store or change the line of a target; `expected` is the version its editor saw, 0 where there was none.

    Raises Overtaken when somebody else changed one of these fields to something else since.
    """
    row = transaction.scalars(select(OptimisationRow).where(OptimisationRow.target_id == target_id)).first()
    if row is None:
        columns = _NEW | dict(values) | {"target_id": target_id}
        return _improvement(create(transaction, OptimisationRow(**columns), person=person, now=now))
    if expected == 0:
        clashes = {
            name: (getattr(row, name), value)
            for name, value in values.items()
            if getattr(row, name) not in (value, _NEW.get(name))
        }
        if clashes:
            raise Overtaken("optimisation_row", str(target_id), row.changed_by, row.changed_at, clashes)
    change(transaction, row, values, person=person, now=now, expected=expected or None)
    return _improvement(row)


def list_improvements(transaction: Session) -> dict[int, Improvement]:
    """Every line by the id of its target."""
    return {row.target_id: _improvement(row) for row in transaction.scalars(select(OptimisationRow))}


def _improvement(row: OptimisationRow) -> Improvement:
    return Improvement(**{name: getattr(row, name) for name in Improvement.__dataclass_fields__})
