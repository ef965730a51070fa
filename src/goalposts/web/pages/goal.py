"""One goal: how far, how likely, why, what people say of it, its tasks and milestones, and every edit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from goalposts.app import goals as deeds
from goalposts.app.celebrating import GREAT, celebrate, list_milestones, tell_why
from goalposts.app.checking_in import check_in, entered_targets, prompt_for
from goalposts.app.goal_forms import FORM_KINDS
from goalposts.app.tasks import read_work
from goalposts.app.tracking import track
from goalposts.app.workspace import Workspace
from goalposts.errors import Fault, Invalid, Overtaken
from goalposts.i18n import format_day, format_moment, format_number
from goalposts.i18n.goal_words import PROMPTS, milestone_name
from goalposts.store.check_ins import last_days, list_check_ins
from goalposts.store.goals import Goal
from goalposts.store.milestones import Milestone
from goalposts.web.goal_trail import goal_field, goal_value, show_trail
from goalposts.web.goal_trends import draw_target
from goalposts.web.goal_view import GoalWords
from goalposts.web.pages.composer import goal_choices
from goalposts.web.pages.goals import words_of
from goalposts.web.pages.tasks import show_task
from goalposts.web.rendering import render
from goalposts.web.visitor import language_of, person_of

router = APIRouter(include_in_schema=False)


@router.get("/goals/{goal_id:int}")
def goal(request: Request, goal_id: int) -> Response:
    """The page of one goal."""
    return _page(request, goal_id)


@router.post("/goals/{goal_id:int}")
async def edit(request: Request, goal_id: int) -> Response:
    """Change what the goal is about; a second editor sees both versions."""
    return await run_in_threadpool(_edit, request, goal_id, _said(await request.form()))


@router.post("/goals/{goal_id:int}/check-in")
async def say(request: Request, goal_id: int) -> Response:
    """Keep a check-in."""
    said = _said(await request.form())
    return await run_in_threadpool(_kept, request, goal_id, "check-in", check_in, said)


@router.post("/goals/{goal_id:int}/targets")
async def add_target(request: Request, goal_id: int) -> Response:
    """Give the goal a further target."""
    said = _said(await request.form())
    return await run_in_threadpool(_kept, request, goal_id, "add-target", deeds.add_targets, said)


@router.post("/goals/{goal_id:int}/targets/{target_id:int}/done")
async def mark(request: Request, goal_id: int, target_id: int) -> Response:
    """Say that something is done, or is not."""
    done = _said(await request.form()).get("done", "yes") == "yes"
    person = person_of(request)
    await run_in_threadpool(deeds.mark_target, _workspace(request), goal_id, target_id, person=person, done=done)
    return RedirectResponse(f"/goals/{goal_id}", status_code=303)


@router.post("/goals/{goal_id:int}/milestones/{milestone_id:int}")
async def why(request: Request, goal_id: int, milestone_id: int) -> Response:
    """Keep why a milestone was reached."""
    said = _said(await request.form())

    def keep(workspace: Workspace, id_: int, said: Mapping[str, str], *, person: str, language: str) -> object:
        return tell_why(workspace, id_, milestone_id, said, person=person, language=language)

    return await run_in_threadpool(_kept, request, goal_id, f"milestone-{milestone_id}", keep, said)


@router.post("/goals/{goal_id:int}/state")
async def state(request: Request, goal_id: int) -> Response:
    """Close, retire or reopen the goal."""
    said = _said(await request.form())
    await run_in_threadpool(_set_state, request, goal_id, said)
    return RedirectResponse(f"/goals/{goal_id}", status_code=303)


def _set_state(request: Request, goal_id: int, said: Mapping[str, str]) -> None:
    workspace, person = _workspace(request), person_of(request)
    if said.get("to") == "active":
        deeds.reopen_goal(workspace, goal_id, person=person)
    else:
        retire = said.get("to") == "retired"
        deeds.close_goal(workspace, goal_id, person=person, note=said.get("note", "").strip(), retire=retire)


def _edit(request: Request, goal_id: int, said: dict[str, str]) -> Response:
    seen = said.get("version", "")
    expected = int(seen) if seen.isascii() and seen.isdigit() else None
    person, language = person_of(request), language_of(request)
    try:
        deeds.edit_goal(_workspace(request), goal_id, said, person=person, expected=expected, language=language)
    except Invalid as error:
        return _page(request, goal_id, at="edit", said=said, faults=error.faults)
    except Overtaken as error:
        return _page(request, goal_id, at="edit", said=said, clash=error)
    return RedirectResponse(f"/goals/{goal_id}", status_code=303)


def _kept(request: Request, goal_id: int, at: str, deed: Any, said: dict[str, str]) -> Response:
    """Do what a form of the page asks for; its faults are shown in that form."""
    try:
        deed(_workspace(request), goal_id, said, person=person_of(request), language=language_of(request))
    except Invalid as error:
        return _page(request, goal_id, at=at, said=said, faults=error.faults)
    return RedirectResponse(f"/goals/{goal_id}#{at}", status_code=303)


def _page(
    request: Request,
    goal_id: int,
    *,
    at: str = "",
    said: Mapping[str, str] | None = None,
    faults: Sequence[Fault] = (),
    clash: Overtaken | None = None,
) -> Response:
    workspace, viewer, words = _workspace(request), person_of(request), words_of(request)
    goal = deeds.find_goal(workspace, goal_id, viewer)
    tracking = track(workspace, [goal], odds=goal.status in deeds.RUNNING)
    celebrate(workspace, [goal], tracking.progress)
    shown = words.goal(goal, tracking.progress, tracking.outlooks)
    with workspace.database.reading() as transaction:
        check_ins = list_check_ins(transaction, goal.id)
        last = last_days(transaction, [goal.id]).get(goal.id)
    charts = {each.target.id: draw_target(words, goal, each.target, tracking) for each in shown.targets}
    prompt = prompt_for(goal, last, [each.progress.pace for each in shown.targets], words.today)
    work = read_work(workspace, viewer)
    return render(
        request,
        "goal.html",
        status=422 if faults else 409 if clash else 200,
        shown=shown,
        goal=goal,
        charts=charts,
        milestones=[_milestone(one, goal, words) for one in list_milestones(workspace, [goal.id])],
        check_ins=[_check_in(one, goal, words) for one in check_ins],
        prompt=words.say(PROMPTS[prompt.code]) % {"days": format_number(prompt.days, words.language)} if prompt else "",
        prompt_code=prompt.code if prompt else "",
        entered_targets=entered_targets(goal),
        tasks=[show_task(task, request, words.people, work.goals) for task in work.tasks if task.goal_id == goal.id],
        list_names=work.lists,
        trail=show_trail(workspace, goal, words),
        kinds=FORM_KINDS,
        today=words.today,
        at=at,
        faults=faults,
        said=defaultdict(str, said or {}),
        nothing=defaultdict(str),
        stored=_stored(goal),
        clash=_clash(clash, goal, words),
        confirmed=_confirmed(goal, words),
        **goal_choices(workspace, words.language),
    )


def _stored(goal: Goal) -> defaultdict[str, str]:
    """The goal as its form holds it."""
    return defaultdict(
        str,
        name=goal.name,
        objective=str(goal.objective_id or ""),
        audience=str(goal.audience_id or ""),
        campaign=str(goal.campaign_id or ""),
        owner=goal.owner,
        relevance=goal.relevance,
        resources=goal.resources,
        visibility=goal.visibility,
    )


def _clash(error: Overtaken | None, goal: Goal, words: GoalWords) -> dict[str, Any] | None:
    """Who was faster, and both values of every field that clashes."""
    if error is None:
        return None
    both = []
    for name, (theirs, mine) in error.clashes.items():
        both.append((goal_field(name, words), goal_value(name, theirs, words), goal_value(name, mine, words)))
    return {
        "who": words.people.get(error.person, error.person),
        "when": format_moment(error.changed_at, words.language),
        "both": both,
    }


def _confirmed(goal: Goal, words: GoalWords) -> str:
    if not goal.confirmed_by or goal.confirmed_at is None:
        return ""
    who = words.people.get(goal.confirmed_by, goal.confirmed_by)
    day = format_day(goal.confirmed_at.date(), words.language)
    return words.say("%(person)s confirmed on %(day)s that it can be reached.") % {"person": who, "day": day}


def _milestone(one: Milestone, goal: Goal, words: GoalWords) -> dict[str, Any]:
    target = next((each for each in goal.targets if each.id == one.target_id), None)
    return {
        "id": one.id,
        "great": one.kind in GREAT or one.kind.startswith("streak_"),
        "name": milestone_name(one.kind, words.language),
        "target": words.target_name(target) if target else "",
        "value": words.figure(one.value, target).short if target and target.kpi else "",
        "day": format_day(one.reached_on, words.language),
        "why": one.why_it_worked,
        "repeat": one.repeat_by,
        "by": words.people.get(one.told_by, one.told_by),
    }


def _check_in(one: Any, goal: Goal, words: GoalWords) -> dict[str, Any]:
    target = next((each for each in goal.targets if each.id == one.target_id), None)
    value = ""
    if target and one.value is not None:
        value = f"{words.target_name(target)}: {words.figure(one.value, target).short}"
    return {
        "who": words.people.get(one.person, one.person),
        "day": format_day(one.day, words.language),
        "note": one.note,
        "obstacle": one.obstacle,
        "next_step": one.next_step,
        "value": value,
    }


def _said(form: Any) -> dict[str, str]:
    return {name: str(value) for name, value in form.items()}


def _workspace(request: Request) -> Workspace:
    workspace: Workspace = request.app.state.workspace
    return workspace
