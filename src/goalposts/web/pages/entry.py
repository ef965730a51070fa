"""Entering figures: one by a form, or many by pasting cells, shown as they would be stored before they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Literal, cast

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from goalposts.app.entering import Entry, Stored, check, read_figure, store
from goalposts.app.withdrawing import Held, list_sources
from goalposts.app.workspace import Workspace
from goalposts.catalog.measure import Measure
from goalposts.errors import Fault
from goalposts.i18n import N_, format_moment, format_number, format_period, format_value, translation
from goalposts.i18n.entering import group_name
from goalposts.sources.dates import Order
from goalposts.sources.entry import NAME, Figure
from goalposts.sources.pasting import Said, read_paste
from goalposts.web.pages.imports import CURRENCIES
from goalposts.web.rendering import render
from goalposts.web.visitor import language_of

router = APIRouter(include_in_schema=False)

RECENT = 20
FAULTS_SHOWN = 100
LINES_SHOWN = 200
WINDOWS = {
    "day": N_("One day"),
    "week": N_("One week"),
    "month": N_("One month"),
    "quarter": N_("One quarter"),
    "year": N_("One year"),
    "custom": N_("Other days"),
    "instant": N_("Reading of that day"),
}
FORM_WINDOWS = tuple(WINDOWS)[:-1]
ROW_WINDOWS = ("day", "week", "month")
_ORDERS = ("dmy", "mdy")
_DECIMALS: Mapping[str, Literal[".", ","]] = {"point": ".", "comma": ","}


@router.get("/data/entry")
def entry(request: Request) -> Response:
    """The form, the paste box, and what was entered lately."""
    return _page(request, {})


@router.post("/data/entry")
async def take(request: Request) -> Response:
    """Check figures; store a figure of the form at once, pasted ones when they were looked at and confirmed."""
    async with request.form(max_files=0, max_fields=40) as form:
        said = {name: str(value) for name, value in form.items()}
    return await run_in_threadpool(_take, request, said)


def _take(request: Request, said: dict[str, str]) -> Response:
    workspace, language = _workspace(request), language_of(request)
    measures = workspace.catalog.measures
    is_paste = "cells" in said
    ignored: Sequence[str] = ()
    if is_paste:
        pasted = read_paste(said["cells"], measures, _said(said, language))
        figures, faults, ignored = pasted.figures, pasted.faults, pasted.ignored
    else:
        figures, faults = read_figure(measures, said, language)
    entry = check(workspace, figures, said.get("account", ""), said.get("platform", ""), language)
    faults = [*faults, *entry.faults]
    stored = None
    if not faults and entry.lines and (not is_paste or said.get("confirm") == "yes"):
        stored = store(workspace, entry, note=said.get("note", ""))
        said = {"account": said.get("account", ""), "platform": said.get("platform", "")}
    preview = _preview(entry, measures, language) if is_paste and stored is None else None
    return _page(request, said, faults=faults, preview=preview, stored=stored, ignored=ignored)


def _said(said: Mapping[str, str], language: str) -> Said:
    order, window = said.get("order", ""), said.get("row", "")
    return Said(
        measure=said.get("measure", ""),
        currency=said.get("currency", ""),
        order=cast(Order, order) if order in _ORDERS else None,
        decimal=_DECIMALS.get(said.get("decimal", "")),
        window=window if window in ROW_WINDOWS else "",
        language=language,
    )


def _preview(entry: Entry, measures: Mapping[str, Measure], language: str) -> dict[str, Any]:
    say = translation(language).gettext
    lines = [
        {
            "line": line.figure.line,
            "measure": measures[line.figure.measure].names[language],
            "days": format_period(line.figure.period, language),
            "window": say(WINDOWS.get(line.window, WINDOWS["custom"])),
            "value": _value(line.figure, measures, language),
            "before": format_number(float(line.before), language, 2) if line.before is not None else "",
        }
        for line in entry.lines[:LINES_SHOWN]
    ]
    return {"lines": lines, "count": len(entry.lines), "account": entry.account.name, "is_new": entry.is_new}


def _value(figure: Figure, measures: Mapping[str, Measure], language: str) -> str:
    unit = measures[figure.measure].unit
    if unit == "count":
        return format_number(float(figure.value), language, 6)
    return format_value(float(figure.value), figure.currency or unit if unit == "currency" else unit, language)


def _page(
    request: Request,
    said: Mapping[str, str],
    faults: Sequence[Fault] = (),
    preview: Mapping[str, Any] | None = None,
    stored: Stored | None = None,
    ignored: Sequence[str] = (),
) -> Response:
    workspace, language = _workspace(request), language_of(request)
    recent = [held for held in list_sources(workspace) if held.detected == NAME][:RECENT]
    return render(
        request,
        "entry.html",
        status=422 if faults and preview is None else 200,
        said=defaultdict(str, said),
        one=defaultdict(str, {} if "cells" in said else said),
        many=defaultdict(str, said if "cells" in said else {}),
        faults=faults[:FAULTS_SHOWN],
        fault_count=len(faults),
        preview=preview,
        stored=stored,
        ignored=ignored,
        groups=_groups(workspace.catalog.measures, language),
        windows=WINDOWS,
        form_windows=FORM_WINDOWS,
        row_windows=ROW_WINDOWS,
        accounts=sorted({account.name for account in workspace.accounts()}),
        platforms=sorted((p.names[language], code) for code, p in workspace.catalog.platforms.items()),
        currencies=CURRENCIES,
        today=workspace.today().isoformat(),
        recent=[_recent(held, language) for held in recent],
        lines_shown=LINES_SHOWN,
    )


def _groups(measures: Mapping[str, Measure], language: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Measures that can be stored, under the channel they belong to, by name."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for code, measure in measures.items():
        if not measure.sum_of and not measure.rows_of:
            groups.setdefault(group_name(measure.group, language), []).append((measure.names[language], code))
    return [(name, sorted(found)) for name, found in sorted(groups.items())]


def _recent(held: Held, language: str) -> dict[str, Any]:
    return {
        "id": str(held.source_id),
        "name": held.file_name,
        "account": held.account,
        "rows": held.rows_read,
        "at": format_moment(held.captured_at, language),
        "note": held.note,
        "withdrawn": held.withdrawn_at is not None,
        "reason": held.reason,
    }


def _workspace(request: Request) -> Workspace:
    workspace: Workspace = request.app.state.workspace
    return workspace
