"""A lake made by the first version of the schema, kept as SQL: it answers as it did, and can be written and undone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from goalposts.warehouse import connection
from goalposts.warehouse.history import relation
from goalposts.warehouse.lake import Lake
from goalposts.warehouse.tables import CONTROL_TABLES, DIMENSION_TABLES, FACTS
from tests.warehouse.samples import batch, moment

MADE = Path(__file__).parents[1] / "data" / "lake_version_1.sql"


@pytest.fixture(scope="module")
def old_lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    home = tmp_path_factory.mktemp("version-1")
    opened = connection.connect(home, "500MB")
    cursor = connection.cursor(opened)
    for statement in MADE.read_text(encoding="utf-8").split(";\n"):
        if statement.strip():
            cursor.execute(statement)
    assert cursor.execute("SELECT version FROM schema_version").fetchall() == [(1,)]
    opened.close()
    with Lake.open(home) as lake:
        yield lake


def likes(lake: Lake, as_of: int | None = None) -> dict[int, tuple[float, int]]:
    source = relation("fact_measure", moment(as_of) if as_of else None)
    rows = lake.query(f"SELECT day(period_start), value::DOUBLE, source_id FROM {source} AS f").iter_rows()
    return {day: (value, source) for day, value, source in rows}


def test_it_answers_as_before(old_lake: Lake) -> None:
    assert likes(old_lake) == likes(old_lake, 3) == {1: (8, 2), 2: (6, 1), 3: (1, 2)}
    assert likes(old_lake, 1) == likes(old_lake, 2) == {1: (5, 1), 2: (6, 1)}
    told = [
        old_lake.query(f"SELECT outcome FROM {relation('fact_lead', at)} AS f")["outcome"].to_list()
        for at in (None, moment(1), moment(2), moment(3))
    ]
    assert told == [["won"], ["open"], ["open"], ["won"]]
    assert old_lake.load_log(moment(2))["source_id"].to_list() == [1]
    held = old_lake.batches().select("source_id", "file_name", "person", "withdrawn_at").rows()
    assert held == [(1, "file-1.csv", "", None), (2, "file-2.csv", "", None)]
    assert old_lake.accounts()["name"].to_list() == ["Shop"]
    assert old_lake.query("SELECT value, age, experiment FROM dim_segment").rows() == [("age=30-34", "30-34", None)]


def test_it_has_every_column_of_today(old_lake: Lake) -> None:
    for table in (*FACTS, *DIMENSION_TABLES, *CONTROL_TABLES):
        described = old_lake.query(f"DESCRIBE {table.name}").select("column_name", "column_type")
        assert dict(described.rows()) == table.columns
    for table in FACTS:
        assert set(old_lake.query(f"SELECT * FROM {table.name}_superseded").columns) == {
            *table.columns,
            "superseded_at",
        }
        assert {"part", "line"} <= set(old_lake.query(f"SELECT * FROM {table.name}_confirmed").columns)


def test_it_takes_new_files_and_withdrawals(old_lake: Lake) -> None:
    assert old_lake.append(batch(3, 5, {1: 9, 4: 2})).rows_restated == 1
    done = old_lake.withdraw([1, 3], at=moment(7), person="p", reason="r")
    assert (done.rows_gone, done.rows_replaced, done.rows_kept) == (1, 1, 1)
    assert likes(old_lake) == {1: (8, 2), 2: (6, 2), 3: (1, 2)}
    assert likes(old_lake, 6) == {1: (9, 3), 2: (6, 1), 3: (1, 2), 4: (2, 3)}
    assert likes(old_lake, 2) == {1: (5, 1), 2: (6, 1)}
