"""The strategy as it stands: north star first, objectives with their KPIs and goals; and the plan on one sheet."""

from __future__ import annotations

import datetime as dt
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from goalposts.app.live_data import NONE, live_data
from goalposts.app.people import names
from goalposts.app.strategy import Plan, budgets, read_plan
from goalposts.app.workspace import Workspace
from goalposts.catalog.playbook import load_playbook
from goalposts.errors import GoalpostsError
from goalposts.i18n import format_day, format_value, value_name
from goalposts.store.goals import ACTIVE, DRAFT
from goalposts.store.strategies import Campaign, ChosenKpi, Objective, Strategy
from goalposts.store.tasks import OPEN
from goalposts.web.rendering import render
from goalposts.web.visitor import language_of

router = APIRouter(include_in_schema=False)


@router.get("/strategy")
def strategy(request: Request) -> Response:
    """Every strategy with its north star, its objectives, their KPIs, goals and campaigns."""
    return _page(request, "strategy.html")


@router.get("/strategy/plan")
def plan(request: Request) -> Response:
    """The whole plan on one sheet, to print or to save as PDF."""
    return _page(request, "strategy_plan.html")


def _page(request: Request, template: str) -> Response:
    workspace: Workspace = request.app.state.workspace
    language = language_of(request)
    plan = read_plan(workspace, request.state.session.person)
    view = PlanView(workspace, plan, language)
    book, profile = load_playbook(), plan.profile
    return render(
        request,
        template,
        strategies=[view.strategy(one) for one in plan.strategies],
        loose=[view.campaign(one) for one in plan.campaigns_of(None)],
        audiences=[view.audience(one) for one in plan.audiences],
        totals=view.totals(plan.campaigns),
        tasks=[view.task(one) for one in plan.tasks if one.status == OPEN],
        profile=profile,
        sector=book.sectors[profile.sector][language] if profile.sector in book.sectors else "",
        model=book.business_models.get(profile.business_model),
        today=format_day(workspace.today(), language),
    )


class PlanView:
    """What the pages of a plan show of its records, in one language."""

    def __init__(self, workspace: Workspace, plan: Plan, language: str) -> None:
        self.workspace, self.plan, self.language = workspace, plan, language
        self.people, self.book = names(workspace, language), load_playbook()

    def strategy(self, one: Strategy) -> dict[str, Any]:
        """A strategy with everything below it."""
        return {
            "record": one,
            "owner": self.person(one.owner),
            "days": self.days(one.starts_on, one.ends_on),
            "star": self.kpi_name(one.north_star) if one.north_star else "",
            "star_where": self.where(one.north_star_where),
            "star_live": self.is_live(one.north_star) if one.north_star else True,
            "objectives": [self.objective(objective) for objective in self.plan.objectives_of(one)],
        }

    def objective(self, one: Objective) -> dict[str, Any]:
        """An objective with its KPIs, goals and campaigns."""
        aim, audience = self.book.objectives.get(one.code), self.plan.audience(one.audience_id)
        return {
            "record": one,
            "kind": aim.names[self.language] if aim else one.code,
            "owner": self.person(one.owner),
            "days": self.days(one.starts_on, one.ends_on),
            "audience": audience.name if audience else "",
            "kpis": [self.chosen(chosen) for chosen in self.plan.kpis_of(one)],
            "goals": [goal for goal in self.plan.goals_of(one) if goal.status in (DRAFT, ACTIVE)],
            "campaigns": [self.campaign(campaign) for campaign in self.plan.campaigns_of(one)],
        }

    def chosen(self, one: ChosenKpi) -> dict[str, Any]:
        """A chosen KPI: its label, what it is, its reason, and whether data are there."""
        name = self.kpi_name(one.kpi)
        return {
            "record": one,
            "label": one.label or name,
            "name": name if one.label and one.label != name else "",
            "address": one.kpi.partition("@")[0],
            "where": self.where(one.where),
            "owner": self.person(one.owner),
            "is_live": self.is_live(one.kpi),
            "is_vanity": one.kpi.partition("@")[0] in self.book.vanity,
        }

    def campaign(self, one: Campaign) -> dict[str, Any]:
        """A campaign with its days and money."""
        objective, audience = self.plan.objective(one.objective_id), self.plan.audience(one.audience_id)
        today = self.workspace.today()
        phase = "planned" if one.starts_on and today < one.starts_on else "running"
        return {
            "record": one,
            "owner": self.person(one.owner),
            "days": self.days(one.starts_on, one.ends_on),
            "phase": "over" if one.ends_on and one.ends_on < today else phase if one.starts_on else "",
            "budget": self.money(one.budget, one.currency),
            "lines": [(line.name, line.quarter, self.money(line.amount, one.currency)) for line in one.budget_lines],
            "objective": objective.name if objective else "",
            "audience": audience.name if audience else "",
            "goals": [goal for goal in self.plan.goals if goal.campaign_id == one.id],
        }

    def audience(self, one: Any) -> dict[str, Any]:
        """An audience in words."""
        platforms = self.workspace.catalog.platforms
        return {
            "record": one,
            "owner": self.person(one.owner),
            "values": [self.book.values[c].names[self.language] for c in one.values if c in self.book.values],
            "platforms": [platforms[code].names[self.language] for code in one.platforms if code in platforms],
            "objectives": [found.name for found in self.plan.objectives if found.audience_id == one.id],
        }

    def task(self, one: Any) -> dict[str, Any]:
        """An open task."""
        return {
            "record": one,
            "assignee": self.person(one.assignee) if one.assignee else "",
            "due": format_day(one.due_on, self.language) if one.due_on else "",
        }

    def totals(self, campaigns: tuple[Campaign, ...]) -> list[str]:
        """The budgets added up, one text for each currency."""
        return [self.money(amount, currency) for currency, amount in budgets(campaigns).items()]

    def person(self, key: str) -> str:
        return self.people.get(key, key)

    def money(self, amount: float | None, currency: str) -> str:
        return format_value(amount, currency or "currency", self.language) if amount is not None else ""

    def days(self, first: dt.date | None, last: dt.date | None) -> str:
        """From when to when; an open side is left open."""
        said = [format_day(day, self.language) if day else "" for day in (first, last)]
        return " – ".join(said) if any(said) else ""

    def kpi_name(self, kpi: str) -> str:
        try:
            return self.workspace.catalog.define(kpi).names[self.language]
        except GoalpostsError:
            return kpi

    def where(self, where: Any) -> str:
        """A slice in words."""
        return ", ".join(self._value(name, value) for name, value in where.items())

    def _value(self, name: str, value: Any) -> str:
        platform = self.workspace.catalog.platforms.get(str(value)) if name == "platform" else None
        return platform.names[self.language] if platform else value_name(name, str(value), self.language)

    def is_live(self, kpi: str) -> bool:
        try:
            return live_data(self.workspace, kpi).state != NONE
        except GoalpostsError:
            return False
