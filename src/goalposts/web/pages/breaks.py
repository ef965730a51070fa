"""Series breaks: days on which a platform changed what a number means, and which of our numbers that touches."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response

from goalposts.app.breaks import TouchedBreak, list_breaks
from goalposts.app.workspace import Workspace
from goalposts.i18n import N_, format_day, translation
from goalposts.web.rendering import render
from goalposts.web.visitor import language_of

router = APIRouter(include_in_schema=False)

_KINDS = {
    "renamed": N_("renamed"),
    "redefined": N_("counted differently"),
    "retired": N_("no longer given"),
    "limited": N_("limited"),
}


@dataclass(frozen=True)
class ShownBreak:
    """One series break, ready for its card; `is_ours` when an account of ours has such figures."""

    id: str
    day: str
    platform: str
    kind: str
    splits: bool
    what: str
    todo: str
    source: str
    own: bool
    measures: tuple[str, ...]
    accounts: tuple[str, ...]
    split: tuple[str, ...]
    kpis: tuple[tuple[str, str], ...]

    @property
    def is_ours(self) -> bool:
        return bool(self.accounts)


@router.get("/data/breaks")
def breaks(request: Request) -> Response:
    """Every series break, those that touch our accounts first."""
    workspace: Workspace = request.app.state.workspace
    language = language_of(request)
    shown = [_shown(workspace, touched, language) for touched in list_breaks(workspace)]
    ours, others = [each for each in shown if each.is_ours], [each for each in shown if not each.is_ours]
    return render(request, "breaks.html", ours=ours, others=others)


def _shown(workspace: Workspace, touched: TouchedBreak, language: str) -> ShownBreak:
    found, catalog = touched.series_break, workspace.catalog
    return ShownBreak(
        id=found.id,
        day=format_day(found.on, language),
        platform=catalog.platforms[found.platform].names[language],
        kind=translation(language).gettext(_KINDS[found.kind]),
        splits=found.splits,
        what=found.what[language],
        todo=found.todo.get(language, ""),
        source=found.source,
        own=found.own,
        measures=tuple(catalog.measures[code].names[language] for code in found.measures),
        accounts=touched.accounts,
        split=touched.split,
        kpis=tuple((id_, catalog.kpis[id_].names[language]) for id_ in touched.kpis),
    )
