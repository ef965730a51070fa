"""Tasks: everybody's work by person, list and day; add, do, undo, change and give up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from goalposts.app import tasks as work
from goalposts.app.people import names, person_options
from goalposts.app.workspace import Workspace
from goalposts.errors import Fault, Invalid, Overtaken
from goalposts.i18n import format_day, format_moment, translation
from goalposts.store.goals import Goal
from goalposts.store.tasks import DONE, Task
from goalposts.web.rendering import render
from goalposts.web.visitor import language_of, person_of

router = APIRouter(include_in_schema=False)

_HERE = "/team/tasks"


@router.get(_HERE)
def tasks(request: Request) -> Response:
    """Every task this person may see, or those of a person or a list."""
    return _page(request)


@router.post(_HERE)
async def add(request: Request) -> Response:
    """Store a new task."""
    return await run_in_threadpool(_add, request, _said(await request.form()))


@router.post("/team/tasks/{task_id}")
async def edit(request: Request, task_id: int) -> Response:
    """Change a task; a second editor sees both versions."""
    return await run_in_threadpool(_edit, request, task_id, _said(await request.form()))


@router.post("/team/tasks/{task_id}/done")
async def done(request: Request, task_id: int) -> Response:
    """Mark a task as done, or open again."""
    said = _said(await request.form())
    is_done = said.get("done", "yes") == "yes"
    await run_in_threadpool(work.finish_task, _workspace(request), task_id, person=person_of(request), done=is_done)
    return RedirectResponse(back_to(said.get("back", "")), status_code=303)


@router.post("/team/tasks/{task_id}/drop")
async def drop(request: Request, task_id: int) -> Response:
    """Give a task up."""
    said = _said(await request.form())
    await run_in_threadpool(work.drop_task, _workspace(request), task_id, person=person_of(request))
    return RedirectResponse(back_to(said.get("back", "")), status_code=303)


def back_to(path: str) -> str:
    """Where to go after a form: a page of goals or tasks, never somewhere else."""
    return path if path.startswith(("/goals/", f"{_HERE}?")) and "\\" not in path and "//" not in path else _HERE


def show_task(task: Task, request: Request, people: Mapping[str, str], goals: Mapping[int, Goal]) -> dict[str, Any]:
    """A task as a page shows it."""
    language, today = language_of(request), _workspace(request).today()
    goal = goals.get(task.goal_id or 0)
    target = next((each for each in goal.targets if each.id == task.target_id), None) if goal else None
    return {
        "task": task,
        "done": task.status == DONE,
        "who": people.get(task.assignee, task.assignee),
        "due": format_day(task.due_on, language) if task.due_on else "",
        "late": work.is_late(task, today),
        "done_on": format_day(task.done_on, language) if task.done_on else "",
        "done_by": people.get(task.done_by, task.done_by),
        "goal": goal,
        "target": target,
        "link": f"{task.goal_id}/{task.target_id}" if task.target_id else str(task.goal_id or ""),
    }


def goal_options(goals: Mapping[int, Goal]) -> list[tuple[str, str]]:
    """Goals, and targets made of tasks, to link a task to."""
    found = []
    for goal in goals.values():
        found.append((str(goal.id), goal.name))
        listed = [target for target in goal.targets if target.kind == "task"]
        found += [(f"{goal.id}/{target.id}", f"{goal.name} · {target.name}") for target in listed]
    return found


def _add(request: Request, said: dict[str, str]) -> Response:
    try:
        work.add_task(_workspace(request), said, person=person_of(request), language=language_of(request))
    except Invalid as error:
        return _page(request, said=said, faults=error.faults)
    return RedirectResponse(back_to(said.get("back", "")), status_code=303)


def _edit(request: Request, task_id: int, said: dict[str, str]) -> Response:
    seen = said.get("version", "")
    try:
        work.edit_task(
            _workspace(request),
            task_id,
            said,
            person=person_of(request),
            expected=int(seen) if seen.isascii() and seen.isdigit() else None,
            language=language_of(request),
        )
    except Invalid as error:
        return _page(request, edited=task_id, said=said, faults=error.faults)
    except Overtaken as error:
        return _page(request, edited=task_id, said=said, clash=error)
    return RedirectResponse(back_to(said.get("back", "")), status_code=303)


def _page(
    request: Request,
    *,
    said: Mapping[str, str] | None = None,
    edited: int | None = None,
    faults: tuple[Fault, ...] = (),
    clash: Overtaken | None = None,
) -> Response:
    workspace, language, viewer = _workspace(request), language_of(request), person_of(request)
    given = request.query_params if request.method == "GET" else {}
    chosen = {"person": given.get("person", ""), "list": given.get("list", ""), "edit": given.get("edit", "")}
    found = work.read_work(workspace, viewer, assignee=chosen["person"], list_name=chosen["list"])
    people = names(workspace, language)
    shown = [show_task(task, request, people, found.goals) for task in found.tasks]
    by_list: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in shown:
        by_list[one["task"].list_name].append(one)
    open_count = sum(not one["done"] for one in shown)
    late = sum(one["late"] for one in shown)
    return render(
        request,
        "tasks.html",
        status=422 if faults else 409 if clash else 200,
        lists=sorted(by_list.items(), key=lambda pair: (not pair[0], pair[0].casefold())),
        list_names=found.lists,
        people=person_options(workspace, language),
        goals=goal_options(found.goals),
        chosen=chosen,
        editing=edited or (int(chosen["edit"]) if chosen["edit"].isdigit() else None),
        said=defaultdict(str, said or {}),
        nothing=defaultdict(str),
        faults=faults,
        clash=_clash(clash, people, language),
        summary=_summary(open_count, late, language),
        back=f"{_HERE}?{request.url.query}" if request.url.query else _HERE,
    )


def _clash(error: Overtaken | None, people: Mapping[str, str], language: str) -> dict[str, str] | None:
    if error is None:
        return None
    return {"who": people.get(error.person, error.person), "when": format_moment(error.changed_at, language)}


def _summary(open_count: int, late: int, language: str) -> str:
    words = translation(language)
    text = words.ngettext("%(num)s open task", "%(num)s open tasks", open_count) % {"num": open_count}
    if late:
        text += " · " + words.ngettext("%(num)s is late", "%(num)s are late", late) % {"num": late}
    return text


def _said(form: Any) -> dict[str, str]:
    return {name: str(value) for name, value in form.items()}


def _workspace(request: Request) -> Workspace:
    workspace: Workspace = request.app.state.workspace
    return workspace
