"""`goals` on the command line: add, list, show, check in; X3 as written."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from goalposts.app.workspace import Workspace
from goalposts.store.strategies import OBJECTIVES, STRATEGIES
from tests.cli.conftest import Run

BEGUN = dt.datetime(2026, 4, 1, 12, tzinfo=dt.UTC)
THREE_MONTHS_LATER = dt.datetime(2026, 7, 2, 12, tzinfo=dt.UTC)
MUST = ("--objective", "loved content", "--reason", "People come back.", "--owner", "owner")
SENTENCES = [
    "reach 10,000 Twitter followers within six months",
    "6개월 이내에 트위터 팔로어 10,000명 도달",
    "六個月內 Twitter 追蹤者達到 10,000 人",
]
SetTime = Callable[[dt.datetime], None]


@pytest.fixture
def set_time(monkeypatch: pytest.MonkeyPatch) -> SetTime:
    """Commands open their workspace at this time."""
    opened = Workspace.open

    def set_it(now: dt.datetime) -> None:
        monkeypatch.setattr(Workspace, "open", lambda path=None: opened(path, clock=lambda: now))

    set_it(BEGUN)
    return set_it


@pytest.fixture
def home(tmp_path: Path, run: Run, set_time: SetTime) -> Path:
    """A workspace with an objective, and X followers read on three days: 7,000 at first, 8,500 at last."""
    home, file = tmp_path / "home", tmp_path / "followers.csv"
    days = {"2026-03-31": 7_000, "2026-04-01": 7_000, "2026-07-01": 8_500}
    file.write_text("Date,Followers\n" + "".join(f"{day},{count}\n" for day, count in days.items()))
    said = ("--account", "Corner Bakery", "--platform", "x", "--timezone", "UTC", "--yes", "--home", home)
    set_time(THREE_MONTHS_LATER)
    done = run("import", file, *said)
    assert done.exit_code == 0, done.output
    set_time(BEGUN)
    with Workspace.open(home) as workspace, workspace.database.transaction() as transaction:
        strategy = STRATEGIES.add(transaction, {"name": "Grow", "owner": "owner"}, person="owner", now=BEGUN)
        objective = {"strategy_id": strategy.id, "code": "retention", "name": "Loved content", "owner": "owner"}
        OBJECTIVES.add(transaction, objective, person="owner", now=BEGUN)
    return home


@pytest.mark.parametrize("sentence", SENTENCES, ids=["en", "ko", "zh-Hant"])
def test_x3_followers_are_a_level_on_their_way(sentence: str, run: Run, home: Path, set_time: SetTime) -> None:
    added = run("goals", "add", sentence, *MUST, "--confirm", "--format", "json", "--home", home)
    assert added.exit_code == 0, added.output
    (target,) = json.loads(added.stdout)["targets"]
    assert (target["kpi"], target["where"], target["progress_mode"]) == ("followers", {"platform": "x"}, "improvement")
    assert (target["baseline_value"], target["target_value"]) == (7_000, 10_000)
    assert target["window"] == {"from": "2026-04-01", "to": "2026-10-01"}
    set_time(THREE_MONTHS_LATER)
    (goal,) = json.loads(run("goals", "--format", "json", "--home", home).stdout)["goals"]
    (target,) = goal["targets"]
    assert (target["value"], target["percent"], target["pace"]) == (8_500, 0.5, "on_pace")
    assert target["time_gone"] == pytest.approx(0.5, abs=0.005)
    assert (goal["objective"], goal["owner"], goal["relevance"]) == ("Loved content", "owner", "People come back.")
    assert "50%" in run("goals", "--home", home).stdout


def test_a_vague_goal_is_refused_with_a_better_sentence(run: Run, home: Path) -> None:
    refused = run("goals", "add", "increase engagement", *MUST[:4], "--owner", "nobody", "--home", home)
    assert refused.exit_code == 4
    assert "too vague" in refused.stderr
    assert "a sentence that can be checked: Increase" in refused.stderr
    assert "nobody is nobody known here" in refused.stderr
    assert "No goal yet" in run("goals", "--home", home).stdout


def test_an_open_question_is_answered_by_an_option(run: Run, home: Path) -> None:
    sentence = "Increase X engagement rate by 20% next quarter"
    refused = run("goals", "add", sentence, *MUST, "--home", home)
    assert refused.exit_code == 4
    assert "t0.answer.relative_or_points" in refused.stderr
    answered = run("goals", "add", sentence, *MUST, "--answer", "relative_or_points=relative_pct", "--home", home)
    assert answered.exit_code == 0, answered.output
    assert "specific: yes" in answered.stdout


def test_a_goal_is_shown_and_checked_in(run: Run, home: Path) -> None:
    run("goals", "add", SENTENCES[0], *MUST, "--name", "X club", "--restricted", "--home", home)
    shown = run("goals", "show", "1", "--home", home)
    assert "1. X club (owner): SMART" in shown.stdout
    assert "achievable: open" in shown.stdout
    assert run("goals", "check-in", "1", "A thread went far", "--home", home).stdout == "Kept for 2026-04-01.\n"
    assert run("goals", "check-in", "1", "--home", home).exit_code == 4
    assert run("goals", "show", "9", "--home", home).exit_code == 3
    told = json.loads(run("goals", "--all", "--odds", "--format", "json", "--home", home).stdout)
    assert told["goals"][0]["visibility"] == "restricted"
    assert "problem" in told["goals"][0]["targets"][0]["outlook"]
