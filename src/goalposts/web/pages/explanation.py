"""The evidence behind a number: state, formula, measures, rows down to the line of the file, and all of it as a zip."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any, BinaryIO
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse

from goalposts.app.evidence import look_at_line
from goalposts.app.evidence_zip import write_evidence
from goalposts.catalog.entries import BEGINNING
from goalposts.i18n import format_day, format_period, translation
from goalposts.i18n.evidence import absence_text
from goalposts.metrics.explain import Explanation
from goalposts.web.board import Board, board_of
from goalposts.web.cells import show
from goalposts.web.explaining import ROWS_SHOWN, Words
from goalposts.web.rendering import render

router = APIRouter(include_in_schema=False)

_PLACE = ("source", "part", "line")
_IN_MEMORY = 8_000_000
_BLOCK = 1 << 20


@router.get("/explain")
def explain(request: Request, kpi: str) -> Response:
    """The evidence for one cell; inside a dialog when htmx asks, else as a page of its own."""
    board = board_of(request)
    asked = _question(request, board)
    found = board.workspace.explain([kpi], **asked)
    words, query = Words(board, asked["where"]), _query(request)
    headings, rows = words.rows(found, query)
    sources = words.sources(found.sources)
    return render(
        request,
        _template(request, "explanation"),
        **_head(request, board, kpi),
        **_definition(board, found),
        shown=show(found.answers.rows()[0], found.plan.kpis[0].definition.direction, board.language, board.name),
        formula=words.formula(found.workings[0]),
        terms=words.terms(found.workings[0]),
        headings=headings,
        rows=rows,
        row_count=found.row_count,
        most=ROWS_SHOWN,
        sources=sources,
        sql=[statement.sql for statement in found.statements],
        query=query,
    )


@router.get("/explain/line")
def line(request: Request, source: int, part: int, line: int, kpi: str = "") -> Response:
    """The very line of a kept file, highlighted among its neighbours."""
    board = board_of(request)
    found = look_at_line(board.workspace, source, part, line)
    words = Words(board)
    return render(
        request,
        _template(request, "explained_line"),
        **_head(request, board, kpi),
        found=found,
        source=words.source(found.source),
        place=", ".join(filter(None, (found.account, board.platform_name(found.platform) if found.platform else ""))),
        trouble=absence_text(found.absence or "", board.language),
        facts=words.line(found),
        query=_query(request) if kpi else "",
    )


@router.get("/explain.zip")
def download(request: Request, kpi: str) -> Response:
    """All of the evidence as one zip."""
    board = board_of(request)
    question = board.workspace.question([kpi], **_question(request, board))
    with ExitStack() as opened:
        target = opened.enter_context(tempfile.SpooledTemporaryFile(_IN_MEMORY))
        write_evidence(board.workspace, question, board.language, target)  # type: ignore[arg-type]
        target.seek(0)
        opened.pop_all()  # closed once it is sent
    days = f"-{question.period.start}-{question.period.end}" if question.period else ""
    name = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-_") else "_" for sign in f"{kpi}{days}")
    headers = {"Content-Disposition": f'attachment; filename="evidence-{name}.zip"'}
    return StreamingResponse(_blocks(target), media_type="application/zip", headers=headers)  # type: ignore[arg-type]


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while block := file.read(_BLOCK):
            yield block


def _template(request: Request, name: str) -> str:
    return f"_{name}.html" if request.headers.get("HX-Request") else f"{name}.html"


def _question(request: Request, board: Board) -> dict[str, Any]:
    """The parts of the question that the address holds besides the KPI."""
    where: dict[str, Any] = dict(board.view.where)
    for name, value in request.query_params.items():
        if name.startswith("where."):
            where[name.removeprefix("where.")] = value
    return {"period": board.view.asked, "where": where, "as_of": board.view.as_of}


def _query(request: Request) -> str:
    """The address query of the evidence page, without the place of a line."""
    kept = {name: value for name, value in request.query_params.items() if name not in (*_PLACE, "lang", "theme")}
    return urlencode(kept)


def _head(request: Request, board: Board, kpi: str) -> dict[str, Any]:
    """What the title says: the KPI, and below it the period, the conditions and the moment."""
    asked = _question(request, board)
    about = [format_period(board.view.asked, board.language)] if board.view.asked else []
    about += [board.value(name, value) for name, value in asked["where"].items()]
    if asked["as_of"]:
        about.append(translation(board.language).gettext("as of %(moment)s") % {"moment": board.known_text()})
    return {
        "kpi": kpi,
        "name": board.name(kpi) if kpi else "",
        "about": " · ".join(about),
        "nav_query": board.view.query(),
    }


def _definition(board: Board, found: Explanation) -> dict[str, Any]:
    """The definition in force for this question, with its versions, newest first."""
    (told,) = found.definitions()
    dated = [{**past, "valid_from": _day(past["valid_from"], board.language)} for past in told["history"]]
    return {
        "definition": found.plan.kpis[0].definition,
        "valid_from": _day(told["valid_from"], board.language),
        "versions": list(reversed(dated)),
    }


def _day(text: str, language: str) -> str:
    """A day a version is valid from; empty for those that were there from the beginning."""
    day = dt.date.fromisoformat(text)
    return format_day(day, language) if day > BEGINNING else ""
