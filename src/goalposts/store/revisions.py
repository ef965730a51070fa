"""Revisions: proposed changes of targets and KPIs, what people say to them, and what was decided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from goalposts.store.records import change, create, find
from goalposts.store.review_tables import RevisionRow, RevisionVoiceRow

TARGET, KPI, CHOSEN_KPI = "target", "kpi", "chosen_kpi"
SUBJECTS = (TARGET, KPI, CHOSEN_KPI)
BLOCKED, ASKING, OPEN, ACCEPTED, REJECTED = "blocked", "asking", "open", "accepted", "rejected"
STATUSES = (BLOCKED, ASKING, OPEN, ACCEPTED, REJECTED)
PENDING = (BLOCKED, ASKING, OPEN)


@dataclass(frozen=True, slots=True)
class Revision:
    """One proposed change.

    subject and subject_id: `target` and its id, `chosen_kpi` and its id, or `kpi` and the KPI's id where no target
    holds it. wish: what was wished for in the words it was said in. old, new: fields by name, only those that change
    (dates ISO 8601). questions: {code, field, text, choices} that are still open. smart_before and smart_after:
    {score, verdicts} as in `goalposts smart`, empty where it was not judged. created_by: who proposed it.
    status: blocked (no amount), asking (a question is open), open (can be decided), accepted or rejected.
    effective_on: from which day the new value counts; decision: why it was decided so.
    """

    id: int
    version: int
    subject: str
    subject_id: str
    goal_id: int | None
    kpi: str
    name: str
    trigger: str
    reason: str
    wish: str
    old: Mapping[str, Any]
    new: Mapping[str, Any]
    questions: tuple[Mapping[str, Any], ...]
    smart_before: Mapping[str, Any]
    smart_after: Mapping[str, Any]
    status: str
    effective_on: dt.date | None
    decided_at: dt.datetime | None
    decided_by: str
    decision: str
    announced_at: dt.datetime | None
    notice_id: int | None
    created_at: dt.datetime
    created_by: str
    changed_at: dt.datetime
    changed_by: str


@dataclass(frozen=True, slots=True)
class Voice:
    """What one person said to a revision: vote +1, -1 or 0 (no vote), and why."""

    id: int
    revision_id: int
    person: str
    at: dt.datetime
    vote: int
    text: str


_NEW: dict[str, Any] = {
    "goal_id": None,
    "kpi": "",
    "wish": "",
    "old": {},
    "new": {},
    "questions": [],
    "smart_before": {},
    "smart_after": {},
    "status": OPEN,
    "effective_on": None,
    "decided_at": None,
    "decided_by": "",
    "decision": "",
    "announced_at": None,
    "notice_id": None,
}


def add_revision(transaction: Session, values: Mapping[str, Any], *, person: str, now: dt.datetime) -> Revision:
    """Store a proposal; `values` are columns of Revision, at least subject, subject_id, name, trigger and reason."""
    row = create(transaction, RevisionRow(**(_NEW | dict(values))), person=person, now=now, note=str(values["reason"]))
    return _revision(row)


def change_revision(
    transaction: Session,
    id_: int,
    values: Mapping[str, Any],
    *,
    person: str,
    now: dt.datetime,
    expected: int | None = None,
    action: str = "changed",
    note: str = "",
) -> Revision:
    """Change a revision's columns. Raises NotFound, and Overtaken when somebody else was first (see `records`)."""
    row = find(transaction, RevisionRow, id_)
    change(
        transaction,
        row,
        values,
        person=person,
        now=now,
        expected=expected,
        action=action,
        note=note,
        revision_id=id_,
    )
    return _revision(row)


def find_revision(transaction: Session, id_: int) -> Revision:
    """One revision. Raises NotFound."""
    return _revision(find(transaction, RevisionRow, id_))


def list_revisions(
    transaction: Session, *, goal_id: int | None = None, kpi: str = "", person: str = "", statuses: Collection[str] = ()
) -> list[Revision]:
    """Revisions, newest first; of one goal, one KPI, one person (proposed or decided), or in these states only."""
    query = select(RevisionRow).order_by(RevisionRow.id.desc())
    if goal_id is not None:
        query = query.where(RevisionRow.goal_id == goal_id)
    if kpi:
        query = query.where(RevisionRow.kpi == kpi)
    if person:
        query = query.where((RevisionRow.created_by == person) | (RevisionRow.decided_by == person))
    if statuses:
        query = query.where(RevisionRow.status.in_(statuses))
    return [_revision(row) for row in transaction.scalars(query)]


def add_voice(transaction: Session, revision_id: int, *, person: str, vote: int, text: str, now: dt.datetime) -> Voice:
    """Keep what somebody said; nothing said before is lost, and the latest vote of a person counts."""
    row = RevisionVoiceRow(revision_id=revision_id, person=person, at=now, vote=vote, text=text)
    transaction.add(row)
    transaction.flush()
    return _voice(row)


def list_voices(transaction: Session, revision_ids: Iterable[int]) -> list[Voice]:
    """Everything said to these revisions, oldest first."""
    query = select(RevisionVoiceRow).where(RevisionVoiceRow.revision_id.in_(list(revision_ids)))
    return [_voice(row) for row in transaction.scalars(query.order_by(RevisionVoiceRow.id))]


def count_votes(voices: Iterable[Voice]) -> tuple[int, int]:
    """How many people are for it and how many against: one vote a person, the latest."""
    latest = {voice.person: voice.vote for voice in voices if voice.vote}
    return sum(vote > 0 for vote in latest.values()), sum(vote < 0 for vote in latest.values())


def _revision(row: RevisionRow) -> Revision:
    columns = {name: getattr(row, name) for name in Revision.__dataclass_fields__}
    return Revision(**(columns | {"questions": tuple(row.questions)}))


def _voice(row: RevisionVoiceRow) -> Voice:
    return Voice(**{name: getattr(row, name) for name in Voice.__dataclass_fields__})
