"""The evidence behind a number: definition, SQL, contributing rows, files."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from goalposts.i18n import format_number, format_period
from goalposts.web.board import board_of
from goalposts.web.rendering import render

router = APIRouter(include_in_schema=False)

ROWS_SHOWN = 50


@router.get("/explain")
def explain(request: Request, kpi: str) -> Response:
    """The evidence for one cell; inside a dialog when htmx asks, else as a page of its own."""
    board = board_of(request)
    where: dict[str, Any] = dict(board.view.where)
    for name, value in request.query_params.items():
        if name.startswith("where."):
            where[name.removeprefix("where.")] = value
    evidence = board.workspace.explain([kpi], period=board.view.asked, where=where).to_dict()
    rows = [
        {name: _plain(name, value, board.language) for name, value in row.items()}
        for row in evidence["rows"][:ROWS_SHOWN]
    ]
    columns = [name for name in (rows[0] if rows else ()) if any(row[name] != "" for row in rows)]
    return render(
        request,
        "_explanation.html" if request.headers.get("HX-Request") else "explanation.html",
        kpi=kpi,
        name=board.name(kpi),
        definition=board.workspace.catalog.define(kpi),
        where={name: board.value(name, value) for name, value in where.items()},
        sql=evidence["sql"],
        columns=columns,
        rows=rows,
        row_count=evidence["row_count"],
        files=evidence["files"],
        period=format_period(board.view.asked, board.language) if board.view.asked else "",
        nav_query=board.view.query(),
    )


def _plain(name: str, value: object, language: str) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return format_number(value, language, 4)
    return str(value)[:16].replace("T", " ") if name.endswith("_at") else str(value)
