"""The overview: are we in range, where is it going, what made it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from goalposts.app.changes import corrections_in, looked_or_week
from goalposts.i18n import figure, format_change, format_period, translation
from goalposts.i18n.figures import NO_VALUE
from goalposts.i18n.states import cause_name
from goalposts.metrics.answer import Answer
from goalposts.metrics.changes import Change
from goalposts.periods import Period
from goalposts.store.sessions import OWNER
from goalposts.web.board import Board, Slice, board_of
from goalposts.web.cells import Shown
from goalposts.web.charts import sparkline
from goalposts.web.rendering import render
from goalposts.web.trends import draw_trend

router = APIRouter(include_in_schema=False)

CANDIDATES = (
    "impressions",
    "engagements",
    "engagement_rate",
    "website_visits",
    "link_clicks",
    "revenue",
    "leads",
    "followers",
    "conversions",
    "email_open_rate",
    "marketing_spend",
    "posts_published",
)
"""KPIs for the tiles in order of preference; those with data come first."""

MOST_TILES, FEWEST_TILES = 6, 4
ITEM_KPIS = ("engagements", "impressions")
TOP_ITEMS = 10


@dataclass(frozen=True)
class Tile:
    """A tile's five parts: name, value, change, what it is compared with, sparkline.

    corrected: what a correction since the reader last looked did to the value, in words; '' = nothing worth a mark.
    """

    kpi: str
    name: str
    shown: Shown
    path: str
    explain: str
    corrected: tuple[str, str] | None


@router.get("/")
def overview(request: Request, trend: str = "") -> Response:
    """The overview page of the view in the address."""
    board = board_of(request)
    if board.is_empty:
        return render(request, "empty.html", **board.controls())
    totals = {answer.kpi: answer for answer in board.ask(_known(board)).rows()}
    chosen = choose(list(totals.values()))
    main = trend if trend in chosen else chosen[0]
    course = board.course(chosen)
    since = looked_or_week(board.workspace, OWNER)
    corrected = corrections_in(board.workspace, board.question(chosen), since)
    series = {kpi: [answer for answer in course.rows() if answer.kpi == kpi] for kpi in chosen}
    return render(
        request,
        "overview.html",
        tiles=[_tile(board, totals[kpi], series[kpi], corrected.get(kpi)) for kpi in chosen],
        corrected_since=since.date().isoformat(),
        main=main,
        compared=board.show(totals[main]).before_period,
        main_name=board.name(main),
        trend=draw_trend(board, series[main], [found for found, kpis in course.breaks() if main in kpis]),
        **_parts(board, main),
        **board.controls(totals[main]),
    )


def choose(totals: Sequence[Answer]) -> list[str]:
    """The KPIs of the tiles: those with a value, in order of preference; unknown ones only to fill up to four."""
    known = [answer.kpi for answer in totals if answer.value is not None][:MOST_TILES]
    unknown = [answer.kpi for answer in totals if answer.value is None]
    return known + unknown[: max(0, FEWEST_TILES - len(known))]


def _known(board: Board) -> list[str]:
    return [kpi for kpi in CANDIDATES if kpi in board.workspace.catalog.kpis]


def _tile(board: Board, total: Answer, series: Sequence[Answer], correction: Change | None) -> Tile:
    path = sparkline([answer.value for answer in series])
    query = board.explain_query(total.kpi)
    return Tile(total.kpi, board.name(total.kpi), board.show(total), path, query, _corrected(board, correction))


def _corrected(board: Board, change: Change | None) -> tuple[str, str] | None:
    """The correction as the tile says it, and in full: the days compared, what they were and what they are."""
    if change is None or change.old_value is None or change.period_start is None or change.period_end is None:
        return None
    say, language = translation(board.language).gettext, board.language
    old, new = (figure(value, change.unit, language).short for value in (change.old_value, change.new_value))
    moved = NO_VALUE
    if change.new_value is not None:
        moved = format_change(change.new_value - change.old_value, change.change_relative, change.unit, language)
    days = format_period(Period(change.period_start, change.period_end), language)
    causes = ", ".join(cause_name(cause, language) for cause in change.causes)
    full = say("%(days)s: was %(old)s, is %(new)s now (%(causes)s)") % {
        "days": days,
        "old": old,
        "new": new,
        "causes": causes,
    }
    return say("corrected: %(change)s") % {"change": moved}, full


def _parts(board: Board, main: str) -> dict[str, Any]:
    """The third row: the main KPI by platform and by content type, and the items that did most."""
    return {
        "by_platform": _by(board, main, "platform"),
        "by_content": _by(board, main, "content_type"),
        "items": _top_items(board),
    }


def _by(board: Board, kpi: str, dimension: str) -> list[Slice]:
    definition = board.workspace.catalog.define(kpi)
    if definition.kpi is None or dimension not in definition.kpi.dimensions:
        return []
    answers = [answer for answer in board.ask([kpi], [dimension]).rows() if answer.value is not None]
    return board.slices(answers, dimension)


def _top_items(board: Board) -> list[dict[str, Any]]:
    kpis = [kpi for kpi in ITEM_KPIS if kpi in board.workspace.catalog.kpis]
    if not kpis:
        return []
    items: dict[tuple[Any, ...], dict[str, Answer]] = {}
    for answer in board.ask(kpis, ["item", "title", "platform"]).rows():
        if answer.value is not None:
            items.setdefault(tuple(answer.by.values()), {})[answer.kpi] = answer
    ranked = sorted(items.items(), key=lambda pair: -_size(pair[1], kpis[0]))[:TOP_ITEMS]
    return [
        {
            "title": str(title or item or ""),
            "platform": board.platform_name(str(platform)) if platform else "",
            "cells": [(board.name(kpi), board.show(cells[kpi]) if kpi in cells else None) for kpi in kpis],
        }
        for (item, title, platform), cells in ranked
    ]


def _size(cells: dict[str, Answer], kpi: str) -> float:
    answer = cells.get(kpi)
    return answer.value or 0.0 if answer else 0.0
