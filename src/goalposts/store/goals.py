"""Goals and their targets: value objects, and how they are stored, edited and listed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from goalposts.store.base import Edited
from goalposts.store.goal_tables import GoalRow, TargetRow
from goalposts.store.records import change, create, find

NUMBER, BOOLEAN, CURRENCY, TASK = "number", "boolean", "currency", "task"
KINDS = (NUMBER, BOOLEAN, CURRENCY, TASK)
OPERATORS = ("reach", "at_least", "at_most", "increase_by", "decrease_by")
ABSOLUTE, RELATIVE, POINTS = "absolute", "relative_pct", "percentage_points"
MODES = (ABSOLUTE, RELATIVE, POINTS)
ACCRUAL, IMPROVEMENT = "accrual", "improvement"
PROGRESS_MODES = (ACCRUAL, IMPROVEMENT)
CADENCES = ("once", "per_day", "per_week", "per_month", "per_quarter", "per_year")
LINES = ("minimum", "good", "excellent")
DRAFT, ACTIVE, CLOSED, RETIRED = "draft", "active", "closed", "retired"
STATUSES = (DRAFT, ACTIVE, CLOSED, RETIRED)
VISIBILITIES = ("everyone", "restricted")


@dataclass(frozen=True, slots=True)
class Step:
    """What a target wants in one span of days, both ends included, where it differs from month to month."""

    start: dt.date
    end: dt.date
    value: float


@dataclass(frozen=True, slots=True)
class Target:
    """One target of a goal.

    kind: number, currency, boolean (done or not) or task (its tasks done).
    kpi and where: what is measured; kpi '' means that people enter the value in check-ins.
    operator, mode, amount: how the target was said ("increase_by", "relative_pct", 20.0; percent and percentage points
    are kept as said, 20.0 for 20 %). target_value: what that comes to in the unit of the KPI (ratios 0..1); None where
    the baseline is not known yet.
    unit: of the KPI; an ISO 4217 code for money.
    direction: "up" or "down" (lower is better).
    progress_mode: accrual (a flow summed from 0 within the period) or improvement (from the baseline to the target).
    cadence: once, or again in every day, week, month, quarter or year between starts_on and due_on (None = no end).
    steps: a target of their own for some spans. lines: {minimum, good, excellent} beside the target.
    done_on: the day a boolean target was done.
    """

    id: int
    version: int
    goal_id: int
    position: int
    name: str
    kind: str
    kpi: str
    where: Mapping[str, Any]
    operator: str
    direction: str
    mode: str
    amount: float | None
    target_value: float | None
    unit: str
    progress_mode: str
    baseline_value: float | None
    baseline_from: dt.date | None
    baseline_to: dt.date | None
    cadence: str
    starts_on: dt.date
    due_on: dt.date | None
    steps: tuple[Step, ...]
    lines: Mapping[str, float]
    weight: float
    done_on: dt.date | None
    status: str


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal with its targets in order. `smart` is the scoring of `goals.smart` as it was when last saved."""

    id: int
    version: int
    name: str
    sentence: str
    objective_id: int | None
    audience_id: int | None
    campaign_id: int | None
    owner: str
    relevance: str
    resources: str
    confirmed_by: str
    confirmed_at: dt.datetime | None
    starts_on: dt.date
    due_on: dt.date | None
    smart: Mapping[str, Any]
    visibility: str
    status: str
    reviewed_at: dt.datetime | None
    created_at: dt.datetime
    created_by: str
    changed_at: dt.datetime
    changed_by: str
    targets: tuple[Target, ...] = field(default=())


_NEW_GOAL: dict[str, Any] = {
    "sentence": "",
    "objective_id": None,
    "audience_id": None,
    "campaign_id": None,
    "relevance": "",
    "resources": "",
    "confirmed_by": "",
    "confirmed_at": None,
    "due_on": None,
    "smart": {},
    "visibility": "everyone",
    "status": DRAFT,
    "reviewed_at": None,
}
NEW_TARGET: dict[str, Any] = {
    "position": 0,
    "kpi": "",
    "where": {},
    "operator": "reach",
    "direction": "up",
    "mode": ABSOLUTE,
    "amount": None,
    "target_value": None,
    "unit": "count",
    "progress_mode": ACCRUAL,
    "baseline_value": None,
    "baseline_from": None,
    "baseline_to": None,
    "cadence": "once",
    "due_on": None,
    "steps": [],
    "lines": {},
    "weight": 1.0,
    "done_on": None,
    "status": ACTIVE,
}
"""What a target is unless something else is said."""


def add_goal(transaction: Session, values: Mapping[str, Any], *, person: str, now: dt.datetime, note: str = "") -> Goal:
    """Store a new goal; `values` are columns of Goal, at least name, owner and starts_on. Targets are added apart."""
    row = create(transaction, GoalRow(**(_NEW_GOAL | dict(values))), person=person, now=now, note=note)
    return _goal(row, ())


def add_target(
    transaction: Session, goal_id: int, values: Mapping[str, Any], *, person: str, now: dt.datetime, note: str = ""
) -> Target:
    """Store a new target of a goal; `values` are columns of Target, at least name, kind and starts_on."""
    columns = NEW_TARGET | _plain(values) | {"goal_id": goal_id}
    return _target(create(transaction, TargetRow(**columns), person=person, now=now, note=note))


def change_goal(
    transaction: Session,
    id_: int,
    values: Mapping[str, Any],
    *,
    person: str,
    now: dt.datetime,
    expected: int | None = None,
    note: str = "",
) -> Goal:
    """Change a goal's own columns. Raises NotFound, and Overtaken when somebody else was first (see `records`)."""
    change(transaction, find(transaction, GoalRow, id_), values, person=person, now=now, expected=expected, note=note)
    return find_goal(transaction, id_)


def change_target(
    transaction: Session,
    id_: int,
    values: Mapping[str, Any],
    *,
    person: str,
    now: dt.datetime,
    expected: int | None = None,
    note: str = "",
    revision_id: int | None = None,
) -> Target:
    """Change a target. What it wants (value, due day, KPI) is changed by a revision; see `app/revising.py`.

    Raises NotFound, and Overtaken when somebody else was first.
    """
    row = find(transaction, TargetRow, id_)
    change(
        transaction,
        row,
        _plain(values),
        person=person,
        now=now,
        expected=expected,
        note=note,
        revision_id=revision_id,
    )
    return _target(row)


def find_goal(transaction: Session, id_: int) -> Goal:
    """One goal with its targets. Raises NotFound."""
    row = find(transaction, GoalRow, id_)
    return _goal(row, _targets(transaction, [id_]))


def find_target(transaction: Session, id_: int) -> Target:
    """One target. Raises NotFound."""
    return _target(find(transaction, TargetRow, id_))


def list_goals(transaction: Session, *, statuses: Collection[str] = (DRAFT, ACTIVE, CLOSED)) -> list[Goal]:
    """Goals in these states with all their targets, oldest first, in two statements."""
    rows = list(transaction.scalars(select(GoalRow).where(GoalRow.status.in_(statuses)).order_by(GoalRow.id)))
    of: dict[int, list[Target]] = {row.id: [] for row in rows}
    for target in _targets(transaction, of):
        of[target.goal_id].append(target)
    return [_goal(row, tuple(of[row.id])) for row in rows]


def _targets(transaction: Session, goal_ids: Iterable[int]) -> tuple[Target, ...]:
    wanted = list(goal_ids)
    query = select(TargetRow).where(TargetRow.goal_id.in_(wanted), TargetRow.status != RETIRED)
    return tuple(_target(row) for row in transaction.scalars(query.order_by(TargetRow.position, TargetRow.id)))


def _goal(row: GoalRow, targets: tuple[Target, ...]) -> Goal:
    return Goal(**_columns(row, Goal, without="targets"), targets=targets)


def _target(row: TargetRow) -> Target:
    steps = tuple(Step(_day(step["start"]), _day(step["end"]), float(step["value"])) for step in row.steps)
    return Target(**(_columns(row, Target) | {"steps": steps}))


def _columns(row: Edited, kind: type[Goal] | type[Target], without: str = "") -> dict[str, Any]:
    return {name: getattr(row, name) for name in kind.__dataclass_fields__ if name != without}


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Steps as JSON keeps them; everything else as it is."""
    steps = values.get("steps")
    if not steps:
        return dict(values)
    kept = [{"start": s.start.isoformat(), "end": s.end.isoformat(), "value": s.value} for s in steps]
    return {**values, "steps": kept}


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)
