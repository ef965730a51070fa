"""What changed since a moment: every cell with its old and new value, and the cause."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from goalposts.metrics.answer import State
from goalposts.metrics.changes import Change, changes_since
from goalposts.metrics.question import read_question
from tests.metrics.bench import Bench

FIRST = dt.datetime(2026, 5, 20)
SECOND = dt.datetime(2026, 6, 1)
SINCE = dt.datetime(2026, 5, 25)


def changed(bench: Bench, kpis: Any, since: dt.datetime = SINCE, **question: Any) -> list[Change]:
    asked = read_question(kpis, today=bench.now.date(), **question)
    return changes_since(bench.engine, asked, since, bench.now)


def test_a_restated_value_is_told_with_old_new_source_and_cause(bench: Bench) -> None:
    days = ("2026-05-01", "2026-05-10")
    bench.put(("likes", "2026-05-02", 100), ("likes", "2026-05-03", 50), covers=days, captured=FIRST, file="first.csv")
    bench.put(
        ("likes", "2026-05-02", 120), ("likes", "2026-05-03", 50), covers=days, captured=SECOND, file="second.csv"
    )
    (change,) = changed(bench, ["likes", "shares"], period="2026-05-01..2026-05-10", grain="day")
    assert (change.kpi, str(change.period_start), change.old_value, change.new_value) == (
        "likes",
        "2026-05-02",
        100,
        120,
    )
    assert (change.causes, change.sources, change.change_relative) == (("restated",), ("second.csv",), 0.2)
    assert change.was_complete
    assert changed(bench, "likes", since=SECOND, period="2026-05-01..2026-05-10") == []


def test_a_withdrawn_import_is_told(bench: Bench) -> None:
    bench.put(("likes", "2026-05-02", 100), captured=FIRST, file="first.csv")
    bench.put(("likes", "2026-05-03", 30), captured=FIRST, file="wrong.csv")
    batches = bench.lake.batches()
    (wrong,) = batches.filter(batches["file_name"] == "wrong.csv")["source_id"]
    bench.lake.withdraw([wrong], at=SECOND, person="owner", reason="the wrong page")
    (change,) = changed(bench, "likes", period="2026-05-01..2026-05-10", grain="day")
    assert (change.old_value, change.new_value, change.new_state) == (30, None, State.UNAVAILABLE)
    assert (change.causes, change.sources) == (("withdrawn",), ("wrong.csv",))
    (total,) = changed(bench, "likes", period="2026-05-02..2026-05-03")
    assert (total.old_value, total.new_value, total.causes) == (130, 100, ("withdrawn",))


def test_what_came_late_is_told_and_what_is_new_is_not(bench: Bench) -> None:
    bench.put(("likes", "2026-05-02", 100), covers=("2026-05-01", "2026-05-15"), captured=FIRST, file="first.csv")
    bench.put(("likes", "2026-05-18", 5), covers=("2026-05-16", "2026-05-31"), captured=SECOND, file="rest.csv")
    found = changed(bench, "likes", period="2026-05", grain="week")
    assert [(str(c.period_start), c.old_value, c.new_value, c.causes) for c in found] == [
        ("2026-05-18", None, 5, ("late",))
    ]
    assert found[0].sources == ("rest.csv",)
    assert not found[0].was_complete


def test_an_account_that_is_new_altogether_is_no_change(bench: Bench) -> None:
    bench.put(("likes", "2026-05-02", 100), captured=SECOND)
    assert changed(bench, "likes", period="2026-05") == []


def test_an_account_that_joined_is_late_and_no_correction(bench: Bench) -> None:
    bench.put(("likes", "2026-05-02", 100), captured=FIRST, file="first.csv")
    bench.put(("likes", "2026-05-02", 40), account="Other", captured=SECOND, file="other.csv")
    (change,) = changed(bench, "likes", period="2026-05-02")
    assert (change.old_value, change.new_value, change.causes) == (100, 140, ("late",))
    assert (change.was_complete, change.sources) == (False, ("other.csv",))
    assert changed(bench, "likes", period="2026-05-02", by="account") == []


def test_a_new_definition_is_told_with_both_versions(tmp_path: Path) -> None:
    own = tmp_path / "catalog"
    own.mkdir()
    (own / "own.yaml").write_text(
        "kpis:\n  love:\n    names: {en: Love}\n    definitions: {en: Love.}\n    formula: likes + shares\n"
        "    unit: count\n    direction: up\n    version: 2\n    valid_from: 2026-05-28\n    history:\n"
        "      - {version: 1, valid_from: 2020-01-01, formula: likes}\n",
        encoding="utf-8",
    )
    bench = Bench(tmp_path / "home", own)
    bench.put(("likes", "2026-05-02", 100), ("shares", "2026-05-02", 25), captured=FIRST)
    (change,) = changed(bench, ["love", "likes"], period="2026-05-02")
    assert (change.old_value, change.new_value, change.causes) == (100, 125, ("definition",))
    assert (change.versions, change.sources) == (("love v1", "love v2"), ())
    bench.lake.close()


def test_the_largest_comes_first_and_json_is_plain(bench: Bench) -> None:
    for captured, values in ((FIRST, (100, 100)), (SECOND, (101, 150))):
        rows = [("likes", f"2026-05-0{n + 2}", value) for n, value in enumerate(values)]
        bench.put(*rows, captured=captured, file=f"{captured:%m}.csv")
    found = changed(bench, "likes", period="2026-05-02..2026-05-03", grain="day", by="platform")
    assert [c.new_value for c in found] == [150, 101]
    told = found[0].to_dict()
    assert (told["by"], told["period_start"], told["causes"]) == ({"platform": "facebook"}, "2026-05-03", ["restated"])
    assert (told["old_value"], told["old_state"]) == (100, "measured")


@pytest.mark.parametrize("grain", ["total", "month"])
def test_counters_of_items_are_told_by_the_items_not_by_days(bench: Bench, grain: str) -> None:
    bench.posts({"item_ext": "1", "likes": 10, "published_on": "2026-04-02"}, read="2026-05-01", captured=FIRST)
    bench.posts({"item_ext": "1", "likes": 14, "published_on": "2026-04-02"}, read="2026-05-01", captured=SECOND)
    (change,) = changed(bench, "likes", period="2026-04", grain=grain, by="content_type")
    assert (change.old_value, change.new_value, change.causes) == (10, 14, ("restated",))
