"""A strategy with one objective, and KPIs chosen for it."""

from __future__ import annotations

from typing import Any

from goalposts.app.workspace import Workspace
from goalposts.store.strategies import CHOSEN_KPIS, OBJECTIVES, STRATEGIES, ChosenKpi, Objective


def add_objective(workspace: Workspace, name: str = "Be known", **values: Any) -> Objective:
    with workspace.database.transaction() as transaction:
        said: dict[str, Any] = {"person": "owner", "now": workspace.now()}
        strategy = STRATEGIES.add(transaction, {"name": "2026", "owner": "owner"}, **said)
        columns = {"strategy_id": strategy.id, "code": "awareness", "name": name, "owner": "owner"}
        return OBJECTIVES.add(transaction, columns | values, **said)


def add_chosen_kpi(workspace: Workspace, kpi: str, **values: Any) -> ChosenKpi:
    objective = add_objective(workspace)
    with workspace.database.transaction() as transaction:
        columns = {"objective_id": objective.id, "kpi": kpi, "reason": "it shows who knows us", "owner": "owner"}
        return CHOSEN_KPIS.add(transaction, columns | values, person="owner", now=workspace.now())
