"""Templates of a plan, and the plan as one file: preview, apply, export, import."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from goalposts.app.goal_forms import read_number
from goalposts.app.people import is_owner
from goalposts.app.plan_file import export_plan
from goalposts.app.plan_importing import ABSENT, ADD, CHANGE, KEPT, PlanChange, import_plan
from goalposts.app.plan_templates import DEFAULT_BUDGET, Wish, apply_template
from goalposts.app.strategy import read_plan
from goalposts.app.workspace import Workspace
from goalposts.catalog.templates import load_templates
from goalposts.errors import Fault, Invalid, NotAllowed, NotFound
from goalposts.i18n import N_, translation
from goalposts.web.rendering import render
from goalposts.web.visitor import language_of

router = APIRouter(include_in_schema=False)

PAGE = "/strategy/templates"
MOST_FILE = 1_000_000
KIND_NAMES = {
    "profile": N_("Profile"),
    "person": N_("Person"),
    "audience": N_("Audience"),
    "strategy": N_("Strategy"),
    "objective": N_("Objective"),
    "kpi": N_("KPI"),
    "campaign": N_("Campaign"),
    "goal": N_("Goal"),
    "target": N_("Target"),
    "task": N_("Task"),
}
ACTION_NAMES = {
    ADD: N_("new"),
    CHANGE: N_("changed"),
    ABSENT: N_("not in the file, stays"),
    KEPT: N_("there already, stays"),
}


@router.get(PAGE)
def templates(request: Request) -> Response:
    """Every template, and the plan as a file."""
    return _page(request)


@router.get(f"{PAGE}/plan.yaml")
def export(request: Request) -> Response:
    """The plan as one YAML file."""
    text = export_plan(request.app.state.workspace, request.state.session.person)
    headers = {"Content-Disposition": 'attachment; filename="plan.yaml"'}
    return Response(text, media_type="application/yaml; charset=utf-8", headers=headers)


@router.post(f"{PAGE}/plan.yaml")
async def take(request: Request) -> Response:
    """Show what a plan file would do, or (with `confirm`) do it; only owners may."""
    async with request.form(max_files=1, max_fields=10) as form:
        text, file = str(form.get("text", "")), form.get("file")
        name = "plan.yaml"
        if not isinstance(file, str) and file is not None and file.filename:
            text, name = (await file.read(MOST_FILE + 1)).decode("utf-8", "replace"), file.filename
        confirmed = form.get("confirm") == "yes"
    return await run_in_threadpool(_take, request, text.replace("\r\n", "\n"), name, confirmed)


@router.get(f"{PAGE}/{{code}}")
def preview(request: Request, code: str) -> Response:
    """What a template would add."""
    if code not in load_templates():
        raise NotFound("template", code, load_templates())
    return _page(request, chosen=code)


@router.post(f"{PAGE}/{{code}}")
async def apply(request: Request, code: str) -> Response:
    """Add what a template holds."""
    async with request.form(max_files=0, max_fields=10) as form:
        said = {name: str(value) for name, value in form.items()}
    return await run_in_threadpool(_apply, request, code, said)


def _apply(request: Request, code: str, said: dict[str, str]) -> Response:
    person = request.state.session.person
    apply_template(request.app.state.workspace, code, _wish(request, said), person=person)
    return RedirectResponse("/team/tasks" if code == "content_plan" else "/strategy", status_code=303)


def _wish(request: Request, said: dict[str, str]) -> Wish:
    amount = read_number(said.get("budget", ""))
    currency = said.get("currency", "").strip().upper()[:3]
    budget = DEFAULT_BUDGET if amount is None or amount < 0 else amount
    return Wish(request.state.session.person, language_of(request), budget, currency)


def _take(request: Request, text: str, name: str, confirmed: bool) -> Response:
    workspace, person = request.app.state.workspace, request.state.session.person
    if not is_owner(workspace, person):
        raise NotAllowed("Only an owner may read a plan in: it may change what belongs to others.")
    try:
        changes = import_plan(workspace, text.encode(), person=person, dry_run=not confirmed, file=name[:80])
    except Invalid as error:
        return _page(request, text=text, faults=error.faults or (Fault(error.message),), status=422)
    return _page(request, text="" if confirmed else text, changes=changes, is_done=confirmed)


def _page(
    request: Request,
    chosen: str = "",
    text: str = "",
    changes: Iterable[PlanChange] | None = None,
    faults: tuple[Fault, ...] = (),
    *,
    is_done: bool = False,
    status: int = 200,
) -> Response:
    workspace: Workspace = request.app.state.workspace
    language, person = language_of(request), request.state.session.person
    said = dict(request.query_params)
    would: list[PlanChange] = []
    if chosen:
        would = apply_template(workspace, chosen, _wish(request, said), person=person, dry_run=True)
    profile = read_plan(workspace, person).profile
    return render(
        request,
        "plan_templates.html",
        status=status,
        templates=[(code, one.names[language], one.what[language]) for code, one in load_templates().items()],
        chosen=chosen,
        would=[_shown(change, language) for change in would],
        would_add=sum(change.action == ADD for change in would),
        budget=said.get("budget", f"{DEFAULT_BUDGET:,.0f}"),
        currency=said.get("currency") or profile.currency or "USD",
        text=text,
        changes=[_shown(change, language) for change in changes] if changes is not None else None,
        counts=_counts(changes or (), language),
        faults=faults,
        is_done=is_done,
        may_import=is_owner(workspace, person),
    )


def _counts(changes: Iterable[PlanChange], language: str) -> list[tuple[str, int]]:
    say = translation(language).gettext
    counted = Counter(change.action for change in changes)
    return [(say(ACTION_NAMES[action]), counted[action]) for action in ACTION_NAMES if counted[action]]


def _shown(change: PlanChange, language: str) -> dict[str, Any]:
    say = translation(language).gettext
    told = change.to_dict()
    return {
        "action": change.action,
        "word": say(ACTION_NAMES[change.action]),
        "kind": say(KIND_NAMES[change.kind]),
        "name": change.name,
        "line": change.line,
        "fields": [(name, before, after) for name, (before, after) in told["fields"].items()],
    }
