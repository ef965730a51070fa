"""People: who works here; owners add them, make their links, and let them go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from goalposts.app import people as team
from goalposts.app.workspace import Workspace
from goalposts.errors import Fault, Invalid, Overtaken
from goalposts.i18n import format_day
from goalposts.i18n.catalogues import NAMES
from goalposts.i18n.team import role_name
from goalposts.store.people import MEMBER, ROLES, Person
from goalposts.web.rendering import render
from goalposts.web.visitor import language_of, person_of

router = APIRouter(include_in_schema=False)

BLANK = {"key": "", "name": "", "team": "", "role": MEMBER, "language": ""}


@router.get("/team")
def people(request: Request) -> Response:
    """Everybody; owners find the forms here."""
    return _page(request)


@router.post("/team/people")
async def add(request: Request) -> Response:
    """Let somebody in, and show their link once."""
    return await run_in_threadpool(_add, request, _said(await request.form()))


@router.post("/team/people/{key}")
async def edit(request: Request, key: str) -> Response:
    """Change what is known of somebody."""
    return await run_in_threadpool(_edit, request, key, _said(await request.form()))


@router.post("/team/people/{key}/link")
async def link(request: Request, key: str) -> Response:
    """Make a new link and show it once."""
    return await run_in_threadpool(_link, request, key)


@router.post("/team/people/{key}/leave")
async def leave(request: Request, key: str) -> Response:
    """Somebody left."""
    await run_in_threadpool(team.let_go, _workspace(request), key, by=person_of(request))
    return RedirectResponse("/team", status_code=303)


@router.post("/team/people/{key}/return")
async def come_back(request: Request, key: str) -> Response:
    """Somebody who left is here again."""
    await run_in_threadpool(team.take_back, _workspace(request), key, by=person_of(request))
    return RedirectResponse("/team", status_code=303)


def _add(request: Request, said: dict[str, str]) -> Response:
    workspace, by = _workspace(request), person_of(request)
    try:
        made = team.add_person(workspace, said, key=said.get("key", ""), by=by, language=language_of(request))
    except Invalid as error:
        return _page(request, said=said, faults=error.faults)
    return _link(request, made.key)


def _edit(request: Request, key: str, said: dict[str, str]) -> Response:
    version = said.get("version", "")
    try:
        team.edit_person(
            _workspace(request),
            key,
            said,
            by=person_of(request),
            expected=int(version) if version.isdigit() else None,
            language=language_of(request),
        )
    except Invalid as error:
        return _page(request, edited={**said, "key": key}, faults=error.faults)
    except Overtaken as error:
        return _page(request, edited={**said, "key": key}, overtaken=error)
    return RedirectResponse("/team", status_code=303)


def _link(request: Request, key: str) -> Response:
    workspace = _workspace(request)
    path = team.sign_in_path(workspace, key, by=person_of(request))
    shown = {
        "name": team.find_person(workspace, key, language_of(request)).name,
        "address": f"{str(request.base_url).rstrip('/')}{path}",
    }
    return _page(request, link=shown)


def _page(
    request: Request,
    *,
    said: Mapping[str, str] | None = None,
    edited: Mapping[str, str] | None = None,
    faults: Sequence[Fault] = (),
    overtaken: Overtaken | None = None,
    link: Mapping[str, str] | None = None,
) -> Response:
    workspace, language = _workspace(request), language_of(request)
    everybody = team.list_people(workspace, language)
    return render(
        request,
        "people.html",
        status=409 if overtaken else 422 if faults else 200,
        people=[_shown(person, language, edited or {}) for person in everybody],
        me=person_of(request),
        owns=team.is_owner(workspace, person_of(request)),
        said=BLANK | dict(said or {}),
        faults=faults,
        edited=(edited or {}).get("key", ""),
        overtaken=team.names(workspace, language).get(overtaken.person, overtaken.person) if overtaken else "",
        link=link,
        roles=[(role, role_name(role, language)) for role in reversed(ROLES)],
        tongues=NAMES,
        longest=team.LONGEST,
    )


def _shown(person: Person, language: str, edited: Mapping[str, str]) -> dict[str, Any]:
    typed = edited if edited.get("key") == person.key else {}
    return {
        "key": person.key,
        "version": person.version,
        "name": person.name,
        "team": person.team,
        "role": role_name(person.role, language),
        "left": format_day(person.left_on, language) if person.left_on else "",
        "form": {name: typed.get(name, getattr(person, name)) for name in ("name", "team", "role", "language")},
    }


def _said(form: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in form.items()}


def _workspace(request: Request) -> Workspace:
    workspace: Workspace = request.app.state.workspace
    return workspace
