"""A team of three with KPIs and goals of their own, for tests of what people are told and taught."""

from __future__ import annotations

import datetime as dt
from typing import Any

from goalposts.app.people import add_person
from goalposts.app.workspace import Workspace
from goalposts.store.goals import Goal, add_goal, add_target, find_goal
from goalposts.store.strategies import CHOSEN_KPIS, OBJECTIVES, STRATEGIES, Objective

TODAY = dt.date(2026, 11, 22)
NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> dt.datetime:
        return self.now

    def pass_by(self, **span: int) -> None:
        self.now += dt.timedelta(**span)


def add_team(workspace: Workspace) -> None:
    """Mina (content, Korean) and Jo (sales) beside the owner."""
    add_person(workspace, {"name": "Mina Kim", "team": "Content", "language": "ko"}, key="mina")
    add_person(workspace, {"name": "Jo Park", "team": "Sales"}, key="jo")


def choose(
    workspace: Workspace, kpi: str, owner: str, *, objective: str = "Keep customers", label: str = ""
) -> Objective:
    """A KPI chosen for an objective of its own."""
    with workspace.database.transaction() as transaction:
        said: dict[str, Any] = {"person": "owner", "now": workspace.now()}
        strategy = STRATEGIES.add(transaction, {"name": "Grow", "owner": "owner"}, **said)
        values = {"strategy_id": strategy.id, "code": "retention", "name": objective, "owner": "owner"}
        made = OBJECTIVES.add(transaction, values, **said)
        chosen = {"objective_id": made.id, "kpi": kpi, "reason": "it says so", "owner": owner, "label": label}
        CHOSEN_KPIS.add(transaction, chosen, **said)
    return made


def want(workspace: Workspace, kpi: str, owner: str, **values: Any) -> Goal:
    """A running goal of one target on a KPI."""
    with workspace.database.transaction() as transaction:
        said: dict[str, Any] = {"person": "owner", "now": workspace.now()}
        days = {"starts_on": TODAY - dt.timedelta(days=10), "due_on": TODAY + dt.timedelta(days=20)}
        goal = add_goal(
            transaction, {"name": f"More {kpi}", "owner": owner, "status": "active", **days, **values}, **said
        )
        add_target(
            transaction, goal.id, {"name": kpi, "kind": "number", "kpi": kpi, "target_value": 100.0, **days}, **said
        )
        return find_goal(transaction, goal.id)
