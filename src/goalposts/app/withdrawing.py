"""Taking imports and entries back: what is in the lake, what taking some of it back would change, and doing it."""

# ruff: noqa: S608 - names come from tables.py, ids are numbers

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from goalposts.app.workspace import Workspace
from goalposts.catalog.files import Catalog
from goalposts.errors import Conflict, Fault, Invalid, NotFound
from goalposts.metrics.picking import wanted_measures
from goalposts.store.sessions import OWNER
from goalposts.warehouse.tables import FACTS
from goalposts.warehouse.withdrawals import Withdrawn

MOST_REASON = 500


@dataclass(frozen=True, slots=True)
class Held:
    """One import or entry in the lake: what it was read as, whose it is, which days it covers, who brought it.

    `withdrawn_at` (UTC), `withdrawn_by` and `reason` are set once it is taken back.
    """

    source_id: int
    file_name: str
    file_hash: str
    detected: str
    platform: str
    method: str
    account: str
    rows_read: int
    first_day: dt.date | None
    last_day: dt.date | None
    captured_at: dt.datetime
    person: str
    way: str
    note: str
    withdrawn_at: dt.datetime | None = None
    withdrawn_by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Consequence:
    """What a withdrawal would change: rows that count now, the days they lie in, and the KPIs that use them."""

    sources: tuple[Held, ...]
    rows: int
    first_day: dt.date | None
    last_day: dt.date | None
    measures: tuple[str, ...]
    kpis: tuple[str, ...]


def list_sources(workspace: Workspace) -> list[Held]:
    """Everything that was brought into the lake, newest first, with what was taken back."""
    lake = workspace.lake
    days = lake.query(
        "SELECT source_id, min(first_day) FILTER (WHERE window_kind <> 'undated') AS first_day, "
        "max(last_day) FILTER (WHERE window_kind <> 'undated') AS last_day "
        "FROM load_log WHERE state <> 'failed' GROUP BY source_id"
    )
    last = lake.withdrawals().sort("withdrawn_at").unique("source_id", keep="last")
    told = last.select("source_id", pl.col("person").alias("withdrawn_by"), "reason")
    names = lake.accounts().select("account_id", pl.coalesce("name", "account_ext").alias("account"))
    rows = lake.batches().join(days, on="source_id", how="left").join(told, on="source_id", how="left")
    rows = rows.join(names, on="account_id", how="left").sort("captured_at", "source_id", descending=True)
    return [_held(row) for row in rows.iter_rows(named=True)]


def find_sources(workspace: Workspace, wanted: str) -> list[Held]:
    """The imports that count now and have this id or file name. Raises NotFound with the nearest names."""
    sources = list_sources(workspace)
    standing = [held for held in sources if held.withdrawn_at is None]
    found = [held for held in standing if wanted in (str(held.source_id), held.file_name)]
    if found:
        return found
    if any(wanted in (str(held.source_id), held.file_name) for held in sources):
        raise Conflict(f"{wanted!r} is withdrawn already. Import it again to bring it back.")
    known = [held.file_name for held in standing]
    raise NotFound("import", wanted, known, "Name a file, or the number `goalposts imports` shows.")


def foresee(workspace: Workspace, source_ids: Sequence[int]) -> Consequence:
    """What taking these sources back would change; nothing is changed yet.

    Raises NotFound for an unknown source, Conflict for one that is withdrawn already.
    """
    known = {held.source_id: held for held in list_sources(workspace)}
    for source_id in source_ids:
        if source_id not in known:
            raise NotFound("import", str(source_id))
        if known[source_id].withdrawn_at is not None:
            raise Conflict(f"{known[source_id].file_name} is withdrawn already. Reload the page.")
    sources = tuple(known[source_id] for source_id in dict.fromkeys(source_ids))
    ids = ", ".join(str(held.source_id) for held in sources) or "NULL"
    counts = " UNION ALL ".join(f"SELECT count(*) AS n FROM {t.name} WHERE source_id IN ({ids})" for t in FACTS)
    rows = int(workspace.lake.query(f"SELECT sum(n) FROM ({counts})").item() or 0)
    log = workspace.lake.load_log().filter(pl.col("source_id").is_in([held.source_id for held in sources]))
    measures = tuple(sorted(log["measure_code"].unique()))
    return Consequence(
        sources,
        rows,
        min((held.first_day for held in sources if held.first_day), default=None),
        max((held.last_day for held in sources if held.last_day), default=None),
        measures,
        kpis_of(workspace.catalog, measures),
    )


def withdraw(workspace: Workspace, source_ids: Sequence[int], reason: str) -> Withdrawn:
    """Take sources back, all or none: from now on they do not count, and `as_of` an earlier moment they still do.

    Importing the same file again brings it back. Raises Invalid without a reason, NotFound for an unknown source,
    Conflict for one that is withdrawn already.
    """
    said = " ".join(reason.split())
    if not said or len(said) > MOST_REASON:
        fault = Fault(f"say in 1 to {MOST_REASON} characters why it is taken back", column="reason", value=said or None)
        raise Invalid("A withdrawal needs a reason.", [fault])
    return workspace.lake.withdraw(list(source_ids), at=workspace.now(), person=OWNER, reason=said)


def kpis_of(catalog: Catalog, measures: Iterable[str]) -> tuple[str, ...]:
    """Ids of the KPIs that use any of these measures, in the order of the guide."""
    told = set(measures)
    return tuple(
        kpi.id
        for kpi in catalog.kpis.values()
        for wanted in [list(wanted_measures(kpi.formula.expression, catalog.measures))]
        if any(told & {one.code, one.measure.rows_of} for one in wanted)
    )


def _held(row: dict[str, Any]) -> Held:
    withdrawn = row["withdrawn_at"]
    return Held(
        source_id=row["source_id"],
        file_name=row["file_name"],
        file_hash=row["file_hash"],
        detected=row["detected"],
        platform=row["platform"],
        method=row["method"],
        account=row["account"] or "",
        rows_read=row["rows_read"],
        first_day=row["first_day"],
        last_day=row["last_day"],
        captured_at=row["captured_at"].replace(tzinfo=dt.UTC),
        person=row["person"] or "",
        way=row["way"] or "",
        note=row["note"] or "",
        withdrawn_at=withdrawn.replace(tzinfo=dt.UTC) if withdrawn else None,
        withdrawn_by=(row["withdrawn_by"] or "") if withdrawn else "",
        reason=(row["reason"] or "") if withdrawn else "",
    )
