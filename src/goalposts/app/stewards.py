"""Whose a KPI is, which objectives and goals it serves: read from the registers of strategies and goals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from goalposts.app.workspace import Workspace
from goalposts.store.goals import ACTIVE, DRAFT, Goal, list_goals
from goalposts.store.strategies import CHOSEN_KPIS, OBJECTIVES


@dataclass(frozen=True, slots=True)
class Steward:
    """What the registers say of one KPI.

    owners: keys of whoever it was chosen by name for, then of those whose goals want it; each once. labels: what it is
    called under its objectives. objectives and goals: (id, name).
    """

    owners: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    objectives: tuple[tuple[int, str], ...] = ()
    goals: tuple[tuple[int, str], ...] = ()


@dataclass
class _Gathered:
    owners: list[str] = field(default_factory=list)
    goal_owners: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    objectives: list[tuple[int, str]] = field(default_factory=list)
    goals: list[tuple[int, str]] = field(default_factory=list)


def stewards(workspace: Workspace) -> Mapping[str, Steward]:
    """KPI id -> whose it is and what it serves; KPIs nobody chose and no goal wants are not in it.

    Restricted goals count for their owner without their name.
    """
    with workspace.database.reading() as transaction:
        return _stewards(transaction)


def steward(workspace: Workspace, kpi: str) -> Steward:
    """Whose one KPI is; nobody's where it was not chosen."""
    return stewards(workspace).get(kpi, Steward())


def kpis_of(found: Mapping[str, Steward], person: str) -> tuple[str, ...]:
    """Ids of the KPIs that are a person's own or that their goals want."""
    return tuple(kpi for kpi, one in found.items() if person in one.owners)


def _stewards(transaction: Session) -> Mapping[str, Steward]:
    objectives = {one.id: one for one in OBJECTIVES.list(transaction)}
    goals = list_goals(transaction, statuses=(DRAFT, ACTIVE))
    found: dict[str, _Gathered] = {}
    for chosen in CHOSEN_KPIS.list(transaction):
        objective = objectives.get(chosen.objective_id)
        if objective:
            one = found.setdefault(_id(chosen.kpi), _Gathered())
            one.owners.append(chosen.owner)
            one.labels.append(chosen.label)
            one.objectives.append((objective.id, objective.name))
    for goal in goals:
        for kpi in dict.fromkeys(_id(target.kpi) for target in goal.targets if target.kpi):
            one = found.setdefault(kpi, _Gathered())
            one.goal_owners.append(goal.owner)
            if goal.visibility != "restricted":
                one.goals.append((goal.id, goal.name))
            served = objectives.get(goal.objective_id or 0)
            if served:
                one.objectives.append((served.id, served.name))
    return {kpi: _steward(one) for kpi, one in found.items()}


def affected(goal: Goal) -> tuple[str, ...]:
    """Ids of the KPIs that work on a goal is to move."""
    return tuple(dict.fromkeys(_id(target.kpi) for target in goal.targets if target.kpi))


def _steward(one: _Gathered) -> Steward:
    return Steward(
        tuple(key for key in dict.fromkeys([*one.owners, *one.goal_owners]) if key),
        tuple(label for label in dict.fromkeys(one.labels) if label),
        tuple(dict.fromkeys(one.objectives)),
        tuple(dict.fromkeys(one.goals)),
    )


def _id(kpi: str) -> str:
    return kpi.partition("@")[0]
