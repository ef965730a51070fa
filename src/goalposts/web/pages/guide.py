"""The KPI guide: every definition, searchable in every language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from goalposts.app.guide_notes import Note, guide_notes, guide_rows
from goalposts.app.workspace import Workspace
from goalposts.catalog.entries import BEGINNING
from goalposts.catalog.files import Catalog
from goalposts.catalog.glossary import terms_of
from goalposts.catalog.guide import render_guide
from goalposts.catalog.kpi import STAGES, Kpi
from goalposts.errors import NotFound
from goalposts.i18n import dimension_name, format_day
from goalposts.i18n.labels import channel_name, stage_name
from goalposts.web.rendering import render
from goalposts.web.visitor import language_of

router = APIRouter(include_in_schema=False)

_MEDIA = {"md": "text/markdown; charset=utf-8", "html": "text/html; charset=utf-8"}


@router.get("/guide")
def guide(request: Request, q: str = "", stage: str = "", channel: str = "") -> Response:
    """The list of KPIs that match the words, the stage and the channel."""
    workspace: Workspace = request.app.state.workspace
    catalog, language = workspace.catalog, language_of(request)
    found = matching(catalog, q, stage, channel)
    chapters = [(stage_name(code, language), [kpi for kpi in found if kpi.stage == code]) for code in STAGES]
    if q:
        chapters = [("", found)]
    return render(
        request,
        "guide.html",
        q=q,
        stage=stage,
        channel=channel,
        chapters=[(title, kpis) for title, kpis in chapters if kpis],
        count=len(found),
        total=len(catalog.kpis),
        stages=_stages(catalog, language),
        channels=_channels(catalog, language),
        words={kpi.id: _other_words(catalog, kpi, q, language) for kpi in found} if q else {},
    )


@router.get("/guide/export.{ending}")
def export(request: Request, ending: str) -> Response:
    """The whole guide as one Markdown or HTML file in the reader's language."""
    if ending not in _MEDIA:
        raise NotFound("export", ending, _MEDIA)
    workspace: Workspace = request.app.state.workspace
    language = language_of(request)
    rows = {id_: guide_rows(note, language) for id_, note in guide_notes(workspace, language).items()}
    text = render_guide(workspace.catalog, language, "html" if ending == "html" else "markdown", rows)
    name = f"kpi-guide-{language}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type=_MEDIA[ending], headers=headers)


@router.get("/guide/{kpi_id}")
def entry(request: Request, kpi_id: str) -> Response:
    """One definition in full."""
    workspace: Workspace = request.app.state.workspace
    catalog, language = workspace.catalog, language_of(request)
    if kpi_id not in catalog.kpis:
        raise NotFound("KPI", kpi_id, catalog.kpis)
    kpi = catalog.kpis[kpi_id]
    return render(
        request,
        "guide_entry.html",
        kpi=kpi,
        stage_name=stage_name(kpi.stage, language),
        channels=[channel_name(code, language) for code in kpi.channels],
        dimensions=[dimension_name(code, language) for code in kpi.dimensions],
        words=catalog.words_for(kpi.id),
        history=[_version(past, language) for past in reversed(catalog.history.get(kpi.id, (kpi,)))],
        note=guide_notes(workspace, language).get(kpi.id, Note()),
        terms=terms_of(kpi.id),
    )


def _version(kpi: Kpi, language: str) -> dict[str, Any]:
    since = format_day(kpi.valid_from, language) if kpi.valid_from > BEGINNING else ""
    return {"number": kpi.version, "since": since, "formula": kpi.formula.text}


def matching(catalog: Catalog, words: str, stage: str, channel: str) -> list[Kpi]:
    """KPIs that hold the words (best first; all without words), of the stage and the channel."""
    found: Sequence[Kpi] = catalog.find(words) if words.strip() else list(catalog.kpis.values())
    return [kpi for kpi in found if (not stage or kpi.stage == stage) and (not channel or channel in kpi.channels)]


def _stages(catalog: Catalog, language: str) -> list[tuple[str, str]]:
    held = {kpi.stage for kpi in catalog.kpis.values()}
    return [(code, stage_name(code, language)) for code in STAGES if code in held]


def _channels(catalog: Catalog, language: str) -> list[tuple[str, str]]:
    codes = {code for kpi in catalog.kpis.values() for code in kpi.channels}
    return sorted(((code, channel_name(code, language)) for code in codes), key=lambda pair: pair[1])


def _other_words(catalog: Catalog, kpi: Kpi, sought: str, language: str) -> list[Any]:
    """The other words of a KPI that hold what was sought, so that the reader sees why it was found."""
    folded = sought.strip().casefold()
    own = kpi.names[language].casefold()
    names = [*kpi.names.values(), *catalog.words_for(kpi.id)]
    return [word for word in dict.fromkeys(names) if folded in word.casefold() and word.casefold() != own][:3]
