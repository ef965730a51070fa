"""Tables of goals: targets, check-ins, milestones, tasks, and what was last worked out of each target."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from goalposts.store.base import Base, Edited


class GoalRow(Edited, Base):
    """A goal: why it matters, for whom, whose it is, its days, and how SMART it was when it was last saved."""

    __tablename__ = "goal"

    name: Mapped[str]
    sentence: Mapped[str]
    objective_id: Mapped[int | None] = mapped_column(ForeignKey("objective.id"))
    audience_id: Mapped[int | None] = mapped_column(ForeignKey("audience.id"))
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"))
    owner: Mapped[str]
    relevance: Mapped[str]
    resources: Mapped[str]
    confirmed_by: Mapped[str]
    confirmed_at: Mapped[dt.datetime | None]
    starts_on: Mapped[dt.date]
    due_on: Mapped[dt.date | None]
    smart: Mapped[dict[str, Any]]
    visibility: Mapped[str] = mapped_column(String(16))
    status: Mapped[str] = mapped_column(String(16))
    reviewed_at: Mapped[dt.datetime | None]


class TargetRow(Edited, Base):
    """One target of a goal; every column is explained at `store.goals.Target`."""

    __tablename__ = "target"
    __table_args__ = (Index(None, "goal_id"),)

    goal_id: Mapped[int] = mapped_column(ForeignKey("goal.id"))
    position: Mapped[int]
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(String(16))
    kpi: Mapped[str] = mapped_column(String(128))
    where: Mapped[dict[str, Any]]
    operator: Mapped[str] = mapped_column(String(16))
    direction: Mapped[str] = mapped_column(String(8))
    mode: Mapped[str] = mapped_column(String(24))
    amount: Mapped[float | None]
    target_value: Mapped[float | None]
    unit: Mapped[str] = mapped_column(String(16))
    progress_mode: Mapped[str] = mapped_column(String(16))
    baseline_value: Mapped[float | None]
    baseline_from: Mapped[dt.date | None]
    baseline_to: Mapped[dt.date | None]
    cadence: Mapped[str] = mapped_column(String(16))
    starts_on: Mapped[dt.date]
    due_on: Mapped[dt.date | None]
    steps: Mapped[list[Any]]
    lines: Mapped[dict[str, Any]]
    weight: Mapped[float]
    done_on: Mapped[dt.date | None]
    status: Mapped[str] = mapped_column(String(16))


class CheckInRow(Base):
    """What somebody said about a goal on a day; a value only for targets that no KPI measures.

    prompt: why they were asked (`routine`, `behind`, `reached`), '' where they came by themselves.
    """

    __tablename__ = "check_in"
    __table_args__ = (Index(None, "goal_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    goal_id: Mapped[int] = mapped_column(ForeignKey("goal.id"))
    target_id: Mapped[int | None] = mapped_column(ForeignKey("target.id"))
    day: Mapped[dt.date]
    at: Mapped[dt.datetime]
    person: Mapped[str]
    prompt: Mapped[str]
    note: Mapped[str]
    obstacle: Mapped[str]
    next_step: Mapped[str]
    value: Mapped[float | None]


class MilestoneRow(Base):
    """Something reached: a quarter of the way, a line, the target, a streak; and why it worked."""

    __tablename__ = "milestone"
    __table_args__ = (UniqueConstraint("target_id", "kind", "period_start"), Index(None, "goal_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    goal_id: Mapped[int] = mapped_column(ForeignKey("goal.id"))
    target_id: Mapped[int | None] = mapped_column(ForeignKey("target.id"))
    kind: Mapped[str] = mapped_column(String(32))
    period_start: Mapped[dt.date]
    value: Mapped[float | None]
    reached_on: Mapped[dt.date]
    found_at: Mapped[dt.datetime]
    why_it_worked: Mapped[str]
    repeat_by: Mapped[str]
    told_by: Mapped[str]
    told_at: Mapped[dt.datetime | None]


class TaskRow(Edited, Base):
    """A piece of work with somebody to do it; done tasks move the task targets they belong to."""

    __tablename__ = "task"
    __table_args__ = (Index(None, "goal_id"), Index(None, "assignee"))

    list_name: Mapped[str]
    title: Mapped[str]
    note: Mapped[str]
    assignee: Mapped[str]
    due_on: Mapped[dt.date | None]
    goal_id: Mapped[int | None] = mapped_column(ForeignKey("goal.id"))
    target_id: Mapped[int | None] = mapped_column(ForeignKey("target.id"))
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"))
    position: Mapped[int]
    done_on: Mapped[dt.date | None]
    done_by: Mapped[str]
    status: Mapped[str] = mapped_column(String(16))


class TargetProgressRow(Base):
    """What was worked out of a target on a day, from the facts as of one snapshot; the newest of a day is kept."""

    __tablename__ = "target_progress"

    target_id: Mapped[int] = mapped_column(ForeignKey("target.id"), primary_key=True)
    day: Mapped[dt.date] = mapped_column(primary_key=True)
    snapshot: Mapped[int]
    target_version: Mapped[int]
    worked_out_at: Mapped[dt.datetime]
    outcome: Mapped[dict[str, Any]]
