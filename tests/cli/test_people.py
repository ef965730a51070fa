"""`people`, `notices`, and what `kpis` and `guide export` tell of owners and objectives (example X7)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from goalposts.app.workspace import Workspace
from tests.app.team import add_team, choose
from tests.cli.conftest import Run


def test_somebody_is_let_in_listed_edited_linked_and_let_go(run: Run, tmp_path: Path) -> None:
    at = ("--home", tmp_path)
    made = run("people", "add", "Mina Kim", "--team", "Content", "--language", "ko", *at).stdout
    assert made.startswith("mina: Mina Kim\nhttp://127.0.0.1:8420/sign-in?token=")
    assert made.strip().endswith("&next=%2F%3Flang%3Dko")
    linked = run("people", "link", "mina", "--address", "https://kpi.example.com/", *at).stdout
    assert linked.startswith("https://kpi.example.com/sign-in?token=")
    assert "Mina K." in run("people", "edit", "mina", "--name", "Mina K.", *at).stdout
    assert "is signed out everywhere" in run("people", "leave", "mina", *at).stdout
    assert run("people", "link", "mina", *at).exit_code == 5
    listed = json.loads(run("people", "list", "--format", "json", "--lang", "ko", *at).stdout)
    assert [(one["key"], one["name"], one["left_on"] is None) for one in listed] == [
        ("owner", "작업 공간 소유자", True),
        ("mina", "Mina K.", False),
    ]
    assert "is here again" in run("people", "return", "mina", *at).stdout
    assert "Content" in run("people", "list", *at).stdout


def test_faults_and_unknown_people_are_told(run: Run, tmp_path: Path) -> None:
    wrong = run("people", "add", "", "--key", "me", "--role", "boss", "--home", tmp_path)
    assert wrong.exit_code == 4
    assert all(f"[{column}]" in wrong.stderr for column in ("name", "role", "key"))
    assert run("people", "link", "ghost", "--home", tmp_path).exit_code == 3


def test_notices_are_listed_and_marked_as_read(run: Run, tmp_path: Path) -> None:
    at = ("--home", tmp_path)
    assert "Nothing was told yet" in run("notices", *at).stdout
    run("people", "add", "Mina Kim", *at)
    draft = tmp_path / "love.yaml"
    draft.write_text(
        "names: {en: Love, ko: 사랑, zh-Hant: 喜愛}\nformula: likes + shares\nunit: count\n", encoding="utf-8"
    )
    assert run("catalog", "save", "love", draft, *at).exit_code == 0
    (told,) = json.loads(run("notices", "--person", "mina", "--lang", "zh-Hant", "--format", "json", *at).stdout)
    assert (told["title"], told["unread"], told["waiting"]) == ("新 KPI：喜愛", True, ["Mina Kim"])
    assert "unread" in run("notices", "--person", "mina", "--read", *at).stdout
    (told,) = json.loads(run("notices", "--person", "mina", "--format", "json", *at).stdout)
    assert (told["unread"], [one["person"] for one in told["read"]], told["waiting"]) == (False, ["Mina Kim"], [])


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("from 0 to 10", "9 and 10", "7 and 8", "0 to 6", "Owner", "Objective", "Net Promoter Score")),
        ("ko", ("0~10점", "9~10점", "7~8점", "0~6점", "담당자", "사업 목표", "순 추천 지수")),
        ("zh-Hant", ("0 到 10 分", "9 至 10 分", "7 至 8 分", "0 至 6 分", "負責人", "業務目標", "淨推薦值")),
    ],
)
def test_x7_the_entry_of_nps_names_question_owner_and_objective(
    run: Run, tmp_path: Path, language: str, words: tuple[str, ...]
) -> None:
    with Workspace.open(tmp_path / "home") as workspace:
        add_team(workspace)
        choose(workspace, "nps", "mina")
    at = ("--home", tmp_path / "home")
    shown = run("kpis", "nps", "--lang", language, *at).stdout
    assert all(word in shown for word in (*words, "Mina Kim", "Keep customers")), shown
    (told,) = json.loads(run("kpis", "nps", "--format", "json", *at).stdout)
    assert told["owners"] == [{"key": "mina", "name": "Mina Kim"}]
    assert [objective["name"] for objective in told["objectives"]] == ["Keep customers"]
    assert told["not_trained"] == [{"key": "mina", "name": "Mina Kim"}]
    assert all(told[kind][language] for kind in ("definitions", "how_measured", "why_it_matters"))
    assert run("guide", "export", "--to", tmp_path, "--lang", language, *at).exit_code == 0
    guide = (tmp_path / f"kpi-guide.{language}.md").read_text(encoding="utf-8")
    entry = guide.split("(`nps`)")[1].split("\n### ")[0].replace("\\", "")
    assert all(word in entry for word in (*words[:6], "Mina Kim", "Keep customers"))
