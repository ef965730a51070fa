"""Tables of what a brand is after: its profile, strategies, objectives, audiences, campaigns and chosen KPIs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from goalposts.store.base import Base, Edited


class ProfileRow(Base):
    """One answer about the brand as a whole: sector, business model, fiscal year, currency, priorities."""

    __tablename__ = "profile"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)
    changed_at: Mapped[dt.datetime]
    changed_by: Mapped[str]


class StrategyRow(Edited, Base):
    """A strategy: what holds objectives together, and the one KPI that says whether it works."""

    __tablename__ = "strategy"

    name: Mapped[str]
    description: Mapped[str]
    owner: Mapped[str]
    starts_on: Mapped[dt.date | None]
    ends_on: Mapped[dt.date | None]
    north_star: Mapped[str]
    north_star_where: Mapped[dict[str, Any]]
    north_star_reason: Mapped[str]
    status: Mapped[str] = mapped_column(String(16))


class AudienceRow(Edited, Base):
    """Whom a brand speaks to: who they are, what they want and value, where they are, the ideal customer."""

    __tablename__ = "audience"

    name: Mapped[str]
    who: Mapped[str]
    wants: Mapped[str]
    values: Mapped[list[Any]]
    platforms: Mapped[list[Any]]
    ideal_customer: Mapped[str]
    owner: Mapped[str]
    status: Mapped[str] = mapped_column(String(16))


class ObjectiveRow(Edited, Base):
    """A business objective under a strategy; `code` is one of the kinds of objective the playbook knows."""

    __tablename__ = "objective"

    strategy_id: Mapped[int] = mapped_column(ForeignKey("strategy.id"))
    code: Mapped[str] = mapped_column(String(32))
    name: Mapped[str]
    description: Mapped[str]
    owner: Mapped[str]
    audience_id: Mapped[int | None] = mapped_column(ForeignKey("audience.id"))
    starts_on: Mapped[dt.date | None]
    ends_on: Mapped[dt.date | None]
    status: Mapped[str] = mapped_column(String(16))


class ChosenKpiRow(Edited, Base):
    """A KPI chosen for an objective: its label there, why it is relevant, who owns it, what rivals track."""

    __tablename__ = "chosen_kpi"

    objective_id: Mapped[int] = mapped_column(ForeignKey("objective.id"))
    kpi: Mapped[str] = mapped_column(String(128))
    where: Mapped[dict[str, Any]]
    label: Mapped[str]
    channel: Mapped[str] = mapped_column(String(32))
    reason: Mapped[str]
    owner: Mapped[str]
    rivals_note: Mapped[str]
    status: Mapped[str] = mapped_column(String(16))


class CampaignRow(Edited, Base):
    """A campaign with its days and budget; `budget_lines` are {name, amount}."""

    __tablename__ = "campaign"

    name: Mapped[str]
    objective_id: Mapped[int | None] = mapped_column(ForeignKey("objective.id"))
    audience_id: Mapped[int | None] = mapped_column(ForeignKey("audience.id"))
    utm_campaign: Mapped[str]
    owner: Mapped[str]
    starts_on: Mapped[dt.date | None]
    ends_on: Mapped[dt.date | None]
    budget: Mapped[float | None]
    currency: Mapped[str] = mapped_column(String(3))
    budget_lines: Mapped[list[Any]]
    status: Mapped[str] = mapped_column(String(16))
