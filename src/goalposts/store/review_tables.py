"""Tables of the life cycle: the trail of every edit, revisions with votes, reviews, optimisation rows, checklists."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from goalposts.store.base import Base, Edited


class TrailRow(Base):
    """One edit of anything people plan: who, when, what it was before and after. Never changed, never deleted."""

    __tablename__ = "trail"
    __table_args__ = (Index(None, "subject", "subject_id"), Index(None, "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime]
    person: Mapped[str]
    subject: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[str] = mapped_column(String(128))
    name: Mapped[str]
    action: Mapped[str] = mapped_column(String(32))
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    note: Mapped[str]
    revision_id: Mapped[int | None]


class RevisionRow(Edited, Base):
    """A proposed change of a KPI or a target: trigger, reason, old and new, until it is decided and announced."""

    __tablename__ = "revision"
    __table_args__ = (Index(None, "subject", "subject_id"),)

    subject: Mapped[str] = mapped_column(String(16))
    subject_id: Mapped[str] = mapped_column(String(128))
    goal_id: Mapped[int | None] = mapped_column(ForeignKey("goal.id"))
    kpi: Mapped[str] = mapped_column(String(128))
    name: Mapped[str]
    trigger: Mapped[str] = mapped_column(String(32))
    reason: Mapped[str]
    wish: Mapped[str]
    old: Mapped[dict[str, Any]]
    new: Mapped[dict[str, Any]]
    questions: Mapped[list[Any]]
    smart_before: Mapped[dict[str, Any]]
    smart_after: Mapped[dict[str, Any]]
    status: Mapped[str] = mapped_column(String(16))
    effective_on: Mapped[dt.date | None]
    decided_at: Mapped[dt.datetime | None]
    decided_by: Mapped[str]
    decision: Mapped[str]
    announced_at: Mapped[dt.datetime | None]
    notice_id: Mapped[int | None]


class RevisionVoiceRow(Base):
    """One person's word on a revision: +1, -1 or 0, and why; the latest word of a person counts as the vote."""

    __tablename__ = "revision_voice"
    __table_args__ = (Index(None, "revision_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    person: Mapped[str]
    at: Mapped[dt.datetime]
    vote: Mapped[int]
    text: Mapped[str]


class ReviewRow(Base):
    """One look at one KPI or target in a quarterly review: what was proposed, decided, and on what evidence."""

    __tablename__ = "review"
    __table_args__ = (Index(None, "subject", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(16))
    subject_id: Mapped[str] = mapped_column(String(128))
    at: Mapped[dt.datetime]
    person: Mapped[str]
    proposal: Mapped[str] = mapped_column(String(16))
    decision: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str]
    evidence: Mapped[dict[str, Any]]
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))


class OptimisationRow(Edited, Base):
    """One line of the optimisation table: what stands between a target and its reaching, and what is done about it."""

    __tablename__ = "optimisation_row"

    target_id: Mapped[int] = mapped_column(ForeignKey("target.id"))
    position: Mapped[int]
    obstacle: Mapped[str]
    suggestion: Mapped[str]
    action: Mapped[str]
    task_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"))
    owner: Mapped[str]
    status: Mapped[str] = mapped_column(String(16))


class ChecklistMarkRow(Base):
    """One item of a checklist that somebody ticked or left a note on."""

    __tablename__ = "checklist_mark"

    checklist: Mapped[str] = mapped_column(String(64), primary_key=True)
    item: Mapped[str] = mapped_column(String(64), primary_key=True)
    done: Mapped[bool]
    note: Mapped[str]
    person: Mapped[str]
    at: Mapped[dt.datetime]
