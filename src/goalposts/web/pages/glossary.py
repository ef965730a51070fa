"""The glossary: acronyms and words of the trade, searchable in every language; and advice on names while typing."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from goalposts.app.workspace import Workspace
from goalposts.catalog.glossary import load_glossary, search_glossary
from goalposts.catalog.naming import check_name
from goalposts.web.rendering import render
from goalposts.web.visitor import language_of

router = APIRouter(include_in_schema=False)

MOST_LETTERS = 300


@router.get("/guide/glossary")
def glossary(request: Request, q: str = "") -> Response:
    """Every entry, or those that hold the words."""
    workspace: Workspace = request.app.state.workspace
    language, kpis = language_of(request), workspace.catalog.kpis
    found = search_glossary(q, language)
    return render(
        request,
        "glossary.html",
        q=q,
        terms=found,
        total=len(load_glossary()),
        kpi_names={kpi: kpis[kpi].names[language] for term in found for kpi in term.kpis if kpi in kpis},
    )


@router.get("/guide/naming")
def naming(request: Request, unit: str = "", cadence: str = "") -> Response:
    """Advice on a name (`text`, `name`, `label` or `title`): the part below its field; empty where it is fine."""
    given = (request.query_params.get(field, "") for field in ("text", "name", "label", "title"))
    text = next(filter(None, given), "")[:MOST_LETTERS]
    found = check_name(text, unit=unit, cadence=cadence, language=language_of(request)) if text.strip() else []
    return render(request, "_name_advice_part.html", advice=found)
