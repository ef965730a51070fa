from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from goalposts.errors import Unsupported
from goalposts.warehouse import connection, migrations
from goalposts.warehouse.lake import Lake
from goalposts.warehouse.tables import CONTROL_TABLES, DIMENSION_TABLES, FACTS, SCHEMA_VERSION
from tests.warehouse.samples import batch

NEXT = SCHEMA_VERSION + 1


def add_note(cursor: duckdb.DuckDBPyConnection) -> None:
    cursor.execute("ALTER TABLE import_batch ADD COLUMN remark VARCHAR DEFAULT 'none'")


def fail_half_way(cursor: duckdb.DuckDBPyConnection) -> None:
    cursor.execute("DELETE FROM fact_measure")
    raise RuntimeError("power cut")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with Lake.open(tmp_path) as lake:
        lake.append(batch(1, 1, {1: 5}))
    return tmp_path


def test_a_fresh_lake_has_every_table_of_the_contract(lake: Lake) -> None:
    for table in (*FACTS, *DIMENSION_TABLES, *CONTROL_TABLES):
        described = lake.query(f"DESCRIBE {table.name}")
        assert dict(described.select("column_name", "column_type").rows()) == table.columns
    for table in FACTS:
        assert lake.query(f"SELECT * FROM {table.name}_superseded").columns == [*table.columns, "superseded_at"]
    assert lake.query("SELECT version FROM schema_version")["version"].to_list() == [SCHEMA_VERSION]


def test_an_older_lake_is_brought_up_to_date_step_by_step(home: Path) -> None:
    opened = connection.connect(home, "500MB")
    cursor = connection.cursor(opened)
    migrations.migrate(cursor, NEXT, {NEXT: add_note})
    assert migrations.version(cursor) == NEXT
    assert cursor.execute("SELECT source_id, remark FROM import_batch").fetchall() == [(1, "none")]
    migrations.migrate(cursor, NEXT, {NEXT: fail_half_way})
    assert migrations.version(cursor) == NEXT
    opened.close()


def test_a_step_that_fails_leaves_the_version_before(home: Path) -> None:
    opened = connection.connect(home, "500MB")
    cursor = connection.cursor(opened)
    with pytest.raises(RuntimeError, match="power cut"):
        migrations.migrate(cursor, NEXT + 1, {NEXT: add_note, NEXT + 1: fail_half_way})
    assert migrations.version(cursor) == NEXT
    assert cursor.execute("SELECT count(*) FROM fact_measure").fetchall() == [(1,)]
    opened.close()


def test_a_newer_lake_is_refused(home: Path) -> None:
    opened = connection.connect(home, "500MB")
    migrations.migrate(connection.cursor(opened), NEXT, {NEXT: add_note})
    opened.close()
    told = rf"schema version {NEXT}, .* versions up to {SCHEMA_VERSION}\. Upgrade Goalposts"
    with pytest.raises(Unsupported, match=told):
        Lake.open(home)


def test_every_version_has_a_step() -> None:
    assert sorted(migrations.STEPS) == list(range(2, SCHEMA_VERSION + 1))
