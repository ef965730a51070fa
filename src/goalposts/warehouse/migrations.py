"""The lake's schema version: how an empty lake is made and how an older one is brought up to date."""

# ruff: noqa: S608 - names come from tables.py, values pass through `literal`

from __future__ import annotations

from collections.abc import Callable, Mapping

import duckdb

from goalposts.errors import Unsupported
from goalposts.warehouse.connection import NAME
from goalposts.warehouse.keys import CONFIRMED, SCAN_ORDER, SUPERSEDED
from goalposts.warehouse.tables import CONTROL_TABLES, DIMENSION_TABLES, FACT_MEASURE, FACTS, SCHEMA_VERSION

Step = Callable[[duckdb.DuckDBPyConnection], None]

STEPS: Mapping[int, Step] = {}
"""Version -> what turns a lake of the version before into it; version 1 is what `_create` makes."""

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
    for number in range(held + 1, target + 1):
        cursor.execute("BEGIN")
        try:
            if number == 1:
                _create(cursor)
            else:
                steps[number](cursor)
            cursor.execute(f"DELETE FROM {_VERSION_TABLE}")
            cursor.execute(f"INSERT INTO {_VERSION_TABLE} VALUES ({number})")
            cursor.execute("COMMIT")
        except BaseException:
            cursor.execute("ROLLBACK")
            raise


def _create(cursor: duckdb.DuckDBPyConnection) -> None:
    cursor.execute(f"CREATE TABLE {_VERSION_TABLE} (version INTEGER)")
    for table in (*FACTS, *DIMENSION_TABLES, *CONTROL_TABLES):
        cursor.execute(_definition(table.name, table.columns))
    for table in FACTS:
        cursor.execute(_definition(table.name + SUPERSEDED, {**table.columns, "superseded_at": "TIMESTAMP"}))
        cursor.execute(_definition(table.name + CONFIRMED, CONFIRMED_COLUMNS))
    for name in (FACT_MEASURE.name, FACT_MEASURE.name + SUPERSEDED):
        cursor.execute(f"ALTER TABLE {name} SET SORTED BY ({', '.join(f'{column} ASC' for column in SCAN_ORDER)})")
    cursor.execute(f"CALL ducklake_set_option('{NAME}', 'sort_on_insert', false)")


CONFIRMED_COLUMNS = {"key_hash": "UBIGINT", "source_id": "BIGINT", "captured_at": "TIMESTAMP", "snapshot": "BIGINT"}
"""One row per value a further source repeated: without it a file that arrives late could not find its right place."""


def _definition(name: str, columns: Mapping[str, str]) -> str:
    return f"CREATE TABLE {name} ({', '.join(f'{column} {kind}' for column, kind in columns.items())})"
