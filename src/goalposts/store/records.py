"""Edits of what people plan: every one is counted, leaves a trail, and a second editor is told.

A form carries the `version` it was filled from. An edit whose version is behind, and which wants another value for
something that was changed meanwhile, is refused with both values; edits of different fields go together.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from goalposts.errors import NotFound, Overtaken
from goalposts.store.base import Edited
from goalposts.store.review_tables import TrailRow

CREATED, CHANGED = "created", "changed"
_OF_THE_EDIT = frozenset({"id", "version", "created_at", "created_by", "changed_at", "changed_by"})

R = TypeVar("R", bound=Edited)


@dataclass(frozen=True, slots=True)
class TrailEntry:
    """One edit: who, when, of what, and every field as it was before and after (JSON values; dates ISO 8601)."""

    id: int
    at: dt.datetime
    person: str
    subject: str
    subject_id: str
    name: str
    action: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    note: str
    revision_id: int | None


def create(transaction: Session, row: R, *, person: str, now: dt.datetime, note: str = "") -> R:
    """Store a new record at version 1, with its trail."""
    row.version, row.created_at, row.created_by, row.changed_at, row.changed_by = 1, now, person, now, person
    transaction.add(row)
    transaction.flush()
    values = {name: _json(getattr(row, name)) for name in _fields(row)}
    leave_trail(transaction, row, CREATED, {}, values, person=person, now=now, note=note)
    return row


def change(
    transaction: Session,
    row: R,
    values: Mapping[str, Any],
    *,
    person: str,
    now: dt.datetime,
    expected: int | None = None,
    action: str = CHANGED,
    note: str = "",
    revision_id: int | None = None,
) -> bool:
    """Give a record new values; True when something changed. `expected` is the version the editor saw.

    Raises Overtaken when somebody else changed one of these fields to something else since.
    """
    unknown = set(values) - set(_fields(row))
    if unknown:
        raise ValueError(f"{type(row).__name__} has no {', '.join(sorted(unknown))}")
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    if expected is not None and expected < row.version:
        _refuse_overtaken(transaction, row, changed, expected)
    if not changed:
        return False
    before = {name: _json(getattr(row, name)) for name in changed}
    for name, value in changed.items():
        setattr(row, name, value)
    row.version, row.changed_at, row.changed_by = row.version + 1, now, person
    transaction.flush()
    after = {name: _json(value) for name, value in changed.items()}
    leave_trail(transaction, row, action, before, after, person=person, now=now, note=note, revision_id=revision_id)
    return True


def find(transaction: Session, kind: type[R], id_: int) -> R:
    """The record of a table by its id, locked against other writers. Raises NotFound."""
    row = transaction.get(kind, id_, with_for_update=True)
    if row is None:
        raise NotFound(_subject(kind), str(id_))
    return row


def leave_trail(
    transaction: Session,
    row: Edited,
    action: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    *,
    person: str,
    now: dt.datetime,
    note: str = "",
    revision_id: int | None = None,
) -> None:
    """Keep that something happened to a record; `create` and `change` do it by themselves."""
    entry = TrailRow(
        at=now,
        person=person,
        subject=_subject(type(row)),
        subject_id=str(row.id),
        name=_name(row),
        action=action,
        before=dict(before),
        after={**after, "version": row.version},
        note=note,
        revision_id=revision_id,
    )
    transaction.add(entry)
    transaction.flush()


def list_trail(
    transaction: Session, *, subject: str = "", subject_id: str = "", person: str = "", limit: int = 200
) -> list[TrailEntry]:
    """The latest edits, newest first; of one kind, one thing or one person where these are given."""
    query = select(TrailRow).order_by(TrailRow.id.desc()).limit(limit)
    for column, wanted in ((TrailRow.subject, subject), (TrailRow.subject_id, subject_id), (TrailRow.person, person)):
        if wanted:
            query = query.where(column == wanted)
    names = TrailEntry.__dataclass_fields__
    return [TrailEntry(**{name: getattr(row, name) for name in names}) for row in transaction.scalars(query)]


def _refuse_overtaken(transaction: Session, row: Edited, wanted: Mapping[str, Any], expected: int) -> None:
    """Raise when a field that is to change was changed by somebody after `expected`."""
    entries = list_trail(transaction, subject=_subject(type(row)), subject_id=str(row.id))
    since = [entry for entry in entries if entry.after["version"] > expected]
    touched = {name: entry for entry in reversed(since) for name in entry.after}
    clashes = {name: (getattr(row, name), value) for name, value in wanted.items() if name in touched}
    if clashes:
        last = max((touched[name] for name in clashes), key=lambda entry: entry.id)
        raise Overtaken(_subject(type(row)), _name(row), last.person, last.at, clashes)


def _fields(row: Edited) -> list[str]:
    return [column.key for column in type(row).__table__.columns if column.key not in _OF_THE_EDIT]  # type: ignore[attr-defined]


def _subject(kind: type[Edited]) -> str:
    return str(kind.__tablename__)  # type: ignore[attr-defined]


def _name(row: Edited) -> str:
    named = (getattr(row, name, "") for name in ("name", "title", "kpi", "label"))
    return next((text for text in named if text), "")


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value
