"""The first steps of a workspace, from the company to telling the team: what is done is read from what is there."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from goalposts.app.live_data import NONE, live_data
from goalposts.app.strategy import Plan, plan_within
from goalposts.app.workspace import Workspace
from goalposts.errors import GoalpostsError
from goalposts.store.people_tables import NoticeRow


@dataclass(frozen=True, slots=True)
class FirstStep:
    """One step: its code, where it is done, whether it is, and how many of what it asks for are there."""

    code: str
    address: str
    is_done: bool
    count: int = 0


def first_steps(workspace: Workspace) -> list[FirstStep]:
    """Every step in order; done is what can be seen in the workspace, nobody ticks it."""
    with workspace.database.reading() as transaction:
        plan = plan_within(transaction)
        notices = transaction.scalar(select(func.count()).select_from(NoticeRow)) or 0
    profile, strategies = plan.profile, plan.strategies
    own = [account for account in workspace.accounts() if account.owner_kind == "own"]
    measured = sum(_is_measured(workspace, chosen.kpi) for chosen in plan.chosen)
    stars = sum(bool(strategy.north_star) for strategy in strategies)
    owned = sum(person.is_here for person in plan.people)
    return [
        FirstStep("company", "#company", all((profile.company, profile.sector, profile.business_model))),
        FirstStep("priorities", "#priorities", bool(profile.priorities and profile.focus), len(profile.priorities)),
        FirstStep("audience", "/strategy/audiences", bool(plan.audiences), len(plan.audiences)),
        FirstStep("strategy", "/strategy", _has_objectives(plan), len(plan.objectives)),
        FirstStep("kpis", "/strategy/kpis", bool(plan.chosen), len(plan.chosen)),
        FirstStep("data", "/imports", bool(own) and (not plan.chosen or measured > 0), len(own)),
        FirstStep("goal", "/goals/new", bool(plan.goals), len(plan.goals)),
        FirstStep("north_star", _star_address(plan), bool(strategies) and stars == len(strategies), stars),
        FirstStep("team", "/team", owned > 1 and notices > 0, owned),
    ]


def _has_objectives(plan: Plan) -> bool:
    return bool(plan.strategies) and all(plan.objectives_of(strategy) for strategy in plan.strategies)


def _star_address(plan: Plan) -> str:
    missing = [strategy.id for strategy in plan.strategies if not strategy.north_star]
    return f"/strategy/edit/north-star/{missing[0]}" if missing else "/strategy"


def _is_measured(workspace: Workspace, kpi: str) -> bool:
    try:
        return live_data(workspace, kpi).state != NONE
    except GoalpostsError:
        return False
