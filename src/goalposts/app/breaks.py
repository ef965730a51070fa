"""Series breaks against what a workspace holds: which of its accounts and KPIs they touch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from goalposts.app.workspace import Workspace
from goalposts.catalog.files import Catalog
from goalposts.catalog.series_breaks import SeriesBreak
from goalposts.metrics.coverage import day_number
from goalposts.metrics.picking import wanted_measures


@dataclass(frozen=True)
class TouchedBreak:
    """A series break with our accounts whose figures it changed, and the KPIs that read such a figure.

    split: those of the accounts that hold days on both sides, so that comparing across it would mislead.
    """

    series_break: SeriesBreak
    accounts: tuple[str, ...]
    split: tuple[str, ...]
    kpis: tuple[str, ...]


def list_breaks(workspace: Workspace) -> list[TouchedBreak]:
    """Every series break of the catalog, newest first."""
    reading = {code: set(_kpis_reading(workspace.catalog, code)) for code in _codes(workspace.catalog)}
    return [_touched(workspace, found, reading) for found in reversed(workspace.catalog.series_breaks)]


def breaks_of(workspace: Workspace, kpi: str) -> list[SeriesBreak]:
    """The series breaks that touch a KPI (or a measure) on a platform of which we hold its figures, newest first."""
    definition = workspace.catalog.define(kpi)
    measures = {wanted.code for wanted in wanted_measures(definition.expression, workspace.catalog.measures)}
    return [
        touched.series_break
        for touched in (_touched(workspace, each, {}) for each in reversed(workspace.catalog.series_breaks))
        if touched.accounts and not measures.isdisjoint(touched.series_break.measures)
    ]


def _codes(catalog: Catalog) -> set[str]:
    return {code for found in catalog.series_breaks for code in found.measures}


def _kpis_reading(catalog: Catalog, code: str) -> Iterator[str]:
    for kpi in catalog.kpis.values():
        wanted = wanted_measures(kpi.formula.expression, catalog.measures)
        if any(code in (each.code, each.measure.rows_of) for each in wanted):
            yield kpi.id


def _touched(workspace: Workspace, found: SeriesBreak, reading: dict[str, set[str]]) -> TouchedBreak:
    coverage, day = workspace.engine.coverage(), day_number(found.on)
    accounts, split = set(), set()
    for code in found.measures:
        for holding in coverage.held(code):
            account = coverage.accounts[holding.account_id]
            if account.platform != found.platform or not len(holding.spans):
                continue
            accounts.add(account.name)
            if holding.spans[0, 0] < day < holding.spans[-1, 1]:
                split.add(account.name)
    kpis = sorted(set().union(*(reading.get(code, set()) for code in found.measures)))
    return TouchedBreak(found, tuple(sorted(accounts)), tuple(sorted(split)), tuple(kpis))
