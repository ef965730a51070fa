"""Suggestions: the inbox, what became of each, and the form that goes on pages of KPIs and goals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from goalposts.app import feedback as suggestions
from goalposts.app.people import is_owner, may_see, names
from goalposts.app.workspace import Workspace
from goalposts.errors import Fault, Invalid, Overtaken
from goalposts.i18n import format_day
from goalposts.i18n.notices import status_name, subject_name
from goalposts.store.feedback import CONTENT, GOAL, KPI, OTHER, REPORT, STATUSES, SUBJECTS, Feedback
from goalposts.store.goals import STATUSES as GOAL_STATUSES
from goalposts.store.goals import Goal, list_goals
from goalposts.web.rendering import render
from goalposts.web.visitor import language_of, person_of

router = APIRouter(include_in_schema=False)

IN_WORDS = (REPORT, CONTENT, OTHER)
BLANK = {"subject": OTHER, "subject_id": "", "text": ""}


@router.get("/team/feedback")
def feedback(request: Request, status: str = "") -> Response:
    """Every suggestion, new ones first, or those with one status."""
    return _page(request, status if status in STATUSES else "")


@router.post("/team/feedback")
async def suggest(request: Request) -> Response:
    """Make a suggestion."""
    form = await request.form()
    said = {name: str(form.get(name, "")) for name in BLANK}
    return await run_in_threadpool(_suggest, request, said)


@router.post("/team/feedback/{id_}")
async def answer(request: Request, id_: int) -> Response:
    """Say what becomes of a suggestion."""
    form = await request.form()
    said = {name: str(form.get(name, "")) for name in ("status", "answer", "version")}
    return await run_in_threadpool(_answer, request, id_, said)


def _suggest(request: Request, said: dict[str, str]) -> Response:
    try:
        suggestions.suggest(
            _workspace(request),
            said["text"],
            subject=said["subject"],
            subject_id=said["subject_id"],
            by=person_of(request),
            language=language_of(request),
        )
    except Invalid as error:
        return _page(request, said=said, faults=error.faults)
    return RedirectResponse("/team/feedback", status_code=303)


def _answer(request: Request, id_: int, said: dict[str, str]) -> Response:
    try:
        suggestions.answer(
            _workspace(request),
            id_,
            said["status"],
            said["answer"],
            by=person_of(request),
            expected=int(said["version"]) if said["version"].isdigit() else None,
            language=language_of(request),
        )
    except Invalid as error:
        return _page(request, answered={"id": id_, **said}, faults=error.faults)
    except Overtaken as error:
        return _page(request, answered={"id": id_, **said}, overtaken=error)
    return RedirectResponse("/team/feedback", status_code=303)


def _page(
    request: Request,
    status: str = "",
    *,
    said: Mapping[str, str] | None = None,
    answered: Mapping[str, Any] | None = None,
    faults: Sequence[Fault] = (),
    overtaken: Overtaken | None = None,
) -> Response:
    workspace, language, me = _workspace(request), language_of(request), person_of(request)
    called, goals = names(workspace, language), _goals(workspace, me)
    everything = [one for one in suggestions.list_feedback(workspace) if _is_seen(one, goals)]
    kept = [said["subject"]] if said and said["subject"] in SUBJECTS else []
    found = [one for one in everything if status in ("", one.status)]
    return render(
        request,
        "feedback.html",
        status=409 if overtaken else 422 if faults else 200,
        suggestions=[_shown(workspace, one, called, goals, me, language) for one in found],
        counts=[
            (code, status_name(code, language), sum(one.status == code for one in everything)) for code in STATUSES
        ],
        which=status,
        said={**BLANK, **(said or {})},
        answered=answered or {"id": 0},
        faults=faults,
        overtaken=called.get(overtaken.person, overtaken.person) if overtaken else "",
        subjects=[(code, subject_name(code, language)) for code in dict.fromkeys([*IN_WORDS, *kept])],
        most=suggestions.MOST_TEXT,
    )


def _count(status: str, found: Sequence[Feedback], language: str) -> tuple[str, str, int]:
    return status, status_name(status, language), sum(one.status == status for one in found)


def _shown(
    workspace: Workspace,
    one: Feedback,
    called: Mapping[str, str],
    goals: Mapping[int, Goal],
    me: str,
    language: str,
) -> dict[str, Any]:
    about, place = one.subject_id, ""
    if one.subject == KPI:
        known = workspace.catalog.kpis.get(one.subject_id)
        about, place = (known.names[language], f"/kpi/{known.id}") if known else (one.subject_id, "")
    elif one.subject == GOAL:
        about, place = goals[int(one.subject_id)].name, f"/goals/{one.subject_id}"
    return {
        "id": one.id,
        "version": one.version,
        "subject": subject_name(one.subject, language),
        "about": about,
        "place": place,
        "text": one.text,
        "by": called.get(one.created_by, one.created_by),
        "day": format_day(one.created_at.date(), language),
        "status": one.status,
        "status_name": status_name(one.status, language),
        "answer": one.answer,
        "answered_by": called.get(one.changed_by, one.changed_by) if one.version > 1 else "",
        "may_answer": suggestions.may_answer(workspace, one, me),
    }


def _goals(workspace: Workspace, me: str) -> dict[int, Goal]:
    """Goals the reader may see, by id."""
    owns = is_owner(workspace, me)
    with workspace.database.reading() as transaction:
        found = list_goals(transaction, statuses=GOAL_STATUSES)
    return {goal.id: goal for goal in found if may_see(goal, me, owns)}


def _is_seen(one: Feedback, goals: Mapping[int, Goal]) -> bool:
    return one.subject != GOAL or int(one.subject_id) in goals


def _workspace(request: Request) -> Workspace:
    workspace: Workspace = request.app.state.workspace
    return workspace
