from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from goalposts.errors import Conflict, Invalid, NotFound
from goalposts.warehouse import rebuild
from goalposts.warehouse.batch import Batch
from goalposts.warehouse.history import relation
from goalposts.warehouse.lake import Lake
from tests.warehouse.samples import batch, likes, moment, origin


def plain(number: int) -> dt.datetime:
    return moment(number).replace(tzinfo=None)


def values(lake: Lake, as_of: dt.datetime | None = None) -> dict[int, tuple[float, int]]:
    """Per day the value and who told it."""
    rows = lake.query(f"SELECT day(period_start), value::DOUBLE, source_id FROM {relation('fact_measure', as_of)} AS f")
    return {day: (value, source) for day, value, source in rows.iter_rows()}


def undo(lake: Lake, *sources: int, at: int) -> tuple[int, int, int]:
    done = lake.withdraw(sources, at=moment(at), person="Kim", reason="wrong account")
    return done.rows_gone, done.rows_replaced, done.rows_kept


def test_earlier_values_count_again_and_old_answers_stay(lake: Lake) -> None:
    lake.append(batch(1, 1, {1: 5, 2: 6}))
    lake.append(batch(2, 3, {1: 8, 3: 1}))
    assert undo(lake, 2, at=5) == (1, 1, 0)
    assert values(lake) == values(lake, moment(5)) == {1: (5, 1), 2: (6, 1)}
    assert values(lake, moment(4)) == {1: (8, 2), 2: (6, 1), 3: (1, 2)}
    assert values(lake, moment(2)) == {1: (5, 1), 2: (6, 1)}
    row = lake.query("SELECT captured_at, known_from FROM fact_measure WHERE day(period_start) = 1").row(0)
    assert row == (plain(1), plain(5))
    assert lake.load_log()["source_id"].to_list() == [1]
    assert lake.load_log(moment(4))["source_id"].to_list() == [1, 2]
    assert lake.withdrawals().rows() == [(2, plain(5), "Kim", "wrong account")]
    assert lake.batches()["withdrawn_at"].to_list() == [None, plain(5)]


def test_a_source_that_confirmed_takes_over_with_its_own_line(lake: Lake) -> None:
    places = [(1, 10), (2, 20), (3, 30)]
    for source, line in places:
        rows = likes({1: 5}).with_columns(part=pl.lit(1), line=pl.lit(line))
        lake.append(Batch(origin(source, source), {"fact_measure": rows}))
    assert undo(lake, 1, at=5) == (0, 0, 1)
    provenance = "SELECT source_id, captured_at, known_from, part, line FROM fact_measure"
    assert lake.query(provenance).rows() == [(2, plain(2), plain(5), 1, 20)]
    assert undo(lake, 2, 3, at=6) == (1, 0, 0)
    assert values(lake) == {}
    assert values(lake, moment(5)) == {1: (5, 2)}


def test_a_withdrawn_file_read_again_counts_again(lake: Lake) -> None:
    lake.append(batch(1, 1, {1: 5}))
    undo(lake, 1, at=2)
    again = lake.append(batch(1, 4, {1: 5}))
    assert (again.rows_stored, again.rows_unchanged) == (1, 0)
    told = {1: (5, 1)}
    assert [values(lake, at) for at in (moment(1), moment(3), moment(4), None)] == [told, {}, told, told]
    assert lake.batches().select("captured_at", "withdrawn_at").rows() == [(plain(4), None)]
    assert [lake.load_log(moment(n)).height for n in (1, 3, 4)] == [1, 0, 1]
    assert undo(lake, 1, at=6) == (1, 0, 0)
    assert lake.load_log().is_empty()
    assert lake.batches()["withdrawn_at"].to_list() == [plain(6)]


def test_a_file_that_arrives_after_its_withdrawal_finds_its_place_before_it(lake: Lake) -> None:
    lake.append(batch(1, 3, {1: 5}))
    undo(lake, 1, at=6)
    lake.append(batch(2, 4, {1: 7}))
    lake.append(batch(1, 2, {2: 9}))
    assert values(lake) == {1: (7, 2)}
    assert values(lake, moment(5)) == {1: (7, 2), 2: (9, 1)}
    assert values(lake, moment(3)) == {1: (5, 1), 2: (9, 1)}


def test_a_moment_before_what_was_told_is_moved_behind_it(lake: Lake) -> None:
    lake.append(batch(1, 8, {1: 5}))
    done = lake.withdraw([1], at=moment(3), person="", reason="")
    assert done.at == plain(8) + dt.timedelta(microseconds=1)
    assert values(lake) == {}
    assert values(lake, moment(8)) == {1: (5, 1)}


def test_row_level_facts_are_withdrawn_too(lake: Lake) -> None:
    lead = {"lead_id": [1, 2], "outcome": ["open", "open"]}
    lake.append(Batch(origin(1, 1), {"fact_lead": pl.DataFrame(lead)}))
    lake.append(Batch(origin(2, 2), {"fact_lead": pl.DataFrame({"lead_id": [1, 3], "outcome": ["won", "won"]})}))
    assert undo(lake, 2, at=4) == (1, 1, 0)
    assert lake.query("SELECT lead_id, outcome FROM fact_lead ORDER BY 1").rows() == [(1, "open"), (2, "open")]


def test_all_or_nothing(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    lake.append(batch(1, 1, {1: 5}))
    before = lake.snapshot()
    with pytest.raises(NotFound, match="import called '9'"):
        undo(lake, 1, 9, at=3)
    with pytest.raises(Invalid, match="at least one"):
        undo(lake, at=3)
    with monkeypatch.context() as patched:
        patched.setattr(rebuild.replay, "write", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            undo(lake, 1, at=3)
    assert lake.snapshot() == before
    assert lake.withdrawals().is_empty()
    undo(lake, 1, at=3)
    with pytest.raises(Conflict, match=r"file-1.csv \(1, since 2025-02-03 12:00 UTC\)"):
        undo(lake, 1, at=4)
    assert lake.withdrawals().height == 1
