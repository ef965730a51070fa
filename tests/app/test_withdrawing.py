"""Taking imports back: found by name or number, foreseen before, kept with who and why, and brought back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from goalposts.app.withdrawing import find_sources, foresee, list_sources, withdraw
from goalposts.app.workspace import Workspace
from goalposts.errors import Conflict, Invalid, NotFound
from goalposts.sources.source import Choices

YES = Choices(account="Bakery", platform="facebook", time_zone="UTC", currency="EUR", accept_flags=True)


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


def bring(workspace: Workspace, name: str, text: str, note: str = "") -> int:
    path = workspace.home.parent / name
    path.write_text(text)
    (file,) = workspace.import_paths([path], YES, way="cli", note=note).files
    assert file.ok, file
    assert file.source_id is not None
    return file.source_id


def value(workspace: Workspace, **parts: object) -> float | None:
    return workspace.ask("impressions", start="2025-03-09", end="2025-03-10", **parts).rows()[0].value  # type: ignore[arg-type]


def test_an_import_is_listed_foreseen_taken_back_and_brought_back(workspace: Workspace, clock: Clock) -> None:
    text = "Date,Impressions,Link clicks\n2025-03-09,1000,20\n2025-03-10,3000,30\n"
    source = bring(workspace, "daily.csv", text, "first try")
    (held,) = list_sources(workspace)
    assert (held.person, held.way, held.note, held.account) == ("owner", "cli", "first try", "Bakery")
    assert (held.first_day, held.last_day, held.rows_read) == (dt.date(2025, 3, 9), dt.date(2025, 3, 10), 2)
    told = foresee(workspace, [source])
    assert (told.rows, told.measures) == (4, ("impressions", "link_clicks"))
    assert {"impressions", "click_through_rate", "frequency"} & set(told.kpis)
    assert "nps" not in told.kpis
    before = clock.now
    clock.now += dt.timedelta(hours=1)
    withdraw(workspace, [source], "  wrong\n page ")
    assert value(workspace) is None
    assert value(workspace, as_of=before) == 4000
    (held,) = list_sources(workspace)
    assert (held.withdrawn_at, held.withdrawn_by, held.reason) == (clock.now, "owner", "wrong page")
    clock.now += dt.timedelta(hours=1)
    assert bring(workspace, "daily.csv", text) == source
    assert value(workspace) == 4000
    assert value(workspace, as_of=clock.now - dt.timedelta(minutes=30)) is None
    assert list_sources(workspace)[0].withdrawn_at is None


def test_sources_are_found_by_number_or_name_and_near_names_are_offered(workspace: Workspace) -> None:
    source = bring(workspace, "daily.csv", "Date,Impressions\n2025-03-09,1000\n")
    assert [held.source_id for held in find_sources(workspace, "daily.csv")] == [source]
    assert [held.source_id for held in find_sources(workspace, str(source))] == [source]
    with pytest.raises(NotFound, match=r"daily\.csv"):
        find_sources(workspace, "dayly.csv")
    withdraw(workspace, [source], "wrong")
    with pytest.raises(Conflict, match="withdrawn already"):
        find_sources(workspace, "daily.csv")
    with pytest.raises(Conflict, match="withdrawn already"):
        foresee(workspace, [source])


def test_nothing_is_taken_back_without_a_reason_or_by_half(workspace: Workspace) -> None:
    source = bring(workspace, "daily.csv", "Date,Impressions\n2025-03-09,1000\n")
    with pytest.raises(Invalid, match="needs a reason"):
        withdraw(workspace, [source], " ")
    with pytest.raises(NotFound):
        withdraw(workspace, [source, 1], "wrong")
    with pytest.raises(NotFound):
        foresee(workspace, [1])
    assert list_sources(workspace)[0].withdrawn_at is None
