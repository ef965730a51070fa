"""The workspace joins the rooms: import, ask, explain, history, status."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import goalposts
from goalposts.app.workspace import Workspace
from goalposts.errors import Invalid
from goalposts.periods import Period
from goalposts.sources.source import Choices

NOW = dt.datetime(2025, 3, 12, 9, tzinfo=dt.UTC)
YES = Choices(account="Corner Bakery", platform="facebook", time_zone="UTC", currency="EUR", accept_flags=True)
DAILY = "Date,Impressions,Link clicks\n2025-03-09,1000,20\n2025-03-10,3000,30\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "home", clock=lambda: NOW) as opened:
        yield opened


def write(tmp_path: Path, text: str = DAILY, name: str = "daily.csv") -> Path:
    path = tmp_path / name
    path.write_text(text)
    return path


def test_a_file_becomes_an_answer(workspace: Workspace, tmp_path: Path) -> None:
    assert workspace.import_paths([write(tmp_path)], YES).ok
    (answer,) = workspace.ask("impressions", start="2025-03-09", end="2025-03-10").rows()
    assert (answer.value, answer.state, answer.lineage.files) == (4000, "provisional", ("daily.csv",))
    assert workspace.held_period() == Period(dt.date(2025, 3, 9), dt.date(2025, 3, 10))
    assert [(a.platform, a.name) for a in workspace.accounts()] == [("facebook", "Corner Bakery")]


def test_status_says_which_days_are_held_and_since_when(workspace: Workspace, tmp_path: Path) -> None:
    assert workspace.status() == []
    workspace.import_paths([write(tmp_path)], YES)
    (held,) = workspace.status()
    assert (held.first_day, held.last_day, held.measures, held.files) == (
        dt.date(2025, 3, 9),
        dt.date(2025, 3, 10),
        2,
        1,
    )
    assert held.captured_at == NOW
    assert held.to_dict()["account_id"] == str(held.account_id)
    assert held.to_dict()["captured_at"] == "2025-03-12T09:00:00+00:00"


def test_the_history_keeps_what_did_not_go_in(workspace: Workspace, tmp_path: Path) -> None:
    empty = write(tmp_path, "", "empty.csv")
    report = workspace.import_paths([write(tmp_path), empty], YES, way="cli")
    newest, older = workspace.imports()
    assert (newest.path, newest.went_in, newest.way) == (str(empty), False, "cli")
    assert (older.went_in, older.attempted_at) == (True, NOW)
    assert newest.outcome == report.files[1].to_dict()
    assert newest.outcome["faults"]


def test_an_import_changes_the_snapshot_and_so_the_answer(workspace: Workspace, tmp_path: Path) -> None:
    workspace.import_paths([write(tmp_path)], YES)
    before, asked = workspace.snapshot(), workspace.ask("impressions", period="2025-03")
    assert workspace.ask("impressions", period="2025-03") is asked
    workspace.import_paths([write(tmp_path, "Date,Impressions\n2025-03-11,500\n", "more.csv")], YES)
    assert workspace.snapshot() > before
    assert workspace.ask("impressions", start="2025-03-09", end="2025-03-11").rows()[0].value == 4500


def test_explain_shows_the_rows_and_the_file(workspace: Workspace, tmp_path: Path) -> None:
    workspace.import_paths([write(tmp_path)], YES)
    shown = workspace.explain("impressions", period="2025-03").to_dict()
    assert shown["files"] == ["daily.csv"]
    assert shown["row_count"] == 2
    assert "fact_measure" in shown["sql"][0]


def test_kpis_of_ones_own_come_from_the_catalog_folder(workspace: Workspace) -> None:
    folder = workspace.home / "catalog"
    folder.mkdir()
    (folder / "own.yaml").write_text("kpis: {nonsense: {formula: nothing_like_it}}")
    with pytest.raises(Invalid, match=r"own\.yaml"):
        _ = workspace.catalog


def test_words_are_read_by_the_clock_of_the_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Seoul")
    time.tzset()
    evening = dt.datetime(2025, 3, 11, 20, tzinfo=dt.UTC)
    try:
        with Workspace.open(tmp_path, clock=lambda: evening) as workspace:
            assert workspace.today() == dt.date(2025, 3, 12)
            assert workspace.now() == evening
            question = workspace.question("impressions", period="yesterday")
    finally:
        monkeypatch.undo()
        time.tzset()
    assert question.period == Period(dt.date(2025, 3, 11), dt.date(2025, 3, 11))


def test_a_closed_workspace_opens_again_by_itself(workspace: Workspace, tmp_path: Path) -> None:
    workspace.import_paths([write(tmp_path)], YES)
    workspace.close()
    workspace.close()
    assert workspace.ask("impressions", period="2025-03-09").rows()[0].value == 1000


def test_a_notebook_shows_what_is_held(workspace: Workspace, tmp_path: Path) -> None:
    assert "No data yet" in workspace._repr_html_()
    workspace.import_paths([write(tmp_path)], Choices(**{**_fields(YES), "account": "A <b> & co"}))
    assert "<td>A &lt;b&gt; &amp; co</td><td>2025-03-09</td>" in workspace._repr_html_()
    assert repr(workspace) == f"Workspace({str(workspace.home)!r})"


def _fields(choices: Choices) -> dict[str, object]:
    return {name: getattr(choices, name) for name in choices.__slots__}


def test_open_takes_the_folder_given_then_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOALPOSTS_HOME", str(tmp_path / "env"))
    with goalposts.open() as workspace:
        assert workspace.home == tmp_path / "env"
    with goalposts.open(tmp_path / "given") as workspace:
        assert workspace.home == tmp_path / "given"


def test_a_bad_setting_or_path_is_said_clearly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(Invalid, match="cannot be a workspace"):
        Workspace.open(file / "inside")
    monkeypatch.setenv("GOALPOSTS_PORT", "eighty")
    with pytest.raises(Invalid, match="eighty"):
        Workspace.open(tmp_path)
