from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl
import pytest

from goalposts.warehouse import compaction
from goalposts.warehouse.batch import Batch
from goalposts.warehouse.lake import Lake
from tests.warehouse.samples import batch, day, likes, moment, origin


def everything(lake: Lake) -> list[list[tuple[object, ...]]]:
    tables = ("fact_measure", "fact_measure_superseded", "fact_measure_confirmed", "import_batch", "load_log")
    return [lake.query(f"SELECT * FROM {name} ORDER BY ALL").rows() for name in tables]


def data_files(lake: Lake) -> int:
    return sum(1 for file in (lake.home / "lake" / "data").rglob("*.parquet") if file.is_file())


def test_content_stays_and_files_become_few(lake: Lake) -> None:
    for number in range(1, 5):
        posts = pl.concat(likes({1: number, number + 1: 5, 20: 1}, item_id=item) for item in range(1, 201))
        lake.append(Batch(origin(number, number), {"fact_measure": posts}))
    before, files = everything(lake), data_files(lake)
    assert files >= 8
    snapshot = lake.snapshot()
    lake.compact(grace_minutes=0)
    assert everything(lake) == before
    assert data_files(lake) <= 5
    assert lake.snapshot() >= snapshot
    lake.append(batch(9, 9, {1: 99}))
    assert lake.query("SELECT count(*) AS n FROM fact_measure")["n"][0] == len(before[0]) + 1


def test_a_reader_in_another_lake_object_lives_through_it(lake: Lake) -> None:
    for number in range(1, 5):
        lake.append(batch(number, number, {number: number}))
    with Lake.open(lake.home) as other:
        assert other.query("SELECT sum(value)::INT AS v FROM fact_measure")["v"][0] == 10
        lake.compact(grace_minutes=0)
        assert other.query("SELECT sum(value)::INT AS v FROM fact_measure")["v"][0] == 10


def test_what_a_killed_writer_left_is_swept(lake: Lake) -> None:
    lake.append(batch(1, 1, {n: n for n in range(1, 28)}))
    folder = lake.home / "lake" / "data" / "main" / "fact_measure"
    folder.mkdir(parents=True, exist_ok=True)
    orphan = folder / "ducklake-orphan.parquet"
    orphan.write_bytes(b"half a file")
    lake.compact(grace_minutes=0)
    assert not orphan.exists()
    assert lake.query("SELECT count(*) AS n FROM fact_measure")["n"][0] == 27


def test_enough_commits_tidy_up_by_themselves(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compaction, "SNAPSHOTS_KEPT", 4)
    for number in range(1, 6):
        lake.append(batch(number, number, {number: number}))
    held = lake.query("SELECT count(*) AS n FROM ducklake_snapshots('lake')")["n"][0]
    assert held <= 4
    assert lake.query("SELECT sum(value)::INT AS v FROM fact_measure")["v"][0] == 15


def test_only_the_newest_confirmations_of_a_key_are_kept(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(1, 7):
        lake.append(batch(number, number, {1: 5, 2: 6} if number < 3 else {1: 5}))
    monkeypatch.setattr(compaction, "CONFIRMATIONS_KEPT", 1)
    lake.compact(grace_minutes=0)
    assert sorted(lake.query("SELECT source_id FROM fact_measure_confirmed")["source_id"]) == [2, 4, 5, 6]
    done = lake.withdraw([1, 6], at=moment(20), person="p", reason="r")
    assert (done.rows_gone, done.rows_kept) == (0, 2)
    took_over = lake.query("SELECT period_start, source_id FROM fact_measure ORDER BY 1").rows()
    assert took_over == [(day(1), 4), (day(2), 2)]


def test_an_unchanged_lake_is_recognised_without_asking_it(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = lake.append(batch(1, 1, {1: 5})).snapshot
    assert lake.query("SELECT count(*) AS n FROM fact_measure")["n"][0] == 1
    assert lake.snapshot() == snapshot

    def asked(cursor: duckdb.DuckDBPyConnection) -> int:
        raise AssertionError("the lake was asked")

    with monkeypatch.context() as patched:
        patched.setattr(compaction, "newest_snapshot", asked)
        assert [lake.snapshot() for _ in range(3)] == [snapshot] * 3
        lake.query("SELECT 1 AS one")
        assert lake.snapshot() == snapshot
    with Lake.open(lake.home) as other:
        newer = other.append(batch(2, 2, {1: 6})).snapshot
    assert lake.snapshot() == newer > snapshot


def test_the_stamp_of_a_lake_that_is_not_there(tmp_path: Path) -> None:
    assert compaction.stamp(tmp_path / "catalog.sqlite") == ()
