"""`goalposts import`: the exit status, the JSON, and messages a person can act on."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.cli.conftest import DAILY, SAID, Run

FILE_KEYS = ["path", "detected", "account", "rows_read", "rows_stored", "rows_unchanged", "rows_rejected", "faults"]
KEYS = [*FILE_KEYS, "questions", "notes", "status", "source"]


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text)
    return path


def test_json_is_the_report_alone(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path, "daily.csv", DAILY)
    done = run("import", path, *SAID, "--format", "json", "--home", tmp_path / "home")
    (file,) = json.loads(done.stdout)["files"]
    assert done.exit_code == 0
    assert list(file) == KEYS
    assert (file["path"], file["account"], file["rows_read"], file["rows_stored"]) == (str(path), "Corner Bakery", 2, 2)


def test_the_second_time_changes_nothing(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path, "daily.csv", DAILY)
    words = ("import", path, *SAID, "--format", "json", "--home", tmp_path / "home")
    run(*words)
    done = run(*words)
    (file,) = json.loads(done.stdout)["files"]
    assert done.exit_code == 0
    assert (file["rows_stored"], file["rows_unchanged"]) == (0, 2)


def test_one_file_that_fails_makes_the_exit_status_1_and_the_others_go_in(run: Run, tmp_path: Path) -> None:
    good = write(tmp_path, "daily.csv", DAILY)
    bad = write(tmp_path, "empty.csv", "")
    done = run("import", good, bad, *SAID, "--format", "json", "--home", tmp_path / "home")
    files = json.loads(done.stdout)["files"]
    assert done.exit_code == 1
    assert [file["status"] for file in files] == ["stored", "failed"]
    assert files[1]["faults"][0]["message"]


def test_what_a_file_does_not_say_is_asked(run: Run, tmp_path: Path) -> None:
    done = run("import", write(tmp_path, "daily.csv", DAILY), "--home", tmp_path / "home")
    assert done.exit_code == 1
    assert "asked" in done.stdout
    assert "--account" in done.stderr


def test_rejected_rows_are_named_on_stderr(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path, "daily.csv", DAILY + "2025-02-30,5,5\n")
    done = run("import", path, *SAID, "--home", tmp_path / "home")
    assert f"{path}\n  line 4, column Date, value 2025-02-30: " in done.stderr
    assert "2025-02-30" not in done.stdout


def test_a_mapping_that_is_no_mapping_is_refused(run: Run, tmp_path: Path) -> None:
    mapping = write(tmp_path, "map.yaml", "- a\n- b\n")
    done = run("import", write(tmp_path, "d.csv", DAILY), "--mapping", mapping, "--home", tmp_path / "home")
    assert done.exit_code == 4
    assert "it must be lines of `column: meaning`" in done.stderr


def test_as_a_process_it_says_the_same(tmp_path: Path) -> None:
    path = write(tmp_path, "daily.csv", DAILY)
    words = [
        sys.executable,
        "-m",
        "goalposts",
        "import",
        str(path),
        "--home",
        str(tmp_path / "home"),
        "--format",
        "json",
    ]
    asked = subprocess.run(words, capture_output=True, text=True, check=False)
    said = subprocess.run([*words, *SAID], capture_output=True, text=True, check=False)
    assert (asked.returncode, said.returncode) == (1, 0)
    assert json.loads(asked.stdout)["files"][0]["status"] == "asked"
    assert json.loads(said.stdout)["files"][0]["rows_stored"] == 2
    assert said.stderr == ""


def test_the_days_of_a_file_without_dates_are_said_with_from_and_to(run: Run, tmp_path: Path) -> None:
    table = "Page,Sessions,Pageviews,Unique Pageviews,Bounce Rate\n/,7,9,8,50%\n"
    words = ("import", write(tmp_path, "pages.csv", table), "--account", "Blog", "--timezone", "UTC")
    asked = run(*words, "--home", tmp_path / "home")
    assert asked.exit_code == 1
    assert "Say it with --from and --to. (--yes assumes undated)" in asked.stderr
    done = run(*words, "--from", "2018-06-01", "--to", "2018-06-30", "--home", tmp_path / "home")
    assert done.exit_code == 0
    turned = run(*words, "--from", "2018-06-30", "--to", "2018-06-01", "--home", tmp_path / "home")
    assert "ends before it begins" in turned.stderr
