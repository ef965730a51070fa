"""The four important areas with their state in three languages, and the seven steps with where to look."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from goalposts.app.auditing import run_audit
from goalposts.app.checklists import important_areas, mark_area, mark_step, weak_steps
from goalposts.app.entering import enter
from goalposts.app.workspace import Workspace
from goalposts.errors import NotFound
from tests.app.plans import add_chosen_kpi
from tests.app.table_x13 import add_four_targets, open_workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with open_workspace(tmp_path / "home") as opened:
        yield opened


def states(workspace: Workspace) -> dict[str, str]:
    return {area.area.id: area.state for area in important_areas(workspace)}


def test_an_empty_workspace_lacks_everything_but_says_what(workspace: Workspace) -> None:
    assert states(workspace) == {
        "goal_setting": "missing",
        "kpi_choice": "missing",
        "data_tracking": "missing",
        "reporting": "by_hand",
    }
    rows = [area.to_dict("en") for area in important_areas(workspace)]
    assert [row["name"] for row in rows] == ["Goal setting", "KPI choice", "Data tracking", "Reporting"]
    assert [row["facts"] for row in rows[:3]] == [
        "No goal is running yet.",
        "No KPI has been chosen for an objective yet.",
        "No data has been brought in yet.",
    ]
    assert all(row["advice"] and row["mark"] is None for row in rows)


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("ko", ["목표 설정", "KPI 선택", "데이터 추적", "보고"]),
        ("zh-Hant", ["目標設定", "KPI 選擇", "資料追蹤", "報告"]),
    ],
)
def test_the_rows_read_in_every_language(workspace: Workspace, language: str, names: list[str]) -> None:
    rows = [area.to_dict(language) for area in important_areas(workspace)]
    assert [row["name"] for row in rows] == names
    assert not any("yet" in row["facts"] for row in rows)


def test_the_state_follows_what_is_there(workspace: Workspace) -> None:
    add_four_targets(workspace, name="Vague", smart={"score": 3})
    assert states(workspace)["goal_setting"] == "missing"
    add_four_targets(workspace, name="Clear", smart={"score": 5})
    assert states(workspace)["goal_setting"] == "partly"
    add_chosen_kpi(workspace, "sales")
    assert states(workspace)["kpi_choice"] == "missing"
    enter(workspace, "orders", 5, "2026-11-21", account="Shop")
    assert states(workspace)["kpi_choice"] == "done"
    add_chosen_kpi(workspace, "sales", reason="")
    assert states(workspace)["kpi_choice"] == "partly"
    assert states(workspace)["data_tracking"] == "partly"
    run_audit(workspace)
    data = next(area for area in important_areas(workspace) if area.area.id == "data_tracking")
    assert (data.state, data.facts["fresh"], data.facts["count"]) == ("done", 1, 1)
    assert data.to_dict("en")["facts"].startswith("1 of 1 sources are up to date. Last audit: Nov 22, 2026")


def test_people_tick_what_only_they_can_know(workspace: Workspace) -> None:
    mark_area(workspace, "reporting", done=True, note="every Monday", person="mina")
    (row,) = [area.to_dict("en") for area in important_areas(workspace) if area.area.id == "reporting"]
    assert (row["state"], row["mark"]["note"], row["mark"]["person"]) == ("done", "every Monday", "mina")
    mark_area(workspace, "goal_setting", done=True, note="", person="mina")
    assert states(workspace)["goal_setting"] == "missing"
    with pytest.raises(NotFound):
        mark_area(workspace, "weather", done=True, note="", person="mina")


def test_each_step_says_where_to_look(workspace: Workspace) -> None:
    goal = add_four_targets(workspace)
    links = {step.step.id: step.link for step in weak_steps(workspace, goal, goal.targets[1])}
    assert links == {
        "cause": "/kpi/conversion_rate",
        "data": "/data/audits",
        "audience": "/kpi/conversion_rate?by=country",
        "content": "/kpi/conversion_rate?by=content_type",
        "channels": "/kpi/conversion_rate?by=channel",
        "ab": "/kpi/experiment_conversion_rate",
        "watch": f"/goals/{goal.id}",
    }
    mark_step(workspace, goal.targets[1].id, "cause", done=True, note="the form broke", person="mina")
    marks = {step.step.id: step.mark for step in weak_steps(workspace, goal, goal.targets[1])}
    assert marks["cause"] is not None
    assert (marks["cause"].done, marks["cause"].note) == (True, "the form broke")
    assert marks["data"] is None
    assert all(step.mark is None for step in weak_steps(workspace, goal, goal.targets[0]))
    with pytest.raises(NotFound):
        mark_step(workspace, goal.targets[1].id, "pray", done=True, note="", person="mina")
