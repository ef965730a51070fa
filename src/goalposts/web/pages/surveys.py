"""Surveys: open one, share its links, see what was answered, change the question, close it."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from goalposts.app import surveying
from goalposts.app.workspace import Workspace
from goalposts.errors import Fault, Invalid
from goalposts.i18n import format_day, format_number
from goalposts.i18n.catalogues import NAMES
from goalposts.i18n.surveys import default_question, score_name
from goalposts.store.surveys import Survey
from goalposts.surveys.question import KINDS, MOST_TEXT
from goalposts.web.cells import Shown, show
from goalposts.web.rendering import render
from goalposts.web.visitor import language_of

router = APIRouter(include_in_schema=False)

LINKS_SHOWN = 1_000


@router.get("/data/surveys")
def surveys(request: Request) -> Response:
    """Every survey, and a form that opens one."""
    return _list_page(request)


@router.post("/data/surveys")
async def open_survey(request: Request) -> Response:
    """Open a survey and show it."""
    async with request.form(max_files=0, max_fields=20) as form:
        said = {name: str(value) for name, value in form.items()}
        texts = _texts(form)
    try:
        survey = await run_in_threadpool(_create, _workspace(request), said, texts)
    except Invalid as error:
        return _list_page(request, said=said, faults=error.faults)
    return RedirectResponse(f"/data/surveys/{survey.code}", status_code=303)


@router.get("/data/surveys/{code}")
def survey(request: Request, code: str) -> Response:
    """One survey: results so far, links, wording."""
    return _page(request, code)


@router.post("/data/surveys/{code}/links")
async def links(request: Request, code: str) -> Response:
    """Make links good for one answer each; they are shown once."""
    async with request.form(max_files=0, max_fields=5) as form:
        count = str(form.get("count", ""))
    if not (count.isascii() and count.isdigit() and 0 < int(count) <= LINKS_SHOWN):
        fault = Fault(f"a whole number from 1 to {LINKS_SHOWN:,}", column="count", value=count[:20])
        raise Invalid("So many links cannot be shown.", [fault])
    made = await run_in_threadpool(surveying.make_links, _workspace(request), code, int(count))
    return await run_in_threadpool(_page, request, code, [_address(request, path) for path in made])


@router.post("/data/surveys/{code}/wording")
async def wording(request: Request, code: str) -> Response:
    """Change the question: another version of it."""
    async with request.form(max_files=0, max_fields=10) as form:
        texts = _texts(form)
    await run_in_threadpool(surveying.reword_survey, _workspace(request), code, texts)
    return RedirectResponse(f"/data/surveys/{code}", status_code=303)


@router.post("/data/surveys/{code}/close")
async def close(request: Request, code: str) -> Response:
    """Take no more answers."""
    await run_in_threadpool(surveying.close_survey, _workspace(request), code)
    return RedirectResponse(f"/data/surveys/{code}", status_code=303)


def _create(workspace: Workspace, said: dict[str, str], texts: dict[str, str]) -> Survey:
    kind = said.get("kind", "")
    proposed = {text for one in KINDS for text in default_question(one).values()}
    own = {language: text for language, text in texts.items() if text not in proposed}
    return surveying.create_survey(
        workspace,
        kind,
        code=said.get("code", ""),
        account=said.get("account", ""),
        campaign=said.get("campaign", ""),
        texts=own,
    )


def _texts(form: FormData) -> dict[str, str]:
    given = {language: str(form.get(f"text.{language}", "")).strip() for language in NAMES}
    return {language: text for language, text in given.items() if text}


def _list_page(request: Request, said: dict[str, str] | None = None, faults: Any = ()) -> Response:
    workspace, language = _workspace(request), language_of(request)
    return render(
        request,
        "surveys.html",
        status=422 if faults else 200,
        surveys=[_line(one, language) for one in surveying.list_surveys(workspace)],
        said=defaultdict(str, said or {}),
        nothing=defaultdict(str),
        faults=faults,
        kinds=list(KINDS),
        proposed={kind: default_question(kind) for kind in KINDS},
        accounts=sorted({account.name for account in workspace.accounts()}),
        names=NAMES,
        most=MOST_TEXT,
    )


def _page(request: Request, code: str, made: list[str] | None = None) -> Response:
    workspace, language = _workspace(request), language_of(request)
    results = surveying.results(workspace, code)
    kind = KINDS[results.survey.kind]
    most = max(results.scores.values(), default=0)
    scores = [
        {
            "score": score,
            "name": score_name(kind.name, score, language),
            "count": format_number(results.scores.get(score, 0), language),
            "width": round(100 * results.scores.get(score, 0) / most, 1) if most else 0,
        }
        for score in kind.scores
    ]
    return render(
        request,
        "survey.html",
        survey=_line(results.survey, language),
        texts=results.survey.texts,
        scores=scores,
        count=results.count,
        kpi=kind.kpi,
        kpi_name=workspace.catalog.kpis[kind.kpi].names[language],
        shown=_shown(workspace, results, language),
        link=_address(request, surveying.open_path(workspace, results.survey)),
        made=made,
        names=NAMES,
        most=MOST_TEXT,
        links_shown=LINKS_SHOWN,
    )


def _shown(workspace: Workspace, results: surveying.Results, language: str) -> Shown | None:
    if results.answer is None:
        return None
    catalog = workspace.catalog
    return show(
        results.answer,
        catalog.kpis[results.kpi].direction,
        language,
        lambda code: catalog.measures[code].names[language] if code in catalog.measures else code,
    )


def _line(survey: Survey, language: str) -> dict[str, Any]:
    return {
        "code": survey.code,
        "kind": survey.kind,
        "account": survey.account,
        "campaign": survey.campaign,
        "question": survey.texts.get(language, ""),
        "version": survey.version,
        "opened": format_day(survey.opened_at.date(), language),
        "closed": format_day(survey.closed_at.date(), language) if survey.closed_at else "",
    }


def _address(request: Request, path: str) -> str:
    return f"{str(request.base_url).rstrip('/')}{path}"


def _workspace(request: Request) -> Workspace:
    workspace: Workspace = request.app.state.workspace
    return workspace
