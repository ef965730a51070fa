"""Milestones: what a target has reached, when it was found, and why it worked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from goalposts.errors import NotFound
from goalposts.store.goal_tables import MilestoneRow

_NEW: dict[str, Any] = {"value": None, "why_it_worked": "", "repeat_by": "", "told_by": "", "told_at": None}


@dataclass(frozen=True, slots=True)
class Milestone:
    """Something a target reached in the window that began on `period_start`.

    kind: `way_25`, `way_50`, `way_75`, `minimum`, `good`, `excellent`, `met`, `beaten` or `streak_3` and so on.
    why_it_worked, repeat_by: what somebody (told_by) made of it, so that it can be done again.
    """

    id: int
    goal_id: int
    target_id: int | None
    kind: str
    period_start: dt.date
    value: float | None
    reached_on: dt.date
    found_at: dt.datetime
    why_it_worked: str
    repeat_by: str
    told_by: str
    told_at: dt.datetime | None


def add_milestone(
    transaction: Session, goal_id: int, target_id: int, values: Mapping[str, Any], *, now: dt.datetime
) -> Milestone | None:
    """Keep a milestone; None when this target has reached it in this window before."""
    same = MilestoneRow.kind == values["kind"], MilestoneRow.period_start == values["period_start"]
    if transaction.scalar(select(MilestoneRow.id).where(MilestoneRow.target_id == target_id, *same)):
        return None
    row = MilestoneRow(**(_NEW | dict(values) | {"goal_id": goal_id, "target_id": target_id, "found_at": now}))
    transaction.add(row)
    transaction.flush()
    return _milestone(row)


def list_milestones(transaction: Session, goal_ids: Collection[int]) -> list[Milestone]:
    """The milestones of these goals, newest first."""
    query = select(MilestoneRow).where(MilestoneRow.goal_id.in_(list(goal_ids)))
    ordered = query.order_by(MilestoneRow.reached_on.desc(), MilestoneRow.id.desc())
    return [_milestone(row) for row in transaction.scalars(ordered)]


def tell_why(
    transaction: Session, id_: int, *, why_it_worked: str, repeat_by: str, person: str, now: dt.datetime
) -> Milestone:
    """Keep why a milestone was reached and how to repeat it. Raises NotFound."""
    row = transaction.get(MilestoneRow, id_)
    if row is None:
        raise NotFound("milestone", str(id_))
    row.why_it_worked, row.repeat_by, row.told_by, row.told_at = why_it_worked, repeat_by, person, now
    transaction.flush()
    return _milestone(row)


def _milestone(row: MilestoneRow) -> Milestone:
    return Milestone(**{name: getattr(row, name) for name in Milestone.__dataclass_fields__})
