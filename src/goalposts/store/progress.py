"""What was last worked out of each target, day by day: so that a page need not simulate, and a trend can be drawn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.orm import Session

from goalposts.store.goal_tables import GoalRow, TargetProgressRow, TargetRow
from goalposts.store.goals import ACTIVE


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was worked out of a target on a day, from the facts as of `snapshot`, for a version of the target.

    outcome: {"window_start": ..., "progress": {...}, "outlook": {...}} as `app/tracking.py` writes it.
    """

    target_id: int
    day: dt.date
    snapshot: int
    target_version: int
    worked_out_at: dt.datetime
    outcome: Mapping[str, Any]


_MEASURED = "measured"


def keep_outcomes(transaction: Session, outcomes: Collection[Outcome]) -> None:
    """Keep outcomes; what was kept of the same target and day is replaced, but for what `keep_measured` kept."""
    days = {outcome.day for outcome in outcomes}
    newest = _newest_rows(transaction, {outcome.target_id for outcome in outcomes})
    query = select(TargetProgressRow).where(TargetProgressRow.day.in_(days))
    known = {(row.target_id, row.day): row for row in transaction.scalars(query)}
    for outcome in outcomes:
        row = known.get((outcome.target_id, outcome.day))
        if row is None:
            row = TargetProgressRow(target_id=outcome.target_id, day=outcome.day)
            transaction.add(row)
        row.snapshot, row.target_version = outcome.snapshot, outcome.target_version
        row.worked_out_at, row.outcome = outcome.worked_out_at, dict(outcome.outcome) | _taken(newest, row)
    transaction.flush()


def _taken(newest: Mapping[int, TargetProgressRow], row: TargetProgressRow) -> dict[str, Any]:
    """What was measured of a target, taken from its newest row if `row` follows it: only the newest has it."""
    last = newest.get(row.target_id)
    if last is None or last.day > row.day or _MEASURED not in last.outcome:
        return {}
    kept = {_MEASURED: last.outcome[_MEASURED]}
    last.outcome = dict(_outcome(last).outcome)
    return kept


def keep_measured(transaction: Session, measured: Collection[Outcome]) -> None:
    """Keep what was measured of targets, each with its newest outcome; `measured` says how a first one begins.

    Its outcomes are what `newest_measured` gives back; what was measured before is replaced.
    """
    newest = _newest_rows(transaction, {each.target_id for each in measured})
    for each in measured:
        row = newest.get(each.target_id)
        if row is None:
            row = TargetProgressRow(target_id=each.target_id, day=each.day, outcome={})
            row.snapshot, row.target_version = each.snapshot, each.target_version
            row.worked_out_at = each.worked_out_at
            transaction.add(row)
        row.outcome = {**row.outcome, _MEASURED: dict(each.outcome)}
    transaction.flush()


def newest_measured(transaction: Session, target_ids: Collection[int]) -> dict[int, Mapping[str, Any]]:
    """What was last kept as measured of each target that has it."""
    table = TargetProgressRow
    query = _newest(select(table.target_id, table.outcome[_MEASURED]), target_ids)
    return {id_: told for id_, told in transaction.execute(query) if told}


def newest_outcomes(transaction: Session, target_ids: Collection[int]) -> dict[int, Outcome]:
    """The newest outcome of each target that has one; of what was worked out, the outlook and its window alone."""
    table = TargetProgressRow
    told = (table.outcome["window_start"].as_string(), table.outcome["outlook"])
    stands = (table.target_id, table.day, table.snapshot, table.target_version, table.worked_out_at)
    found = transaction.execute(_newest(select(*stands, *told), target_ids))
    return {
        id_: Outcome(id_, day, snapshot, version, at, {"window_start": start, "outlook": outlook})
        for id_, day, snapshot, version, at, start, outlook in found
    }


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


def _newest(query: Select[Any], target_ids: Collection[int]) -> Select[Any]:
    """The query, of nothing but the newest outcome of each of some targets."""
    table = TargetProgressRow
    newest = select(table.target_id, func.max(table.day)).where(table.target_id.in_(list(target_ids)))
    return query.where(tuple_(table.target_id, table.day).in_(newest.group_by(table.target_id)))


def _newest_rows(transaction: Session, target_ids: Collection[int]) -> dict[int, TargetProgressRow]:
    return {row.target_id: row for row in transaction.scalars(_newest(select(TargetProgressRow), target_ids))}


def _outcome(row: TargetProgressRow) -> Outcome:
    told = {name: each for name, each in row.outcome.items() if name != _MEASURED}
    return Outcome(row.target_id, row.day, row.snapshot, row.target_version, row.worked_out_at, told)
