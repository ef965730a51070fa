"""`changes` lists what is not what it was, in every shape; CSV of `ask` says why a comparison was refused."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from pathlib import Path

import pytest

from goalposts.app.workspace import Workspace
from goalposts.settings import read_settings
from goalposts.sources.source import Choices
from tests.cli.conftest import Run

FIRST = dt.datetime(2026, 11, 10, 9, tzinfo=dt.UTC)


@pytest.fixture
def corrected(tmp_path: Path) -> Path:
    """A page whose 5 November was 100 on the 10th and 150 on the 20th."""
    clock = [FIRST]
    with Workspace(read_settings({}, home=tmp_path / "home"), clock=lambda: clock[0]) as workspace:
        for days, fifth in ((0, 100), (10, 150)):
            clock[0] = FIRST + dt.timedelta(days=days)
            file = tmp_path / f"page-{days}.csv"
            file.write_text(f"Date,Impressions\n2026-11-05,{fifth}\n2026-11-06,7\n", encoding="utf-8")
            said = Choices(account="Page", platform="facebook", time_zone="UTC", accept_flags=True)
            assert workspace.import_paths([file], said).ok
    return tmp_path / "home"


def test_changes_come_as_table_json_and_csv(run: Run, corrected: Path) -> None:
    words = ("changes", "--since", "2026-11-15", "--kpi", "impressions", "--home", corrected)
    table = run(*words)
    assert table.exit_code == 0, table.output
    for text in ("Impressions", "Nov 5, 2026", "100", "150", "restated", "page-10.csv"):
        assert text in table.stdout
    (change,) = json.loads(run(*words, "--format", "json").stdout)["changes"]
    assert (change["old_value"], change["new_value"], change["causes"]) == (100, 150, ["restated"])
    (row,) = csv.DictReader(io.StringIO(run(*words, "--format", "csv").stdout, newline=""))
    assert (row["platform"], row["old_value"], row["new_value"], row["sources"]) == (
        "facebook",
        "100",
        "150",
        "page-10.csv",
    )


def test_nothing_changed_is_said(run: Run, corrected: Path) -> None:
    assert run("changes", "--since", "2026-11-21", "--home", corrected).stdout == "Nothing changed.\n"


@pytest.mark.parametrize("since", ["last week", ""])
def test_a_moment_that_is_none_is_told(run: Run, corrected: Path, since: str) -> None:
    done = run("changes", "--since", since, "--home", corrected)
    assert done.exit_code == 4
    assert "The moment cannot be read." in done.output


def test_csv_carries_states_and_reasons_of_both_sides(run: Run, corrected: Path) -> None:
    words = ("ask", "impressions", "--from", "2026-11-05", "--to", "2026-11-06", "--compare", "last_year")
    (row,) = csv.DictReader(io.StringIO(run(*words, "--format", "csv", "--home", corrected).stdout, newline=""))
    assert (row["state"], row["incomplete"], row["compare_state"]) == ("measured", "false", "unavailable")
    pinned = ("--as-of", "2026-11-10", "--format", "csv", "--home", corrected)
    (row,) = csv.DictReader(io.StringIO(run(*words, *pinned).stdout, newline=""))
    assert (row["value"], row["state"]) == ("107", "provisional")
    assert row["reason"] == "impressions may still change at its source until 2026-11-13"
