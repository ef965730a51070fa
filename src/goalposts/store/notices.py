"""Notices and who has read them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, String, bindparam, exists, or_, select
from sqlalchemy.orm import Session

from goalposts.store.people_tables import NoticeReadRow, NoticeRow, PersonRow
from goalposts.store.sessions import OWNER

MOST_COUNTED = 100


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to be known. readers: keys of those it is for, empty = everybody; person: who tells it.

    kind: what happened, as `i18n.notices` words it from the facts; a kind it does not know is shown by title and body.
    """

    id: int
    kind: str
    at: dt.datetime
    person: str
    title: str
    body: str
    facts: Mapping[str, Any]
    readers: tuple[str, ...]
    subject: str
    subject_id: str

    def is_for(self, person: str) -> bool:
        return not self.readers or person in self.readers or person == self.person


def add_notice(
    transaction: Session,
    *,
    kind: str,
    title: str,
    body: str,
    person: str,
    now: dt.datetime,
    facts: Mapping[str, Any] | None = None,
    readers: Iterable[str] = (),
    subject: str = "",
    subject_id: str = "",
) -> Notice:
    """Store a notice within the caller's transaction."""
    row = NoticeRow(
        kind=kind,
        at=now,
        person=person,
        title=title,
        body=body,
        facts=dict(facts or {}),
        readers=list(readers),
        subject=subject,
        subject_id=subject_id,
    )
    transaction.add(row)
    transaction.flush()
    return _notice(row)


def list_notices(
    transaction: Session, *, subject: str = "", subject_id: str = "", kinds: Collection[str] = (), limit: int = 200
) -> list[Notice]:
    """The latest notices, newest first; of one subject, one thing or some kinds where these are given."""
    query = select(NoticeRow).order_by(NoticeRow.id.desc()).limit(limit)
    if subject:
        query = query.where(NoticeRow.subject == subject)
    if subject_id:
        query = query.where(NoticeRow.subject_id == subject_id)
    if kinds:
        query = query.where(NoticeRow.kind.in_(kinds))
    return [_notice(row) for row in transaction.scalars(query)]


def list_receipts(transaction: Session, ids: Collection[int]) -> dict[int, dict[str, dt.datetime]]:
    """Who has read which of these notices, and when."""
    found: dict[int, dict[str, dt.datetime]] = {id_: {} for id_ in ids}
    query = select(NoticeReadRow).where(NoticeReadRow.notice_id.in_(list(ids))).order_by(NoticeReadRow.at)
    for row in transaction.scalars(query):
        found[row.notice_id][row.person] = row.at
    return found


def mark_read(transaction: Session, ids: Collection[int], person: str, now: dt.datetime) -> int:
    """Keep that a person has read these notices; the first reading counts. Returns how many were new to them."""
    query = select(NoticeReadRow.notice_id).where(NoticeReadRow.person == person)
    known = set(transaction.scalars(query.where(NoticeReadRow.notice_id.in_(list(ids)))))
    fresh = sorted(set(ids) - known)
    transaction.add_all(NoticeReadRow(notice_id=id_, person=person, at=now) for id_ in fresh)
    transaction.flush()
    return len(fresh)


def _unread() -> Select[tuple[int, list[Any]]]:
    reader = bindparam("reader", type_=String)
    since = select(PersonRow.created_at).where(PersonRow.key == reader, PersonRow.key != OWNER).scalar_subquery()
    is_read = exists().where(NoticeReadRow.notice_id == NoticeRow.id, NoticeReadRow.person == reader)
    told = NoticeRow.person != reader, or_(since.is_(None), NoticeRow.at >= since), ~is_read
    return select(NoticeRow.id, NoticeRow.readers).where(*told).order_by(NoticeRow.id.desc())


_UNREAD = _unread()
"""Built once: every page asks it."""


def list_unread(transaction: Session, person: str) -> list[int]:
    """Ids of notices a person should still read, newest first, `MOST_COUNTED` at most; one statement.

    What was told before somebody came, and what they told themselves, is not unread.
    """
    found = (
        id_ for id_, readers in transaction.execute(_UNREAD, {"reader": person}) if not readers or person in readers
    )
    return [id_ for id_, _ in zip(found, range(MOST_COUNTED), strict=False)]


def _notice(row: NoticeRow) -> Notice:
    told = {name: getattr(row, name) for name in Notice.__dataclass_fields__}
    return Notice(**(told | {"readers": tuple(row.readers)}))
