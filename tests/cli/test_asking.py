"""`ask`, `explain` and `status` print what the engine says, the same in every shape."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

import goalposts
from tests.cli.conftest import Run

MARCH = ("--from", "2025-03-09", "--to", "2025-03-10")


def test_json_is_what_python_says(run: Run, home: Path) -> None:
    done = run("ask", "impressions", *MARCH, "--grain", "day", "--by", "platform", "--format", "json", "--home", home)
    with goalposts.open(home) as workspace:
        same = workspace.ask("impressions", start="2025-03-09", end="2025-03-10", grain="day", by="platform").to_dict()
    assert done.exit_code == 0
    assert json.loads(done.stdout) == same
    assert [answer["value"] for answer in same["answers"]] == [1000, 3000]


def test_csv_has_one_line_a_cell(run: Run, home: Path) -> None:
    words = ("ask", "impressions", "link_clicks", *MARCH, "--compare", "previous", "--format", "csv", "--home", home)
    rows = list(csv.DictReader(io.StringIO(run(*words).stdout, newline="")))
    assert [(row["kpi"], row["value"], row["state"]) for row in rows] == [
        ("impressions", "4000", "measured"),
        ("link_clicks", "50", "measured"),
    ]
    assert (rows[0]["compare"], rows[0]["compare_start"], rows[0]["compare_value"]) == ("previous", "2025-03-07", "")
    assert rows[0]["files"] == "daily.csv"


@pytest.mark.parametrize(
    ("lang", "texts"),
    [
        ("en", ("Impressions", "4,000", "measured")),
        ("ko", ("노출", "4,000", "값")),
        ("zh-Hant", ("曝光", "4,000", "數值")),
    ],
)
def test_tables_speak_the_language(run: Run, home: Path, lang: str, texts: tuple[str, ...]) -> None:
    done = run("ask", "impressions", *MARCH, "--lang", lang, "--home", home)
    assert done.exit_code == 0, done.output
    for text in texts:
        assert text in done.stdout


def test_the_language_of_the_environment_is_taken(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOALPOSTS_LANG", "ko")
    assert "노출" in run("ask", "impressions", *MARCH, "--home", home).stdout


def test_unknown_is_a_dash_with_its_reason_and_never_zero(run: Run, home: Path) -> None:
    done = run("ask", "impressions", "--period", "2024", "--home", home)
    assert "–" in done.stdout
    assert "no data" in done.stdout
    assert " 0 " not in done.stdout


def test_every_fault_of_a_question_comes_at_once(run: Run, home: Path) -> None:
    done = run("ask", "impressions", "--grain", "fortnight", "--by", "platfrom", "--compare", "never", "--home", home)
    assert done.exit_code == 4
    for text in ("'fortnight' is not one of", "did you mean platform?", "'never' is not one of"):
        assert text in done.stderr
    assert done.stdout == ""


def test_an_unknown_kpi_has_its_nearest_names(run: Run, home: Path) -> None:
    done = run("ask", "impresions", "--home", home)
    assert done.exit_code == 3
    assert "Did you mean 'Impressions'" in done.stderr


@pytest.mark.parametrize("value", ["x'; DROP TABLE fact_measure; --", "x' OR '1'='1", "\\' OR 1=1 --"])
def test_a_hostile_filter_is_only_a_text(run: Run, home: Path, value: str) -> None:
    done = run("ask", "impressions", *MARCH, "--where", f"account={value}", "--format", "json", "--home", home)
    assert done.exit_code == 0
    assert [answer["value"] for answer in json.loads(done.stdout)["answers"]] == [None]
    after = json.loads(run("ask", "impressions", *MARCH, "--format", "json", "--home", home).stdout)
    assert after["answers"][0]["value"] == 4000


def test_explain_shows_definition_sql_rows_and_files(run: Run, home: Path) -> None:
    text = run("explain", "impressions", *MARCH, "--home", home).stdout
    for part in ("impressions v1", "SELECT", "Rows: 2; shown: 2", "daily.csv"):
        assert part in text
    shown = json.loads(run("explain", "impressions", *MARCH, "--format", "json", "--home", home).stdout)
    assert (shown["row_count"], shown["files"]) == (2, ["daily.csv"])


def test_status_lists_accounts_and_days(run: Run, home: Path, tmp_path: Path) -> None:
    shown = json.loads(run("status", "--format", "json", "--home", home).stdout)
    assert shown["held"] == {"from": "2025-03-09", "to": "2025-03-10"}
    assert [(a["platform"], a["name"], a["files"]) for a in shown["accounts"]] == [("facebook", "Corner Bakery", 1)]
    assert "Corner Bakery" in run("status", "--home", home).stdout
    assert "goalposts import" in run("status", "--home", tmp_path).stdout
