"""Where each captured row belongs: new, already known, or a change in the history of its key.

Captures of one key are ordered by the moment they were captured (then by source). The history keeps the first capture
of every run of equal values, so it is the same in whatever order files arrive and imports are withdrawn.
"""

# ruff: noqa: S608 - names come from tables.py, values pass through `literal`

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import numpy as np
import numpy.typing as npt
import polars as pl

from goalposts.errors import Fault, Invalid
from goalposts.warehouse import rebuild
from goalposts.warehouse.keys import CONFIRMED, SUPERSEDED, Keys, payload
from goalposts.warehouse.staging import BATCH, LINE, to_arrow
from goalposts.warehouse.tables import FACT_MEASURE, Table

UNCHANGED, NEW, CONTESTED, RESTATED, REPEATED = range(5)
"""What becomes of a line; CONTESTED is undecided until the history is rebuilt, REPEATED is twice in its own file."""

_MOST_FAULTS = 10
_WORTH_A_LOOK = 20_000
"""Rows from which asking first whether the lake holds anything alike is cheaper than joining."""

Outcome = npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Placed:
    """Per staged line its batch, and whether it was stored as new, restated, or left as known."""

    batch: npt.NDArray[np.int64]
    outcome: Outcome

    def count(self, batch: int, *outcomes: int) -> int:
        return int(np.isin(self.outcome[self.batch == batch], outcomes).sum())


def place(
    cursor: duckdb.DuckDBPyConnection, table: Table, staged: pl.DataFrame, known: pl.DataFrame, snapshot: int
) -> Placed:
    """Write the staged rows of one fact table inside the running transaction.

    `known`: source_id and `told_at` of the sources the lake has heard before. Raises Invalid where one file says two
    different things about one key.
    """
    outcome = np.full(staged.height, NEW, dtype=np.int8)
    cursor.register("staged", to_arrow(staged))
    try:
        keys = Keys.of(table, staged)
        again = _match(cursor, keys, staged, known, outcome)
        _contest_withdrawn(cursor, keys, outcome)
        _check_repeats(cursor, keys, staged, outcome)
        _insert_new(cursor, table, staged.filter(outcome == NEW))
        _confirm(cursor, table, staged.filter(again & (outcome == UNCHANGED)), snapshot)
        if (outcome == CONTESTED).any():
            rebuilt = rebuild.rebuild(cursor, keys, staged.filter(outcome == CONTESTED), known, snapshot)
            outcome[outcome == CONTESTED] = UNCHANGED
            outcome[rebuilt.filter("is_first")[LINE].to_numpy()] = NEW
            outcome[rebuilt.filter(~pl.col("is_first"))[LINE].to_numpy()] = RESTATED
    finally:
        cursor.unregister("staged")
    return Placed(staged[BATCH].to_numpy(), outcome)


def _match(
    cursor: duckdb.DuckDBPyConnection, keys: Keys, staged: pl.DataFrame, known: pl.DataFrame, outcome: Outcome
) -> npt.NDArray[np.bool_]:
    """Mark the lines whose key is in the lake: unchanged if they repeat the current value, else contested.

    Returns which of the lines another source than that of the current value is the first to confirm.
    """
    again = np.zeros(len(outcome), dtype=np.bool_)
    anything_there = f"SELECT 1 FROM {keys.table.name} t WHERE {keys.within('t')} LIMIT 1"
    if len(outcome) > _WORTH_A_LOOK and not cursor.execute(anything_there).fetchall():
        return again
    found = cursor.execute(
        f"SELECT s.{LINE} AS line, {payload(keys.table, 's')} IS NOT DISTINCT FROM {payload(keys.table, 't')} "
        "AND s.captured_at >= t.known_from AND (s.captured_at, s.source_id) >= (t.captured_at, t.source_id) "
        "AS unchanged, s.source_id <> t.source_id AS other, t.known_from "
        f"FROM staged s JOIN {keys.table.name} t ON {keys.equal('s', 't')} WHERE {keys.within('t')}"
    ).fetchnumpy()
    line, repeats = found["line"], np.logical_and(found["unchanged"], found["other"])
    outcome[line] = np.where(found["unchanged"], UNCHANGED, CONTESTED)
    heard = staged["source_id"].is_in(known["source_id"].to_list()).to_numpy()[line]
    again[line[repeats & ~heard]] = True
    if (doubtful := repeats & heard).any():
        lines = pl.DataFrame({LINE: line[doubtful], "current_from": found["known_from"][doubtful]})
        outcome[lines[LINE].to_numpy()] = CONTESTED
        outcome[_confirmed(cursor, keys.table, staged.join(lines, on=LINE))] = UNCHANGED
    return again


def _confirmed(cursor: duckdb.DuckDBPyConnection, table: Table, doubtful: pl.DataFrame) -> npt.NDArray[np.int64]:
    """The lines of sources heard before which the lake knows to have confirmed the current value already."""
    cursor.register("doubtful", to_arrow(doubtful.select(*table.key, "source_id", "captured_at", "current_from", LINE)))
    lines = cursor.execute(
        f"SELECT DISTINCT d.{LINE} AS line FROM doubtful d JOIN {table.name}{CONFIRMED} c "
        f"ON c.key_hash = hash({', '.join(f'd.{name}' for name in table.key)}) AND c.source_id = d.source_id "
        "AND c.captured_at BETWEEN d.current_from AND d.captured_at "
        "WHERE c.source_id IN (SELECT source_id FROM doubtful) "
        "AND d.source_id NOT IN (SELECT source_id FROM withdrawal)"
    ).fetchnumpy()["line"]
    cursor.unregister("doubtful")
    return np.asarray(lines, dtype=np.int64)


def _contest_withdrawn(cursor: duckdb.DuckDBPyConnection, keys: Keys, outcome: Outcome) -> None:
    """Mark what a withdrawal makes uncertain: keys whose value is gone, and lines that are taken back already."""
    if not cursor.execute("SELECT 1 FROM withdrawal LIMIT 1").fetchall():
        return
    taken_back = cursor.execute(
        f"SELECT s.{LINE} AS line FROM staged s JOIN withdrawal w "
        "ON w.source_id = s.source_id AND w.withdrawn_at > s.captured_at"
    ).fetchnumpy()["line"]
    gone = cursor.execute(
        f"SELECT s.{LINE} AS line FROM staged s JOIN {keys.table.name}{SUPERSEDED} t ON {keys.equal('s', 't')} "
        f"WHERE {keys.within('t')} AND t.superseded_at IN (SELECT withdrawn_at FROM withdrawal)"
    ).fetchnumpy()["line"]
    outcome[gone[outcome[gone] == NEW]] = CONTESTED
    outcome[taken_back] = CONTESTED


def _check_repeats(cursor: duckdb.DuckDBPyConnection, keys: Keys, staged: pl.DataFrame, outcome: Outcome) -> None:
    """Mark keys told more than once in this append. Raises Invalid when one file contradicts itself."""
    hashed = keys.hashed("staged")
    row = cursor.execute(f"SELECT count(*), count(DISTINCT {hashed}) FROM staged").fetchone()
    if row is None or row[0] == row[1]:
        return
    repeats = cursor.execute(
        f"SELECT {LINE} AS line, row_number() OVER told AS turn, count(*) OVER of_key AS times, "
        f"first_value({payload(keys.table, 'staged')}) OVER told IS DISTINCT FROM {payload(keys.table, 'staged')} "
        f"AS contradicts FROM staged WHERE {hashed} IN "
        f"(SELECT {hashed} FROM staged GROUP BY 1 HAVING count(*) > 1) "
        f"WINDOW of_key AS (PARTITION BY {keys.columns()}), told AS (PARTITION BY {keys.columns()}, {BATCH}, "
        f"captured_at, source_id ORDER BY {LINE})"
    ).pl()
    contradictions = repeats.filter("contradicts")["line"].to_list()
    if contradictions:
        faults = [_contradiction(keys.table, staged.row(line, named=True)) for line in contradictions[:_MOST_FAULTS]]
        raise Invalid(
            f"{len(contradictions)} rows contradict another row of the same file; nothing was stored.", faults
        )
    outcome[repeats.filter(pl.col("times") > 1)["line"].to_numpy()] = CONTESTED
    outcome[repeats.filter(pl.col("turn") > 1)["line"].to_numpy()] = REPEATED


def _contradiction(table: Table, row: dict[str, object]) -> Fault:
    key = ", ".join(f"{name} {row[name]}" for name in table.key if row[name] not in ("", 0, "ZZ", "all", "total"))
    value = row.get("value")
    return Fault(f"told twice with different values: {key}", value=None if value is None else str(value))


def _insert_new(cursor: duckdb.DuckDBPyConnection, table: Table, fresh: pl.DataFrame) -> None:
    if fresh.is_empty():
        return
    columns = ", ".join(table.columns)
    cursor.register("fresh", to_arrow(sorted_for_scans(fresh) if table is FACT_MEASURE else fresh))
    cursor.execute(f"INSERT INTO {table.name} SELECT {columns} FROM fresh")
    cursor.unregister("fresh")


def sorted_for_scans(fresh: pl.DataFrame) -> pl.DataFrame:
    """The rows in SCAN_ORDER."""
    codes, accounts = fresh["measure_code"].unique().sort(), fresh["account_id"].unique().sort()
    order = (
        fresh["measure_code"].cast(pl.Enum(codes)).to_physical().cast(pl.Int64) * 2**47
        + accounts.search_sorted(fresh["account_id"]).cast(pl.Int64) * 2**27
        + fresh["period_start"].to_physical().cast(pl.Int64)
    )
    return fresh if order.is_sorted() else fresh[order.arg_sort()]


def _confirm(cursor: duckdb.DuckDBPyConnection, table: Table, again: pl.DataFrame, snapshot: int) -> None:
    """Remember that a further source told these values, for files that arrive late."""
    if again.is_empty():
        return
    cursor.register("again", to_arrow(again.select(*table.key, "source_id", "captured_at", "part", "line")))
    cursor.execute(
        f"INSERT INTO {table.name}{CONFIRMED} SELECT hash({', '.join(table.key)}), "
        f"source_id, captured_at, {snapshot}, part, line FROM again"
    )
    cursor.unregister("again")
