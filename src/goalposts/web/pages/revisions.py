"""Moved goalposts: who moved which goalpost, from what to what, and why; and the forms to move one in the open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from goalposts.app.goals import list_goals
from goalposts.app.people import names, person_options
from goalposts.app.revising import MOST_TEXT, announce, decide, vote
from goalposts.app.revisions import Told, find_told, list_told, trail_of_goal
from goalposts.app.wishing import answer, propose_wishes
from goalposts.app.workspace import Workspace
from goalposts.catalog.improvements import load_improvements
from goalposts.errors import Conflict, Fault, Invalid, NotFound, Overtaken
from goalposts.i18n import format_day
from goalposts.i18n.lifecycle import STATUSES, fault, status_name
from goalposts.store.goals import Goal, Target
from goalposts.store.revisions import OPEN, PENDING
from goalposts.web.rendering import render
from goalposts.web.revision_words import both_versions, shown_entry, shown_revision, shown_smart
from goalposts.web.visitor import language_of, person_of

router = APIRouter(include_in_schema=False)

PAGE = "/goals/revisions"
BLANK = {"wanted": "", "reason": "", "trigger": "", "target": ""}
VIEWS = ("cards", "table")


@router.get(PAGE)
def revisions(request: Request) -> Response:
    """Every change, newest first, narrowed by goal, KPI, person or state; `target` opens the form for one target."""
    return _list(request)


@router.post(PAGE)
async def propose(request: Request) -> Response:
    """Propose one change, or every row of an update table."""
    form = await request.form()
    return await run_in_threadpool(_propose, request, {name: str(form.get(name, "")) for name in BLANK})


@router.get(PAGE + "/{id_:int}")
def revision(request: Request, id_: int) -> Response:
    """One change with everything said about it."""
    return _one(request, id_)


@router.post(PAGE + "/{id_:int}/{deed}")
async def act(request: Request, id_: int, deed: str) -> Response:
    """Answer a question, vote, decide or announce."""
    form = await request.form()
    said = {name: str(value) for name, value in form.items() if name != "csrf_token"}
    readers = [str(key) for key in form.getlist("readers")]
    return await run_in_threadpool(_act, request, id_, deed, said, readers)


def _propose(request: Request, said: Mapping[str, str]) -> Response:
    workspace, me, language = _workspace(request), person_of(request), language_of(request)
    target = _target(workspace, said["target"], me)
    try:
        made = propose_wishes(
            workspace,
            said["wanted"],
            trigger=said["trigger"],
            person=me,
            reason=said["reason"],
            target=target,
            language=language,
        )
    except Invalid as error:
        return _list(request, said=said, faults=error.faults)
    if len(made) == 1:
        return RedirectResponse(f"{PAGE}/{made[0].id}", status_code=303)
    return RedirectResponse(f"{PAGE}?view=table", status_code=303)


def _act(request: Request, id_: int, deed: str, said: Mapping[str, str], readers: Sequence[str]) -> Response:
    deeds = {"answer": _answer, "vote": _vote, "decide": _decide}
    if deed not in (*deeds, "announce"):
        raise NotFound("page", deed[:40])
    try:
        if deed == "announce":
            me, language = person_of(request), language_of(request)
            note = said.get("note", "")
            announce(_workspace(request), id_, person=me, note=note, readers=readers, language=language)
        else:
            deeds[deed](request, id_, said)
    except Invalid as error:
        return _one(request, id_, deed=deed, said=said, faults=error.faults)
    except Overtaken as error:
        return _one(request, id_, deed=deed, said=said, overtaken=error)
    except Conflict as error:
        return _one(request, id_, deed=deed, said=said, conflict=str(error))
    return RedirectResponse(f"{PAGE}/{id_}#{deed}", status_code=303)


def _answer(request: Request, id_: int, said: Mapping[str, str]) -> None:
    answers = {name.removeprefix("answer."): value for name, value in said.items() if name.startswith("answer.")}
    answer(
        _workspace(request),
        id_,
        answers,
        person=person_of(request),
        expected=_number(said, "version"),
        language=language_of(request),
    )


def _vote(request: Request, id_: int, said: Mapping[str, str]) -> None:
    weight = {"for": 1, "against": -1}.get(said.get("vote", ""), 0)
    me, language = person_of(request), language_of(request)
    vote(_workspace(request), id_, person=me, vote=weight, text=said.get("text", ""), language=language)


def _decide(request: Request, id_: int, said: Mapping[str, str]) -> None:
    language = language_of(request)
    verdict, day = said.get("verdict", ""), said.get("effective_on", "").strip()
    faults = []
    if verdict not in ("accept", "reject"):
        faults.append(Fault(fault("no_decision", language, choices="accept, reject"), column="decision"))
    try:
        effective_on = dt.date.fromisoformat(day) if day else None
    except ValueError:
        faults.append(Fault(fault("no_day", language), column="effective_on", value=day))
    if faults:
        raise Invalid("Nothing was decided.", faults)
    decide(
        _workspace(request),
        id_,
        accept=verdict == "accept",
        reason=said.get("reason", ""),
        person=person_of(request),
        effective_on=effective_on,
        expected=_number(said, "version"),
        seen_target=_number(said, "seen_target"),
        language=language,
    )


def _list(request: Request, said: Mapping[str, str] | None = None, faults: Sequence[Fault] = ()) -> Response:
    workspace, language, me = _workspace(request), language_of(request), person_of(request)
    given = request.query_params
    target = _target(workspace, (said or given).get("target", ""), me)
    goals = list_goals(workspace, me, statuses=["draft", "active", "closed", "retired"])
    goal = _goal(goals, given.get("goal", "") or (str(target.goal_id) if target else ""))
    status = given.get("status", "")
    found = list_told(
        workspace,
        me,
        goal_id=goal.id if goal else None,
        kpi=given.get("kpi", ""),
        person=given.get("person", ""),
        statuses=[status] if status in STATUSES else [],
    )
    called = names(workspace, language)
    shown = [shown_revision(workspace, told, called, me, language) for told in found]
    everything = list_told(workspace, me)
    kpis = {told.revision.kpi for told in everything if told.revision.kpi}
    return render(
        request,
        "revisions.html",
        status=422 if faults else 200,
        revisions=shown,
        any=bool(everything),
        view=given.get("view") if given.get("view") in VIEWS else "cards",
        goals=[(str(one.id), one.name) for one in goals],
        goal=goal,
        target=_named_target(workspace, target, goals, language),
        trail=_trail(workspace, goal, called, me, language) if goal else [],
        kpis=sorted((kpi, _kpi_name(workspace, kpi, language)) for kpi in kpis),
        people=sorted(_people(everything, called)),
        statuses=[(code, status_name(code, language)) for code in STATUSES],
        chosen={"goal": str(goal.id) if goal else "", "status": status, **_text(given, "kpi", "person")},
        said={**BLANK, **(said or {}), **({} if said else {"target": given.get("target", "")})},
        faults=faults,
        triggers=_triggers(language),
        most=MOST_TEXT,
    )


def _one(
    request: Request,
    id_: int,
    *,
    deed: str = "",
    said: Mapping[str, str] | None = None,
    faults: Sequence[Fault] = (),
    overtaken: Overtaken | None = None,
    conflict: str = "",
) -> Response:
    workspace, language, me = _workspace(request), language_of(request), person_of(request)
    told = find_told(workspace, id_, me)
    called = names(workspace, language)
    one = told.revision
    return render(
        request,
        "revision.html",
        status=409 if overtaken or conflict else 422 if faults else 200,
        told=told,
        shown=shown_revision(workspace, told, called, me, language),
        smart=shown_smart(one, language),
        clash=both_versions(overtaken, told, called, language) if overtaken else None,
        conflict=conflict,
        is_pending=one.status in PENDING,
        can_accept=one.status == OPEN,
        today=workspace.today().isoformat(),
        today_text=format_day(workspace.today(), language),
        people=[(key, name) for key, name in person_options(workspace, language) if key != me],
        deed=deed,
        said=dict(said or {}),
        faults=faults,
        most=MOST_TEXT,
    )


def _target(workspace: Workspace, text: str, me: str) -> Target | None:
    """The target a form or an address names, if this person may see its goal. Raises NotFound for any other."""
    if not text:
        return None
    found = [target for goal in list_goals(workspace, me) for target in goal.targets if str(target.id) == text]
    if not found:
        raise NotFound("target", text[:20])
    return found[0]


def _named_target(
    workspace: Workspace, target: Target | None, goals: Sequence[Goal], language: str
) -> dict[str, Any] | None:
    if target is None:
        return None
    goal = next(goal for goal in goals if goal.id == target.goal_id)
    name = _kpi_name(workspace, target.kpi, language) if target.kpi else target.name
    return {"id": target.id, "name": name, "goal": goal.name, "goal_id": goal.id}


def _goal(goals: Sequence[Goal], text: str) -> Goal | None:
    return next((goal for goal in goals if str(goal.id) == text), None)


def _trail(workspace: Workspace, goal: Goal, called: Mapping[str, str], me: str, language: str) -> list[dict[str, Any]]:
    """Every edit of a goal, the newest first, with values in the units of its targets."""
    units = {str(target.id): target.unit for target in goal.targets}
    entries = trail_of_goal(workspace, goal.id, me)
    return [shown_entry(entry, called, units.get(entry.subject_id, "count"), language) for entry in entries]


def _people(found: Sequence[Told], called: Mapping[str, str]) -> set[tuple[str, str]]:
    keys = {told.revision.created_by for told in found} | {told.revision.decided_by for told in found}
    return {(key, called.get(key, key)) for key in keys - {""}}


def _kpi_name(workspace: Workspace, kpi: str, language: str) -> str:
    known = workspace.catalog.kpis.get(kpi.partition("@")[0])
    return workspace.catalog.define(kpi).names[language] if known else kpi


def _triggers(language: str) -> list[tuple[str, str]]:
    return [(code, text[language]) for code, text in load_improvements().triggers.items()]


def _text(given: Mapping[str, str], *wanted: str) -> dict[str, str]:
    return {name: given.get(name, "") for name in wanted}


def _number(said: Mapping[str, str], name: str) -> int | None:
    text = said.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


def _workspace(request: Request) -> Workspace:
    found: Workspace = request.app.state.workspace
    return found
