"""What changed since a day: every value that is not what it was, with its cause and source."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from goalposts.app.changes import LOOK_BACK_DAYS, last_look, list_changes, looked_or_week, note_look
from goalposts.app.workspace import Workspace
from goalposts.errors import Fault, Invalid, NotFound
from goalposts.i18n import (
    format_change,
    format_moment,
    format_period,
    format_value,
    state_name,
    translation,
    value_name,
)
from goalposts.i18n.states import cause_name
from goalposts.metrics.answer import State
from goalposts.metrics.causes import CAUSES
from goalposts.metrics.changes import Change
from goalposts.metrics.question import read_moment
from goalposts.periods import Period
from goalposts.store.sessions import OWNER
from goalposts.web.rendering import render
from goalposts.web.visitor import language_of

router = APIRouter(include_in_schema=False)

MOST_SHOWN = 200


@dataclass(frozen=True)
class ShownChange:
    """One line: the KPI, its slice and days, what it was and is, by how much, why, and who said so."""

    kpi: str
    name: str
    part: str
    period: str
    before: str
    before_state: str
    now: str
    now_state: str
    moved: str
    causes: Sequence[tuple[str, str]]
    sources: str

    @property
    def is_late(self) -> bool:
        """Whether nothing was corrected: the value only came in after that moment."""
        return [code for code, _ in self.causes] == ["late"]


@router.get("/data/changes")
def changes(request: Request, since: str = "", kpi: str = "", cause: str = "") -> Response:
    """The changes since a day (default: since the person last looked, else a week ago), largest first."""
    workspace: Workspace = request.app.state.workspace
    language = language_of(request)
    moment = _moment(since) or looked_or_week(workspace, OWNER)
    found = list_changes(workspace, moment, kpis=[kpi] if kpi else ())
    kept = [change for change in found if not cause or cause in change.causes]
    seen = last_look(workspace, OWNER)
    counts = [(name, cause_name(name, language), sum(name in c.causes for c in found)) for name in CAUSES]
    kpis = {change.kpi: workspace.catalog.define(change.kpi).names[language] for change in found}
    shown = [_shown(workspace, change, language) for change in kept[:MOST_SHOWN]]
    return render(
        request,
        "changes.html",
        since=moment.date().isoformat(),
        since_text=format_moment(moment, language),
        seen=seen.isoformat() if seen else "",
        seen_text=format_moment(seen, language) if seen else "",
        week_ago=(workspace.now() - dt.timedelta(days=LOOK_BACK_DAYS)).date().isoformat(),
        is_empty=not workspace.accounts(),
        changes=shown,
        corrected=[change for change in shown if not change.is_late],
        late=[change for change in shown if change.is_late],
        count=len(kept),
        counts=[entry for entry in counts if entry[2]],
        cause=cause,
        kpi=kpi,
        kpis=sorted(kpis.items(), key=lambda pair: pair[1]),
    )


@router.post("/data/changes/seen")
def seen(request: Request) -> Response:
    """Remember that the person has seen the changes; their marks on the overview go."""
    note_look(request.app.state.workspace, OWNER)
    return RedirectResponse("/data/changes", status_code=303)


def _moment(text: str) -> dt.datetime | None:
    try:
        return read_moment(text.strip())
    except ValueError as error:
        fault = Fault("expected a day such as 2026-11-01", column="since", value=text)
        raise Invalid("The address asks for something that does not exist.", [fault]) from error


def _shown(workspace: Workspace, change: Change, language: str) -> ShownChange:
    period = ""
    if change.period_start and change.period_end:
        period = format_period(Period(change.period_start, change.period_end), language)
    moved = ""
    if change.old_value is not None and change.new_value is not None:
        moved = format_change(change.new_value - change.old_value, change.change_relative, change.unit, language)
    parts = (_part(workspace, name, value, language) for name, value in change.by.items())
    return ShownChange(
        kpi=change.kpi,
        name=_name(workspace, change.kpi, language),
        part=", ".join(parts),
        period=period,
        before=format_value(change.old_value, change.unit, language),
        before_state=_state(change.old_state, language),
        now=format_value(change.new_value, change.unit, language),
        now_state=_state(change.new_state, language),
        moved=moved,
        causes=[(cause, cause_name(cause, language)) for cause in change.causes],
        sources=", ".join(change.sources) or _versions(change, language),
    )


def _name(workspace: Workspace, kpi: str, language: str) -> str:
    try:
        return workspace.catalog.define(kpi).names[language]
    except NotFound:
        return kpi


def _part(workspace: Workspace, dimension: str, value: str | int | None, language: str) -> str:
    platforms = workspace.catalog.platforms
    if dimension == "platform" and value in platforms:
        return platforms[str(value)].names[language]
    return value_name(dimension, value, language)


def _state(state: State, language: str) -> str:
    return "" if state in (State.MEASURED, State.PROVISIONAL) else state_name(state.value, language)


def _versions(change: Change, language: str) -> str:
    say = translation(language).gettext
    old, new = change.versions
    return say("%(old)s became %(new)s") % {"old": old, "new": new} if old != new else ""
