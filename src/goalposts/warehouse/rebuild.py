"""Contested keys put in order: those that new lines speak of, and those that withdrawn sources spoke of."""

# ruff: noqa: S608 - names come from tables.py, values pass through `literal`

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import polars as pl

from goalposts.warehouse import replay
from goalposts.warehouse.keys import SUPERSEDED, Keys, payload
from goalposts.warehouse.staging import BATCH, LINE, to_arrow
from goalposts.warehouse.tables import Table

Counts = tuple[int, int, int]


def rebuild(
    cursor: duckdb.DuckDBPyConnection, keys: Keys, contested: pl.DataFrame, known: pl.DataFrame, snapshot: int
) -> pl.DataFrame:
    """Put the contested lines in their place; the lines that now stand in the history, and which began one.

    A line that repeats what its source said last of this key is no news and is left out: reading old files again must
    not undo what newer ones told. A withdrawal ends what a source said; afterwards it may say the same again.
    """
    table = keys.table
    every = ", ".join(table.key)
    cursor.register("contested", to_arrow(contested))
    cursor.register("known", to_arrow(known))
    try:
        cursor.execute(_touched(table, f"SELECT DISTINCT {every} FROM contested"))
        replay.collect(
            cursor,
            keys,
            f"SELECT k.key_number, {payload(table, 'c')} AS payload, c.source_id, c.captured_at, c.part, "
            f"c.line AS at_line, c.{LINE} AS line FROM contested c JOIN touched k ON {keys.equal('c', 'k')}",
        )
        if may_repeat := not known.is_empty() or contested.n_unique("source_id") < contested.n_unique(BATCH):
            cursor.execute(_NO_NEWS)
        replay.write(cursor, keys, snapshot, "SELECT line FROM no_news" if may_repeat else "")
        stored = cursor.execute(
            f"SELECT a.line AS {LINE}, any_value(a.is_first) AS is_first FROM alive a JOIN wanted w USING (capture) "
            "WHERE a.at_home AND a.arrival = 1 GROUP BY a.line"
        ).pl()
        replay.forget(cursor)
        return stored
    finally:
        cursor.unregister("contested")
        cursor.unregister("known")


_NO_NEWS = """
CREATE OR REPLACE TEMP TABLE no_news AS
WITH spans AS (SELECT k.source_id, k.told_at, min(w.withdrawn_at) AS withdrawn_at FROM known k
    LEFT JOIN withdrawal w ON w.source_id = k.source_id AND w.withdrawn_at > k.told_at GROUP BY ALL),
said AS (SELECT t.*, e.withdrawn_at FROM told t LEFT JOIN ends e USING (source_id, captured_at)),
own AS (SELECT *, lag(says) OVER turn IS NOT DISTINCT FROM says AS repeats,
    bool_or(arrival = 0) OVER (PARTITION BY key_number, source_id, withdrawn_at) AS was_heard FROM said
    WINDOW turn AS (PARTITION BY key_number, source_id, withdrawn_at ORDER BY captured_at, arrival, latest, line)),
forgotten AS (SELECT o.line FROM own o
    JOIN spans n ON n.source_id = o.source_id AND n.withdrawn_at IS NOT DISTINCT FROM o.withdrawn_at
    JOIN said h ON h.key_number = o.key_number AND h.arrival = 0
        AND (h.captured_at, h.source_id) <= (n.told_at, n.source_id)
        AND (h.withdrawn_at IS NULL OR h.withdrawn_at > n.told_at)
    WHERE o.arrival = 1 AND NOT o.was_heard GROUP BY o.line, o.says
    HAVING arg_max(h.says, (h.captured_at, h.source_id)) = o.says)
SELECT line FROM own WHERE arrival = 1 AND repeats UNION SELECT line FROM forgotten
"""
"""`forgotten`: a source heard before whose telling of this key is not kept any more, for it only confirmed."""


def withdraw(cursor: duckdb.DuckDBPyConnection, table: Table, source_ids: Sequence[int], snapshot: int) -> Counts:
    """Replay every key of one fact table that these sources told, after their withdrawal was recorded.

    Of the present values that were theirs, how many are gone, replaced by another value, or told by another source.
    """
    every = ", ".join(table.key)
    wanted = f"source_id IN ({', '.join(str(int(source)) for source in source_ids)})"
    cursor.execute(
        _touched(
            table,
            f"SELECT {every} FROM {table.name} WHERE {wanted} UNION SELECT {every} FROM {table.name}{SUPERSEDED} "
            f"WHERE {wanted}",
        )
    )
    bounds = cursor.execute(
        f"SELECT {', '.join(f'min({name}), max({name})' for name in table.key)} FROM touched HAVING count(*) > 0"
    ).fetchone()
    if bounds is None:
        replay.forget(cursor)
        return 0, 0, 0
    keys = Keys(table, dict(zip(table.key, zip(bounds[::2], bounds[1::2], strict=True), strict=True)))
    replay.collect(cursor, keys)
    replay.write(cursor, keys, snapshot)
    counts: Counts = cursor.execute(
        "SELECT count(*) FILTER (c.capture IS NULL), count(*) FILTER (c.payload IS DISTINCT FROM h.payload "
        "AND c.capture IS NOT NULL), count(*) FILTER (c.payload IS NOT DISTINCT FROM h.payload) "
        "FROM held h LEFT JOIN (SELECT w.key_number, w.capture, x.payload FROM wanted w "
        "JOIN captures x USING (capture) WHERE w.until IS NULL) c ON c.key_number = h.key_number "
        f"WHERE h.held_in = 'current' AND h.{wanted}"
    ).fetchone() or (0, 0, 0)
    replay.forget(cursor)
    return counts


def _touched(table: Table, distinct: str) -> str:
    return (
        "CREATE OR REPLACE TEMP TABLE touched AS SELECT *, row_number() OVER () AS key_number, "
        f"hash({', '.join(table.key)}) AS key_hash FROM ({distinct})"
    )
