"""Imports: upload files, answer what they do not say, see what is in the lake and what became of each attempt."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from starlette.datastructures import FormData, UploadFile

from goalposts.app.withdrawing import Held, list_sources
from goalposts.app.workspace import Workspace
from goalposts.catalog.platforms import load_platforms
from goalposts.errors import Fault, Invalid
from goalposts.i18n import N_, format_moment, format_number, format_period, translation
from goalposts.periods import Period
from goalposts.sources.detect import SOURCES
from goalposts.sources.entry import NAME as BY_HAND
from goalposts.sources.generic import NAME as GENERIC
from goalposts.sources.mapping import SavedMapping, list_mappings
from goalposts.sources.source import Choices
from goalposts.surveys.answers import METHOD as SURVEY
from goalposts.warehouse.tables import NO_DAY
from goalposts.web.pages import mapping
from goalposts.web.rendering import render
from goalposts.web.uploads import MOST_FILES, Uploads
from goalposts.web.visitor import language_of

router = APIRouter(include_in_schema=False)

FAULTS_SHOWN = 50
SOURCES_SHOWN = 200
FIELDS = {
    "account": N_("Account"),
    "platform": N_("Platform"),
    "time_zone": N_("Time zone"),
    "currency": N_("Currency"),
    "period": N_("Days it covers"),
}
"""What a form field below the questions says."""
_UNDATED = N_("undated")
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
    """The upload form, what is in the lake, and the history."""
    return _page(request)


@router.post("/imports")
async def upload(request: Request) -> Response:
    """Import uploaded files, or those of an earlier upload whose questions are answered now."""
    uploads: Uploads = request.app.state.uploads
    async with request.form(max_files=MOST_FILES, max_fields=4_000) as form:
        kept = str(form.get("upload", ""))
        given = [part for part in form.getlist("files") if isinstance(part, UploadFile) and part.filename]
        if not kept and not given:
            raise Invalid("No file was chosen.", [Fault("choose or drop at least one file", column="files")])
        return await run_in_threadpool(_import, request, uploads, kept, given, form)


def _import(request: Request, uploads: Uploads, kept: str, given: list[UploadFile], form: FormData) -> Response:
    """Import what is waiting; the file a mapping is for goes alone, for it means nothing to the others."""
    workspace: Workspace = request.app.state.workspace
    choices, note = mapping.read_choices(form), str(form.get("note", ""))
    upload = kept or uploads.keep((part.filename or "", part.file) for part in given)
    waiting: list[str] = []
    try:
        paths = uploads.files(upload)
        names = {str(name) for name in form.getlist("waiting")}
        paths = [path for path in paths if not names or path.name in names]
        about = str(form.get("file", "")) or (paths[0].name if len(paths) == 1 else "")
        mapped = [path for path in paths if choices.mapping and path.name == about]
        others = [path for path in paths if path not in mapped]
        entries: list[dict[str, Any]] = []
        for some, said in ((mapped, choices), (others, mapping.without_mapping(choices))):
            if some:
                report = workspace.import_paths(some, said, way="web", note=note).to_dict()
                entries += report["files"]  # type: ignore[arg-type]
        request.app.state.tracker.wake()
        waiting = [uploads.single_out(upload, entry["path"]) for entry in entries if entry["status"] == "asked"]
    finally:
        if not waiting:
            uploads.drop(upload)
    files = [_file(entry, language_of(request)) for entry in entries]
    asked = next((entry for entry in entries if entry["status"] == "asked"), None)
    editor = None
    if asked is not None and mapping.is_about_columns(asked):
        path = uploads.files(upload, waiting[0])[0]
        own = choices if path in mapped else mapping.without_mapping(choices)
        editor = mapping.editor(workspace, path, upload, own, language_of(request))
    return _page(
        request,
        files=files,
        upload=upload if waiting else "",
        waiting=waiting,
        choices=choices,
        note=note,
        editor=editor,
    )


def _file(entry: Mapping[str, Any], language: str) -> dict[str, Any]:
    """One file's report for the template: only its name of the path, its faults cut to a bearable number."""
    say = translation(language).gettext
    questions = [_question(question) for question in entry["questions"]]
    return {
        **entry,
        "name": Path(str(entry["path"])).name,
        "kind": kind_name(entry["detected"], language),
        "questions": questions,
        "unsaid": [(say(FIELDS[q["field"]]), _assumed(q, say)) for q in questions if q["field"] in FIELDS],
        "open": [q for q in questions if q["field"] not in FIELDS and q["field"] != "mapping"],
        "faults": entry["faults"][:FAULTS_SHOWN],
        "fault_count": len(entry["faults"]),
        "notes": entry.get("notes", []),
        "waits": entry.get("status") == "asked",
        "went_in": entry.get("status") in ("stored", "unchanged"),
        "source": entry.get("source"),
    }


def _assumed(question: Mapping[str, Any], say: Callable[[str], str]) -> Any:
    return say(_UNDATED) if question["assumed"] == _UNDATED else question["assumed"]


def kind_name(detected: str | None, language: str) -> str:
    """What a file was read as, by the title of its reader."""
    say = translation(language).gettext
    if detected is None:
        return say("not a known export")
    own = {GENERIC: say("a table of your own"), BY_HAND: say("entered by hand"), SURVEY: say("answers of a survey")}
    own["demo"] = say("simulated")
    titles = {source.name: source.title for source in SOURCES}
    return own.get(detected) or titles.get(detected, detected)


def _question(question: Mapping[str, Any]) -> dict[str, Any]:
    """A question for the template; the proposed columns are shown in the editor, not inside the text."""
    text, assumed = str(question["question"]), str(question["assumed"] or "")
    is_form = question["field"] == "mapping" and assumed.startswith("{")
    return {**question, "is_form": is_form, "question": text.partition(assumed)[0].strip() if is_form else text}


def _page(
    request: Request,
    files: list[dict[str, Any]] | None = None,
    upload: str = "",
    waiting: Sequence[str] = (),
    choices: Choices | None = None,
    note: str = "",
    editor: Mapping[str, Any] | None = None,
) -> Response:
    workspace: Workspace = request.app.state.workspace
    language = language_of(request)
    history = [
        {**_file(attempt.outcome, language), "at": format_moment(attempt.attempted_at, language), "way": attempt.way}
        for attempt in workspace.imports(limit=100)
    ]
    platforms = sorted((names.names[language], code) for code, names in load_platforms().items())
    sources = list_sources(workspace)
    withdrawn = request.query_params.get("withdrawn", "")
    return render(
        request,
        "imports.html",
        files=files,
        upload=upload,
        waiting=waiting,
        editor=editor,
        choices=choices or Choices(),
        note=note,
        history=history,
        sources=[_held(held, language) for held in sources[:SOURCES_SHOWN]],
        source_count=len(sources),
        taken_back=next((h.file_name for h in sources if str(h.source_id) == withdrawn and h.withdrawn_at), ""),
        templates=[_template(saved) for saved in list_mappings(workspace.home)],
        platforms=platforms,
        currencies=CURRENCIES,
        time_zones=TIME_ZONES,
        limit=workspace.settings.max_upload_mb,
    )


def _held(held: Held, language: str) -> dict[str, Any]:
    say = translation(language).gettext
    ways = {"cli": say("terminal"), "web": say("this page"), "python": say("notebook")}
    ways |= {"entry": say("entered by hand"), "survey": say("survey")}
    days = ""
    if held.first_day and held.last_day and held.first_day != NO_DAY:
        days = format_period(Period(held.first_day, held.last_day), language)
    return {
        "id": str(held.source_id),
        "name": held.file_name,
        "kind": kind_name(held.detected, language),
        "account": held.account,
        "rows": format_number(held.rows_read, language),
        "days": days,
        "who": held.person,
        "way": ways.get(held.way, held.way),
        "at": format_moment(held.captured_at, language),
        "note": held.note,
        "withdrawn": format_moment(held.withdrawn_at, language) if held.withdrawn_at else "",
        "reason": held.reason,
    }


def _template(saved: SavedMapping) -> dict[str, Any]:
    return {"key": saved.key, "name": saved.name, "headers": list(saved.columns), "columns": dict(saved.columns)}
