"""The mapping editor: what the columns of a table hold, what is in the way, and what would be stored."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from goalposts.app.importing import StoredRow, TablePreview, preview_table, target_label
from goalposts.app.workspace import Workspace
from goalposts.catalog.dimensions import ITEM_AXES, SEGMENT_AXES
from goalposts.errors import Fault, Invalid
from goalposts.i18n import format_number, format_period, translation
from goalposts.i18n.entering import group_name
from goalposts.periods import Period
from goalposts.sources.mapping import IGNORE, ROW_TARGETS, delete_mapping, list_mappings
from goalposts.sources.source import Choices
from goalposts.web.rendering import render
from goalposts.web.uploads import Uploads
from goalposts.web.visitor import language_of

router = APIRouter(include_in_schema=False)

ORDERS, WINDOWS, DECIMALS = ("dmy", "mdy"), ("day", "week", "month"), ("point", "comma")
_ROW = ("date", "published_on", "title", "url", "content_type", "currency", "measure", "value", *ROW_TARGETS)
_NAMES = ("order", "customer", "lead", "won", "nps_score", "csat_score", "rating")
_SLICES = ("campaign", "channel", "country", "device", "paid", *ITEM_AXES, *SEGMENT_AXES)
_SURE, _LIKELY = 0.85, 0.6


@router.post("/imports/mapping")
async def change(request: Request) -> Response:
    """The editor again, with what the person just changed."""
    async with request.form(max_files=0, max_fields=4_000) as form:
        choices, template = read_choices(form), str(form.get("template", ""))
        upload, file = str(form.get("upload", "")), str(form.get("file", ""))
        is_new = template != str(form.get("template_in_use", ""))
    return await run_in_threadpool(_changed, request, choices, upload, file, template, is_new)


@router.post("/imports/templates/delete")
async def forget(request: Request) -> Response:
    """Forget a saved mapping."""
    workspace: Workspace = request.app.state.workspace
    async with request.form(max_files=0, max_fields=5) as form:
        key = str(form.get("key", ""))
    delete_mapping(workspace.home, key)
    return RedirectResponse("/imports#templates", status_code=303)


def _changed(request: Request, choices: Choices, upload: str, file: str, template: str, is_new: bool) -> Response:
    workspace: Workspace = request.app.state.workspace
    uploads: Uploads = request.app.state.uploads
    path = uploads.files(upload, file)[0]
    shown = editor(workspace, path, upload, choices, language_of(request), template, is_new=is_new)
    return render(request, "_mapping.html", editor=shown)


def read_choices(form: FormData) -> Choices:
    """What the person said in the form: of column N its header, its target, and how its dates or numbers are."""
    mapping: dict[str, str] = {}
    for name, value in form.multi_items():
        if name.startswith("header.") and isinstance(value, str):
            place = name.removeprefix("header.")
            target = str(form.get(f"target.{place}", "")).strip() or IGNORE
            mapping[value] = ":".join([target, *_options(form, place, target.partition(":")[0])])
    return Choices(
        account=_text(form, "account"),
        platform=_text(form, "platform"),
        time_zone=_text(form, "time_zone"),
        currency=_text(form, "currency"),
        mapping=mapping or None,
        mapping_name=_text(form, "mapping_name") or "",
        accept_flags=form.get("accept_flags") == "yes",
        first_day=_day(form, "first_day"),
        last_day=_day(form, "last_day"),
    )


def without_mapping(choices: Choices) -> Choices:
    """The same for files the mapping is not about."""
    return replace(choices, mapping=None, mapping_name="")


def _options(form: FormData, place: str, target: str) -> list[str]:
    """Only options that mean something for the target: a column that was a date may be a number now."""
    allowed = {"order": (), "window": (), "decimal": DECIMALS}
    if target in ("date", "published_on"):
        allowed = {"order": ORDERS, "window": WINDOWS if target == "date" else (), "decimal": ()}
    elif target in (IGNORE, "currency", "measure", "title", "url", "content_type", *_SLICES):
        allowed = {}
    said = {name: str(form.get(f"{name}.{place}", "")) for name in allowed}
    return [said[name] for name, codes in allowed.items() if said[name] in codes]


def _text(form: FormData, name: str) -> str | None:
    return str(form.get(name, "")).strip() or None


def _day(form: FormData, name: str) -> dt.date | None:
    text = _text(form, name)
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Invalid("The day cannot be read.", [Fault("write it as 2025-03-31", column=name, value=text)]) from error


def is_about_columns(entry: Mapping[str, Any]) -> bool:
    """Whether a file waits for its columns to be explained."""
    return any(question["field"] == "mapping" for question in entry["questions"])


def editor(
    workspace: Workspace,
    path: Path,
    upload: str,
    choices: Choices,
    language: str,
    template: str = "",
    *,
    is_new: bool = True,
) -> dict[str, Any]:
    """Everything the editor shows of one table; a template that was just chosen sets the columns."""
    preview = preview_table(workspace, path, choices, language, template if is_new else "")
    return {
        "upload": upload,
        "file": path.name,
        "columns": _columns(preview, language),
        "groups": _groups(workspace, language),
        "conflicts": preview.conflicts,
        "notices": preview.notices,
        "rows": [_row(row, language) for row in preview.rows],
        "facts": format_number(preview.facts, language),
        "checked": format_number(preview.checked, language),
        "height": format_number(preview.height, language),
        "is_part": preview.checked < preview.height,
        "template": template,
        "templates": [(saved.key, saved.name) for saved in list_mappings(workspace.home) if saved.name],
        "name": choices.mapping_name,
    }


def _columns(preview: TablePreview, language: str) -> list[dict[str, Any]]:
    say = translation(language).gettext
    words = {"sure": say("sure"), "likely": say("likely"), "guess": say("please check")}
    found = []
    for place, column in enumerate(preview.columns, start=1):
        level = "sure" if column.confidence >= _SURE else "likely" if column.confidence >= _LIKELY else "guess"
        is_date = column.target in ("date", "published_on")
        is_number = not is_date and column.target not in (IGNORE, "currency", "measure", *_ROW[2:5], *_NAMES, *_SLICES)
        options = defaultdict(str)
        for name, codes in (("order", ORDERS), ("window", WINDOWS), ("decimal", DECIMALS)):
            options[name] = next((option for option in column.options if option in codes), "")
        found.append(
            {
                "place": place,
                "header": column.header,
                "samples": column.samples,
                "target": column.target,
                "options": options,
                "is_date": is_date,
                "has_window": column.target == "date",
                "is_number": is_number,
                "level": level,
                "word": words[level],
                "reason": column.reason,
            }
        )
    return found


def _groups(workspace: Workspace, language: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Targets to choose from: what a row is about, what it is sliced by, then measures by channel."""
    say = translation(language).gettext
    measures = workspace.catalog.measures
    rows = [(target_label(target, measures, language), target) for target in _ROW]
    slices = [(target_label(target, measures, language), target) for target in _SLICES]
    by_group: dict[str, list[tuple[str, str]]] = {}
    for code, measure in measures.items():
        if not measure.sum_of and not measure.rows_of:
            by_group.setdefault(group_name(measure.group, language), []).append((measure.names[language], code))
    named = [(name, sorted(found)) for name, found in sorted(by_group.items())]
    return [(say("About the row"), rows), (say("Sliced by"), sorted(slices)), *named]


def _row(row: StoredRow, language: str) -> dict[str, Any]:
    value = format_number(float(row.value), language, 6) if row.value is not None else "–"
    return {
        "line": row.line,
        "measure": row.measure,
        "days": format_period(Period(row.first, row.last), language),
        "slices": ", ".join(row.slices),
        "value": f"{value} {row.currency}" if row.currency else value,
    }
