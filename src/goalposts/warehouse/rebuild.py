"""The history of contested keys, made anew from everything ever captured for them; only what differs is written."""

# ruff: noqa: S608 - names come from tables.py, values pass through `literal`

from __future__ import annotations

import duckdb
import polars as pl

from goalposts.warehouse.keys import CONFIRMED, PROVENANCE, SUPERSEDED, Keys, payload, values
from goalposts.warehouse.staging import LINE, to_arrow

_WORK_TABLES = ("touched", "heard", "asked", "no_news", "rebuilt")
_ORDER = "PARTITION BY key_number ORDER BY captured_at, source_id, arrival, line"


def rebuild(
    cursor: duckdb.DuckDBPyConnection, keys: Keys, contested: pl.DataFrame, known: pl.DataFrame, snapshot: int
) -> pl.DataFrame:
    """Put the contested lines in their place; the lines that now stand in the history, and which began one.

    A line of a source heard before, repeating what that source said then, is no news and is left out: reading old
    files again must not undo what newer ones told. Only what a source itself told last it may correct at any time.
    """
    cursor.register("contested", to_arrow(contested))
    cursor.register("known", to_arrow(known))
    try:
        for statement in _statements(keys):
            cursor.execute(statement)
        for statement in _writes(keys, snapshot):
            cursor.execute(statement)
        stored = cursor.execute(
            f"SELECT line AS {LINE}, is_first FROM rebuilt WHERE held_in = 'staged' AND starts"
        ).pl()
        for name in _WORK_TABLES:
            cursor.execute(f"DROP TABLE {name}")
        return stored
    finally:
        cursor.unregister("contested")
        cursor.unregister("known")


def _statements(keys: Keys) -> list[str]:
    table = keys.table
    every = ", ".join(table.key)
    held = (
        "SELECT k.key_number, {payload} AS payload, t.source_id, t.captured_at, 0 AS arrival, t.rowid AS held_row, "
        "'{kind}' AS held_in, {until} AS superseded_at, CAST(NULL AS BIGINT) AS line, t.part, t.line AS at_line "
        "FROM touched k JOIN {name} t ON {equal} WHERE {within}"
    )
    parts = {"payload": payload(table, "t"), "equal": keys.equal("k", "t"), "within": keys.within("t")}
    never = "CAST(NULL AS TIMESTAMP)"
    return [
        "CREATE OR REPLACE TEMP TABLE touched AS SELECT *, row_number() OVER () AS key_number, "
        f"hash({every}) AS key_hash FROM (SELECT DISTINCT {every} FROM contested)",
        "CREATE OR REPLACE TEMP TABLE heard AS "
        + held.format(name=table.name, kind="current", until=never, **parts)
        + " UNION ALL "
        + held.format(name=table.name + SUPERSEDED, kind="superseded", until="t.superseded_at", **parts)
        + " UNION ALL SELECT k.key_number, NULL, c.source_id, c.captured_at, 1, c.rowid, 'confirmed', NULL, NULL, 0, 0 "
        f"FROM touched k JOIN {table.name}{CONFIRMED} c USING (key_hash)",
        "CREATE OR REPLACE TEMP TABLE heard AS SELECT * REPLACE "
        f"(last_value(payload IGNORE NULLS) OVER ({_ORDER}) AS payload) FROM heard",
        f"CREATE OR REPLACE TEMP TABLE asked AS SELECT k.key_number, {payload(table, 'c')} AS payload, c.source_id, "
        f"c.captured_at, 2 AS arrival, c.{LINE} AS line, c.part, c.line AS at_line, n.told_at "
        f"FROM contested c JOIN touched k ON {keys.equal('c', 'k')} LEFT JOIN known n USING (source_id)",
        "CREATE OR REPLACE TEMP TABLE no_news AS SELECT a.line FROM asked a JOIN heard h USING (key_number) "
        "WHERE a.told_at IS NOT NULL GROUP BY a.line, a.payload, a.source_id "
        "HAVING any_value(h.source_id) FILTER (h.held_in = 'current') <> a.source_id AND ("
        "bool_or(h.source_id = a.source_id AND h.payload IS NOT DISTINCT FROM a.payload) "
        "OR arg_max(h.payload, (h.captured_at, h.source_id, h.arrival)) "
        "FILTER ((h.captured_at, h.source_id) <= (a.told_at, a.source_id)) IS NOT DISTINCT FROM a.payload)",
        "CREATE OR REPLACE TEMP TABLE rebuilt AS WITH captures AS (SELECT * FROM heard UNION ALL BY NAME "
        "SELECT * EXCLUDE (told_at), 'staged' AS held_in FROM asked WHERE line NOT IN (SELECT line FROM no_news)), "
        "runs AS (SELECT *, row_number() OVER place = 1 AS is_first, "
        "row_number() OVER place = 1 OR lag(payload) OVER place IS DISTINCT FROM payload AS starts "
        f"FROM captures WINDOW place AS ({_ORDER})) "
        f"SELECT r.*, k.* EXCLUDE (key_number), lead(captured_at) OVER (PARTITION BY r.key_number, starts "
        "ORDER BY captured_at, source_id, arrival, line) AS until "
        "FROM runs r JOIN touched k USING (key_number)",
    ]


def _writes(keys: Keys, snapshot: int) -> list[str]:
    table = keys.table
    name, old, again = table.name, table.name + SUPERSEDED, table.name + CONFIRMED
    provenance = ("source_id", "captured_at", "captured_at", "part", "at_line")
    row = ", ".join([*table.key, *(f"payload.{value}" for value in values(table)), *provenance])
    columns = ", ".join([*table.key, *values(table), *PROVENANCE])
    is_current = "starts AND until IS NULL"
    is_old = "starts AND until IS NOT NULL"
    gone = "DELETE FROM {} WHERE rowid IN (SELECT held_row FROM rebuilt WHERE held_in = '{}' AND NOT ({}))"
    return [
        gone.format(name, "current", is_current),
        gone.format(old, "superseded", "starts AND until IS NOT DISTINCT FROM superseded_at"),
        gone.format(again, "confirmed", "NOT starts"),
        f"INSERT INTO {name} ({columns}) SELECT {row} FROM rebuilt WHERE {is_current} AND held_in <> 'current'",
        f"INSERT INTO {old} ({columns}, superseded_at) SELECT {row}, until FROM rebuilt WHERE {is_old} "
        "AND (held_in <> 'superseded' OR until IS DISTINCT FROM superseded_at)",
        f"INSERT INTO {again} SELECT key_hash, source_id, captured_at, {snapshot} FROM rebuilt "
        "WHERE NOT starts AND held_in <> 'confirmed'",
    ]
