"""The raw line behind a stored row: the kept file, read again around that line, and what was stored from it."""

# ruff: noqa: S608 - names come from tables.py, values pass through `literal`

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import polars as pl

from goalposts.app.workspace import Workspace
from goalposts.errors import GoalpostsError, NotFound
from goalposts.metrics.provenance import Provenance, find_provenance
from goalposts.sources.detect import SOURCES
from goalposts.sources.excerpt import Excerpt, read_excerpt
from goalposts.warehouse.literals import literal
from goalposts.warehouse.rawfiles import path_of

MOST_FACTS = 60

Absence = Literal["entry", "survey", "simulated", "people", "missing", "unreadable", "no_line"]


@dataclass(frozen=True)
class Line:
    """One line of one source.

    excerpt: the rows around it, or None, and then `absence` says why: typed in (`entry`, `survey`), `simulated`, not
    kept because it is about `people`, `missing` on disk, `unreadable` (`message` says what is wrong), or the fact does
    not come from a line (`no_line`). facts: what was stored from it and is still in force.
    """

    source: Provenance
    account: str
    platform: str
    part: int
    line: int
    excerpt: Excerpt | None
    absence: Absence | None
    message: str
    facts: pl.DataFrame

    def to_dict(self) -> dict[str, Any]:
        """As JSON shows it: source, table, headers, rows with their lines, facts."""
        shown = self.excerpt
        return {
            "source": self.source.to_dict(),
            "part": self.part,
            "line": self.line,
            "absence": self.absence,
            "table": shown.table if shown else None,
            "encoding": shown.encoding if shown else None,
            "headers": list(shown.headers) if shown else [],
            "rows": [{"line": line, "cells": list(cells)} for line, cells in shown.rows] if shown else [],
            "facts": [{**row, "period_start": str(row["period_start"]), "period_end": str(row["period_end"])}
                      for row in self.facts.iter_rows(named=True)],
        }  # fmt: skip


def look_at_line(workspace: Workspace, source_id: int, part: int, line: int) -> Line:
    """The line of a source, with the rows around it. Raises NotFound for a source that never was."""
    source = find_provenance(workspace.lake, source_id)
    if source is None:
        raise NotFound("source", str(source_id), hint="Follow the link from a row of the evidence.")
    excerpt, absence, message = _read(workspace, source, part, line)
    account = workspace.engine.coverage().accounts.get(source.account_id)
    return Line(
        source=source,
        account=account.name if account else "",
        platform=account.platform if account else "",
        part=part,
        line=line,
        excerpt=excerpt,
        absence=absence,
        message=message,
        facts=_facts(workspace, source_id, part, line) if line else pl.DataFrame(),
    )


def is_kept(workspace: Workspace, source: Provenance) -> bool:
    """Whether the file of a source still lies in the workspace."""
    try:
        path_of(workspace.home, source.sha256)
    except NotFound:
        return False
    return True


def _read(workspace: Workspace, source: Provenance, part: int, line: int) -> tuple[Excerpt | None, Absence | None, str]:
    if source.kind in ("entry", "survey", "simulated"):
        return None, source.kind, ""
    if source.detected in {known.name for known in SOURCES if known.about_people}:
        return None, "people", ""
    if not is_kept(workspace, source):
        return None, "missing", ""
    if line < 1:
        return None, "no_line", ""
    try:
        return read_excerpt(path_of(workspace.home, source.sha256), source.name, part, line), None, ""
    except GoalpostsError as error:
        return None, "unreadable", str(error)


def _facts(workspace: Workspace, source_id: int, part: int, line: int) -> pl.DataFrame:
    """The stored measures of one line; row-level facts are told by their source, not here."""
    return workspace.lake.query(
        "SELECT measure_code AS measure, period_start, period_end, window_kind, CAST(value AS DOUBLE) AS value, "
        f"currency, status FROM fact_measure WHERE source_id = {literal(source_id)} AND part = {literal(part)} "
        f"AND line = {literal(line)} ORDER BY ALL LIMIT {MOST_FACTS}"
    )
