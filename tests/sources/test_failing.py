"""A known export that fails whole: its days are failed, never an unexplained gap, and only where that is known."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from goalposts.catalog.files import load_catalog
from goalposts.sources.load import import_paths
from goalposts.sources.source import Choices
from goalposts.warehouse.lake import Lake

HEADER = "Date,Impressions,Likes,Engagements,Bookmarks,Shares,New follows,Unfollows,Replies,Reposts,Profile visits,"
HEADER += "Create Post,Video views,Media views\n"
GOOD = HEADER + '"Mon, Mar 3, 2025",100,5,7,0,1,0,0,0,0,2,1,0,0\n"Tue, Mar 4, 2025",90,4,6,0,1,0,0,0,0,2,1,0,0\n'
SAID = Choices(account="shop", accept_flags=True)


def bring(lake: Lake, folder: Path, name: str, text: str, day: int, said: Choices = SAID) -> str:
    file = folder / name
    file.write_text(text)
    now = dt.datetime(2025, 3, day, 9, tzinfo=dt.UTC)
    (report,) = import_paths(lake, load_catalog(), lake.home, [file], said, now).files
    return report.status


def failed(lake: Lake) -> list[tuple[dt.date, dt.date, str]]:
    rows = lake.load_log().filter(pl.col("state") == "failed")
    return rows.select("first_day", "last_day", "error_class").unique().rows()


@pytest.fixture
def lake(tmp_path: Path):
    with Lake.open(tmp_path / "home") as opened:
        yield opened


def test_an_empty_export_of_a_known_account_is_a_failed_load_since_the_last_day(lake: Lake, tmp_path: Path) -> None:
    assert bring(lake, tmp_path, "first.csv", GOOD, 5) == "stored"
    given = lake.load_log()["measure_code"].unique().sort()
    assert bring(lake, tmp_path, "second.csv", HEADER, 8) == "failed"
    assert failed(lake) == [(dt.date(2025, 3, 5), dt.date(2025, 3, 8), "empty")]
    lost = lake.load_log().filter(pl.col("state") == "failed")
    assert lost["measure_code"].unique().sort().equals(given)
    assert "second.csv" in lost["reason"][0]


def test_a_malformed_one_too_also_where_the_only_account_of_its_kind_is_not_named(lake: Lake, tmp_path: Path) -> None:
    bring(lake, tmp_path, "first.csv", GOOD, 5)
    broken = HEADER + '"Mon, Mar 5, 2025",many,5,7,0,1,0,0,0,0,2,1,0,0\n'
    assert bring(lake, tmp_path, "second.csv", broken, 6, Choices(accept_flags=True)) == "failed"
    assert failed(lake) == [(dt.date(2025, 3, 5), dt.date(2025, 3, 6), "malformed")]


def test_nothing_is_invented_for_an_account_nobody_heard_of_or_days_already_loaded(lake: Lake, tmp_path: Path) -> None:
    assert bring(lake, tmp_path, "empty.csv", HEADER, 5) == "failed"
    assert failed(lake) == []
    bring(lake, tmp_path, "first.csv", GOOD, 5)
    assert bring(lake, tmp_path, "other.csv", HEADER, 8, Choices(account="another", accept_flags=True)) == "failed"
    assert bring(lake, tmp_path, "early.csv", HEADER, 4) == "failed"
    assert bring(lake, tmp_path, "own.csv", "Date,Impressions\n", 8) == "failed"
    assert failed(lake) == []
