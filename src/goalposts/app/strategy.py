"""Everything a brand plans, read in one go: profile, people, strategies, objectives, KPIs, campaigns, goals, tasks."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from goalposts.app.people import is_owner, may_see
from goalposts.app.workspace import Workspace
from goalposts.store.goals import Goal, list_goals
from goalposts.store.people import Person, list_people
from goalposts.store.profile import Profile, read_profile
from goalposts.store.sessions import OWNER
from goalposts.store.strategies import (
    AUDIENCES,
    CAMPAIGNS,
    CHOSEN_KPIS,
    OBJECTIVES,
    STRATEGIES,
    Audience,
    Campaign,
    ChosenKpi,
    Objective,
    Strategy,
)
from goalposts.store.tasks import Task, list_tasks


@dataclass(frozen=True)
class Plan:
    """What is in force, oldest first. Goals are those the reader may see, drafts and closed ones among them."""

    profile: Profile
    people: tuple[Person, ...]
    strategies: tuple[Strategy, ...]
    objectives: tuple[Objective, ...]
    chosen: tuple[ChosenKpi, ...]
    audiences: tuple[Audience, ...]
    campaigns: tuple[Campaign, ...]
    goals: tuple[Goal, ...]
    tasks: tuple[Task, ...]

    def objectives_of(self, strategy: Strategy) -> list[Objective]:
        """The objectives under a strategy."""
        return [one for one in self.objectives if one.strategy_id == strategy.id]

    def kpis_of(self, objective: Objective) -> list[ChosenKpi]:
        """The KPIs chosen for an objective."""
        return [one for one in self.chosen if one.objective_id == objective.id]

    def goals_of(self, objective: Objective) -> list[Goal]:
        """The goals that serve an objective."""
        return [one for one in self.goals if one.objective_id == objective.id]

    def campaigns_of(self, objective: Objective | None) -> list[Campaign]:
        """The campaigns of an objective; of None those that have none."""
        wanted = objective.id if objective else None
        return [one for one in self.campaigns if one.objective_id == wanted]

    def audience(self, id_: int | None) -> Audience | None:
        """An audience by its id, if it is in force."""
        return next((one for one in self.audiences if one.id == id_), None)

    def objective(self, id_: int | None) -> Objective | None:
        """An objective by its id, if it is in force."""
        return next((one for one in self.objectives if one.id == id_), None)


def read_plan(workspace: Workspace, person: str = OWNER) -> Plan:
    """The plan as `person` may see it."""
    owns = is_owner(workspace, person)
    with workspace.database.reading() as transaction:
        return plan_within(transaction, lambda goal: may_see(goal, person, owns))


def plan_within(transaction: Session, is_seen: Callable[[Goal], bool] = lambda _: True) -> Plan:
    """The plan inside a transaction; `is_seen` decides which goals are in it, by default all."""
    goals = list_goals(transaction)
    return Plan(
        profile=read_profile(transaction),
        people=tuple(list_people(transaction)),
        strategies=tuple(STRATEGIES.list(transaction)),
        objectives=tuple(OBJECTIVES.list(transaction)),
        chosen=tuple(CHOSEN_KPIS.list(transaction)),
        audiences=tuple(AUDIENCES.list(transaction)),
        campaigns=tuple(CAMPAIGNS.list(transaction)),
        goals=tuple(goal for goal in goals if is_seen(goal)),
        tasks=tuple(sorted(list_tasks(transaction), key=lambda task: task.id)),
    )


def budgets(campaigns: Iterable[Campaign]) -> Mapping[str, float]:
    """The budgets of campaigns added up by currency; money of several currencies is never added."""
    totals: dict[str, float] = defaultdict(float)
    for campaign in campaigns:
        if campaign.budget is not None:
            totals[campaign.currency] += campaign.budget
    return dict(sorted(totals.items()))


def is_running(starts_on: dt.date | None, ends_on: dt.date | None, today: dt.date) -> bool:
    """Whether a span of days has begun and has not ended; an open side is always there."""
    return (starts_on is None or starts_on <= today) and (ends_on is None or today <= ends_on)
