"""The optimisation table exactly as asked for, in three languages, and the lines people write into it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from goalposts.app.entering import enter
from goalposts.app.optimising import find_row, optimisation_table, save_line
from goalposts.app.workspace import Workspace
from goalposts.errors import Invalid, NotFound, Overtaken
from goalposts.store.tasks import list_tasks
from tests.app.table_x13 import add_four_targets, enter_half_way, open_workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with open_workspace(tmp_path / "home") as opened:
        add_four_targets(opened)
        yield opened


@pytest.mark.parametrize(
    ("language", "gaps", "ideas"),
    [
        (
            "en",
            ["+5,000 (+50%)", "+1 point (+50% relative)", "−₺10 (−20%, lower is better)", "+₺100 (+20%)"],
            [
                "Search engine optimisation (SEO), Social media campaigns",
                "Better user experience of the site, A/B tests",
                "Targeted advertising, Marketing automation",
                "Loyalty programme, Personal service",
            ],
        ),
        (
            "ko",
            ["+5,000 (+50%)", "+1%p (상대 +50%)", "−₺10 (−20%, 낮을수록 좋음)", "+₺100 (+20%)"],
            [
                "검색 엔진 최적화(SEO), 소셜 미디어 캠페인",
                "웹사이트 사용자 경험(UX) 개선, A/B 테스트",
                "타깃 광고, 마케팅 자동화",
                "로열티 프로그램, 맞춤형 고객 서비스",
            ],
        ),
        (
            "zh-Hant",
            ["+5,000 (+50%)", "+1 個百分點 (相對 +50%)", "−₺10 (−20%, 越低越好)", "+₺100 (+20%)"],
            [
                "搜尋引擎最佳化（SEO）、社群媒體活動",
                "改善網站使用者體驗、A/B 測試",
                "精準投放廣告、行銷自動化",
                "會員忠誠計畫、個人化服務",
            ],
        ),
    ],
)
def test_the_table_as_it_starts(workspace: Workspace, language: str, gaps: list[str], ideas: list[str]) -> None:
    told = optimisation_table(workspace).to_dict(workspace, language)
    rows = told["rows"]
    assert [row["text"]["current"] for row in rows] == ["10,000", "2%", "₺50", "₺500"]
    assert [row["text"]["target"] for row in rows] == ["15,000", "3%", "₺40", "₺600"]
    assert [row["text"]["gap"] for row in rows] == gaps
    assert [row["suggestion"] for row in rows] == ideas
    assert {row["current_is"] for row in rows} == {"start"}
    conversions, ratio = told["if_all_hold"]
    assert (conversions["kpi"], conversions["cadence"]) == ("conversions", "per_month")
    assert (conversions["current"], conversions["target"]) == (pytest.approx(200), pytest.approx(450))
    assert (ratio["kpi"], ratio["current"], ratio["target"]) == ("ltv_to_cac", pytest.approx(10), pytest.approx(15))


def test_half_way_every_row_shows_50_percent(workspace: Workspace) -> None:
    enter_half_way(workspace)
    rows = optimisation_table(workspace).to_dict(workspace, "en")["rows"]
    assert [row["text"]["current"] for row in rows] == ["12,500", "2.5%", "₺45", "₺550"]
    assert [row["progress"] for row in rows] == [pytest.approx(0.5)] * 4
    assert {row["current_is"] for row in rows} == {"measured"}
    assert [row["text"]["gap"] for row in rows] == [
        "+2,500 (+20%)",
        "+0.5 points (+20% relative)",
        "−₺5 (−11.1%, lower is better)",
        "+₺50 (+9.1%)",
    ]


def test_what_is_reached_already_is_said_and_keeps_its_value_if_all_hold(workspace: Workspace) -> None:
    enter(workspace, "sessions", 20_000, "2026-10", account="Shop")
    table = optimisation_table(workspace)
    first = table.to_dict(workspace, "en")["rows"][0]
    assert (first["reached"], first["text"]["gap"]) == (True, "reached, and 5,000 beyond")
    conversions = table.derived[0]
    assert (conversions.current, conversions.wanted) == (pytest.approx(400), pytest.approx(600))


def test_an_action_becomes_a_task_once_and_is_changed_with_it(workspace: Workspace) -> None:
    target = optimisation_table(workspace).rows[0].target
    said = {"obstacle": "slow pages", "suggestion": "SEO", "action": "Speed up the shop", "due": "2026-12-10"}
    line = save_line(workspace, target.id, said, person="owner", expected=0)
    row = find_row(workspace, target.id)
    assert row.task is not None
    assert (row.task.title, row.task.due_on, row.task.target_id) == (
        "Speed up the shop",
        dt.date(2026, 12, 10),
        target.id,
    )
    assert row.suggestion("ko") == "SEO"
    said |= {"action": "Speed up the whole shop", "due": "2026-12-20"}
    save_line(workspace, target.id, said, person="owner", expected=line.version)
    with workspace.database.reading() as transaction:
        (task,) = list_tasks(transaction)
    assert (task.title, task.due_on) == ("Speed up the whole shop", dt.date(2026, 12, 20))


def test_every_fault_of_a_line_is_told_at_once_and_nothing_is_stored(workspace: Workspace) -> None:
    target = optimisation_table(workspace).rows[0].target
    said = {"obstacle": "x" * 501, "owner": "stranger", "due": "soon", "action": ""}
    with pytest.raises(Invalid) as caught:
        save_line(workspace, target.id, said, person="owner")
    assert {fault.column for fault in caught.value.faults} == {"obstacle", "owner", "due"}
    assert find_row(workspace, target.id).line is None
    with pytest.raises(NotFound):
        find_row(workspace, 999)


def test_the_second_editor_of_a_line_is_told_and_no_task_is_made_twice(workspace: Workspace) -> None:
    target = optimisation_table(workspace).rows[0].target
    save_line(workspace, target.id, {"obstacle": "slow pages", "action": "Speed up"}, person="mina", expected=0)
    with pytest.raises(Overtaken) as caught:
        save_line(workspace, target.id, {"obstacle": "few pages", "action": "Write"}, person="owner", expected=0)
    assert caught.value.person == "mina"
    assert caught.value.clashes["obstacle"] == ("slow pages", "few pages")
    with workspace.database.reading() as transaction:
        assert [task.title for task in list_tasks(transaction)] == ["Speed up"]


def test_a_goal_that_is_not_for_everybody_is_not_in_the_table_of_others(tmp_path: Path) -> None:
    with open_workspace(tmp_path / "home") as workspace:
        goal = add_four_targets(workspace, visibility="restricted")
        assert len(optimisation_table(workspace).rows) == 4
        assert optimisation_table(workspace, "mina").rows == ()
        with pytest.raises(NotFound):
            save_line(workspace, goal.targets[0].id, {"obstacle": "none"}, person="mina")
