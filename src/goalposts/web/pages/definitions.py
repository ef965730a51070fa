"""KPI definitions: the list, one with its versions, and the editor that checks and previews while somebody types."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from goalposts.app.defining import edition, save_draft
from goalposts.app.previewing import Course, preview_draft
from goalposts.app.workspace import CATALOG_FOLDER, Workspace
from goalposts.catalog.entries import BEGINNING, DIRECTIONS
from goalposts.catalog.expression import terms
from goalposts.catalog.files import Catalog, load_catalog
from goalposts.catalog.kpi import Kpi
from goalposts.catalog.naming import NameFault, check_name
from goalposts.catalog.units import UNITS
from goalposts.errors import Conflict, Fault, Invalid, NotFound
from goalposts.i18n import format_day, format_period, value_name
from goalposts.web.cells import show
from goalposts.web.charts import sparkline
from goalposts.web.drafting import BLANK, form_of, read_draft, say_faults
from goalposts.web.pages.guide import matching
from goalposts.web.pages.overview import CANDIDATES
from goalposts.web.rendering import render
from goalposts.web.visitor import language_of

router = APIRouter(include_in_schema=False)

WHICH = ("all", "own", "changed")


@router.get("/data/definitions")
def definitions(request: Request, q: str = "", which: str = "all") -> Response:
    """Every definition in force: whose it is, which version, since when, and who uses it."""
    workspace: Workspace = request.app.state.workspace
    catalog, language = workspace.catalog, language_of(request)
    found = [kpi for kpi in matching(catalog, q, "", "") if _is_wanted(catalog, kpi, which)]
    rows = [
        {
            "kpi": kpi,
            "valid_from": _day(kpi.valid_from, language),
            "versions": len(catalog.history.get(kpi.id, (kpi,))),
            "uses": len(used_by(catalog, kpi.id)),
        }
        for kpi in sorted(found, key=lambda kpi: not kpi.own)
    ]
    return render(
        request,
        "definitions.html",
        q=q,
        which=which if which in WHICH else "all",
        rows=rows,
        total=len(catalog.kpis),
        broken=_broken(workspace),
    )


@router.get("/data/definitions/new")
def new(request: Request) -> Response:
    """The editor for a KPI of one's own."""
    return _editor(request, form_of(None, as_yaml=request.query_params.get("as") == "yaml"), None)


@router.get("/data/definitions/{kpi_id}")
def definition(request: Request, kpi_id: str) -> Response:
    """One definition with its versions side by side."""
    workspace: Workspace = request.app.state.workspace
    catalog, language, kpi = workspace.catalog, language_of(request), _known(workspace, kpi_id)
    versions = [
        {"kpi": version, "valid_from": _day(version.valid_from, language), "is_last": version is versions_of[-1]}
        for versions_of in [catalog.history.get(kpi_id, (kpi,))]
        for version in reversed(versions_of)
    ]
    measures = sorted({term.code for term in terms(kpi.formula.expression)})
    return render(
        request,
        "definition.html",
        kpi=kpi,
        versions=versions,
        measures=[(code, catalog.measures[code].names[language]) for code in measures],
        uses=[(other.id, other.names[language]) for other in used_by(catalog, kpi_id)],
        units=_units(language),
        on_overview=kpi_id in CANDIDATES,
    )


@router.get("/data/definitions/{kpi_id}/edit")
def edit(request: Request, kpi_id: str) -> Response:
    """The editor, begun from the definition in force."""
    kpi = _known(request.app.state.workspace, kpi_id)
    return _editor(request, form_of(kpi, as_yaml=request.query_params.get("as") == "yaml"), kpi)


@router.post("/data/definitions/try")
async def attempt(request: Request) -> Response:
    """Check a draft and answer it on our own numbers: the part of the page below the form."""
    form = {name: str(value) for name, value in (await request.form()).items()}
    return await run_in_threadpool(_attempt, request, form)


@router.post("/data/definitions")
async def save(request: Request) -> Response:
    """Save a draft as a new version; what is wrong with it is shown beside what was typed."""
    form = {name: str(value) for name, value in (await request.form()).items()}
    return await run_in_threadpool(_save, request, form)


def used_by(catalog: Catalog, kpi_id: str) -> list[Kpi]:
    """Other KPIs whose formula, or a variant's, names this one."""
    word = re.compile(rf"\b{re.escape(kpi_id)}\b")
    found = []
    for kpi in catalog.kpis.values():
        formulas = [kpi.formula.text, *(variant.text for variant in kpi.variants.values())]
        if kpi.id != kpi_id and kpi_id not in catalog.measures and any(map(word.search, formulas)):
            found.append(kpi)
    return found


def _attempt(request: Request, form: Mapping[str, str]) -> Response:
    workspace: Workspace = request.app.state.workspace
    language = language_of(request)
    try:
        draft = read_draft(form)
        tried = preview_draft(workspace, draft)
    except Invalid as error:
        return render(
            request, "_definition_tried.html", faults=say_faults(error), text="", courses=[], period="", names=[]
        )
    kinds = [("draft", tried.draft), *([("current", tried.current)] if tried.current else [])]
    return render(
        request,
        "_definition_tried.html",
        faults=[],
        text=draft.text,
        period=format_period(tried.period, language) if tried.period else "",
        courses=[_shown(workspace, kind, course, language) for kind, course in kinds],
        names=_name_advice(workspace.catalog, tried.draft.kpi),
    )


def _name_advice(catalog: Catalog, kpi: Kpi) -> list[tuple[str, list[NameFault]]]:
    """What could be clearer about the names of a draft; one that is the same in several languages is told once."""
    found: dict[str, list[NameFault]] = {}
    for code, name in kpi.names.items():
        others = {other.names[code] for other in catalog.kpis.values() if other.id != kpi.id}
        found.setdefault(name, check_name(name, unit=kpi.unit, others=others, language=code))
    return [(name, advice) for name, advice in found.items() if advice]


def _shown(workspace: Workspace, kind: str, course: Course, language: str) -> dict[str, Any]:
    def name_of(code: str) -> str:
        known = workspace.catalog.measures.get(code)
        return known.names[language] if known else code

    return {
        "kind": kind,
        "formula": course.kpi.formula.text,
        "shown": show(course.total, course.kpi.direction, language, name_of),
        "path": sparkline([answer.value for answer in course.days], 320, 48),
    }


def _save(request: Request, form: Mapping[str, str]) -> Response:
    workspace: Workspace = request.app.state.workspace
    known = workspace.catalog.kpis.get(form.get("id", ""))
    try:
        kpi = save_draft(workspace, read_draft(form), form.get("seen", ""), request.state.session.person)
    except Invalid as error:
        return _editor(request, form, known, faults=error, status=422)
    except Conflict as error:
        return _editor(request, form, known, conflict=str(error), status=409)
    return RedirectResponse(f"/data/definitions/{kpi.id}", status_code=303)


def _editor(
    request: Request,
    form: Mapping[str, str],
    kpi: Kpi | None,
    faults: Invalid | None = None,
    conflict: str = "",
    status: int = 200,
) -> Response:
    workspace: Workspace = request.app.state.workspace
    language = language_of(request)
    return render(
        request,
        "definition_edit.html",
        status=status,
        kpi=kpi,
        form={**BLANK, **form},
        seen=form.get("seen") or edition(workspace, kpi.id if kpi else form.get("id", "")),
        faults=say_faults(faults) if faults else [],
        conflict=conflict,
        units=_units(language),
        directions=DIRECTIONS,
        words=sorted({*workspace.catalog.measures, *workspace.catalog.kpis}),
        since=format_day(kpi.valid_from, language) if kpi and kpi.valid_from > BEGINNING else "",
    )


def _units(language: str) -> dict[str, str]:
    return {unit: value_name("unit", unit, language) for unit in UNITS}


def _is_wanted(catalog: Catalog, kpi: Kpi, which: str) -> bool:
    if which == "own":
        return kpi.own
    return which != "changed" or len(catalog.history.get(kpi.id, ())) > 1


def _broken(workspace: Workspace) -> tuple[Fault, ...]:
    """Faults of files somebody changed by hand: the definitions before them stay in force."""
    try:
        load_catalog(workspace.home / CATALOG_FOLDER)
    except Invalid as error:
        return error.faults
    return ()


def _known(workspace: Workspace, kpi_id: str) -> Kpi:
    if kpi_id not in workspace.catalog.kpis:
        raise NotFound("KPI", kpi_id, workspace.catalog.kpis)
    return workspace.catalog.kpis[kpi_id]


def _day(day: dt.date, language: str) -> str:
    return format_day(day, language) if day > BEGINNING else ""
