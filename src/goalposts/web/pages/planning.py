"""The forms of the strategy pages: strategy, objective, audience, campaign, chosen KPI, north star; and taking out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from goalposts.app import planning
from goalposts.app.people import names
from goalposts.app.strategy import read_plan
from goalposts.app.workspace import Workspace
from goalposts.errors import Fault, Invalid, NotFound, Overtaken
from goalposts.i18n import format_moment, translation
from goalposts.store.strategies import STRATEGIES
from goalposts.web.planning_forms import HOME, TITLES, filled, inputs_of
from goalposts.web.rendering import render
from goalposts.web.visitor import language_of

router = APIRouter(include_in_schema=False)

NORTH_STAR = "north-star"


@router.get("/strategy/edit/{kind}")
def new(request: Request, kind: str) -> Response:
    """An empty form; the address may fill fields in (`?objective=3&kpi=reach`)."""
    _check(kind, is_new=True)
    given = {"owner": request.state.session.person, **request.query_params}
    return _form(request, kind, given)


@router.get("/strategy/edit/{kind}/{id_}")
def edit(request: Request, kind: str, id_: int) -> Response:
    """The form filled from a record."""
    _check(kind)
    record = _find(request, kind, id_)
    said = filled(kind, record, language_of(request))
    return _form(request, kind, said, id_=id_, version=record.version)


@router.post("/strategy/edit/{kind}")
async def add(request: Request, kind: str) -> Response:
    """Store something new."""
    _check(kind, is_new=True)
    return await run_in_threadpool(_save, request, kind, None, await _said(request))


@router.post("/strategy/edit/{kind}/{id_}")
async def change(request: Request, kind: str, id_: int) -> Response:
    """Store a change; whoever was overtaken sees both versions and may save again."""
    _check(kind)
    return await run_in_threadpool(_save, request, kind, id_, await _said(request))


@router.post("/strategy/retire/{kind}/{id_}")
async def retire(request: Request, kind: str, id_: int) -> Response:
    """Take something out of force."""
    _check(kind, is_new=True)
    person = request.state.session.person
    await run_in_threadpool(planning.retire, request.app.state.workspace, kind, id_, person=person)
    return RedirectResponse(HOME.get(kind, "/strategy"), status_code=303)


def _check(kind: str, *, is_new: bool = False) -> None:
    known = tuple(planning.KINDS) if is_new else (*planning.KINDS, NORTH_STAR)
    if kind not in known:
        raise NotFound("form", kind, known)


async def _said(request: Request) -> dict[str, str]:
    """The form with every field once; ticks of one name are joined by blanks."""
    async with request.form(max_files=0, max_fields=100) as form:
        return joined(form)


def joined(form: FormData) -> dict[str, str]:
    """Fields of one name as one text, the empty ones left out."""
    found: dict[str, list[str]] = defaultdict(list)
    for name, value in form.multi_items():
        found[name].append(str(value))
    return {name: values[0] if len(values) == 1 else " ".join(filter(None, values)) for name, values in found.items()}


def _save(request: Request, kind: str, id_: int | None, said: dict[str, str]) -> Response:
    workspace: Workspace = request.app.state.workspace
    language, person = language_of(request), request.state.session.person
    version = said.get("version", "")
    expected = int(version) if version.isascii() and version.isdigit() else None
    by: dict[str, Any] = {"person": person, "expected": expected, "language": language}
    try:
        if kind == NORTH_STAR and id_ is not None:
            planning.set_north_star(workspace, id_, said, **by)
        else:
            planning.save(workspace, kind, said, id_=id_, **by)
    except Invalid as error:
        return _form(request, kind, said, id_=id_, version=expected, faults=error.faults, status=422)
    except Overtaken as error:
        now = _find(request, kind, id_ or 0).version
        return _form(request, kind, said, id_=id_, version=now, overtaken=error, status=409)
    return RedirectResponse(HOME.get(kind, "/strategy"), status_code=303)


def _find(request: Request, kind: str, id_: int) -> Any:
    register = STRATEGIES if kind == NORTH_STAR else planning.KINDS[kind]
    workspace: Workspace = request.app.state.workspace
    with workspace.database.reading() as transaction:
        return register.find(transaction, id_)


def _form(
    request: Request,
    kind: str,
    said: Mapping[str, str],
    *,
    id_: int | None = None,
    version: int | None = None,
    faults: tuple[Fault, ...] = (),
    overtaken: Overtaken | None = None,
    status: int = 200,
) -> Response:
    workspace: Workspace = request.app.state.workspace
    language = language_of(request)
    plan = read_plan(workspace, request.state.session.person)
    title = translation(language).gettext(TITLES[kind][id_ is not None])
    beside: dict[str, list[str]] = defaultdict(list)
    for fault in faults:
        beside[fault.column or ""].append(fault.message)
    return render(
        request,
        "plan_form.html",
        status=status,
        kind=kind,
        id=id_,
        version=version or "",
        title=title,
        home=HOME.get(kind, "/strategy"),
        inputs=inputs_of(kind, workspace, plan, language),
        said=defaultdict(str, said),
        faults=beside,
        needs_confirmation=kind == "kpi" and "kpi" in beside,
        clash=_clash(workspace, overtaken, language) if overtaken else None,
        can_retire=id_ is not None and kind != NORTH_STAR,
        back=plan.strategies or kind != "objective",
    )


def _clash(workspace: Workspace, error: Overtaken, language: str) -> dict[str, Any]:
    """Who was faster, when, and both values of every field."""
    return {
        "person": names(workspace, language).get(error.person, error.person),
        "at": format_moment(error.changed_at, language),
        "fields": [(name, _text(theirs), _text(mine)) for name, (theirs, mine) in error.clashes.items()],
    }


def _text(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(_text, value))
    if isinstance(value, dict):
        return ", ".join(f"{name}: {one}" for name, one in value.items())
    return "–" if value in (None, "") else str(value)
