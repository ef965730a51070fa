"""Dimensions, the list of imports and the load log: what is kept once per key."""

# ruff: noqa: S608 - names come from tables.py, values pass through `literal`

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence

import duckdb
import polars as pl

from goalposts.warehouse.batch import Batch
from goalposts.warehouse.staging import schema, to_arrow
from goalposts.warehouse.tables import IMPORT_BATCH, LOAD_LOG, Table


def upsert(cursor: duckdb.DuckDBPyConnection, table: Table, staged: pl.DataFrame) -> int:
    """Merge dimension rows by key: a new value wins over an old one, but nothing known is lost to a null.

    Of several rows of one key the last known value of each column counts. Returns how many rows differ now.
    """
    if staged.is_empty():
        return 0
    others = [name for name in table.columns if name not in table.key]
    latest = staged.group_by(table.key).agg(pl.col(others).drop_nulls().last())
    cursor.register("staged", to_arrow(latest))
    same_key = " AND ".join(f"s.{name} = t.{name}" for name in table.key)
    differs = " OR ".join(f"(s.{name} IS NOT NULL AND s.{name} IS DISTINCT FROM t.{name})" for name in others)
    merged = ", ".join(
        f"s.{name}" if name in table.key else f"coalesce(s.{name}, t.{name}) AS {name}" for name in table.columns
    )
    cursor.execute(
        f"CREATE OR REPLACE TEMP TABLE merged AS SELECT {merged}, t.rowid AS held_row "
        f"FROM staged s LEFT JOIN {table.name} t ON {same_key} WHERE t.rowid IS NULL OR {differs}"
    )
    cursor.unregister("staged")
    row = cursor.execute("SELECT count(*), count(held_row) FROM merged").fetchone() or (0, 0)
    if row[1]:
        cursor.execute(f"DELETE FROM {table.name} WHERE rowid IN (SELECT held_row FROM merged)")
    if row[0]:
        cursor.execute(f"INSERT INTO {table.name} SELECT {', '.join(table.columns)} FROM merged")
    cursor.execute("DROP TABLE merged")
    return int(row[0])


def record_imports(
    cursor: duckdb.DuckDBPyConnection,
    batches: Sequence[Batch],
    counts: Sequence[tuple[int, int]],
    listed: Mapping[int, dt.datetime],
) -> None:
    """List the files of these batches, with (stored, unchanged) rows each, under the moments `listed` by source.

    A file read again replaces its entry.
    """
    rows = {}
    for batch, (stored, unchanged) in zip(batches, counts, strict=True):
        origin = batch.origin
        rows[origin.source_id] = {
            "source_id": origin.source_id,
            "file_hash": origin.file_hash,
            "file_name": origin.file_name,
            "detected": origin.detected,
            "platform": origin.platform,
            "method": origin.method,
            "account_id": origin.account_id,
            "rows_read": origin.rows_read,
            "rows_stored": stored,
            "rows_unchanged": unchanged,
            "rows_rejected": origin.rows_rejected,
            "captured_at": listed[origin.source_id],
            "notes": json.dumps(list(origin.notes), ensure_ascii=False),
            "person": origin.person,
            "way": origin.way,
            "note": origin.note,
        }
    cursor.register("imports", to_arrow(pl.DataFrame(list(rows.values()), schema=schema(IMPORT_BATCH))))
    if cursor.execute("SELECT 1 FROM import_batch WHERE source_id IN (SELECT source_id FROM imports)").fetchall():
        cursor.execute("DELETE FROM import_batch WHERE source_id IN (SELECT source_id FROM imports)")
    cursor.execute(f"INSERT INTO import_batch SELECT {', '.join(IMPORT_BATCH.columns)} FROM imports")
    cursor.unregister("imports")


def record_coverage(cursor: duckdb.DuckDBPyConnection, staged: pl.DataFrame) -> None:
    """Add to the load log what it does not say yet; what it once said stays, so that old answers stay.

    A withdrawal ends what was said: read again, it is said anew. What was said earlier than it was known counts from
    then.
    """
    if staged.is_empty():
        return
    cursor.register("staged", to_arrow(staged.unique(subset=LOAD_LOG.key, keep="first", maintain_order=True)))
    same = " AND ".join(f"s.{name} = t.{name}" for name in LOAD_LOG.key)
    same += (
        " AND NOT EXISTS (SELECT 1 FROM withdrawal w WHERE w.source_id = t.source_id AND w.withdrawn_at > "
        "least(s.captured_at, t.captured_at) AND w.withdrawn_at <= greatest(s.captured_at, t.captured_at))"
    )
    later = f"SELECT t.rowid FROM load_log t JOIN staged s ON {same} AND s.captured_at < t.captured_at"
    if held := cursor.execute(later).fetchall():
        cursor.execute(f"DELETE FROM load_log WHERE rowid IN ({', '.join(str(row) for (row,) in held)})")
    cursor.execute(
        f"INSERT INTO load_log SELECT {', '.join(f's.{name}' for name in LOAD_LOG.columns)} "
        f"FROM staged s WHERE NOT EXISTS (SELECT 1 FROM load_log t WHERE {same})"
    )
    cursor.unregister("staged")
