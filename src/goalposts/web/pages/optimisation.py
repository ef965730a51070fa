"""The optimisation table, the line of one target, and the seven steps when it is behind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from goalposts.app.checklists import mark_step, weak_steps
from goalposts.app.optimising import MOST_TEXT, Row, Table, find_row, optimisation_table, save_line
from goalposts.app.people import names, person_options
from goalposts.app.workspace import Workspace
from goalposts.errors import Fault, Invalid, Overtaken
from goalposts.i18n import format_day, format_moment, format_number, translation
from goalposts.i18n.goal_words import CADENCES, PACES
from goalposts.i18n.lifecycle import assumed, exact
from goalposts.web.rendering import render
from goalposts.web.visitor import language_of, person_of

router = APIRouter(include_in_schema=False)

PAGE = "/goals/optimise"
FIELDS = ("obstacle", "suggestion", "action", "owner", "due")
_WEAK = ("behind", "at_risk", "missed")


@router.get(PAGE)
def optimise(request: Request) -> Response:
    """Every running target with its gap, and what follows if all targets hold."""
    workspace, language, me = _workspace(request), language_of(request), person_of(request)
    table = optimisation_table(workspace, me)
    called = names(workspace, language)
    rows = [_row(workspace, row, called, language) for row in table.rows]
    return render(request, "optimise.html", rows=rows, derived=_derived(workspace, table, language))


@router.get(PAGE + "/{target_id:int}")
def one(request: Request, target_id: int) -> Response:
    """One target: its line to edit, and the seven steps."""
    return _one(request, target_id)


@router.post(PAGE + "/{target_id:int}")
async def save(request: Request, target_id: int) -> Response:
    """Write down obstacle, suggestion and action."""
    form = await request.form()
    said = {name: str(form.get(name, "")) for name in (*FIELDS, "version")}
    return await run_in_threadpool(_save, request, target_id, said)


@router.post(PAGE + "/{target_id:int}/steps/{step}")
async def mark(request: Request, target_id: int, step: str) -> Response:
    """Tick a step, or take the tick away."""
    form = await request.form()
    done, note = form.get("done") == "yes", str(form.get("note", ""))
    await run_in_threadpool(_mark, request, target_id, step, note, done=done)
    return RedirectResponse(f"{PAGE}/{target_id}#step-{step}", status_code=303)


def _mark(request: Request, target_id: int, step: str, note: str, *, done: bool) -> None:
    workspace, me = _workspace(request), person_of(request)
    find_row(workspace, target_id, me)
    mark_step(workspace, target_id, step, done=done, note=note, person=me)


def _save(request: Request, target_id: int, said: Mapping[str, str]) -> Response:
    expected = int(said["version"]) if said["version"].isdigit() and len(said["version"]) < 18 else None
    workspace, me, language = _workspace(request), person_of(request), language_of(request)
    try:
        save_line(workspace, target_id, said, person=me, expected=expected, language=language)
    except Invalid as error:
        return _one(request, target_id, said=said, faults=error.faults)
    except Overtaken as error:
        return _one(request, target_id, said=said, overtaken=error)
    return RedirectResponse(f"{PAGE}/{target_id}", status_code=303)


def _one(
    request: Request,
    target_id: int,
    *,
    said: Mapping[str, str] | None = None,
    faults: Sequence[Fault] = (),
    overtaken: Overtaken | None = None,
) -> Response:
    workspace, language, me = _workspace(request), language_of(request), person_of(request)
    row = find_row(workspace, target_id, me)
    called = names(workspace, language)
    kept = {name: getattr(row.line, name, "") for name in ("obstacle", "suggestion", "action", "owner")}
    kept["due"] = row.task.due_on.isoformat() if row.task and row.task.due_on else ""
    shown = _row(workspace, row, called, language)
    return render(
        request,
        "optimise_one.html",
        status=409 if overtaken else 422 if faults else 200,
        row=shown,
        version=row.line.version if row.line else 0,
        said={**kept, **({name: said[name] for name in FIELDS} if said else {})},
        ideas=[idea.text[language] for idea in row.ideas],
        steps=_steps(workspace, row, called, language),
        people=person_options(workspace, language),
        faults=faults,
        clash=_clash(overtaken, called, language) if overtaken else None,
        most=MOST_TEXT,
    )


def _row(workspace: Workspace, row: Row, called: Mapping[str, str], language: str) -> dict[str, Any]:
    target, say = row.target, translation(language).gettext
    name = workspace.catalog.define(target.kpi).names[language] if target.kpi else target.name
    pace = PACES.get(row.pace, ("", ""))
    filled = max(0.0, min(1.0, row.percent)) * 100 if row.percent is not None else None
    percent = "" if row.percent is None else f"{format_number(row.percent * 100, language)}%"
    return {
        "id": target.id,
        "name": name,
        "goal": row.goal,
        "kpi": target.kpi,
        "cadence": say(CADENCES[target.cadence]) if target.cadence != "once" else "",
        "current": exact(row.current, target.unit, language),
        "is_start": row.current_is == "start",
        "wanted": exact(row.wanted, target.unit, language),
        "gap": row.gap_text(language),
        "percent": percent,
        "bar": {"filled": filled, "marker": None, "text": percent or say("not known yet")},
        "pace": say(pace[0]) if pace[0] else "",
        "sign": pace[1],
        "is_weak": row.pace in _WEAK,
        "obstacle": row.line.obstacle if row.line else "",
        "suggestion": row.suggestion(language),
        "is_written": bool(row.line and row.line.suggestion),
        "action": row.line.action if row.line else "",
        "owner": called.get(row.line.owner, row.line.owner) if row.line else "",
        "due": format_day(row.task.due_on, language) if row.task and row.task.due_on else "",
        "is_done": bool(row.task and row.task.done_on),
    }


def _derived(workspace: Workspace, table: Table, language: str) -> list[dict[str, str]]:
    say = translation(language).gettext
    return [
        {
            "name": workspace.catalog.define(one.kpi).names[language],
            "current": exact(one.current, one.unit, language),
            "wanted": exact(one.wanted, one.unit, language),
            "cadence": say(CADENCES[one.cadence]) if one.cadence != "once" else "",
            "formula": one.formula,
            "assumes": assumed(one.assumes, language),
        }
        for one in table.derived
    ]


def _steps(workspace: Workspace, row: Row, called: Mapping[str, str], language: str) -> list[dict[str, Any]]:
    return [
        {
            "id": one.step.id,
            "name": one.step.name[language],
            "todo": one.step.todo[language],
            "link": one.link,
            "done": bool(one.mark and one.mark.done),
            "note": one.mark.note if one.mark else "",
            "by": f"{called.get(one.mark.person, one.mark.person)}, {format_moment(one.mark.at, language)}"
            if one.mark
            else "",
        }
        for one in weak_steps(workspace, row.goal, row.target)
    ]


def _clash(error: Overtaken, called: Mapping[str, str], language: str) -> dict[str, Any]:
    say = translation(language).gettext
    labels = {
        "obstacle": say("Obstacle"),
        "suggestion": say("Suggestion"),
        "action": say("Action"),
        "owner": say("Owner"),
    }
    both = [(labels.get(name, name), theirs or "–", mine or "–") for name, (theirs, mine) in error.clashes.items()]
    when = format_moment(error.changed_at, language)
    return {"who": called.get(error.person, error.person), "when": when, "both": both}


def _workspace(request: Request) -> Workspace:
    found: Workspace = request.app.state.workspace
    return found
