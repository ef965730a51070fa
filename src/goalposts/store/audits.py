"""Audits and their findings: a finding stays open until somebody accepts it or an audit no longer finds it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from goalposts.errors import Fault, Invalid, NotFound
from goalposts.store.tables import AuditFindingRow, AuditRunRow

OPEN, ACCEPTED, FIXED = "open", "accepted", "fixed"
STATES = (OPEN, ACCEPTED, FIXED)
_SHORTEST_KEY = 6


@dataclass(frozen=True, slots=True)
class AuditRun:
    """One audit. counts: open findings by severity, how many it opened, and how many it closed."""

    started_at: dt.datetime
    seconds: float
    person: str
    checks: tuple[str, ...]
    cut_off: tuple[str, ...]
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding as it stands after the latest audit; `examples` are {file, source_id, part, line}."""

    key: str
    check_code: str
    severity: str
    owner: str
    account_id: int
    account: str
    platform: str
    measure: str
    subject: str
    first_day: dt.date | None
    last_day: dt.date | None
    rows: int
    facts: Mapping[str, Any]
    examples: tuple[Mapping[str, Any], ...]
    state: str
    first_seen: dt.datetime
    last_seen: dt.datetime
    fixed_at: dt.datetime | None
    accepted_at: dt.datetime | None
    accepted_by: str | None
    reason: str | None
    accepted_until: dt.date | None


def record_audit(
    transaction: Session,
    found: Iterable[Mapping[str, Any]],
    *,
    checks: Collection[str],
    cut_off: Collection[str],
    person: str,
    started_at: dt.datetime,
    seconds: float,
) -> AuditRun:
    """Bring the findings up to date with what an audit of `checks` found, and keep the audit itself.

    `found` are columns of the finding by name. One that is not found again is fixed, unless its check was cut off; one
    that comes back, or whose acceptance has run out, is open again.
    """
    found = list(found)
    held = {row.key: row for row in transaction.scalars(select(AuditFindingRow))}
    opened = sum(_keep(transaction, held, columns, started_at) for columns in found)
    seen = {columns["key"] for columns in found}
    gone = [
        row
        for row in held.values()
        if row.state != FIXED and row.key not in seen and row.check_code in checks and row.check_code not in cut_off
    ]
    for row in gone:
        row.state, row.fixed_at = FIXED, started_at
    transaction.flush()
    counts = count_open(transaction) | {"opened": opened, "closed": len(gone)}
    transaction.add(
        AuditRunRow(
            started_at=started_at,
            milliseconds=round(seconds * 1000),
            person=person,
            checks=list(checks),
            cut_off=list(cut_off),
            counts=counts,
        )
    )
    return AuditRun(started_at, seconds, person, tuple(checks), tuple(cut_off), counts)


def _keep(
    transaction: Session, held: Mapping[str, AuditFindingRow], columns: Mapping[str, Any], now: dt.datetime
) -> bool:
    """Store or update one finding; True when it is open and was not before."""
    row = held.get(columns["key"])
    if row is None:
        transaction.add(AuditFindingRow(**columns, state=OPEN, first_seen=now, last_seen=now))
        return True
    for name, value in columns.items():
        setattr(row, name, value)
    row.last_seen = now
    lapsed = row.state == ACCEPTED and row.accepted_until is not None and row.accepted_until < now.date()
    if row.state == FIXED or lapsed:
        row.state, row.fixed_at = OPEN, None
        return True
    return False


def count_open(transaction: Session) -> dict[str, int]:
    """How many findings are open, by severity."""
    counts = {"error": 0, "warning": 0, "notice": 0}
    for severity in transaction.scalars(select(AuditFindingRow.severity).where(AuditFindingRow.state == OPEN)):
        counts[severity] += 1
    return counts


def list_findings(transaction: Session, *, states: Collection[str] = (OPEN,)) -> list[Finding]:
    """Findings in these states: errors first, then by check, the largest first."""
    order = {"error": 0, "warning": 1, "notice": 2}
    rows = transaction.scalars(select(AuditFindingRow).where(AuditFindingRow.state.in_(states)))
    found = [_finding(row) for row in rows]
    return sorted(found, key=lambda f: (order[f.severity], f.check_code, -f.rows, f.key))


def find_finding(transaction: Session, key: str) -> Finding:
    """One finding, whatever its state. Raises NotFound."""
    return _finding(_row(transaction, key))


def last_audit(transaction: Session) -> AuditRun | None:
    """The latest audit, or None when there was none yet."""
    row = transaction.scalars(select(AuditRunRow).order_by(AuditRunRow.id.desc()).limit(1)).first()
    if row is None:
        return None
    return AuditRun(
        row.started_at, row.milliseconds / 1000, row.person, tuple(row.checks), tuple(row.cut_off), row.counts
    )


def accept_finding(
    transaction: Session, key: str, *, person: str, reason: str, now: dt.datetime, until: dt.date | None = None
) -> Finding:
    """Take a finding for what it is, with the reason, until a day or for good; `key` may be cut to six letters.

    Raises NotFound for a key no finding has, Invalid without a reason or for one that is fixed.
    """
    row = _row(transaction, key)
    faults = []
    if not reason.strip():
        faults.append(Fault("say why this is accepted", column="reason"))
    if until is not None and until < now.date():
        faults.append(Fault("this day is over", column="until", value=until.isoformat()))
    if row.state == FIXED:
        faults.append(Fault("it is fixed: the latest audit did not find it again", column="key", value=row.key))
    if faults:
        raise Invalid("The finding was not accepted.", faults)
    row.state, row.accepted_at, row.accepted_by = ACCEPTED, now, person
    row.reason, row.accepted_until = reason.strip(), until
    return _finding(row)


def reopen_finding(transaction: Session, key: str) -> Finding:
    """Take an acceptance back. Raises NotFound for a key no finding has."""
    row = _row(transaction, key)
    if row.state == ACCEPTED:
        row.state = OPEN
        row.accepted_at = row.accepted_by = row.reason = row.accepted_until = None
    return _finding(row)


def _row(transaction: Session, key: str) -> AuditFindingRow:
    start = key.strip().casefold()
    rows = transaction.scalars(select(AuditFindingRow).where(AuditFindingRow.key.startswith(start, autoescape=True)))
    fitting = list(rows) if len(start) >= _SHORTEST_KEY else []
    if len(fitting) != 1:
        raise NotFound("finding", key[:40], hint="`goalposts audit` lists the ids of all findings.")
    return fitting[0]


def _finding(row: AuditFindingRow) -> Finding:
    columns = {name: getattr(row, name) for name in Finding.__dataclass_fields__}
    return Finding(**(columns | {"examples": tuple(row.examples)}))
