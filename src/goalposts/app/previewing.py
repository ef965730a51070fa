"""A draft of a KPI on one's own numbers: its value and course beside the definition in force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from goalposts.app.defining import Draft, try_draft
from goalposts.app.workspace import Workspace
from goalposts.catalog.kpi import Kpi
from goalposts.metrics.answer import Answer
from goalposts.metrics.engine import Engine
from goalposts.periods import DAY, Grain, Period

PREVIEW_DAYS = 28


@dataclass(frozen=True)
class Course:
    """One definition over the days of the preview: the whole and day by day."""

    kpi: Kpi
    total: Answer
    days: Sequence[Answer]


@dataclass(frozen=True)
class Preview:
    """What a draft would answer, and what the definition in force answers (None for a new KPI)."""

    period: Period | None
    draft: Course
    current: Course | None


def preview_draft(workspace: Workspace, draft: Draft) -> Preview:
    """Answer the last 28 days held by the draft and by the definition in force. Raises Invalid as `try_draft` does."""
    catalog = try_draft(workspace, draft)
    held = workspace.held_period()
    end = min(held.end, workspace.today()) if held else None
    period = Period(end - (PREVIEW_DAYS - 1) * DAY, end) if end else None
    tried = _course(workspace, Engine(workspace.lake, catalog), catalog.kpis[draft.id], period)
    known = workspace.catalog.kpis.get(draft.id)
    return Preview(period, tried, _course(workspace, workspace.engine, known, period) if known else None)


def _course(workspace: Workspace, engine: Engine, kpi: Kpi, period: Period | None) -> Course:
    whole = engine.answer(workspace.question(kpi.id, period=period), workspace.now()).rows()[0]
    if period is None:
        return Course(kpi, whole, ())
    daily = workspace.question(kpi.id, period=period, grain=Grain.DAY.value)
    return Course(kpi, whole, engine.answer(daily, workspace.now()).rows())
