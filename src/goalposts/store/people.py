"""People who work here: how they are stored, edited and listed. The owner is there from the start."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from goalposts.errors import NotFound
from goalposts.store.people_tables import PersonRow
from goalposts.store.records import change, create
from goalposts.store.sessions import OWNER

MEMBER = "member"
ROLES = (OWNER, MEMBER)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works here. `id` 0 is the owner as long as nobody wrote anything down about them.

    name: '' for an owner nobody has named; language: '' = whatever their browser asks for; left_on: None = is here.
    created_at: since when they are known; None = from the start.
    """

    id: int
    version: int
    key: str
    name: str
    team: str
    role: str
    language: str
    left_on: dt.date | None
    created_at: dt.datetime | None

    @property
    def is_here(self) -> bool:
        return self.left_on is None


THE_OWNER = Person(0, 0, OWNER, "", "", OWNER, "", None, None)


def list_people(transaction: Session) -> list[Person]:
    """Everybody, those who left included: the owner first, then by name."""
    people = [_person(row) for row in transaction.scalars(select(PersonRow))]
    if all(person.key != OWNER for person in people):
        people.append(THE_OWNER)
    return sorted(people, key=lambda person: (person.key != OWNER, person.name.casefold(), person.key))


def find_person(transaction: Session, key: str) -> Person:
    """One person by key. Raises NotFound with the nearest keys."""
    row = _row(transaction, key)
    if row is None and key != OWNER:
        raise NotFound("person", key, transaction.scalars(select(PersonRow.key)))
    return _person(row) if row else THE_OWNER


def add_person(transaction: Session, values: Mapping[str, Any], *, person: str, now: dt.datetime) -> Person:
    """Store somebody new; `values` are the columns. Raises Conflict for a key that is taken."""
    return _person(create(transaction, PersonRow(**values), person=person, now=now))


def change_person(
    transaction: Session,
    key: str,
    values: Mapping[str, Any],
    *,
    person: str,
    now: dt.datetime,
    expected: int | None = None,
) -> Person:
    """Change what is known of somebody. Raises NotFound, and Overtaken when somebody else was first."""
    row = _row(transaction, key)
    if row is None and key == OWNER:
        known = {"key": OWNER, "name": "", "team": "", "role": OWNER, "language": "", "left_on": None}
        return add_person(transaction, known | dict(values), person=person, now=now)
    if row is None:
        raise NotFound("person", key, transaction.scalars(select(PersonRow.key)))
    change(transaction, row, values, person=person, now=now, expected=expected)
    return _person(row)


def _row(transaction: Session, key: str) -> PersonRow | None:
    return transaction.scalars(select(PersonRow).where(PersonRow.key == key)).one_or_none()


def _person(row: PersonRow) -> Person:
    return Person(**{name: getattr(row, name) for name in Person.__dataclass_fields__})
