"""Trainings: plan one, keep who was there, and see who lacks which KPI."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from goalposts.app import training as trainings
from goalposts.app.people import names, person_options
from goalposts.app.training import Knowledge, Session
from goalposts.app.workspace import Workspace
from goalposts.errors import Fault, Invalid
from goalposts.i18n import format_day
from goalposts.store.trainings import PLANNED
from goalposts.web.rendering import render
from goalposts.web.visitor import language_of, person_of

router = APIRouter(include_in_schema=False)

BLANK: dict[str, Any] = {"title": "", "held_on": "", "trainer": "", "note": "", "kpis": []}


@router.get("/team/training")
def training(request: Request, kpi: str = "") -> Response:
    """Who lacks what, the trainings so far, and a form for the next; `kpi` chooses one in it."""
    return _page(request, said={"kpis": [kpi]} if kpi else None)


@router.post("/team/training")
async def plan(request: Request) -> Response:
    """Plan a training; everybody is told."""
    form = await request.form()
    said: dict[str, Any] = {name: str(form.get(name, "")) for name in BLANK}
    said["kpis"] = [str(id_) for id_ in form.getlist("kpis")]
    return await run_in_threadpool(_plan, request, said)


@router.post("/team/training/{id_}/attendance")
async def attendance(request: Request, id_: int) -> Response:
    """Keep who was there."""
    people = [str(key) for key in (await request.form()).getlist("people")]
    await run_in_threadpool(
        trainings.record_attendance,
        _workspace(request),
        id_,
        people,
        by=person_of(request),
        language=language_of(request),
    )
    return RedirectResponse("/team/training", status_code=303)


@router.post("/team/training/{id_}/cancel")
async def cancel(request: Request, id_: int) -> Response:
    """Call a planned training off."""
    await run_in_threadpool(trainings.cancel_training, _workspace(request), id_, by=person_of(request))
    return RedirectResponse("/team/training", status_code=303)


def _plan(request: Request, said: dict[str, Any]) -> Response:
    try:
        trainings.plan_training(_workspace(request), said, by=person_of(request), language=language_of(request))
    except Invalid as error:
        return _page(request, said=said, faults=error.faults)
    return RedirectResponse("/team/training", status_code=303)


def _page(request: Request, said: Mapping[str, Any] | None = None, faults: Sequence[Fault] = ()) -> Response:
    workspace, language, me = _workspace(request), language_of(request), person_of(request)
    called, here = names(workspace, language), person_options(workspace, language)
    known = trainings.knowledge(workspace)
    return render(
        request,
        "training.html",
        status=422 if faults else 200,
        matrix=_matrix(workspace, known, dict(here), language),
        gaps=sum(one.is_gap for one in known),
        sessions=[_session(workspace, one, called, here, language) for one in trainings.list_sessions(workspace)],
        people=here,
        kpis=[(kpi.id, kpi.names[language]) for kpi in workspace.catalog.kpis.values()],
        said={**BLANK, "trainer": me, "held_on": workspace.today().isoformat(), **(said or {})},
        faults=faults,
        most_title=trainings.MOST_TITLE,
    )


def _matrix(workspace: Workspace, known: Sequence[Knowledge], here: Mapping[str, str], language: str) -> dict[str, Any]:
    """KPIs down, people across; only people and KPIs that there is something to say of."""
    across = [(key, name) for key, name in here.items() if any(one.person == key for one in known)]
    down: dict[str, dict[str, Any]] = {}
    for one in known:
        down.setdefault(one.kpi, {})[one.person] = {
            "state": one.state if one.is_own or one.day else "",
            "is_gap": one.is_gap,
            "day": format_day(one.day, language) if one.day else "",
        }
    rows = [
        {
            "kpi": kpi,
            "name": workspace.catalog.kpis[kpi].names[language],
            "cells": [cells.get(key) for key, _ in across],
        }
        for kpi, cells in down.items()
    ]
    return {"people": across, "rows": rows}


def _session(
    workspace: Workspace, session: Session, called: Mapping[str, str], here: Sequence[tuple[str, str]], language: str
) -> dict[str, Any]:
    training, catalog = session.training, workspace.catalog
    kpis = [(id_, catalog.kpis[id_].names[language] if id_ in catalog.kpis else id_) for id_ in training.kpis]
    others = [(key, called.get(key, key)) for key in session.attended if key not in dict(here)]
    return {
        "id": training.id,
        "title": training.title,
        "day": format_day(training.held_on, language),
        "is_due": training.held_on <= workspace.today(),
        "status": training.status,
        "is_planned": training.status == PLANNED,
        "trainer": called.get(training.trainer, training.trainer),
        "note": training.note,
        "kpis": kpis,
        "attended": session.attended,
        "there": [called.get(key, key) for key in session.attended],
        "people": [*here, *others],
    }


def _workspace(request: Request) -> Workspace:
    workspace: Workspace = request.app.state.workspace
    return workspace
