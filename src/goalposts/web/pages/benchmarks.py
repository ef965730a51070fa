"""Benchmarks: published figures and one's own, each beside the workspace's value for the same denominator."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from goalposts.app.benchmarking import Compared, check_benchmark, compare_all, own_benchmarks, save_benchmark
from goalposts.app.workspace import Workspace
from goalposts.catalog.benchmarks import BASES, STATISTICS, Benchmark, load_benchmarks
from goalposts.errors import Conflict, GoalpostsError, Invalid, NotFound
from goalposts.i18n import N_, figure, format_day, format_period, translation
from goalposts.web.drafting import say_faults
from goalposts.web.rendering import render
from goalposts.web.visitor import language_of

router = APIRouter(include_in_schema=False)

FIELDS = ("kpi", "value", "unit", "base", "statistic", "source", "published", "platform", "industry", "country")
_OBSTACLES = {
    "change": N_("a change against the year before, not a level"),
    "own_base": N_("the publisher divides by something of its own"),
    "other_base": N_("our definition divides by something else"),
    "currency": N_("another currency"),
    "no_value": N_("no number of ours for it"),
}
_STATISTICS = {"median": N_("median"), "mean": N_("mean"), "unstated": N_("not stated")}
_BASES = {
    "followers": N_("followers, per post"),
    "impressions": N_("impressions"),
    "delivered": N_("delivered e-mails"),
    "opens": N_("opens"),
    "clicks": N_("clicks"),
    "leads": N_("leads"),
    "own": N_("a base of its own"),
    "sent": N_("sent e-mails"),
}


@router.get("/data/benchmarks")
def benchmarks(request: Request, kpi: str = "", platform: str = "", industry: str = "", which: str = "") -> Response:
    """Every figure that fits the filter, with our own value where it may stand beside it."""
    workspace: Workspace = request.app.state.workspace
    language = language_of(request)
    own, broken = _own(workspace)
    marks = [*own, *load_benchmarks()]
    shown = [mark for mark in marks if _fits(mark, kpi, platform, industry, which, workspace)]
    period, compared = compare_all(workspace, shown)
    return render(
        request,
        "benchmarks.html",
        rows=[_row(workspace, one, language) for one in compared],
        total=len(marks),
        period=format_period(period, language) if period else "",
        kpis=sorted({mark.kpi for mark in marks}),
        kpi_names={mark.kpi: _name(workspace, mark.kpi, language) for mark in marks},
        platforms=sorted({mark.platform for mark in marks} - {""}),
        platform_names={code: known.names[language] for code, known in workspace.catalog.platforms.items()},
        industries=sorted({mark.industry for mark in marks} - {"", "unspecified"}),
        chosen={"kpi": kpi, "platform": platform, "industry": industry, "which": which},
        broken=broken,
    )


@router.get("/data/benchmarks/new")
def new(request: Request) -> Response:
    """The form for a figure of one's own."""
    return _form(request, "", {"unit": "ratio", "base": "impressions", "statistic": "unstated"}, is_new=True)


@router.get("/data/benchmarks/{code}/edit")
def edit(request: Request, code: str) -> Response:
    """The form for changing a figure of one's own; those we ship cannot be changed."""
    own, _ = _own(request.app.state.workspace)
    mark = next((mark for mark in own if mark.code == code), None)
    if mark is None:
        raise NotFound("own benchmark", code, [mark.code for mark in own])
    given = {name: str(getattr(mark, name) or "") for name in FIELDS} | {"value": f"{mark.value:g}"}
    return _form(request, code, given, is_new=False)


@router.post("/data/benchmarks/try")
async def attempt(request: Request) -> Response:
    """Check what is typed, and show the figure as it would stand in the list."""
    form = {name: str(value) for name, value in (await request.form()).items()}
    return await run_in_threadpool(_attempt, request, form)


@router.post("/data/benchmarks")
async def save(request: Request) -> Response:
    """Store a figure of one's own."""
    form = {name: str(value) for name, value in (await request.form()).items()}
    return await run_in_threadpool(_save, request, form)


def _attempt(request: Request, form: Mapping[str, str]) -> Response:
    workspace: Workspace = request.app.state.workspace
    try:
        mark = check_benchmark(workspace, form.get("code", "").strip(), _given(form))
    except Invalid as error:
        return render(request, "_benchmark_tried.html", faults=say_faults(error), row=None, period="")
    period, (compared,) = compare_all(workspace, [mark])
    language = language_of(request)
    row = _row(workspace, compared, language)
    text = format_period(period, language) if period else ""
    return render(request, "_benchmark_tried.html", faults=[], row=row, period=text)


def _save(request: Request, form: Mapping[str, str]) -> Response:
    code, is_new = form.get("code", "").strip(), form.get("is_new") == "yes"
    try:
        save_benchmark(request.app.state.workspace, code, _given(form), is_new=is_new)
    except Invalid as error:
        return _form(request, code, form, is_new=is_new, faults=error, status=422)
    except Conflict as error:
        return _form(request, code, form, is_new=is_new, conflict=str(error), status=409)
    return RedirectResponse("/data/benchmarks?which=own", status_code=303)


def _given(form: Mapping[str, str]) -> dict[str, str]:
    return {name: form[name] for name in FIELDS if name in form}


def _form(
    request: Request,
    code: str,
    given: Mapping[str, str],
    *,
    is_new: bool,
    faults: Invalid | None = None,
    conflict: str = "",
    status: int = 200,
) -> Response:
    workspace: Workspace = request.app.state.workspace
    language = language_of(request)
    say = translation(language).gettext
    return render(
        request,
        "benchmark_edit.html",
        status=status,
        code=code,
        given={name: given.get(name, "") for name in FIELDS},
        is_new=is_new,
        faults=say_faults(faults) if faults else [],
        conflict=conflict,
        kpis=[(kpi.id, kpi.names[language]) for kpi in workspace.catalog.kpis.values()],
        bases=[(base, say(_BASES[base])) for base in BASES],
        statistics=[(word, say(_STATISTICS[word])) for word in STATISTICS],
        platforms=[(code, known.names[language]) for code, known in workspace.catalog.platforms.items()],
    )


def _row(workspace: Workspace, one: Compared, language: str) -> dict[str, Any]:
    """One figure in the reader's words."""
    say = translation(language).gettext
    mark, value = one.mark, one.answer
    return {
        "mark": mark,
        "name": _name(workspace, mark.kpi, language),
        "value": figure(mark.value, mark.unit, language).exact,
        "base": say(_BASES[mark.base]),
        "statistic": say(_STATISTICS[mark.statistic]),
        "published": format_day(mark.published, language),
        "is_stale": mark.is_stale(workspace.today()),
        "caveat": mark.caveat.get(language, ""),
        "ours": figure(value.value, value.unit, language).exact if value else "",
        "state": value.state.value if value else "",
        "judgement": "" if one.is_better is None else "good" if one.is_better else "bad",
        "why_not": say(_OBSTACLES[one.obstacle]) if one.obstacle else "",
    }


def _own(workspace: Workspace) -> tuple[tuple[Benchmark, ...], tuple[Any, ...]]:
    """Our own figures; where their folder has faults, none of them and the faults."""
    try:
        return own_benchmarks(workspace), ()
    except Invalid as error:
        return (), error.faults


def _fits(mark: Benchmark, kpi: str, platform: str, industry: str, which: str, workspace: Workspace) -> bool:
    wanted = (kpi in ("", mark.kpi), platform in ("", mark.platform), industry in ("", mark.industry))
    kinds = {"own": mark.own, "fresh": not mark.is_stale(workspace.today()), "": True}
    return all(wanted) and kinds.get(which, True)


def _name(workspace: Workspace, kpi: str, language: str) -> str:
    try:
        return workspace.catalog.define(kpi).names[language]
    except GoalpostsError:
        return kpi
