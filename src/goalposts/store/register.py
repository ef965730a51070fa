"""A register of one kind of record: added, changed and listed in one way, always with the trail of `records`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from goalposts.store.base import Edited
from goalposts.store.records import change, create, find

ACTIVE, RETIRED = "active", "retired"
STATUSES = (ACTIVE, RETIRED)

R = TypeVar("R", bound=Edited)
V = TypeVar("V")


@dataclass(frozen=True)
class Register(Generic[R, V]):
    """`row` is the table, `value` the frozen dataclass given out, `new` what a record has unless something is said.

    A field of `value` that the table keeps in another form (a list of mappings) is read by its entry in `read` and
    written by its entry in `write`.
    """

    row: type[R]
    value: type[V]
    new: Mapping[str, Any]
    read: Mapping[str, Any]
    write: Mapping[str, Any]

    def add(
        self, transaction: Session, values: Mapping[str, Any], *, person: str, now: dt.datetime, note: str = ""
    ) -> V:
        """Store a new record; `values` are fields of the value object."""
        columns = dict(self.new) | self._columns(values)
        return self.of(create(transaction, self.row(**columns), person=person, now=now, note=note))

    def change(
        self,
        transaction: Session,
        id_: int,
        values: Mapping[str, Any],
        *,
        person: str,
        now: dt.datetime,
        expected: int | None = None,
        note: str = "",
    ) -> V:
        """Change a record. Raises NotFound, and Overtaken when somebody else was first (see `records`)."""
        row = find(transaction, self.row, id_)
        change(transaction, row, self._columns(values), person=person, now=now, expected=expected, note=note)
        return self.of(row)

    def find(self, transaction: Session, id_: int) -> V:
        """One record. Raises NotFound."""
        return self.of(find(transaction, self.row, id_))

    def list(self, transaction: Session, *, statuses: Collection[str] = (ACTIVE,)) -> list[V]:
        """Records in these states, oldest first."""
        kept = self.row.status.in_(list(statuses))  # type: ignore[attr-defined]
        return [self.of(row) for row in transaction.scalars(select(self.row).where(kept).order_by(self.row.id))]

    def of(self, row: R) -> V:
        """A row as a value object."""
        fields: Mapping[str, Any] = self.value.__dataclass_fields__  # type: ignore[attr-defined]
        found = {name: getattr(row, name) for name in fields}
        return self.value(**{name: self.read[name](v) if name in self.read else v for name, v in found.items()})

    def _columns(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {name: self.write[name](v) if name in self.write else v for name, v in values.items()}
