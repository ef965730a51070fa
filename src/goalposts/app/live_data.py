"""Whether our data can answer a KPI: since when it does, or which exports would give what is missing."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from goalposts.app.workspace import Workspace
from goalposts.catalog.dimensions import DIMENSIONS, ITEM_AXES
from goalposts.catalog.exports import Export, load_exports
from goalposts.catalog.files import Catalog
from goalposts.metrics.coverage import DATELESS, Coverage, Holding, date_of
from goalposts.metrics.picking import Wanted, wanted_measures

LIVE, PARTIAL, NONE = "live", "partial", "none"
_OF_A_PLATFORM = "social"
_ASKED = ("nps_", "csat_")
"""Beginnings of the measures that a survey of ours gives."""

_MOST_EXPORTS = 4


@dataclass(frozen=True, slots=True)
class Live:
    """What is held for one KPI.

    state: live, partial (parts of a sum are missing) or none. since, until: the first and last day on which all of it
    is held; None where it is known from counters of items only. missing: measures nothing gives. platforms: where it is
    held.
    """

    state: str
    since: dt.date | None = None
    until: dt.date | None = None
    missing: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Connect:
    """What would give the measures that are missing: exports (best first), a survey, or figures entered by hand.

    Where none of the three does, a table of one's own with a row for each mention, answer or sale does.
    """

    exports: tuple[Export, ...]
    survey: bool
    by_hand: bool


def live_data(workspace: Workspace, kpi: str, platform: str = "") -> Live:
    """What our own accounts (of one platform, for measures that platforms give) hold for a KPI or `id@variant`.

    It looks into the load log only. Raises NotFound for a KPI that does not exist.
    """
    catalog, coverage = workspace.catalog, workspace.engine.coverage()
    parts: dict[tuple[str, tuple[object, ...]], list[list[Holding]]] = defaultdict(list)
    missing: dict[str, None] = {}
    for wanted in wanted_measures(catalog.define(kpi).expression, catalog.measures):
        held = [h for h in coverage.held(_stored(wanted, catalog)) if _counts(coverage, h, wanted, platform)]
        if held:
            parts[wanted.term, wanted.where].append(held)
        else:
            missing[wanted.code] = None
            parts.setdefault((wanted.term, wanted.where), [])
    if not parts or not all(parts.values()):
        return Live(NONE, missing=tuple(missing))
    since, until = _span([[h for held in term for h in held] for term in parts.values()])
    held_on = {coverage.accounts[h.account_id].platform for term in parts.values() for held in term for h in held}
    return Live(PARTIAL if missing else LIVE, since, until, tuple(missing), tuple(sorted(held_on)))


def what_to_connect(catalog: Catalog, missing: Collection[str], platform: str = "") -> Connect:
    """The exports that give most of the missing measures, best first; only those of `platform` where it has any."""
    wanted = set(missing)
    given = [export for export in load_exports() if export.measures & wanted]
    given = [export for export in given if export.platform == platform] or given
    given.sort(key=lambda export: -len(export.measures & wanted))
    surveys = any(code.startswith(_ASKED) for code in wanted)
    by_hand = any(catalog.measures[code].provider == "stored" for code in wanted)
    return Connect(tuple(given[:_MOST_EXPORTS]), surveys, by_hand)


def _stored(wanted: Wanted, catalog: Catalog) -> str:
    return catalog.measures[wanted.code].rows_of or wanted.code


def _counts(coverage: Coverage, holding: Holding, wanted: Wanted, platform: str) -> bool:
    """Whether a holding can answer a measure as the formula asks for it."""
    account = coverage.accounts.get(holding.account_id)
    if account is None or account.owner_kind != "own" or all(load.state == "failed" for load in holding.loads):
        return False
    if platform and wanted.measure.group == _OF_A_PLATFORM and account.platform != platform:
        return False
    if wanted.per_item and not holding.axes & set(ITEM_AXES):
        return False
    axes = {DIMENSIONS[name].axis for name in (*wanted.extra, *(one.dimension for one in wanted.where))} - {""}
    return all(axis in holding.axes or (axis == "item" and holding.axes & set(ITEM_AXES)) for axis in axes)


def _span(terms: Sequence[Sequence[Holding]]) -> tuple[dt.date | None, dt.date | None]:
    """The days on which every term has begun and none has ended."""
    firsts, lasts = [], []
    for term in terms:
        days = [day for holding in term for day in _days(holding)]
        if not days:
            return None, None
        firsts.append(min(first for first, _ in days))
        lasts.append(max(last for _, last in days))
    since, until = max(firsts), min(lasts)
    return (date_of(since), date_of(until)) if since <= until else (None, None)


def _days(holding: Holding) -> list[tuple[int, int]]:
    """First and last days a holding knows; none for counters of items, which say nothing of the days before."""
    if holding.window == "instant":
        return [(load.first, load.last) for load in holding.loads if load.state != "failed"]
    return [] if holding.window in DATELESS else [(int(first), int(after) - 1) for first, after in holding.spans]


def describe_live(live: Live) -> Mapping[str, object]:
    """As JSON shows it."""
    return {
        "state": live.state,
        "since": live.since.isoformat() if live.since else None,
        "until": live.until.isoformat() if live.until else None,
        "missing": list(live.missing),
        "platforms": list(live.platforms),
    }
