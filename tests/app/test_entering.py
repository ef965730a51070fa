"""Figures entered by hand: stored, checked all at once, and never added to what a file gives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from goalposts.app.entering import check, enter, store
from goalposts.app.withdrawing import list_sources, withdraw
from goalposts.app.workspace import Workspace
from goalposts.errors import Invalid
from goalposts.metrics.coverage import BY_HAND
from goalposts.periods import Period
from goalposts.sources.entry import METHOD, Figure
from goalposts.sources.source import Choices
from goalposts.warehouse.rawfiles import path_of

SAID = Choices(account="Bakery", platform="facebook", time_zone="UTC", currency="EUR", accept_flags=True)


class Clock:
    def __init__(self) -> None:
        self.now = dt.datetime(2025, 6, 12, 9, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def workspace(tmp_path: Path, clock: Clock) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "home", clock=clock) as opened:
        yield opened


def bring(workspace: Workspace, text: str, name: str = "daily.csv") -> None:
    path = workspace.home.parent / name
    path.write_text(text)
    report = workspace.import_paths([path], SAID)
    assert report.ok, report.to_dict()


def told(workspace: Workspace, kpi: str = "impressions", start: str = "2025-03-09", end: str = "2025-03-10", **parts):  # type: ignore[no-untyped-def]
    (row,) = workspace.ask(kpi, start=start, end=end, **parts).rows()
    return row.value, row.state


def test_the_mark_of_a_figure_entered_by_hand_is_the_one_the_engine_knows() -> None:
    assert METHOD == BY_HAND


def test_a_figure_no_file_gives_is_an_answer_with_its_author_and_note(workspace: Workspace) -> None:
    done = enter(workspace, "content_cost", "1200", "2025-02", account="Flyers", currency="EUR", note="invoice 7")
    assert (done.new, done.changed, done.unchanged) == (1, 0, 0)
    assert told(workspace, "content_cost", "2025-02-01", "2025-02-28") == (1200, "measured")
    (held,) = list_sources(workspace)
    assert (held.person, held.way, held.note, held.platform) == ("owner", "entry", "invoice 7", "manual")
    assert (held.first_day, held.last_day) == (dt.date(2025, 2, 1), dt.date(2025, 2, 28))
    lines = path_of(workspace.home, held.file_hash).read_text().splitlines()
    assert lines[1] == "manual,Flyers,content_cost,month,2025-02-01,2025-02-28,1200,EUR"
    row = workspace.lake.query("SELECT source_kind, line, part FROM fact_measure").row(0)
    assert row == ("manual/manual", 2, 0)


def test_a_gap_of_a_file_is_filled(workspace: Workspace) -> None:
    bring(workspace, "Date,Impressions\n2025-03-09,1000\n")
    assert told(workspace) == (1000, "partial")
    enter(workspace, "impressions", 500, "2025-03-10", account="Bakery")
    assert told(workspace) == (1500, "measured")
    assert workspace.lake.query("SELECT DISTINCT source_kind FROM fact_measure ORDER BY 1")[
        "source_kind"
    ].to_list() == [
        "facebook/csv",
        "facebook/manual",
    ]


def test_a_file_that_comes_later_goes_first_and_nothing_is_added_twice(workspace: Workspace, clock: Clock) -> None:
    enter(workspace, "impressions", 500, "2025-03-09", account="Bakery", platform="facebook")
    enter(workspace, "impressions", 40, "2025-03-10", account="Bakery")
    assert told(workspace) == (540, "measured")
    before = clock.now
    clock.now += dt.timedelta(hours=1)
    bring(workspace, "Date,Impressions\n2025-03-09,1000\n")
    assert told(workspace) == (1040, "measured")
    assert told(workspace, grain="total", as_of=before) == (540, "measured")
    clock.now += dt.timedelta(hours=1)
    file = next(held for held in list_sources(workspace) if held.file_name == "daily.csv")
    withdraw(workspace, [file.source_id], "wrong page")
    assert told(workspace) == (540, "measured")


def test_a_day_the_file_covers_with_nothing_stays_nothing(workspace: Workspace) -> None:
    enter(workspace, "impressions", 500, "2025-03-10", account="Bakery", platform="facebook")
    bring(workspace, "Date,Impressions\n2025-03-09,1000\n2025-03-10,0\n")
    assert told(workspace) == (1000, "measured")


def test_a_figure_for_the_whole_never_stands_in_for_a_files_posts(workspace: Workspace, clock: Clock) -> None:
    enter(workspace, "likes", 3, "2025-03-09", account="Bakery", platform="facebook")
    clock.now += dt.timedelta(hours=1)
    bring(workspace, "Date,Campaign,Likes\n2025-03-09,A,10\n2025-03-09,B,20\n2025-03-10,A,30\n", "campaigns.csv")
    assert told(workspace, "likes") == (60, "measured")


def test_what_a_file_gives_cannot_be_overruled_by_hand(workspace: Workspace) -> None:
    bring(workspace, "Date,Impressions\n2025-03-09,1000\n")
    with pytest.raises(Invalid, match=r"daily\.csv gives this figure already"):
        enter(workspace, "impressions", 900, "2025-03-09", account="Bakery")
    with pytest.raises(Invalid, match=r"daily\.csv gives this measure in another way \(day\)"):
        enter(workspace, "impressions", 900, "2025-03", account="Bakery")
    assert told(workspace) == (1000, "partial")
    enter(workspace, "impressions", 900, "2025-03-09", account="Bakery, by hand")
    assert told(workspace, where={"account": "Bakery, by hand"}, end="2025-03-09") == (900, "measured")


def test_uniques_of_a_month_and_levels_of_a_day_get_windows_of_their_own(workspace: Workspace) -> None:
    enter(workspace, "reach", 700, "2025-02", account="Bakery", platform="facebook")
    enter(workspace, "followers", 90, "2025-02-28", account="Bakery")
    windows = workspace.lake.query("SELECT measure_code, window_kind, period_start FROM fact_measure ORDER BY 1").rows()
    assert windows == [("followers", "instant", dt.date(2025, 2, 28)), ("reach", "month", dt.date(2025, 2, 1))]
    assert told(workspace, "reach", "2025-02-01", "2025-02-28") == (700, "measured")
    assert told(workspace, "reach", "2025-02-01", "2025-02-15")[0] is None
    assert told(workspace, "followers", "2025-02-01", "2025-02-28")[0] == 90


def test_entering_again_replaces_and_the_preview_says_so(workspace: Workspace, clock: Clock) -> None:
    enter(workspace, "impressions", 500, "2025-03-09", account="Bakery", platform="facebook")
    clock.now += dt.timedelta(hours=1)
    day = Period(dt.date(2025, 3, 9), dt.date(2025, 3, 9))
    entry = check(workspace, [Figure("impressions", day, Decimal(600))], "bakery")
    assert (entry.is_new, entry.account.platform, entry.lines[0].before) == (False, "facebook", Decimal(500))
    done = store(workspace, entry, note="recounted")
    assert (done.new, done.changed) == (0, 1)
    assert told(workspace, end="2025-03-09") == (600, "measured")


def test_all_faults_come_at_once_and_in_the_readers_language(workspace: Workspace) -> None:
    day = Period(dt.date(2025, 7, 1), dt.date(2025, 7, 1))
    figures = [
        Figure("impresions", day, Decimal(1), line=2),
        Figure("ad_spend", day, Decimal(1), line=3),
        Figure("likes", Period(dt.date(2025, 3, 1), dt.date(2025, 3, 1)), Decimal(-1), line=4),
        Figure("engagements", Period(dt.date(2025, 3, 1), dt.date(2025, 3, 1)), Decimal(1), line=5),
        Figure("followers_start", Period(dt.date(2025, 3, 1), dt.date(2025, 3, 1)), Decimal(1), line=6),
    ]
    entry = check(workspace, figures, "")
    assert [(fault.line, fault.column) for fault in entry.faults] == [
        (None, "account"), (2, "measure"), (3, "currency"), (3, "date"), (4, "likes"), (5, "measure"), (6, "measure"),
    ]  # fmt: skip
    assert "impressions" in entry.faults[1].message
    with pytest.raises(Invalid, match="Nothing was stored"):
        store(workspace, entry)
    korean = check(workspace, figures, "", language="ko").faults
    assert all(ours.message != theirs.message for ours, theirs in zip(entry.faults, korean, strict=True))
    assert list_sources(workspace) == []
