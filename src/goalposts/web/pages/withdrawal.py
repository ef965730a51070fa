"""Taking an import or entry back: what it would change, a reason, and the deed."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from goalposts.app.withdrawing import MOST_REASON, Consequence, foresee, withdraw
from goalposts.app.workspace import Workspace
from goalposts.errors import Fault, Invalid, NotFound
from goalposts.i18n import format_moment, format_number, format_period
from goalposts.periods import Period
from goalposts.web.rendering import render
from goalposts.web.visitor import language_of

router = APIRouter(include_in_schema=False)

KPIS_SHOWN = 12
_DIGITS = 19


@router.get("/imports/withdraw")
def look(request: Request, source: str = "") -> Response:
    """What would change, and a form that asks why."""
    workspace: Workspace = request.app.state.workspace
    return _page(request, workspace, foresee(workspace, [_number(source)]))


@router.post("/imports/withdraw")
async def take_back(request: Request) -> Response:
    """Take it back; the imports page tells that it is done."""
    async with request.form(max_files=0, max_fields=5) as form:
        source, reason = _number(str(form.get("source", ""))), str(form.get("reason", ""))
    workspace: Workspace = request.app.state.workspace
    try:
        await run_in_threadpool(withdraw, workspace, [source], reason)
    except Invalid as error:
        told = await run_in_threadpool(foresee, workspace, [source])
        return await run_in_threadpool(_page, request, workspace, told, error.faults)
    return RedirectResponse(f"/imports?withdrawn={source}#lake", status_code=303)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS):
        raise NotFound("import", text[:40])
    return int(text)


def _days(told: Consequence, language: str) -> str:
    if told.first_day is None or told.last_day is None:
        return ""
    return format_period(Period(told.first_day, told.last_day), language)


def _page(request: Request, workspace: Workspace, told: Consequence, faults: Any = ()) -> Response:
    language = language_of(request)
    (held,) = told.sources
    kpis = workspace.catalog.kpis
    context: dict[str, Any] = {
        "name": held.file_name,
        "account": held.account,
        "at": format_moment(held.captured_at, language),
        "note": held.note,
        "rows": format_number(told.rows, language),
        "days": format_period(Period(told.first_day, told.last_day), language)
        if told.first_day and told.last_day
        else "",
        "kpis": [(id_, kpis[id_].names[language]) for id_ in told.kpis[:KPIS_SHOWN]],
        "kpi_count": len(told.kpis),
    }
    faults = [Fault("", column="reason")] if faults else []
    return render(
        request,
        "withdrawal.html",
        status=422 if faults else 200,
        source=str(held.source_id),
        told=context,
        faults=faults,
        most=MOST_REASON,
    )
