"""Reviews: one look at one KPI or target, with what was proposed, what was decided, and on what evidence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from goalposts.store.goal_tables import TargetRow
from goalposts.store.review_tables import ReviewRow
from goalposts.store.revisions import CHOSEN_KPI, TARGET
from goalposts.store.strategy_tables import ChosenKpiRow


@dataclass(frozen=True, slots=True)
class Review:
    """One look: subject and subject_id as in `store.revisions`; proposal and decision are words of `goals.review`."""

    id: int
    subject: str
    subject_id: str
    at: dt.datetime
    person: str
    proposal: str
    decision: str
    reason: str
    evidence: Mapping[str, Any]
    revision_id: int | None


def add_review(
    transaction: Session,
    subject: str,
    subject_id: str,
    *,
    proposal: str,
    decision: str,
    reason: str,
    evidence: Mapping[str, Any],
    person: str,
    now: dt.datetime,
    revision_id: int | None = None,
) -> Review:
    """Keep a look; reviews are never changed, a later one follows."""
    row = ReviewRow(
        subject=subject,
        subject_id=subject_id,
        at=now,
        person=person,
        proposal=proposal,
        decision=decision,
        reason=reason,
        evidence=dict(evidence),
        revision_id=revision_id,
    )
    transaction.add(row)
    transaction.flush()
    return _review(row)


def list_reviews(
    transaction: Session, *, since: dt.datetime | None = None, before: dt.datetime | None = None
) -> list[Review]:
    """Reviews at or after `since` and before `before`, newest first."""
    query = select(ReviewRow).order_by(ReviewRow.id.desc())
    if since is not None:
        query = query.where(ReviewRow.at >= since)
    if before is not None:
        query = query.where(ReviewRow.at < before)
    return [_review(row) for row in transaction.scalars(query)]


def last_reviews(transaction: Session) -> dict[tuple[str, str], Review]:
    """The latest review of each (subject, subject_id)."""
    return {(review.subject, review.subject_id): review for review in reversed(list_reviews(transaction))}


def looked_at(transaction: Session) -> dict[tuple[str, str], dt.datetime]:
    """When each target and each chosen KPI was last reviewed; when it was set where nobody did since."""
    found: dict[tuple[str, str], dt.datetime] = {}
    for subject, table in ((TARGET, TargetRow), (CHOSEN_KPI, ChosenKpiRow)):
        for id_, at in transaction.execute(select(table.id, table.created_at)):
            found[subject, str(id_)] = at
    return found | {key: review.at for key, review in last_reviews(transaction).items()}


def _review(row: ReviewRow) -> Review:
    return Review(**{name: getattr(row, name) for name in Review.__dataclass_fields__})
