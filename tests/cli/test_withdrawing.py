"""`enter`, `imports`, `withdraw` and `survey`: what they print, and how they end."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import DAILY, SAID, Run


def test_an_import_is_listed_and_taken_back(run: Run, tmp_path: Path) -> None:
    file, home = tmp_path / "daily.csv", tmp_path / "home"
    file.write_text(DAILY)
    run("import", file, *SAID, "--note", "first", "--home", home)
    (listed,) = json.loads(run("imports", "--format", "json", "--home", home).stdout)
    assert (listed["file"], listed["note"], listed["way"], listed["withdrawn_at"]) == (
        "daily.csv",
        "first",
        "cli",
        None,
    )
    stopped = run("withdraw", "daily.csv", "--reason", "wrong", "--home", home)
    assert stopped.exit_code == 1
    done = run("withdraw", "daily.csv", "--reason", "wrong", "--yes", "--home", home)
    assert done.exit_code == 0
    assert "daily.csv: 4 rows of 2025-03-09 to 2025-03-10 will not count any more;" in done.output
    assert run("withdraw", "daily.csv", "--reason", "again", "--yes", "--home", home).exit_code == 5
    assert run("withdraw", "other.csv", "--reason", "wrong", "--yes", "--home", home).exit_code == 3
    assert "withdrawn: wrong" in run("imports", "--home", home).output


def test_a_figure_is_entered_and_a_wrong_one_refused(run: Run, tmp_path: Path) -> None:
    said = ("--account", "Flyers", "--home", tmp_path / "home")
    assert "stored" in run("enter", "tool_cost", "89", "--on", "2025-02", "--currency", "EUR", *said).output
    refused = run("enter", "tool_cost", "89", "--on", "2025-03", *said)
    assert refused.exit_code == 4
    assert "money needs a currency" in refused.output
    assert run("enter", "likes", "many", "--on", "2025-03", *said).exit_code == 4


def test_a_survey_from_opening_to_closing(run: Run, tmp_path: Path) -> None:
    home = ("--home", tmp_path / "home")
    assert (
        "Open link: /s/" in run("survey", "create", "nps", "--name", "spring", "--ko", "추천하시겠어요?", *home).output
    )
    links = run("survey", "links", "spring", "--count", "3", *home).output.split()
    assert len(set(links)) == 3
    told = json.loads(run("survey", "results", "spring", "--format", "json", *home).stdout)
    assert (told["answers"], told["kpi"], told["value"]) == (0, "nps", None)
    assert "version 2" in run("survey", "reword", "spring", "--en", "Would you?", *home).output
    (listed,) = json.loads(run("survey", "list", "--format", "json", *home).stdout)
    assert (listed["survey"], listed["version"], listed["closed"]) == ("spring", 2, None)
    assert run("survey", "close", "spring", *home).exit_code == 0
    assert run("survey", "links", "spring", *home).exit_code == 5
