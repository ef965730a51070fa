"""What was last worked out of each target, day by day: so that a page need not simulate, and a trend can be drawn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from goalposts.store.goal_tables import GoalRow, TargetProgressRow, TargetRow
from goalposts.store.goals import ACTIVE


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was worked out of a target on a day, from the facts as of `snapshot`, for a version of the target.

    outcome: {"progress": {...}, "outlook": {...}} as `app/tracking.py` writes it.
    """

    target_id: int
    day: dt.date
    snapshot: int
    target_version: int
    worked_out_at: dt.datetime
    outcome: Mapping[str, Any]


def keep_outcomes(transaction: Session, outcomes: Collection[Outcome]) -> None:
    """Keep outcomes; what was kept of the same target and day is replaced."""
    days = {outcome.day for outcome in outcomes}
    query = select(TargetProgressRow).where(TargetProgressRow.day.in_(days))
    known = {(row.target_id, row.day): row for row in transaction.scalars(query)}
    for outcome in outcomes:
        row = known.get((outcome.target_id, outcome.day))
        if row is None:
            row = TargetProgressRow(target_id=outcome.target_id, day=outcome.day)
            transaction.add(row)
        row.snapshot, row.target_version = outcome.snapshot, outcome.target_version
        row.worked_out_at, row.outcome = outcome.worked_out_at, dict(outcome.outcome)
    transaction.flush()


def newest_outcomes(transaction: Session, target_ids: Collection[int]) -> dict[int, Outcome]:
    """The newest outcome of each target that has one."""
    table = TargetProgressRow
    newest = select(table.target_id, func.max(table.day)).where(table.target_id.in_(list(target_ids)))
    query = select(table).where(tuple_(table.target_id, table.day).in_(newest.group_by(table.target_id)))
    return {row.target_id: _outcome(row) for row in transaction.scalars(query)}


def list_outcomes(transaction: Session, target_id: int, *, since: dt.date) -> list[Outcome]:
    """The outcomes of one target from a day on, oldest first."""
    table = TargetProgressRow
    query = select(table).where(table.target_id == target_id, table.day >= since).order_by(table.day)
    return [_outcome(row) for row in transaction.scalars(query)]


def target_versions(transaction: Session) -> tuple[tuple[int, int], ...]:
    """Every target that is in force with its version: what tells that one was added or changed."""
    query = select(TargetRow.id, TargetRow.version).join(GoalRow, GoalRow.id == TargetRow.goal_id)
    query = query.where(TargetRow.status == ACTIVE, GoalRow.status == ACTIVE).order_by(TargetRow.id)
    return tuple((id_, version) for id_, version in transaction.execute(query))


def _outcome(row: TargetProgressRow) -> Outcome:
    return Outcome(**{name: getattr(row, name) for name in Outcome.__dataclass_fields__})
