"""One KPI: its value, its course, its parts, its definition and the evidence."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from goalposts.app.breaks import breaks_of
from goalposts.metrics.answer import Basis
from goalposts.web.board import board_of, dimensions_of
from goalposts.web.rendering import render
from goalposts.web.trends import break_note, draw_trend

router = APIRouter(include_in_schema=False)

MOST_SLICES = 50


@router.get("/kpi/{kpi_id}")
def kpi_page(request: Request, kpi_id: str, by: str = "") -> Response:
    """The page of one KPI (or `id@variant`), broken down by `by` where the KPI allows it."""
    board = board_of(request)
    definition = board.workspace.catalog.define(kpi_id)
    dimensions = dimensions_of(board, kpi_id)
    chosen = by if by in dict(dimensions) else dimensions[0][0] if dimensions else ""
    total = board.ask([kpi_id]).rows()[0]
    course = board.course([kpi_id])
    parts = board.ask([kpi_id], [chosen]).rows() if chosen else []
    known = [answer for answer in parts if answer.value is not None]
    return render(
        request,
        "kpi.html",
        kpi=kpi_id,
        entry=definition.kpi,
        definition=definition,
        name=board.name(kpi_id),
        shown=board.show(total),
        published=total.basis is Basis.PUBLISHED,
        trend=draw_trend(board, course.rows(), [found for found, _ in course.breaks()]),
        breaks=[break_note(found, board.language) for found in breaks_of(board.workspace, kpi_id)],
        dimensions=dimensions,
        by=chosen,
        by_name=dict(dimensions).get(chosen, ""),
        slices=board.slices(known, chosen, MOST_SLICES),
        slices_all=len(known),
        parts_published=any(answer.basis is Basis.PUBLISHED for answer in known),
        explain=board.explain_query(kpi_id),
        **board.controls(total),
    )
