"""Checklists: which items somebody ticked, and the notes they left."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from goalposts.store.review_tables import ChecklistMarkRow, TrailRow


@dataclass(frozen=True, slots=True)
class Mark:
    """One item of a checklist as somebody left it."""

    checklist: str
    item: str
    done: bool
    note: str
    person: str
    at: dt.datetime


def set_mark(
    transaction: Session, checklist: str, item: str, *, done: bool, note: str, person: str, now: dt.datetime
) -> Mark:
    """Tick an item or take the tick away, with a note, and leave a trail."""
    row = transaction.get(ChecklistMarkRow, (checklist, item))
    before = {"done": row.done, "note": row.note} if row else {"done": False, "note": ""}
    after = {"done": done, "note": note}
    merged = transaction.merge(
        ChecklistMarkRow(checklist=checklist, item=item, done=done, note=note, person=person, at=now)
    )
    if before != after:
        transaction.add(
            TrailRow(
                at=now,
                person=person,
                subject="checklist",
                subject_id=checklist,
                name=item,
                action="changed",
                before=before,
                after=after,
                note="",
                revision_id=None,
            )
        )
    transaction.flush()
    return _mark(merged)


def list_marks(transaction: Session, checklist: str) -> dict[str, Mark]:
    """The marks of one checklist by item; items nobody touched are not there."""
    rows = transaction.scalars(select(ChecklistMarkRow).where(ChecklistMarkRow.checklist == checklist))
    return {row.item: _mark(row) for row in rows}


def _mark(row: ChecklistMarkRow) -> Mark:
    return Mark(**{name: getattr(row, name) for name in Mark.__dataclass_fields__})
