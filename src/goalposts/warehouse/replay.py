"""The history of some keys, made anew from every capture of them and every withdrawal; only what differs is written.

What we know at a moment is what a lake would hold in which only the captures of that moment, without those withdrawn by
then, had ever arrived: the first capture of the newest run of equal values. Withdrawals cut the time of a key into
stages; within a stage captures only join, so its runs are found in one pass.
"""

# ruff: noqa: S608 - names come from tables.py, values pass through `literal`

from __future__ import annotations

import duckdb

from goalposts.warehouse.keys import CONFIRMED, PROVENANCE, SUPERSEDED, Keys, payload, values

_PLACE = "captured_at, source_id, arrival, latest, line"
_WORK_TABLES = ("touched", "held", "told", "ends", "captures", "alive", "wanted", "quiet", "standing")


def collect(cursor: duckdb.DuckDBPyConnection, keys: Keys, asked: str = "") -> None:
    """Gather what was ever told about the keys of temp table `touched`, with new lines (a SELECT): `told`.

    `says` stands for a value where values are compared; `ends` tells from when on a source's captures of a moment are
    withdrawn.
    """
    table = keys.table
    held = (
        "SELECT k.key_number, {payload} AS payload, t.source_id, t.captured_at, t.known_from, {until} AS until, "
        "t.rowid AS held_row, '{kind}' AS held_in, t.part, t.line AS at_line "
        "FROM touched k JOIN {name} t ON {equal} WHERE {within}"
    )
    parts = {"payload": payload(table, "t"), "equal": keys.equal("k", "t"), "within": keys.within("t")}
    never = "CAST(NULL AS TIMESTAMP)"
    cursor.execute(
        "CREATE OR REPLACE TEMP TABLE held AS "
        + held.format(name=table.name, kind="current", until=never, **parts)
        + " UNION ALL "
        + held.format(name=table.name + SUPERSEDED, kind="superseded", until="t.superseded_at", **parts)
        + " UNION ALL SELECT k.key_number, NULL, c.source_id, c.captured_at, c.captured_at, NULL, c.rowid, "
        f"'confirmed', c.part, c.line FROM touched k JOIN {table.name}{CONFIRMED} c USING (key_hash)"
    )
    cursor.execute(
        "CREATE OR REPLACE TEMP TABLE held AS SELECT * REPLACE (last_value(payload IGNORE NULLS) OVER "
        "(PARTITION BY key_number ORDER BY known_from, known_from = captured_at, source_id, held_in <> 'confirmed', "
        "until NULLS LAST) AS payload) FROM held"
    )
    cursor.execute(
        "CREATE OR REPLACE TEMP TABLE told AS SELECT key_number, hash(payload) AS says, source_id, captured_at, "
        "0 AS arrival, any_value(payload) AS payload, "
        "max(CASE WHEN held_in = 'confirmed' THEN '-infinity' ELSE coalesce(until, 'infinity') END) AS latest, "
        "any_value(part) AS part, any_value(at_line) AS at_line, CAST(NULL AS BIGINT) AS line "
        "FROM held WHERE payload IS NOT NULL GROUP BY key_number, says, source_id, captured_at "
        + (f"UNION ALL BY NAME SELECT *, hash(payload) AS says, 1 AS arrival FROM ({asked})" if asked else "")
    )
    cursor.execute(
        "CREATE OR REPLACE TEMP TABLE ends AS SELECT m.source_id, m.captured_at, min(w.withdrawn_at) AS withdrawn_at "
        "FROM (SELECT DISTINCT source_id, captured_at FROM told) m JOIN withdrawal w "
        "ON w.source_id = m.source_id AND w.withdrawn_at > m.captured_at GROUP BY ALL"
    )


def write(cursor: duckdb.DuckDBPyConnection, keys: Keys, snapshot: int, but: str = "") -> None:
    """Put everything that was told, `but` for some new lines (a SELECT), in its place; write where the tables differ.

    Leaves `alive` and `wanted` for questions; `forget` drops all work tables.
    """
    cursor.execute(
        "CREATE OR REPLACE TEMP TABLE captures AS SELECT row_number() OVER () AS capture, t.*, e.withdrawn_at "
        "FROM told t LEFT JOIN ends e USING (source_id, captured_at)"
        + (f" WHERE arrival = 0 OR line NOT IN ({but})" if but else "")
    )
    withdrawn = bool(cursor.execute("SELECT 1 FROM ends LIMIT 1").fetchall())
    for statement in _placing(withdrawn):
        cursor.execute(statement)
    for statement in _writes(keys, snapshot):
        cursor.execute(statement)


def forget(cursor: duckdb.DuckDBPyConnection) -> None:
    """Drop the work tables."""
    for name in _WORK_TABLES:
        cursor.execute(f"DROP TABLE IF EXISTS temp.{name}")


_STAGES = (
    "(SELECT *, lag(upto, 1, TIMESTAMP '-infinity') OVER (PARTITION BY key_number ORDER BY upto) AS since FROM "
    "(SELECT DISTINCT key_number, withdrawn_at AS upto FROM captures WHERE withdrawn_at IS NOT NULL "
    "UNION ALL SELECT key_number, TIMESTAMP 'infinity' FROM touched))"
)
_STANDING = (
    f"captures c JOIN {_STAGES} s ON c.key_number = s.key_number AND c.captured_at < s.upto "
    "AND (c.withdrawn_at IS NULL OR c.withdrawn_at > s.since)"
)
_ONE_STAGE = "captures c, (SELECT TIMESTAMP '-infinity' AS since, TIMESTAMP 'infinity' AS upto) s"
_MERGED = (
    "WITH seams AS (SELECT capture, key_number, known_from, until, "
    "lag(capture) OVER place IS DISTINCT FROM capture OR lag(until) OVER place <> known_from AS breaks "
    "FROM alive WHERE is_row WINDOW place AS (PARTITION BY key_number ORDER BY known_from, until, capture)), "
    "islands AS (SELECT *, count(*) FILTER (breaks) OVER "
    "(PARTITION BY key_number ORDER BY known_from, until, capture) AS island FROM seams) "
    "SELECT any_value(capture) AS capture, key_number, min(known_from) AS known_from, "
    "nullif(max(until), TIMESTAMP 'infinity') AS until FROM islands GROUP BY key_number, island"
)
_AS_THEY_ARE = (
    "SELECT capture, key_number, known_from, nullif(until, TIMESTAMP 'infinity') AS until FROM alive WHERE is_row"
)


def _placing(withdrawn: bool) -> list[str]:
    """`alive`: the captures of every stage, in runs; `wanted`: the rows to be held; `quiet`: the confirmations."""
    by_stage = f"PARTITION BY key_number, since ORDER BY {_PLACE}"
    return [
        "CREATE OR REPLACE TEMP TABLE alive AS WITH runs AS (SELECT c.* EXCLUDE (payload), s.since, s.upto, "
        "row_number() OVER place = 1 AS is_first, "
        "row_number() OVER place = 1 OR lag(says) OVER place <> says AS starts "
        f"FROM {_STANDING if withdrawn else _ONE_STAGE} "
        f"WINDOW place AS (PARTITION BY c.key_number, since ORDER BY {_PLACE})), "
        "timed AS (SELECT *, captured_at >= since AS at_home, greatest(captured_at, since) AS known_from, "
        "least(upto, lead(captured_at) OVER (PARTITION BY key_number, since, starts "
        f"ORDER BY {_PLACE})) AS until FROM runs) "
        "SELECT *, starts AND (known_from < until OR at_home) AS is_row FROM timed",
        f"CREATE OR REPLACE TEMP TABLE wanted AS {_MERGED if withdrawn else _AS_THEY_ARE}",
        "CREATE OR REPLACE TEMP TABLE quiet AS WITH beside AS (SELECT *, last_value(CASE WHEN starts THEN is_row END "
        f"IGNORE NULLS) OVER ({by_stage}) AS follows FROM alive) "
        "SELECT capture, key_number, key_hash, source_id, captured_at, part, at_line, follows "
        "FROM beside JOIN touched USING (key_number) "
        "WHERE at_home AND NOT starts AND capture NOT IN (SELECT capture FROM wanted)",
        "INSERT INTO wanted SELECT capture, key_number, captured_at, captured_at FROM quiet WHERE NOT follows",
    ]


def _writes(keys: Keys, snapshot: int) -> list[str]:
    table = keys.table
    name, old, again = table.name, table.name + SUPERSEDED, table.name + CONFIRMED
    columns = ", ".join([*table.key, *values(table), *PROVENANCE])
    provenance = "c.source_id, c.captured_at, w.known_from, c.part, c.at_line"
    row = ", ".join([*(f"k.{part}" for part in table.key), *(f"c.payload.{value}" for value in values(table))])
    wanted = (
        f"SELECT {row}, {provenance}{{more}} FROM wanted w JOIN captures c USING (capture) "
        "JOIN touched k ON k.key_number = c.key_number WHERE NOT EXISTS (SELECT 1 FROM standing s "
        "WHERE s.held_in = '{kind}' AND s.capture = w.capture AND s.known_from = w.known_from "
        "AND s.until IS NOT DISTINCT FROM w.until) AND w.until IS {so}"
    )
    gone = (
        "DELETE FROM {} WHERE rowid IN (SELECT held_row FROM standing s WHERE held_in = '{}' AND NOT EXISTS "
        "(SELECT 1 FROM wanted w WHERE w.capture = s.capture AND w.known_from = s.known_from "
        "AND w.until IS NOT DISTINCT FROM s.until))"
    )
    return [
        "CREATE OR REPLACE TEMP TABLE standing AS SELECT h.* EXCLUDE (payload, part, at_line), c.capture FROM held h "
        "LEFT JOIN captures c ON c.arrival = 0 AND c.key_number = h.key_number AND c.source_id = h.source_id "
        "AND c.captured_at = h.captured_at AND c.says = hash(h.payload)",
        gone.format(name, "current"),
        gone.format(old, "superseded"),
        f"DELETE FROM {again} WHERE rowid IN (SELECT held_row FROM standing WHERE held_in = 'confirmed' "
        "AND NOT EXISTS (SELECT 1 FROM quiet q WHERE q.capture = standing.capture AND q.follows))",
        f"INSERT INTO {name} ({columns}) " + wanted.format(more="", kind="current", so="NULL"),
        f"INSERT INTO {old} ({columns}, superseded_at) "
        + wanted.format(more=", w.until", kind="superseded", so="NOT NULL"),
        f"INSERT INTO {again} SELECT key_hash, source_id, captured_at, {snapshot}, part, at_line FROM quiet q "
        "WHERE follows AND NOT EXISTS "
        "(SELECT 1 FROM standing s WHERE s.held_in = 'confirmed' AND s.capture = q.capture)",
    ]
