"""The page of one person: what is theirs, how it stands, and what it moves."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from goalposts.app.member import Effect, Member, read_member
from goalposts.app.people import names
from goalposts.app.training import OUTDATED
from goalposts.app.workspace import Workspace
from goalposts.i18n import format_day
from goalposts.i18n.notices import notice_words
from goalposts.i18n.team import role_name
from goalposts.web.pages.goals import words_of
from goalposts.web.pages.notices import place_of
from goalposts.web.pages.tasks import show_task
from goalposts.web.rendering import render
from goalposts.web.visitor import language_of, person_of

router = APIRouter(include_in_schema=False)


@router.get("/team/me")
def me(request: Request) -> Response:
    """The reader's own page."""
    return _page(request, person_of(request))


@router.get("/team/{key}")
def member(request: Request, key: str) -> Response:
    """The page of somebody else; everybody sees what everybody works on."""
    return _page(request, key)


def _page(request: Request, key: str) -> Response:
    workspace: Workspace = request.app.state.workspace
    language, viewer = language_of(request), person_of(request)
    found = read_member(workspace, key, viewer, language)
    words, called = words_of(request), names(workspace, language)
    kpi_names = {kpi.id: kpi.names[language] for kpi in workspace.catalog.kpis.values()}
    return render(
        request,
        "member.html",
        person=found.person,
        role=role_name(found.person.role, language),
        left=format_day(found.person.left_on, language) if found.person.left_on else "",
        is_me=key == viewer,
        goals=[words.goal(goal, found.tracking.progress, found.tracking.outlooks) for goal in found.goals],
        tasks=[show_task(task, request, called, found.work_goals) for task in found.tasks],
        kpis=[_owned(kpi, found, kpi_names) for kpi in found.kpis],
        effects=[_moved(effect, kpi_names) for effect in found.effects],
        gaps=[(one.kpi, kpi_names.get(one.kpi, one.kpi), one.state == OUTDATED) for one in found.gaps],
        notices=[_told(one.notice, language) for one in found.notices],
    )


def _owned(kpi: str, found: Member, kpi_names: dict[str, str]) -> dict[str, Any]:
    steward = found.kpis[kpi]
    return {
        "kpi": kpi,
        "name": kpi_names.get(kpi, kpi),
        "labels": steward.labels,
        "objectives": [name for _, name in steward.objectives],
    }


def _moved(effect: Effect, kpi_names: dict[str, str]) -> dict[str, Any]:
    return {
        "kpi": effect.kpi,
        "name": kpi_names.get(effect.kpi, effect.kpi),
        "tasks": [task.title for task in effect.tasks],
        "goals": [(goal.id, goal.name) for goal in effect.goals],
    }


def _told(notice: Any, language: str) -> dict[str, str]:
    title, _ = notice_words(notice.kind, notice.title, notice.body, notice.facts, language)
    return {"title": title, "place": place_of(notice.subject, notice.subject_id)}
