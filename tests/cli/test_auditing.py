"""`goalposts audit`: the exit status, the shapes, accepting."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli.conftest import SAID, Run

ONE = ("--check", "part_exceeds_whole")
WRONG = "Date,Impressions,Link clicks\n2025-03-09,1000,20\n2025-03-10,30,3000\n"


@pytest.fixture
def spoilt(run: Run, tmp_path: Path) -> Path:
    """A workspace of an account called like a formula, with more clicks than impressions."""
    (tmp_path / "=wrong.csv").write_text(WRONG)
    said = ["=Bakery" if word == "Corner Bakery" else word for word in SAID]
    assert run("import", tmp_path / "=wrong.csv", *said, "--home", tmp_path / "home").exit_code == 0
    return tmp_path / "home"


def test_an_open_error_is_exit_status_1_and_is_told_with_what_to_do(run: Run, spoilt: Path) -> None:
    done = run("audit", *ONE, "--home", spoilt)
    assert done.exit_code == 1
    assert "A part is larger than its whole: Link clicks" in done.stdout
    assert "3,000 of 30 in the clearest of 1 rows" in done.stdout
    assert "two columns may be swapped" in done.stdout


def test_json_holds_the_audit_and_every_finding(run: Run, spoilt: Path) -> None:
    told = json.loads(run("audit", *ONE, "--home", spoilt, "--format", "json").stdout)
    assert told["run"]["checks"] == ["part_exceeds_whole"]
    (found,) = told["findings"]
    assert (found["check_code"], found["facts"]["whole"], found["first_day"]) == (
        "part_exceeds_whole",
        30,
        "2025-03-10",
    )
    assert found["examples"][0]["line"] == 3


def test_csv_holds_no_formula(run: Run, spoilt: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run("audit", *ONE, "--home", spoilt, "--format", "csv").stdout)))
    row = next(row for row in rows if row["check_code"] == "part_exceeds_whole")
    assert (row["account"], row["examples"]) == ("'=Bakery", "'=wrong.csv, 1.3")


def test_an_accepted_error_no_longer_counts_and_can_be_opened_again(run: Run, spoilt: Path) -> None:
    told = json.loads(run("audit", *ONE, "--home", spoilt, "--format", "json").stdout)
    key = next(found["key"] for found in told["findings"] if found["severity"] == "error")
    assert run("audit", "--home", spoilt, "--accept", key).exit_code == 4
    done = run("audit", "--home", spoilt, "--accept", key[:8], "--reason", "a test page", "--until", "2099-12-31")
    assert done.exit_code == 0
    assert run("audit", *ONE, "--home", spoilt).exit_code == 0
    shown = run("audit", *ONE, "--home", spoilt, "--all", "--lang", "ko").stdout
    assert "확인 완료" in shown
    assert run("audit", "--home", spoilt, "--reopen", key).exit_code == 1


def test_a_clean_workspace_says_so(run: Run, tmp_path: Path) -> None:
    done = run("audit", "--home", tmp_path)
    assert (done.exit_code, done.stdout) == (0, "Nothing was found.\n")


def test_an_unknown_check_or_finding_is_exit_status_3(run: Run, tmp_path: Path) -> None:
    assert run("audit", "--check", "missing_day", "--home", tmp_path).exit_code == 3
    assert run("audit", "--accept", "ffffffff", "--reason", "x", "--home", tmp_path).exit_code == 3


def test_a_finding_without_items_cannot_be_excluded(run: Run, spoilt: Path) -> None:
    found = json.loads(run("audit", *ONE, "--format", "json", "--home", spoilt).stdout)["findings"][0]
    done = run("audit", "--exclude", found["key"], "--reason", "wrong", "--home", spoilt)
    assert done.exit_code == 4
    assert "no items to exclude" in done.stderr
