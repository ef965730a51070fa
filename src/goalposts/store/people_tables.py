"""Tables of people and of what they are told: members, notices with receipts, training with attendance, feedback."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from goalposts.store.base import Base, Edited


class PersonRow(Edited, Base):
    """Somebody who works here; `key` is what every other table says for a person and never changes."""

    __tablename__ = "person"

    key: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str]
    team: Mapped[str]
    role: Mapped[str] = mapped_column(String(16))
    language: Mapped[str] = mapped_column(String(16))
    left_on: Mapped[dt.date | None]


class NoticeRow(Base):
    """Something everybody it is for should know: a new KPI, a changed target, a training."""

    __tablename__ = "notice"
    __table_args__ = (Index(None, "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    at: Mapped[dt.datetime]
    person: Mapped[str]
    title: Mapped[str]
    body: Mapped[str]
    facts: Mapped[dict[str, Any]]
    readers: Mapped[list[Any]]
    subject: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[str] = mapped_column(String(128))


class NoticeReadRow(Base):
    """That a person has read a notice, and when."""

    __tablename__ = "notice_read"

    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), primary_key=True)
    person: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[dt.datetime]


class TrainingRow(Edited, Base):
    """A session in which KPIs are explained."""

    __tablename__ = "training"

    title: Mapped[str]
    held_on: Mapped[dt.date]
    trainer: Mapped[str]
    kpis: Mapped[list[Any]]
    note: Mapped[str]
    status: Mapped[str] = mapped_column(String(16))


class AttendanceRow(Base):
    """That a person was at a training."""

    __tablename__ = "attendance"

    training_id: Mapped[int] = mapped_column(ForeignKey("training.id"), primary_key=True)
    person: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[dt.datetime]


class FeedbackRow(Edited, Base):
    """A suggestion of a member on a KPI, a goal or anything else, and what became of it."""

    __tablename__ = "feedback"

    subject: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[str] = mapped_column(String(128))
    text: Mapped[str]
    answer: Mapped[str]
    status: Mapped[str] = mapped_column(String(16))
