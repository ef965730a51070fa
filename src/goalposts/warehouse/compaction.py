"""Upkeep of the lake: its newest snapshot, and merging the small files that small commits leave."""

# ruff: noqa: S608 - names come from tables.py, values pass through `literal`

from __future__ import annotations

from pathlib import Path

import duckdb

from goalposts.warehouse.connection import NAME
from goalposts.warehouse.keys import CONFIRMED
from goalposts.warehouse.tables import FACTS

SNAPSHOTS_KEPT = 100
"""More commits than this make the next write tidy up."""

SMALL_BYTES = 8_000_000
"""Only files smaller than this are merged, so that tidying a large lake stays cheap."""

DELETED_SHARE = 0.1
"""A file of which more rows than this were replaced is written anew."""

CONFIRMATIONS_KEPT = 5_000_000
"""More than these are only kept where they may be needed: the newest few of every key."""

OF_ONE_KEY = 3
_CATALOG = f"__ducklake_metadata_{NAME}"


def stamp(catalog: Path) -> object:
    """What changes when any process commits: size and time of the catalog and of its journal, if that holds anything.

    (Looking at the files, and not into them, leaves alone the locks that the database in this process holds on them.)
    """
    marks = []
    for file in (catalog, catalog.with_name(catalog.name + "-wal")):
        try:
            status = file.stat()
        except FileNotFoundError:
            continue
        if status.st_size:
            marks.append((file.name, status.st_mtime_ns, status.st_size))
    return tuple(marks)


def newest_snapshot(cursor: duckdb.DuckDBPyConnection) -> int:
    """The number of the newest commit."""
    row = cursor.execute(f"SELECT max(snapshot_id) FROM {_CATALOG}.ducklake_snapshot").fetchone()
    return int(row[0]) if row else 0


def filled(cursor: duckdb.DuckDBPyConnection) -> set[str]:
    """The tables that hold anything: asking each of the others would cost more than this."""
    rows = cursor.execute(f"SELECT table_name FROM ducklake_table_info('{NAME}') WHERE file_count > 0").fetchall()
    return {name for (name,) in rows}


def is_due(cursor: duckdb.DuckDBPyConnection) -> bool:
    """Whether enough small commits have gathered."""
    row = cursor.execute(f"SELECT count(*) FROM {_CATALOG}.ducklake_snapshot").fetchone()
    return bool(row and row[0] > SNAPSHOTS_KEPT)


def compact(cursor: duckdb.DuckDBPyConnection, grace_minutes: float = 10) -> None:
    """Merge small files, expire all snapshots but the newest, remove files unused for `grace_minutes`.

    The caller holds the write lock.
    """
    _forget_confirmations(cursor)
    cursor.execute(f"CALL ducklake_rewrite_data_files('{NAME}', delete_threshold => {DELETED_SHARE})")
    cursor.execute(f"CALL ducklake_merge_adjacent_files('{NAME}', max_file_size => {SMALL_BYTES})")
    cursor.execute(f"CALL ducklake_expire_snapshots('{NAME}', older_than => now())")
    unused = f"older_than => now() - to_milliseconds({int(grace_minutes * 60_000)})"
    cursor.execute(f"CALL ducklake_cleanup_old_files('{NAME}', {unused})")
    cursor.execute(f"CALL ducklake_delete_orphaned_files('{NAME}', {unused})")


def _forget_confirmations(cursor: duckdb.DuckDBPyConnection) -> None:
    """Keep the newest confirmations, which serve files that arrive late, and those that could take over.

    When the source of a value is withdrawn, one that confirmed it takes over: the newest few of every key always stay.
    """
    for table in FACTS:
        name = table.name + CONFIRMED
        row = cursor.execute(
            f"SELECT max(snapshot) FROM (SELECT snapshot, sum(count(*)) OVER (ORDER BY snapshot DESC) AS kept "
            f"FROM {name} GROUP BY snapshot) WHERE kept > {CONFIRMATIONS_KEPT}"
        ).fetchone()
        if row and row[0] is not None:
            cursor.execute(
                f"DELETE FROM {name} WHERE rowid IN (SELECT rowid FROM (SELECT rowid, snapshot, row_number() OVER "
                f"(PARTITION BY key_hash ORDER BY captured_at DESC, source_id DESC) AS turn FROM {name}) "
                f"WHERE turn > {OF_ONE_KEY} AND snapshot <= {row[0]})"
            )
