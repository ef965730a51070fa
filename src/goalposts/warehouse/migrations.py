"""The lake's schema version: how an empty lake is made and how an older one is brought up to date."""

# ruff: noqa: S608 - names come from tables.py, values pass through `literal`

from __future__ import annotations

from collections.abc import Callable, Mapping

import duckdb

from goalposts.errors import Unsupported
from goalposts.warehouse.connection import NAME
from goalposts.warehouse.keys import CONFIRMED, SCAN_ORDER, SUPERSEDED
from goalposts.warehouse.tables import (
    CONTROL_TABLES,
    DIMENSION_TABLES,
    EXCLUSION,
    FACT_EXPOSURE,
    FACT_MEASURE,
    FACT_PATH,
    FACTS,
    SCHEMA_VERSION,
    WITHDRAWAL,
    Table,
)

Step = Callable[[duckdb.DuckDBPyConnection], None]

_VERSION_1_FACTS = ("fact_measure", "fact_mention", "fact_feedback", "fact_lead", "fact_revenue", "fact_touchpoint")


def _to_version_2(cursor: duckdb.DuckDBPyConnection) -> None:
    """Since when a row is known and where it stands in its file; withdrawals, failures by class, experiments."""
    for fact in _VERSION_1_FACTS:
        for name in (fact, fact + SUPERSEDED):
            cursor.execute(f"ALTER TABLE {name} ADD COLUMN known_from TIMESTAMP")
            cursor.execute(f"ALTER TABLE {name} ADD COLUMN part SMALLINT DEFAULT 0")
            cursor.execute(f"ALTER TABLE {name} ADD COLUMN line INTEGER DEFAULT 0")
            cursor.execute(f"UPDATE {name} SET known_from = captured_at")
    for name in ("person", "way", "note"):
        cursor.execute(f"ALTER TABLE import_batch ADD COLUMN {name} VARCHAR DEFAULT ''")
    for name in ("experiment", "arm"):
        cursor.execute(f"ALTER TABLE dim_segment ADD COLUMN {name} VARCHAR")
    cursor.execute("ALTER TABLE load_log ADD COLUMN error_class VARCHAR DEFAULT ''")
    cursor.execute(_definition(WITHDRAWAL.name, WITHDRAWAL.columns))
    _create_fact(cursor, FACT_EXPOSURE)


def _to_version_3(cursor: duckdb.DuckDBPyConnection) -> None:
    """Journeys by path; a confirmation says where it stands in its file, to take over when that row is withdrawn."""
    _create_fact(cursor, FACT_PATH)
    for table in FACTS:
        if "part" not in {name for name, *_ in cursor.execute(f"DESCRIBE {table.name}{CONFIRMED}").fetchall()}:
            cursor.execute(f"ALTER TABLE {table.name}{CONFIRMED} ADD COLUMN part SMALLINT DEFAULT 0")
            cursor.execute(f"ALTER TABLE {table.name}{CONFIRMED} ADD COLUMN line INTEGER DEFAULT 0")


def _to_version_4(cursor: duckdb.DuckDBPyConnection) -> None:
    """Items that do not count."""
    cursor.execute(_definition(EXCLUSION.name, EXCLUSION.columns))


def _to_version_5(cursor: duckdb.DuckDBPyConnection) -> None:
    """Who sent a visit."""
    cursor.execute("ALTER TABLE dim_segment ADD COLUMN source VARCHAR")


STEPS: Mapping[int, Step] = {2: _to_version_2, 3: _to_version_3, 4: _to_version_4, 5: _to_version_5}
"""Version -> what turns a lake of the version before into it; an empty lake is made in the newest version at once."""

_VERSION_TABLE = "schema_version"


def version(cursor: duckdb.DuckDBPyConnection) -> int:
    """The schema version of the lake; 0 = it has no tables yet."""
    try:
        row = cursor.execute(f"SELECT max(version) FROM {_VERSION_TABLE}").fetchone()
    except duckdb.CatalogException:
        return 0
    return int(row[0]) if row else 0


def is_current(cursor: duckdb.DuckDBPyConnection, target: int = SCHEMA_VERSION) -> bool:
    """Whether the lake needs no work. Raises Unsupported for a lake made by a newer Goalposts."""
    held = version(cursor)
    if held > target:
        raise Unsupported(
            f"This lake has schema version {held}, but this Goalposts knows versions up to {target}. "
            "Upgrade Goalposts, or open another workspace."
        )
    return held == target


def migrate(cursor: duckdb.DuckDBPyConnection, target: int = SCHEMA_VERSION, steps: Mapping[int, Step] = STEPS) -> None:
    """Bring the lake to `target`, one transaction a version, so that a crash leaves a whole version behind.

    The caller holds the write lock.
    """
    if is_current(cursor, target):
        return
    held = version(cursor)
    if held == 0:
        _step(cursor, SCHEMA_VERSION, _create)
        held = SCHEMA_VERSION
    for number in range(held + 1, target + 1):
        _step(cursor, number, steps[number])


def _step(cursor: duckdb.DuckDBPyConnection, number: int, step: Step) -> None:
    cursor.execute("BEGIN")
    try:
        step(cursor)
        cursor.execute(f"DELETE FROM {_VERSION_TABLE}")
        cursor.execute(f"INSERT INTO {_VERSION_TABLE} VALUES ({number})")
        cursor.execute("COMMIT")
    except BaseException:
        cursor.execute("ROLLBACK")
        raise


def _create(cursor: duckdb.DuckDBPyConnection) -> None:
    cursor.execute(f"CREATE TABLE {_VERSION_TABLE} (version INTEGER)")
    for table in (*DIMENSION_TABLES, *CONTROL_TABLES):
        cursor.execute(_definition(table.name, table.columns))
    for table in FACTS:
        _create_fact(cursor, table)
    for name in (FACT_MEASURE.name, FACT_MEASURE.name + SUPERSEDED):
        cursor.execute(f"ALTER TABLE {name} SET SORTED BY ({', '.join(f'{column} ASC' for column in SCAN_ORDER)})")
    cursor.execute(f"CALL ducklake_set_option('{NAME}', 'sort_on_insert', false)")


def _create_fact(cursor: duckdb.DuckDBPyConnection, table: Table) -> None:
    cursor.execute(_definition(table.name, table.columns))
    cursor.execute(_definition(table.name + SUPERSEDED, {**table.columns, "superseded_at": "TIMESTAMP"}))
    cursor.execute(_definition(table.name + CONFIRMED, CONFIRMED_COLUMNS))


CONFIRMED_COLUMNS = {
    "key_hash": "UBIGINT",
    "source_id": "BIGINT",
    "captured_at": "TIMESTAMP",
    "snapshot": "BIGINT",
    "part": "SMALLINT",
    "line": "INTEGER",
}
"""One row per value a further source repeated: it takes over when the first source is withdrawn, and without it a file
that arrives late could not find its right place. Its value is that of the row which was known when it was captured.
"""


def _definition(name: str, columns: Mapping[str, str]) -> str:
    return f"CREATE TABLE {name} ({', '.join(f'{column} {kind}' for column, kind in columns.items())})"
