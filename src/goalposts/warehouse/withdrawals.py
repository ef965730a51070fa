"""Taking imports and entries back: from a moment on they do not count; before it they are still what we knew."""

# ruff: noqa: S608 - names come from tables.py, values pass through `literal`

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb
import polars as pl

from goalposts.errors import Conflict, Invalid, NotFound
from goalposts.warehouse.batch import Origin
from goalposts.warehouse.keys import CONFIRMED, SUPERSEDED
from goalposts.warehouse.literals import literal, utc
from goalposts.warehouse.tables import WITHDRAWAL, Table

_TICK = dt.timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What taking sources back did to the values that were theirs.

    rows_gone: nobody else told these; rows_replaced: an earlier value of another source counts again; rows_kept:
    another source had told the same. `at`: from this moment (UTC) on.
    """

    sources: int
    rows_gone: int
    rows_replaced: int
    rows_kept: int
    at: dt.datetime
    snapshot: int


def record(
    cursor: duckdb.DuckDBPyConnection,
    tables: Sequence[Table],
    source_ids: Sequence[int],
    at: dt.datetime,
    person: str,
    reason: str,
) -> dt.datetime:
    """Write down that these sources are withdrawn; the moment, which is later than anything they told in `tables`.

    Raises Invalid for no sources, NotFound for an unknown one, Conflict for one that is withdrawn already.
    """
    if not source_ids:
        raise Invalid("Nothing to withdraw: name at least one import.")
    wanted = ", ".join(str(int(source)) for source in source_ids)
    heard = cursor.execute(
        "SELECT b.source_id, b.file_name, b.captured_at, min(w.withdrawn_at) AS withdrawn_at FROM import_batch b "
        "LEFT JOIN withdrawal w ON w.source_id = b.source_id AND w.withdrawn_at > b.captured_at "
        f"WHERE b.source_id IN ({wanted}) GROUP BY ALL"
    ).fetchall()
    names = {source: name for source, name, _, _ in heard}
    for source in source_ids:
        if source not in names:
            raise NotFound("import", str(source), hint="Look at the list of imports; nothing was withdrawn.")
    if gone := [f"{name} ({source}, since {when:%Y-%m-%d %H:%M} UTC)" for source, name, _, when in heard if when]:
        raise Conflict(f"Already withdrawn: {', '.join(sorted(gone))}. Nothing was changed.")
    told: list[dt.datetime] = [told for _, _, told, _ in heard]
    moment = max(utc(at), *(one + _TICK for one in (*told, *_newest_facts(cursor, tables, wanted))))
    rows = ", ".join(f"({source}, {literal(moment)}, {literal(person)}, {literal(reason)})" for source in sorted(names))
    cursor.execute(f"INSERT INTO {WITHDRAWAL.name} VALUES {rows}")
    return moment


def _newest_facts(cursor: duckdb.DuckDBPyConnection, tables: Sequence[Table], sources: str) -> list[dt.datetime]:
    """The moments of the newest facts these sources told."""
    names = [table.name + kind for table in tables for kind in ("", SUPERSEDED, CONFIRMED)]
    told = [f"SELECT max(captured_at) AS moment FROM {name} WHERE source_id IN ({sources})" for name in names]
    if not told:
        return []
    rows = cursor.execute(f"SELECT moment FROM ({' UNION ALL '.join(told)}) WHERE moment IS NOT NULL").fetchall()
    return [moment for (moment,) in rows]


def listed_at(
    cursor: duckdb.DuckDBPyConnection, origins: Sequence[Origin], told_at: Mapping[int, dt.datetime]
) -> dict[int, dt.datetime]:
    """Per source the moment it is listed with: when it was first read, or first read again after a withdrawal."""
    ended: dict[int, list[dt.datetime]] = {}
    if told_at:
        sources = ", ".join(str(source) for source in told_at)
        for source, moment in cursor.execute(
            f"SELECT source_id, withdrawn_at FROM withdrawal WHERE source_id IN ({sources})"
        ).fetchall():
            ended.setdefault(source, []).append(moment)
    listed: dict[int, dt.datetime] = {}
    for origin in origins:
        now = utc(origin.captured_at)
        told = told_at.get(origin.source_id, now)
        anew = any(told < moment <= now for moment in ended.get(origin.source_id, ()))
        listed[origin.source_id] = now if anew else told
    return listed


def standing(log: pl.DataFrame, withdrawals: pl.DataFrame, as_of: dt.datetime | None = None) -> pl.DataFrame:
    """The rows (of source_id, captured_at) that were told and not taken back, now or at `as_of`."""
    if as_of is not None:
        moment = utc(as_of)
        log = log.filter(pl.col("captured_at") <= moment)
        withdrawals = withdrawals.filter(pl.col("withdrawn_at") <= moment)
    last = withdrawals.group_by("source_id").agg(pl.max("withdrawn_at"))
    told = log.join(last, on="source_id", how="left", maintain_order="left")
    taken_back = (pl.col("withdrawn_at") > pl.col("captured_at")).fill_null(value=False)
    return told.filter(~taken_back).drop("withdrawn_at")


def with_withdrawn_at(batches: pl.DataFrame, withdrawals: pl.DataFrame) -> pl.DataFrame:
    """The list of imports with `withdrawn_at`: null unless what the source told last is taken back."""
    since = (
        batches.select("source_id", "captured_at")
        .join(withdrawals.select("source_id", "withdrawn_at"), on="source_id")
        .filter(pl.col("withdrawn_at") > pl.col("captured_at"))
        .group_by("source_id")
        .agg(pl.min("withdrawn_at"))
    )
    return batches.join(since, on="source_id", how="left", maintain_order="left")
