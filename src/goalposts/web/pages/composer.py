"""The SMART composer: a sentence is read and judged while it is typed, and becomes a goal with its answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from goalposts.app.goal_forms import FORM_KINDS, MOST_TARGETS, SENTENCE, target_places
from goalposts.app.goals import create_goal
from goalposts.app.people import person_options
from goalposts.app.workspace import Workspace
from goalposts.errors import Fault, Invalid
from goalposts.i18n.goal_words import EXAMPLES
from goalposts.store.strategies import AUDIENCES, CAMPAIGNS, OBJECTIVES
from goalposts.web.judging import judge_form
from goalposts.web.rendering import render
from goalposts.web.visitor import language_of, person_of

router = APIRouter(include_in_schema=False)


@router.get("/goals/new")
def new(request: Request) -> Response:
    """The composer, empty or with a sentence of the address."""
    said = {"t0.text": request.query_params.get("sentence", ""), "t0.kind": SENTENCE}
    said |= {name: request.query_params.get(name, "") for name in ("objective", "audience", "campaign")}
    return _page(request, said)


@router.post("/goals/new/check")
async def check(request: Request) -> Response:
    """Judge what was typed so far: a part of the page for htmx, the whole page for a browser without scripts."""
    return await run_in_threadpool(_check, request, _said(await request.form()))


@router.post("/goals/new")
async def create(request: Request) -> Response:
    """Store the goal and show it; what is wrong stands beside what was typed."""
    return await run_in_threadpool(_create, request, _said(await request.form()))


def goal_choices(workspace: Workspace, language: str) -> dict[str, Any]:
    """What a form of a goal chooses from."""
    with workspace.database.reading() as transaction:
        registers = {"objectives": OBJECTIVES, "audiences": AUDIENCES, "campaigns": CAMPAIGNS}
        found = {
            name: [(str(one.id), one.name) for one in register.list(transaction)]  # type: ignore[attr-defined]
            for name, register in registers.items()
        }
    return {**found, "people": person_options(workspace, language)}


def _check(request: Request, said: dict[str, str]) -> Response:
    if request.headers.get("hx-request"):
        return render(request, "_judged.html", judged=judge_form(_workspace(request), said, language_of(request)))
    if said.get("use"):
        place, _, sentence = said["use"].partition(":")
        said[f"t{place}.text"] = sentence
    if said.get("more"):
        said[f"t{max(target_places(said)) + 1}.kind"] = "number"
    return _page(request, said)


def _create(request: Request, said: dict[str, str]) -> Response:
    language = language_of(request)
    try:
        goal = create_goal(_workspace(request), said, person=person_of(request), language=language)
    except Invalid as error:
        return _page(request, said, error.faults)
    return RedirectResponse(f"/goals/{goal.id}", status_code=303)


def _page(request: Request, said: Mapping[str, str], faults: Sequence[Fault] = ()) -> Response:
    workspace, language = _workspace(request), language_of(request)
    kept = defaultdict(str, said)
    kept["owner"] = kept["owner"] or person_of(request)
    return render(
        request,
        "composer.html",
        status=422 if faults else 200,
        said=kept,
        faults=faults,
        places=target_places(said),
        kinds=FORM_KINDS,
        most=MOST_TARGETS,
        judged=judge_form(workspace, said, language),
        examples=EXAMPLES[language],
        **goal_choices(workspace, language),
    )


def _said(form: Any) -> dict[str, str]:
    return {name: str(value) for name, value in form.items()}


def _workspace(request: Request) -> Workspace:
    workspace: Workspace = request.app.state.workspace
    return workspace
