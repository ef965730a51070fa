"""The list of changes of a workspace, the mark on a tile, and since when a person has not looked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from goalposts.app.changes import corrections_in, last_look, list_changes, looked_or_week, note_look
from goalposts.app.workspace import Workspace
from goalposts.settings import read_settings
from goalposts.sources.source import Choices


class Clock:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.now = dt.datetime(2026, 11, 10, 9, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def workspace(tmp_path: Path, clock: Clock) -> Iterator[Workspace]:
    """A page imported on 10 November and, with one day corrected by a tenth of the total, again on the 20th."""
    with Workspace(read_settings({}, home=tmp_path / "home"), clock=clock) as made:
        for moment, second_day in ((clock.now, 100), (clock.now + dt.timedelta(days=10), 200)):
            clock.now = moment
            rows = [f"2026-11-0{day},{second_day if day == 2 else 100}" for day in range(1, 10)]
            file = tmp_path / f"page-{moment:%d}.csv"
            file.write_text("Date,Impressions\n" + "\n".join(rows) + "\n", encoding="utf-8")
            said = Choices(account="Page", platform="facebook", time_zone="UTC", accept_flags=True)
            assert made.import_paths([file], said).ok
        yield made


def test_the_list_finds_kpis_and_days_by_itself(workspace: Workspace, clock: Clock) -> None:
    found = list_changes(workspace, clock.now - dt.timedelta(days=7))
    impressions = [change for change in found if change.kpi == "impressions"]
    assert [(str(c.period_start), c.old_value, c.new_value) for c in impressions] == [("2026-11-02", 100, 200)]
    assert (impressions[0].causes, impressions[0].sources) == (("restated",), ("page-20.csv",))
    assert list_changes(workspace, clock.now) == []
    assert list_changes(workspace, clock.now - dt.timedelta(days=7), kpis=["likes"]) == []


def test_a_correction_of_more_than_two_percent_marks_the_tile(workspace: Workspace, clock: Clock) -> None:
    asked = workspace.question(["impressions", "likes"], start="2026-11-01", end="2026-11-09")
    since = clock.now - dt.timedelta(days=7)
    marked = corrections_in(workspace, asked, since)
    assert {kpi: (change.old_value, change.new_value) for kpi, change in marked.items()} == {"impressions": (900, 1000)}
    other_days = workspace.question("impressions", start="2026-11-03", end="2026-11-09")
    assert corrections_in(workspace, other_days, since) == {}
    pinned = workspace.question("impressions", start="2026-11-01", end="2026-11-09", as_of="2026-11-12")
    assert corrections_in(workspace, pinned, since) == {}


def test_having_looked_clears_the_mark(workspace: Workspace, clock: Clock) -> None:
    assert last_look(workspace, "owner") is None
    assert looked_or_week(workspace, "owner") == dt.datetime(2026, 11, 13, tzinfo=dt.UTC)
    note_look(workspace, "owner")
    assert looked_or_week(workspace, "owner") == last_look(workspace, "owner") == clock.now
    asked = workspace.question("impressions", start="2026-11-01", end="2026-11-09")
    assert corrections_in(workspace, asked, looked_or_week(workspace, "owner")) == {}
