"""`revise`, `review` and `optimise`: the update table from rows to receipts, the review, and the optimisation table."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from goalposts.app.workspace import Workspace
from goalposts.settings import read_settings
from tests.app.table_x13 import add_four_targets
from tests.cli.conftest import Run

ROWS = (
    "website traffic, new SEO strategy, increase",
    "conversion rate, A/B result, 5 % improvement",
    "customer satisfaction, new service policy, 4.5/5",
    "social interaction, new content strategy, increase",
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A workspace with the four targets of the optimisation table."""
    with Workspace(read_settings({}, home=tmp_path / "home")) as workspace:
        add_four_targets(workspace)
    return tmp_path / "home"


def told(run: Run, *words: object) -> Any:
    done = run(*words, "--format", "json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_the_update_table_from_rows_to_a_moved_target(run: Run, home: Path) -> None:
    at = ("--home", home)
    rows = told(run, "revise", "propose", *ROWS, "--trigger", "strategy", "--by", "mina", *at)
    assert [(row["kpi"], row["status"]) for row in rows] == [
        ("website_traffic", "blocked"),
        ("conversion_rate", "asking"),
        ("satisfaction_score", "open"),
        ("engagements", "blocked"),
    ]
    assert rows[1]["questions"][0]["code"] == "relative_or_points"
    first = rows[0]["id"]
    refused = run("revise", "decide", first, "accept", "--reason", "yes", *at)
    assert (refused.exit_code, "How much?" in refused.output) == (4, True)
    (answered,) = told(run, "revise", "answer", first, "amount=to 18,000", "--by", "tom", *at)
    assert answered["changes"] == [{"what": "Target", "from": "15,000", "to": "18,000"}]
    told(run, "revise", "vote", first, "--for", "--say", "we can do that", "--by", "ann", *at)
    (decided,) = told(run, "revise", "decide", first, "accept", "--reason", "agreed", "--from", "2027-01-01", *at)
    assert (decided["status"], decided["decision"]["effective_on"]) == ("accepted", "2027-01-01")
    assert decided["votes"]["for"] == 1
    (announced,) = told(run, "revise", "announce", first, "--note", "Ask Mina.", *at)
    assert announced["announced"]["read"] == []
    listed = told(run, "revise", "list", "--status", "accepted", *at)
    assert [row["id"] for row in listed] == [first]
    assert run("revise", "decide", first, "reject", "--reason", "no", *at).exit_code == 5
    plain = run("revise", "list", *at).output
    assert "Target: 15,000 → 18,000" in plain
    assert "asking" in plain


def test_a_target_is_changed_in_few_words(run: Run, home: Path) -> None:
    (row,) = told(run, "revise", "propose", "₺45", "--target", 3, "--reason", "dearer ads", "--home", home)
    assert (row["subject_id"], row["status"], row["new"]["target_value"]) == ("3", "open", 45)
    assert run("revise", "propose", "₺45", "--target", 99, "--reason", "x", "--home", home).exit_code == 3
    assert run("revise", "propose", "blue sky, x, 3", "--home", home).exit_code == 4


def test_the_review_lists_what_is_in_use_and_takes_decisions(run: Run, home: Path) -> None:
    at = ("--home", home)
    found = told(run, "review", *at)
    assert {row["kpi"] for row in found["rows"]} >= {"website_traffic", "customer_lifetime_value"}
    assert {row["proposal"] for row in found["rows"]} <= {"keep", "change", "improve", "retire"}
    done = told(run, "review", "target", 2, "retire", "--reason", "nobody uses it", *at)
    assert (done["decision"], done["revision"]) == ("retire", 1)
    assert run("review", "target", 2, "burn", "--reason", "x", *at).exit_code == 4
    assert "Website traffic" in run("review", *at).output
    quarter = found["quarter"]
    assert dt.date.fromisoformat(quarter["from"]) < dt.date.fromisoformat(quarter["to"])


@pytest.mark.parametrize(("lang", "first"), [("en", "Goal setting"), ("ko", "목표 설정"), ("zh-Hant", "目標設定")])
def test_the_checklist_has_four_rows_in_every_language(run: Run, home: Path, lang: str, first: str) -> None:
    found = told(run, "review", "--checklist", "--lang", lang, "--home", home)
    assert [row["area"] for row in found["rows"]] == ["goal_setting", "kpi_choice", "data_tracking", "reporting"]
    assert found["rows"][0]["name"] == first
    assert {row["state"] for row in found["rows"]} == {"missing", "by_hand"}
    assert first in run("review", "--checklist", "--lang", lang, "--home", home).output


def test_the_optimisation_table_and_a_line_of_it(run: Run, home: Path) -> None:
    at = ("--home", home)
    words = ("--target", 1, "--obstacle", "slow pages", "--action", "Speed up the shop", "--due", "2026-12-10")
    table = told(run, "optimise", *words, *at)
    first = table["rows"][0]
    assert (first["obstacle"], first["task"]["title"], first["task"]["due"]) == (
        "slow pages",
        "Speed up the shop",
        "2026-12-10",
    )
    assert first["suggestion"] == "Search engine optimisation (SEO), Social media campaigns"
    assert [row["kpi"] for row in table["if_all_hold"]] == ["conversions", "ltv_to_cac"]
    plain = run("optimise", *at).output
    assert "−₺10 (−20%, lower is better)" in plain
    assert "10 → 15" in plain
