"""Campaigns with their days, goals and budgets; money of several currencies is never added."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from goalposts.app.strategy import read_plan
from goalposts.web.pages.strategy import PlanView
from goalposts.web.rendering import render
from goalposts.web.visitor import language_of

router = APIRouter(include_in_schema=False)


@router.get("/strategy/campaigns")
def campaigns(request: Request) -> Response:
    """Every campaign, and the way to plan another."""
    workspace = request.app.state.workspace
    plan = read_plan(workspace, request.state.session.person)
    view = PlanView(workspace, plan, language_of(request))
    shown = [view.campaign(one) for one in plan.campaigns]
    return render(request, "campaigns.html", campaigns=shown, totals=view.totals(plan.campaigns))
