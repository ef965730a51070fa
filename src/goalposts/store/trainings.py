"""Trainings: sessions in which KPIs are explained, and who was there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from goalposts.store.people_tables import AttendanceRow, TrainingRow
from goalposts.store.records import find, leave_trail
from goalposts.store.register import Register

PLANNED, HELD, CANCELLED = "planned", "held", "cancelled"


@dataclass(frozen=True, slots=True)
class Training:
    """A session on a day; `kpis` are ids of the KPIs it explains, `trainer` is a person's key."""

    id: int
    version: int
    title: str
    held_on: dt.date
    trainer: str
    kpis: tuple[str, ...]
    note: str
    status: str
    created_by: str


TRAININGS = Register(
    TrainingRow,
    Training,
    {"note": "", "status": PLANNED},
    read={"kpis": tuple},
    write={"kpis": list},
)


def list_attendance(transaction: Session) -> dict[int, tuple[str, ...]]:
    """Who was at each training; one with nobody is missing."""
    found: dict[int, tuple[str, ...]] = {}
    for row in transaction.scalars(select(AttendanceRow).order_by(AttendanceRow.training_id, AttendanceRow.person)):
        found[row.training_id] = (*found.get(row.training_id, ()), row.person)
    return found


def set_attendance(transaction: Session, id_: int, people: Collection[str], *, person: str, now: dt.datetime) -> None:
    """Keep exactly these people as having been at a training, with a trail. Raises NotFound."""
    row = find(transaction, TrainingRow, id_)
    query = select(AttendanceRow.person).where(AttendanceRow.training_id == id_)
    before, after = set(transaction.scalars(query)), set(people)
    if before == after:
        return
    gone = AttendanceRow.person.in_(before - after)
    transaction.execute(delete(AttendanceRow).where(AttendanceRow.training_id == id_, gone))
    transaction.add_all(AttendanceRow(training_id=id_, person=key, at=now) for key in sorted(after - before))
    told = {"attendance": sorted(before)}, {"attendance": sorted(after)}
    leave_trail(transaction, row, "attendance", *told, person=person, now=now)
