from __future__ import annotations

import datetime as dt
import threading
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from goalposts.errors import Invalid, NotFound, Unavailable, Unsupported
from goalposts.warehouse.batch import Batch, Receipt
from goalposts.warehouse.history import relation
from goalposts.warehouse.lake import Lake
from goalposts.warehouse.lock import write_lock
from tests.warehouse.samples import ACCOUNT, batch, day, likes, moment, origin


def values(lake: Lake, as_of: dt.datetime | None = None) -> dict[int, float]:
    rows = lake.query(f"SELECT period_start, value::DOUBLE FROM {relation('fact_measure', as_of)} ORDER BY 1")
    assert rows["period_start"].is_unique().all()
    return {start.day: value for start, value in rows.iter_rows()}


def rows_held(lake: Lake) -> dict[str, int]:
    tables = ("fact_measure", "fact_measure_superseded", "fact_measure_confirmed", "import_batch", "load_log")
    return {name: lake.query(f"SELECT count(*) AS n FROM {name}")["n"][0] for name in tables}


def outcome(receipt: Receipt) -> tuple[int, int, int]:
    return receipt.rows_stored, receipt.rows_unchanged, receipt.rows_restated


def test_a_new_file_is_stored_with_neutral_values(lake: Lake) -> None:
    receipt = lake.append(batch(1, 1, {1: 5, 2: 0.1}))
    assert outcome(receipt) == (2, 0, 0)
    row = lake.query("SELECT * FROM fact_measure WHERE period_start = DATE '2025-01-02'").row(0, named=True)
    assert row == {
        "measure_code": "likes",
        "account_id": ACCOUNT,
        "cut": "",
        "window_kind": "day",
        "period_start": day(2),
        "period_end": day(2),
        "item_id": 0,
        "campaign_id": 0,
        "channel": "",
        "segment_id": 0,
        "country_code": "ZZ",
        "device": "all",
        "paid_split": "total",
        "source_kind": "x/csv",
        "value": Decimal("0.100000"),
        "currency": None,
        "status": "final",
        "source_id": 1,
        "captured_at": moment(1).replace(tzinfo=None),
        "known_from": moment(1).replace(tzinfo=None),
        "part": 0,
        "line": 0,
    }


def test_the_same_file_again_stores_nothing_and_makes_no_commit(lake: Lake) -> None:
    first = lake.append(batch(1, 1, {1: 5, 2: 6}))
    held = rows_held(lake)
    again = lake.append(batch(1, 9, {1: 5, 2: 6}))
    assert outcome(again) == (0, 2, 0)
    assert again.snapshot == first.snapshot == lake.snapshot()
    assert rows_held(lake) == held


def test_another_file_with_known_values_adds_no_fact(lake: Lake) -> None:
    lake.append(batch(1, 1, {1: 5, 2: 6}))
    receipt = lake.append(batch(2, 2, {1: 5, 2: 6}))
    assert outcome(receipt) == (0, 2, 0)
    assert rows_held(lake) == {
        "fact_measure": 2,
        "fact_measure_superseded": 0,
        "fact_measure_confirmed": 2,
        "import_batch": 2,
        "load_log": 2,
    }
    assert lake.query("SELECT DISTINCT source_id FROM fact_measure")["source_id"].to_list() == [1]


def test_a_changed_value_moves_the_old_one_to_the_history(lake: Lake) -> None:
    lake.append(batch(1, 1, {1: 5, 2: 6}))
    receipt = lake.append(batch(2, 3, {1: 8, 2: 6, 3: 1}))
    assert outcome(receipt) == (1, 1, 1)
    assert values(lake) == {1: 8, 2: 6, 3: 1}
    assert values(lake, moment(1)) == {1: 5, 2: 6}
    assert values(lake, moment(2)) == {1: 5, 2: 6}
    assert values(lake, moment(3)) == {1: 8, 2: 6, 3: 1}
    assert values(lake, moment(1) - dt.timedelta(seconds=1)) == {}
    old = lake.query("SELECT value::DOUBLE AS value, source_id, superseded_at FROM fact_measure_superseded").rows()
    assert old == [(5.0, 1, moment(3).replace(tzinfo=None))]


def test_a_change_of_status_or_currency_is_a_restatement(lake: Lake) -> None:
    lake.append(Batch(origin(1, 1), {"fact_measure": likes({1: 5}, status="provisional", currency="EUR")}))
    assert outcome(lake.append(Batch(origin(2, 2), {"fact_measure": likes({1: 5}, currency="EUR")}))) == (0, 0, 1)
    assert outcome(lake.append(Batch(origin(3, 3), {"fact_measure": likes({1: 5}, currency="USD")}))) == (0, 0, 1)
    assert outcome(lake.append(Batch(origin(4, 4), {"fact_measure": likes({1: 5}, currency="USD")}))) == (0, 1, 0)


def test_reading_old_files_again_does_not_undo_newer_ones(lake: Lake) -> None:
    weeks = [batch(1, 1, {1: 5}), batch(2, 2, {1: 5}), batch(3, 3, {1: 7})]
    for week in weeks:
        lake.append(week)
    held = rows_held(lake)
    for source, told in ((1, 5.0), (2, 5.0), (3, 7.0)):
        assert outcome(lake.append(batch(source, 20 + source, {1: told}))) == (0, 1, 0)
    assert values(lake) == {1: 7}
    assert rows_held(lake) == held


def test_a_file_read_with_other_choices_corrects_itself_from_now_on(lake: Lake) -> None:
    lake.append(Batch(origin(1, 1), {"fact_measure": likes({1: 5}, currency="EUR")}))
    assert outcome(lake.append(Batch(origin(1, 2), {"fact_measure": likes({1: 5}, currency="USD")}))) == (0, 0, 1)
    assert outcome(lake.append(Batch(origin(1, 3), {"fact_measure": likes({1: 5}, currency="EUR")}))) == (0, 0, 1)
    history = "SELECT currency FROM (SELECT * FROM fact_measure UNION ALL SELECT * EXCLUDE superseded_at "
    history += "FROM fact_measure_superseded) ORDER BY captured_at"
    assert lake.query(history)["currency"].to_list() == ["EUR", "USD", "EUR"]
    assert lake.batches()["captured_at"].to_list() == [moment(1).replace(tzinfo=None)]


def test_files_in_one_append_are_placed_by_their_moments(lake: Lake) -> None:
    receipts = lake.append_all([batch(3, 3, {1: 9}), batch(1, 1, {1: 5}), batch(2, 2, {1: 5, 2: 1})])
    assert [outcome(r) for r in receipts] == [(0, 0, 1), (1, 0, 0), (1, 1, 0)]
    assert values(lake, moment(2)) == {1: 5, 2: 1}
    assert values(lake) == {1: 9, 2: 1}


def test_equal_rows_of_one_file_collapse_and_different_ones_are_refused(lake: Lake) -> None:
    twice = pl.concat([likes({1: 5, 2: 6}), likes({1: 5})])
    assert outcome(lake.append(Batch(origin(1, 1), {"fact_measure": twice}))) == (2, 1, 0)
    held = rows_held(lake)
    contrary = pl.concat([likes({3: 1, 4: 5}), likes({4: 6})])
    with pytest.raises(Invalid, match=r"1 rows contradict") as caught:
        lake.append(Batch(origin(2, 2), {"fact_measure": contrary}))
    assert "measure_code likes, account_id 7, window_kind day, period_start 2025-01-04" in str(caught.value)
    assert rows_held(lake) == held


def test_all_faults_are_told_at_once_and_nothing_is_stored(lake: Lake) -> None:
    rows = likes({1: None, 2: 3}).with_columns(period_end=pl.lit(day(1)), measure_code=pl.lit(None, dtype=pl.String))
    with pytest.raises(Invalid) as caught:
        lake.append(Batch(origin(1, 1), {"fact_measure": rows, "dim_account": pl.DataFrame({"account_id": [1]})}))
    assert [fault.column for fault in caught.value.faults] == ["measure_code", "value", "period_end"]
    with pytest.raises(Invalid, match="no column 'valeu'"):
        lake.append(Batch(origin(1, 1), {"fact_measure": likes({1: 1}).rename({"value": "valeu"})}))
    with pytest.raises(Invalid, match="nan"):
        lake.append(Batch(origin(1, 1), {"fact_measure": likes({1: float("nan")})}))
    with pytest.raises(NotFound, match="fact_measure"):
        lake.append(Batch(origin(1, 1), {"fact_measures": likes({1: 1})}))
    assert sum(rows_held(lake).values()) == 0
    assert lake.accounts().is_empty()


def test_a_suppressed_value_may_be_absent(lake: Lake) -> None:
    lake.append(Batch(origin(1, 1), {"fact_measure": likes({1: None}, status="suppressed")}))
    assert lake.query("SELECT value FROM fact_measure")["value"].to_list() == [None]


def test_row_level_facts_are_restated_by_any_column(lake: Lake) -> None:
    lead = {"lead_id": [1], "created_at": [dt.datetime(2025, 1, 2)], "outcome": ["open"], "company_size": ["smb"]}
    lake.append(Batch(origin(1, 1), {"fact_lead": pl.DataFrame(lead)}))
    assert outcome(lake.append(Batch(origin(2, 2), {"fact_lead": pl.DataFrame(lead)}))) == (0, 1, 0)
    won = {**lead, "outcome": ["won"], "closed_at": [dt.datetime(2025, 1, 9, tzinfo=dt.UTC)]}
    assert outcome(lake.append(Batch(origin(3, 3), {"fact_lead": pl.DataFrame(won)}))) == (0, 0, 1)
    told = [lake.query(f"SELECT outcome FROM {relation('fact_lead', moment(n))} AS l")["outcome"][0] for n in (1, 2, 3)]
    assert told == ["open", "open", "won"]


def test_dimensions_merge_and_lose_nothing_known(lake: Lake) -> None:
    def told(source: int, **columns: object) -> None:
        lake.append(Batch(origin(source, source), {"dim_account": pl.DataFrame([{"account_id": 7, **columns}])}))

    told(1, platform="x", name="Old name", time_zone="Asia/Seoul")
    told(2, name="New name", time_zone=None, currency="KRW")
    row = lake.accounts().row(0, named=True)
    assert (row["platform"], row["name"], row["time_zone"], row["currency"]) == ("x", "New name", "Asia/Seoul", "KRW")
    before = lake.snapshot()
    told(2, name="New name")
    assert lake.snapshot() == before
    assert lake.accounts().height == 1


def test_the_load_log_knows_what_was_covered_when(lake: Lake) -> None:
    lake.append(batch(1, 1, {1: 5, 4: 5}))
    lake.append(batch(2, 5, {3: 5, 9: 5}))
    spans = lake.load_log().select("source_id", "first_day", "last_day", "state", "cut", "adds_up").rows()
    assert spans == [(1, day(1), day(4), "loaded", "", False), (2, day(3), day(9), "loaded", "", False)]
    assert lake.load_log(moment(2))["source_id"].to_list() == [1]
    assert lake.batches().select("source_id", "file_name", "rows_stored", "rows_unchanged").rows() == [
        (1, "file-1.csv", 2, 0),
        (2, "file-2.csv", 2, 0),
    ]


def test_questions_take_parameters_and_run_in_threads(lake: Lake) -> None:
    lake.append(batch(1, 1, {n: n for n in range(1, 11)}))
    found: list[float] = []

    def ask(number: int) -> None:
        sql = "SELECT value::DOUBLE AS v FROM fact_measure WHERE period_start = ? AND measure_code = ?"
        sql += " AND captured_at <= ?"
        found.append(lake.query(sql, [day(number), "likes", moment(1)])["v"][0])

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [1, 2, 3, 4, 5, 6, 7, 8]
    hostile = "x'; DROP TABLE fact_measure; --"
    assert lake.query("SELECT ? AS a, ? AS b", [hostile, None]).rows() == [(hostile, None)]


def test_a_second_lake_object_sees_commits(lake: Lake) -> None:
    with Lake.open(lake.home) as other:
        before = other.snapshot()
        receipt = lake.append(batch(1, 1, {1: 5}))
        assert other.snapshot() == receipt.snapshot > before
        assert values(other) == {1: 5}


def test_a_lake_that_stays_locked_says_who_holds_it(lake: Lake) -> None:
    with (
        write_lock(lake.home / "lake" / "write.lock", "import of 3 files", 1),
        Lake.open(lake.home, lock_timeout=0.05) as other,
    ):
        assert values(other) == {}
        with pytest.raises(Unavailable, match=r"process \d+ \(import of 3 files\)"):
            other.append(batch(1, 1, {1: 5}))
    assert outcome(lake.append(batch(1, 1, {1: 5}))) == (1, 0, 0)


def test_the_workspace_may_move(tmp_path: Path) -> None:
    with Lake.open(tmp_path / "here") as lake:
        lake.append(batch(1, 1, {1: 5}))
    (tmp_path / "here").rename(tmp_path / "there")
    with Lake.open(tmp_path / "there") as lake:
        assert values(lake) == {1: 5}
        lake.append(batch(2, 2, {2: 6}))
        assert values(lake) == {1: 5, 2: 6}


def test_what_cannot_stand_in_a_query_is_refused(lake: Lake) -> None:
    with pytest.raises(Unsupported, match="object"):
        lake.query("SELECT ?", [object()])
