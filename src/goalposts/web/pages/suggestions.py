"""KPI suggestions: pick an objective, a channel, an audience; see why each KPI, and whether data are there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from goalposts.app.live_data import LIVE
from goalposts.app.strategy import Plan, read_plan
from goalposts.app.suggesting import Suggestion, suggest
from goalposts.app.workspace import Workspace
from goalposts.catalog.platform_terms import load_platform_terms
from goalposts.catalog.playbook import GROUPS, load_playbook
from goalposts.errors import GoalpostsError
from goalposts.i18n import N_, format_day, translation
from goalposts.i18n.labels import stage_name
from goalposts.web.rendering import render
from goalposts.web.visitor import language_of

router = APIRouter(include_in_schema=False)

GROUP_NAMES = {"marketing": N_("Marketing figures"), "financial": N_("Financial figures")}


@router.get("/strategy/kpis")
def suggestions(
    request: Request,
    objective: str = "",
    channel: str = "",
    audience: str = "",
    stage: str = "",
    group: str = "",
    have: str = "",
) -> Response:
    """Suggestions for the words of the address; `for` names one of our objectives, with its audience."""
    workspace: Workspace = request.app.state.workspace
    language = language_of(request)
    plan = read_plan(workspace, request.state.session.person)
    ours = _objective(plan, request.query_params.get("for", ""))
    if ours is not None:
        objective = objective or ours.code
        audience = audience or str(ours.audience_id or "")
    try:
        found: Sequence[Suggestion] = suggest(
            workspace, objective=objective, channel=channel, audience=audience, language=language
        )
        trouble = ""
    except GoalpostsError as error:
        found, trouble = (), str(error)
    kept = [one for one in found if _is_wanted(one, stage, group, have)]
    return render(
        request,
        "suggestions.html",
        status=422 if trouble else 200,
        found=[_shown(workspace, one, language) for one in kept],
        total=len(found),
        trouble=trouble,
        ours=ours,
        our_objectives=plan.objectives,
        chosen={one.kpi for one in plan.chosen if ours and one.objective_id == ours.id},
        said={"objective": objective, "channel": channel, "audience": audience, "stage": stage, "group": group}
        | {"have": have},
        **_choices(workspace, plan, language),
    )


def _choices(workspace: Workspace, plan: Plan, language: str) -> dict[str, Any]:
    book, say = load_playbook(), translation(language).gettext
    platforms = [(code, workspace.catalog.platforms[code].names[language]) for code in load_platform_terms()]
    return {
        "objectives": [(code, aim.names[language]) for code, aim in book.objectives.items()],
        "channels": [(code, channel.names[language]) for code, channel in book.channels.items()],
        "platforms": platforms,
        "audiences": [(str(one.id), one.name) for one in plan.audiences],
        "values": [(code, value.names[language]) for code, value in book.values.items()],
        "stages": [(code, stage_name(code, language)) for code in book.stages],
        "groups": [(code, say(GROUP_NAMES[code])) for code in GROUPS],
    }


def _objective(plan: Plan, word: str) -> Any:
    return plan.objective(int(word)) if word.isascii() and word.isdigit() else None


def _is_wanted(one: Suggestion, stage: str, group: str, have: str) -> bool:
    has_data = one.live.state != "none"
    return (not stage or one.stage == stage) and (not group or one.group == group) and (have != "data" or has_data)


def _shown(workspace: Workspace, one: Suggestion, language: str) -> dict[str, Any]:
    measures = workspace.catalog.measures
    since = format_day(one.live.since, language) if one.live.since else ""
    return {
        "one": one,
        "address": one.kpi.partition("@")[0],
        "since": since,
        "is_live": one.live.state == LIVE,
        "stage": stage_name(one.stage, language) if one.stage else "",
        "missing": ", ".join(measures[code].names[language] for code in one.live.missing),
        "exports": [export.title for export in one.connect.exports] if one.connect else [],
        "warning": load_playbook().sentences["vanity_warning"][language] if one.is_vanity else "",
    }
