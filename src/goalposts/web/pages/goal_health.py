"""Goal health: every common mistake in the plan, why it matters, and what mends it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from goalposts.app.goal_health import answer_for, check_health, mark_reviewed
from goalposts.app.plan_checks import ACTIONS, OWN, Breach
from goalposts.app.strategy import read_plan
from goalposts.app.workspace import Workspace
from goalposts.errors import NotFound
from goalposts.i18n import format_number
from goalposts.i18n.goal_health import CHECKS, check_text, check_title
from goalposts.web.rendering import render
from goalposts.web.visitor import language_of

router = APIRouter(include_in_schema=False)

PAGE = "/goals/health"


@router.get(PAGE)
def health(request: Request) -> Response:
    """Every breach with its fix; when all is well, what was checked."""
    workspace: Workspace = request.app.state.workspace
    language = language_of(request)
    found = check_health(workspace, person=request.state.session.person, language=language)
    groups = [
        {"code": code, "title": check_title(code, language), "breaches": [_shown(b, language) for b in breaches]}
        for code in CHECKS
        if (breaches := [breach for breach in found.breaches if breach.code == code])
    ]
    checked = [
        {"title": check_title(code, language), "count": format_number(found.looked_at[code], language)}
        for code in CHECKS
        if not any(breach.code == code for breach in found.breaches)
    ]
    total = sum(found.looked_at.values())
    return render(request, "goal_health.html", groups=groups, checked=checked, count=len(found.breaches), total=total)


@router.post(f"{PAGE}/{{action}}/{{subject}}/{{id_}}")
async def mend(request: Request, action: str, subject: str, id_: int) -> Response:
    """One click: the reader answers for it, or has looked at it today."""
    if action not in ACTIONS:
        raise NotFound("remedy", action, ACTIONS)
    await run_in_threadpool(_mend, request, action, subject, id_)
    return RedirectResponse(PAGE, status_code=303)


def _mend(request: Request, action: str, subject: str, id_: int) -> None:
    workspace, person = request.app.state.workspace, request.state.session.person
    if subject == "goal" and all(goal.id != id_ for goal in read_plan(workspace, person).goals):
        raise NotFound("goal", str(id_))
    if action == OWN:
        answer_for(workspace, subject, id_, person=person)
    else:
        mark_reviewed(workspace, id_, person=person)


def _shown(breach: Breach, language: str) -> dict[str, Any]:
    return {"breach": breach, "text": check_text(breach.code, language, {"name": breach.name, **breach.facts})}
