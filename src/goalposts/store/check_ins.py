"""Check-ins: what people say about a goal as it runs, and the values of targets that no KPI measures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from goalposts.store.goal_tables import CheckInRow

_NEW: dict[str, Any] = {
    "target_id": None,
    "prompt": "",
    "note": "",
    "obstacle": "",
    "next_step": "",
    "value": None,
}


@dataclass(frozen=True, slots=True)
class CheckIn:
    """What a person said on a day: what moved the goal (note), what stands in its way, what comes next.

    value: what `target_id` stood at on that day, in the unit of the target.
    """

    id: int
    goal_id: int
    target_id: int | None
    day: dt.date
    at: dt.datetime
    person: str
    prompt: str
    note: str
    obstacle: str
    next_step: str
    value: float | None


def add_check_in(
    transaction: Session, goal_id: int, values: Mapping[str, Any], *, person: str, now: dt.datetime
) -> CheckIn:
    """Keep a check-in; `values` are columns of CheckIn, at least its day. It is never changed afterwards."""
    row = CheckInRow(**(_NEW | dict(values) | {"goal_id": goal_id, "person": person, "at": now}))
    transaction.add(row)
    transaction.flush()
    return _check_in(row)


def list_check_ins(transaction: Session, goal_id: int, *, limit: int = 100) -> list[CheckIn]:
    """The check-ins of a goal, newest first."""
    query = select(CheckInRow).where(CheckInRow.goal_id == goal_id)
    rows = transaction.scalars(query.order_by(CheckInRow.day.desc(), CheckInRow.id.desc()).limit(limit))
    return [_check_in(row) for row in rows]


def last_days(transaction: Session, goal_ids: Collection[int]) -> dict[int, dt.date]:
    """The day of the newest check-in of each goal that has one."""
    wanted = CheckInRow.goal_id.in_(list(goal_ids))
    query = select(CheckInRow.goal_id, func.max(CheckInRow.day)).where(wanted).group_by(CheckInRow.goal_id)
    return {goal_id: day for goal_id, day in transaction.execute(query).all()}


def list_values(transaction: Session, target_ids: Collection[int]) -> dict[int, list[tuple[dt.date, float]]]:
    """The values people gave for each target, oldest first; of several on one day the last one counts."""
    wanted = CheckInRow.target_id.in_(list(target_ids))
    query = select(CheckInRow.target_id, CheckInRow.day, CheckInRow.value).where(wanted)
    found: dict[int, dict[dt.date, float]] = {}
    for target_id, day, value in transaction.execute(query.order_by(CheckInRow.day, CheckInRow.id)):
        if target_id is not None and value is not None:
            found.setdefault(target_id, {})[day] = value
    return {target_id: list(values.items()) for target_id, values in found.items()}


def _check_in(row: CheckInRow) -> CheckIn:
    return CheckIn(**{name: getattr(row, name) for name in CheckIn.__dataclass_fields__})
