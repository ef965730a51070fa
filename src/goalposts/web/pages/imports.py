"""Imports: upload files, answer what they do not say, see what became of each."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from starlette.datastructures import FormData, UploadFile

from goalposts.app.workspace import Workspace
from goalposts.catalog.platforms import load_platforms
from goalposts.errors import Fault, Invalid
from goalposts.i18n import format_moment, translation
from goalposts.sources.detect import SOURCES
from goalposts.sources.generic import NAME as GENERIC
from goalposts.sources.source import Choices
from goalposts.web.rendering import render
from goalposts.web.uploads import MOST_FILES, Uploads
from goalposts.web.visitor import language_of

router = APIRouter(include_in_schema=False)

FAULTS_SHOWN = 50
CURRENCIES = ("KRW", "TWD", "USD", "EUR", "JPY", "GBP", "CNY", "HKD", "SGD", "AUD", "CAD")
TIME_ZONES = (
    "Asia/Seoul",
    "Asia/Taipei",
    "Asia/Tokyo",
    "Asia/Hong_Kong",
    "Asia/Singapore",
    "UTC",
    "Europe/London",
    "Europe/Berlin",
    "America/New_York",
    "America/Los_Angeles",
)


@router.get("/imports")
def imports(request: Request) -> Response:
    """The upload form and the history."""
    return _page(request)


@router.post("/imports")
async def upload(request: Request) -> Response:
    """Import uploaded files, or files of an earlier upload whose questions are answered now."""
    uploads: Uploads = request.app.state.uploads
    async with request.form(max_files=MOST_FILES, max_fields=500) as form:
        choices = read_choices(form)
        kept = str(form.get("upload", ""))
        given = [part for part in form.getlist("files") if isinstance(part, UploadFile) and part.filename]
        if not kept and not given:
            raise Invalid("No file was chosen.", [Fault("choose or drop at least one file", column="files")])
        return await run_in_threadpool(_import, request, uploads, kept, given, choices)


def _import(request: Request, uploads: Uploads, kept: str, given: list[UploadFile], choices: Choices) -> Response:
    workspace: Workspace = request.app.state.workspace
    upload = kept or uploads.keep((part.filename or "", part.file) for part in given)
    waits = False
    try:
        report = workspace.import_paths(uploads.files(upload), choices, way="web").to_dict()
        files = [_file(entry, language_of(request)) for entry in report["files"]]  # type: ignore[attr-defined]
        waits = any(entry["waits"] for entry in files)
    finally:
        if not waits:
            uploads.drop(upload)
    return _page(request, files=files, upload=upload if waits else "", choices=choices)


def read_choices(form: FormData) -> Choices:
    """What the person said in the form. Fields named `map.N` hold `header` in `map.N.header`."""
    mapping: dict[str, str] = {}
    for name, value in form.multi_items():
        if name.startswith("header.") and isinstance(value, str):
            place = name.removeprefix("header.")
            target = str(form.get(f"target.{place}", "")).strip()
            mapping[value] = target or "ignore"
    return Choices(
        account=_text(form, "account"),
        platform=_text(form, "platform"),
        time_zone=_text(form, "time_zone"),
        currency=_text(form, "currency"),
        mapping=mapping or None,
        accept_flags=form.get("accept_flags") == "yes",
        first_day=_day(form, "first_day"),
        last_day=_day(form, "last_day"),
    )


def _day(form: FormData, name: str) -> dt.date | None:
    text = _text(form, name)
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Invalid("The day cannot be read.", [Fault("write it as 2025-03-31", column=name, value=text)]) from error


def _text(form: FormData, name: str) -> str | None:
    return str(form.get(name, "")).strip() or None


def _file(entry: Mapping[str, Any], language: str) -> dict[str, Any]:
    """One file's report for the template: only its name of the path, its faults cut to a bearable number."""
    questions = [_question(question) for question in entry["questions"]]
    return {
        **entry,
        "name": Path(str(entry["path"])).name,
        "kind": _kind(entry["detected"], language),
        "questions": questions,
        "faults": entry["faults"][:FAULTS_SHOWN],
        "fault_count": len(entry["faults"]),
        "notes": entry.get("notes", []),
        "waits": entry.get("status") == "asked",
        "went_in": entry.get("status") in ("stored", "unchanged"),
    }


def _kind(detected: str | None, language: str) -> str:
    """What a file was read as, by the title of its reader."""
    say = translation(language).gettext
    if detected is None:
        return say("not a known export")
    titles = {source.name: source.title for source in SOURCES}
    return say("a table of your own") if detected == GENERIC else titles.get(detected, detected)


def _question(question: Mapping[str, Any]) -> dict[str, Any]:
    """A question for the template; the proposed columns are shown as fields, not inside the text."""
    mapping = _mapping(question)
    text = str(question["question"])
    return {**question, "mapping": mapping, "question": text.replace(question["assumed"], "") if mapping else text}


def _mapping(question: Mapping[str, Any]) -> dict[str, str]:
    """The proposed meaning of each column, where the question is about a table's columns."""
    if question["field"] != "mapping" or not str(question["assumed"] or "").startswith("{"):
        return {}
    return {str(header): str(target) for header, target in json.loads(question["assumed"]).items()}


def _page(
    request: Request, files: list[dict[str, Any]] | None = None, upload: str = "", choices: Choices | None = None
) -> Response:
    workspace: Workspace = request.app.state.workspace
    language = language_of(request)
    history = [
        {
            **_file(attempt.outcome, language),
            "at": format_moment(attempt.attempted_at, language),
            "way": attempt.way,
        }
        for attempt in workspace.imports(limit=100)
    ]
    platforms = sorted((names.names[language], code) for code, names in load_platforms().items())
    return render(
        request,
        "imports.html",
        files=files,
        upload=upload,
        choices=choices or Choices(),
        history=history,
        platforms=platforms,
        currencies=CURRENCIES,
        time_zones=TIME_ZONES,
        limit=workspace.settings.max_upload_mb,
        targets=sorted(workspace.catalog.measures) if files else (),
    )
