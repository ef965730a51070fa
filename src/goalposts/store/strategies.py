"""What a brand is after: strategies, objectives, audiences, chosen KPIs and campaigns, each kept in its register."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from goalposts.store.register import ACTIVE, Register
from goalposts.store.strategy_tables import AudienceRow, CampaignRow, ChosenKpiRow, ObjectiveRow, StrategyRow


@dataclass(frozen=True, slots=True)
class Strategy:
    """What holds objectives together. north_star: the one KPI (with the slice `north_star_where`) that says whether it
    works, and why that one; '' = not chosen yet. owner: a person's key.
    """

    id: int
    version: int
    name: str
    description: str
    owner: str
    starts_on: dt.date | None
    ends_on: dt.date | None
    north_star: str
    north_star_where: Mapping[str, Any]
    north_star_reason: str
    status: str


@dataclass(frozen=True, slots=True)
class Objective:
    """A business objective of a strategy; `code` is one of the objectives of the playbook."""

    id: int
    version: int
    strategy_id: int
    code: str
    name: str
    description: str
    owner: str
    audience_id: int | None
    starts_on: dt.date | None
    ends_on: dt.date | None
    status: str


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom the brand speaks to; `values` are codes of the playbook, `platforms` of `platforms.yaml`."""

    id: int
    version: int
    name: str
    who: str
    wants: str
    values: tuple[str, ...]
    platforms: tuple[str, ...]
    ideal_customer: str
    owner: str
    status: str


@dataclass(frozen=True, slots=True)
class ChosenKpi:
    """A KPI that an objective is watched by: what it is called there, why it is relevant, and whose it is.

    where: the slice (dimension -> value); channel: a code of the playbook; rivals_note: what others track, as
    inspiration only.
    """

    id: int
    version: int
    objective_id: int
    kpi: str
    where: Mapping[str, Any]
    label: str
    channel: str
    reason: str
    owner: str
    rivals_note: str
    status: str


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """What a part of a budget is for; `quarter` is a fiscal quarter such as "2027-Q1", '' = the whole campaign."""

    name: str
    amount: float
    quarter: str = ""


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign. budget: in `currency` (ISO 4217); None = not set. budget_lines: its parts."""

    id: int
    version: int
    name: str
    objective_id: int | None
    audience_id: int | None
    utm_campaign: str
    owner: str
    starts_on: dt.date | None
    ends_on: dt.date | None
    budget: float | None
    currency: str
    budget_lines: tuple[BudgetLine, ...]
    status: str


def _budget_lines(kept: Iterable[Mapping[str, Any]]) -> tuple[BudgetLine, ...]:
    return tuple(BudgetLine(line["name"], float(line["amount"]), line.get("quarter", "")) for line in kept)


def _as_json(lines: Iterable[BudgetLine]) -> list[dict[str, Any]]:
    told = ({"name": line.name, "amount": line.amount, "quarter": line.quarter} for line in lines)
    return [{name: value for name, value in line.items() if value != ""} for line in told]


_DAYS: dict[str, Any] = {"starts_on": None, "ends_on": None}
STRATEGIES = Register(
    StrategyRow,
    Strategy,
    {"description": "", **_DAYS, "north_star": "", "north_star_where": {}, "north_star_reason": "", "status": ACTIVE},
    read={},
    write={"north_star_where": dict},
)
OBJECTIVES = Register(
    ObjectiveRow,
    Objective,
    {"description": "", "audience_id": None, **_DAYS, "status": ACTIVE},
    read={},
    write={},
)
AUDIENCES = Register(
    AudienceRow,
    Audience,
    {"who": "", "wants": "", "values": [], "platforms": [], "ideal_customer": "", "status": ACTIVE},
    read={"values": tuple, "platforms": tuple},
    write={"values": list, "platforms": list},
)
CHOSEN_KPIS = Register(
    ChosenKpiRow,
    ChosenKpi,
    {"where": {}, "label": "", "channel": "", "rivals_note": "", "status": ACTIVE},
    read={},
    write={"where": dict},
)
CAMPAIGNS = Register(
    CampaignRow,
    Campaign,
    {
        "objective_id": None,
        "audience_id": None,
        "utm_campaign": "",
        **_DAYS,
        "budget": None,
        "currency": "",
        "budget_lines": [],
        "status": ACTIVE,
    },
    read={"budget_lines": _budget_lines},
    write={"budget_lines": _as_json},
)
