"""Whom the brand speaks to: every audience with what it wants and values."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from goalposts.app.strategy import read_plan
from goalposts.web.pages.strategy import PlanView
from goalposts.web.rendering import render
from goalposts.web.visitor import language_of

router = APIRouter(include_in_schema=False)


@router.get("/strategy/audiences")
def audiences(request: Request) -> Response:
    """Every audience, and the way to describe another."""
    workspace = request.app.state.workspace
    plan = read_plan(workspace, request.state.session.person)
    view = PlanView(workspace, plan, language_of(request))
    return render(request, "audiences.html", audiences=[view.audience(one) for one in plan.audiences])
