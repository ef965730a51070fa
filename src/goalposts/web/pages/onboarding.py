"""First steps: the checklist of a new workspace, and the questions about the brand as a whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from goalposts.app.onboarding import first_steps
from goalposts.app.planning import save_profile
from goalposts.app.strategy import read_plan
from goalposts.app.workspace import Workspace
from goalposts.catalog.playbook import AREAS, load_playbook
from goalposts.errors import Fault, Invalid
from goalposts.i18n import N_, translation
from goalposts.web.pages.planning import joined
from goalposts.web.rendering import render
from goalposts.web.visitor import language_of

router = APIRouter(include_in_schema=False)

PAGE = "/strategy/start"
STEPS = {
    "company": (
        N_("Say who you are"),
        N_("Sector and business model decide which KPIs make sense: no set fits everybody."),
    ),
    "priorities": (
        N_("Set priorities"),
        N_("What comes first: awareness, leads, sales; audience, content, channels, measuring."),
    ),
    "audience": (N_("Describe an audience"), N_("Who they are, what they want, where they are.")),
    "strategy": (
        N_("Write down the strategy"),
        N_("A strategy with its objectives: what marketing is to do for the business."),
    ),
    "kpis": (
        N_("Choose KPIs"),
        N_("For each objective the few figures that tell whether it gets closer, with a reason."),
    ),
    "data": (
        N_("Connect data"),
        N_("Import the exports of your platforms, so that the chosen KPIs have live figures."),
    ),
    "goal": (N_("Set the first goal"), N_("An amount, a date, an owner: SMART, checked by the computer.")),
    "north_star": (N_("Choose the north star"), N_("The one KPI that says whether the strategy works.")),
    "team": (N_("Tell the team"), N_("Let people in, and send a notice about the KPIs you chose.")),
}
CHOICES = 3


@router.get(PAGE)
def start(request: Request) -> Response:
    """The checklist with its state, and the two forms it begins with."""
    return _page(request)


@router.post(PAGE)
async def keep(request: Request) -> Response:
    """Keep the answers of one of the forms."""
    async with request.form(max_files=0, max_fields=40) as form:
        said = joined(form)
    return await run_in_threadpool(_keep, request, said)


def _keep(request: Request, said: dict[str, str]) -> Response:
    person = request.state.session.person
    try:
        save_profile(request.app.state.workspace, said, person=person, language=language_of(request))
    except Invalid as error:
        return _page(request, said, error.faults)
    return RedirectResponse(PAGE, status_code=303)


def _page(request: Request, said: Mapping[str, str] | None = None, faults: tuple[Fault, ...] = ()) -> Response:
    workspace: Workspace = request.app.state.workspace
    language = language_of(request)
    say, book = translation(language).gettext, load_playbook()
    profile = read_plan(workspace, request.state.session.person).profile
    steps: list[dict[str, Any]] = [
        {"step": step, "title": say(STEPS[step.code][0]), "what": say(STEPS[step.code][1])}
        for step in first_steps(workspace)
    ]
    kept = {
        name: getattr(profile, name) for name in ("company", "sector", "business_model", "currency", "fiscal_start")
    }
    beside: dict[str, list[str]] = defaultdict(list)
    for fault in faults:
        beside[fault.column or ""].append(fault.message)
    model = book.business_models.get(profile.business_model)
    return render(
        request,
        "first_steps.html",
        status=422 if faults else 200,
        steps=steps,
        done=sum(one["step"].is_done for one in steps),
        current=next((one["step"].code for one in steps if not one["step"].is_done), ""),
        said=defaultdict(str, {**{name: str(value) for name, value in kept.items()}, **(said or {})}),
        priorities=_padded(profile.priorities),
        focus=_padded(profile.focus, len(AREAS)),
        faults=beside,
        sectors=[(code, names[language]) for code, names in book.sectors.items()],
        models=[(code, model.names[language]) for code, model in book.business_models.items()],
        objectives=[(code, aim.names[language]) for code, aim in book.objectives.items()],
        areas=[(code, names[language]) for code, names in book.areas.items()],
        note=model.note[language] if model else "",
    )


def _padded(words: tuple[str, ...], count: int = CHOICES) -> list[str]:
    """The choices made so far, and empty places for the rest."""
    return [*words[:count], *[""] * max(0, count - len(words))]
