"""The pages of goals: the composer with and without scripts, the overview, one goal, tasks, and the JSON."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from goalposts.app.checking_in import check_in
from goalposts.app.goals import create_goal, find_goal, list_goals, mark_target
from goalposts.app.people import add_person, sign_in_path
from goalposts.app.tasks import finish_task, read_work
from goalposts.app.workspace import Workspace
from goalposts.store.strategies import STRATEGIES
from goalposts.web.server import create_app, sign_in_link
from tests.app.goal_world import BY, MANUAL, Clock, bring_likes, form, open_workspace
from tests.web.conftest import ADDRESS, HOSTILE, Visitor

SENTENCES = {
    "en": "Increase Instagram post likes by 20% this quarter",
    "ko": "이번 분기에 인스타그램 게시물 좋아요를 20% 늘리기",
    "zh-Hant": "本季將 Instagram 貼文的按讚數增加 20%",
}


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with open_workspace(tmp_path, Clock()) as made:
        yield made


def visit(workspace: Workspace, language: str = "en") -> Visitor:
    visitor = Visitor(create_app(workspace))
    link = sign_in_link(workspace, "127.0.0.1", 8420).removeprefix(ADDRESS)
    visitor.get(f"{link}&lang={language}")
    return visitor


@pytest.fixture
def visitor(workspace: Workspace) -> Visitor:
    return visit(workspace)


def bring_half_a_quarter(workspace: Workspace) -> None:
    """10,000 likes in the second quarter, 6,600 in the first 45 days of the third."""
    first = dt.date(2026, 4, 1)
    bring_likes(workspace, {first + dt.timedelta(days=day): 110 if day < 81 else 109 for day in range(91)})
    bring_likes(workspace, {dt.date(2026, 7, 1) + dt.timedelta(days=day): 146 for day in range(45)})


def post(visitor: Visitor, path: str, **said: str):  # type: ignore[no-untyped-def]
    return visitor.post(path, data={"csrf_token": visitor.form_token, **said})


def plain(page: str) -> str:
    """The words of a page, without its marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.mark.parametrize("path", ["/goals", "/goals/new", "/goals/1", "/team/tasks", "/goals/outlook", "/api/v1/goals"])
def test_nobody_sees_goals_without_signing_in(workspace: Workspace, path: str) -> None:
    create_goal(workspace, form(**MANUAL), person="owner")
    answer = Visitor(create_app(workspace)).get(path)
    assert answer.status_code == 401
    assert "Launch" not in answer.text


@pytest.mark.parametrize("language", ["en", "ko", "zh-Hant"])
def test_a_sentence_becomes_a_goal_with_progress_on_its_page(workspace: Workspace, language: str) -> None:
    bring_half_a_quarter(workspace)
    visitor = visit(workspace, language)
    sentence = SENTENCES[language]
    checked = post(visitor, "/goals/new/check", **form(text=sentence))
    assert checked.status_code == 200
    assert 'class="k-kpi"' in checked.text
    made = post(visitor, "/goals/new", **form(text=sentence))
    assert (made.status_code, made.headers["location"]) == (303, "/goals/1")
    page = plain(visitor.get("/goals/1").text)
    (target,) = find_goal(workspace, 1, "owner").targets
    assert target.target_value == pytest.approx(1.2 * target.baseline_value)
    assert "%" in page
    assert sentence in plain(visitor.get("/goals").text)


def test_x1_is_on_the_page_with_what_it_is_held_against(workspace: Workspace, visitor: Visitor) -> None:
    bring_half_a_quarter(workspace)
    post(visitor, "/goals/new", **form(text=SENTENCES["en"]))
    page = plain(visitor.get("/goals/1").text)
    assert "6,570 of 12K" in page
    assert "+20% on 10K (Apr 1 – Jun 30, 2026)" in page
    assert "54.75% ▲ ahead" in page
    assert "49% of the time is gone" in page


def test_x16_is_on_the_page_in_percent(workspace: Workspace, visitor: Visitor) -> None:
    goal = create_goal(workspace, form(**MANUAL), person="owner")
    readers, guide, cost = goal.targets[:3]
    for target, value in ((readers, "8500"), (cost, "45")):
        check_in(workspace, goal.id, {"target": str(target.id), "value": value}, person="owner")
    mark_target(workspace, goal.id, guide.id, person="owner", done=True)
    for task in read_work(workspace, "owner").tasks[:3]:
        finish_task(workspace, task.id, person="owner")
    page = visitor.get(f"/goals/{goal.id}").text
    assert ">68.75%</span>" in page
    assert re.findall(r'class="way-line"><strong>([\d.%]+)', page) == ["50%", "100%", "50%", "75%"]
    assert "₺45.00 now, from ₺50.00 to ₺40.00" in plain(page)
    assert "3 of 4 tasks done" in plain(page)


def test_a_vague_sentence_is_refused_with_a_better_one_and_nothing_typed_is_lost(
    workspace: Workspace, visitor: Visitor
) -> None:
    answer = post(visitor, "/goals/new", **form(text="increase engagement", relevance="", owner="mina"))
    assert answer.status_code == 422
    assert "too vague to be a goal" in answer.text
    assert "a goal is not saved without a reason" in answer.text
    assert ">increase engagement</textarea>" in answer.text
    assert '<option value="mina" selected>' in answer.text
    assert 'data-fill="t0-text"' in answer.text
    assert list_goals(workspace, "owner") == []


def test_while_typing_only_the_verdicts_come_back(visitor: Visitor) -> None:
    sentence = "Increase Instagram engagement rate by 20% next quarter"
    said = {"csrf_token": visitor.form_token, **form(text=sentence)}
    answer = visitor.post("/goals/new/check", data=said, headers={"HX-Request": "true"})
    assert "<html" not in answer.text
    assert answer.text.count('<tr class="') == 5
    assert answer.text.count('type="radio" form="goal-form"') == 2
    said |= {"t0.answer.relative_or_points": "relative_pct"}
    answered = visitor.post("/goals/new/check", data=said, headers={"HX-Request": "true"}).text
    assert 'name="t0.answer.relative_or_points" value="relative_pct"' in answered
    assert "is open" not in answered


def test_the_composer_works_without_scripts(visitor: Visitor) -> None:
    more = post(visitor, "/goals/new/check", **form(text="More likes", more="yes"))
    assert 'name="t1.kind"' in more.text
    better = "Increase Instagram post likes by 20% next quarter"
    used = post(visitor, "/goals/new/check", **form(text="More likes", use=f"0:{better}"))
    assert f">{better}</textarea>" in used.text
    example = visitor.get("/goals/new", params={"sentence": better})
    assert "3 of 5 criteria met" in plain(example.text)


def test_hostile_words_stay_words_everywhere(workspace: Workspace, visitor: Visitor) -> None:
    said = MANUAL | {"name": HOSTILE, "t0.text": HOSTILE, "t3.tasks": HOSTILE}
    goal = create_goal(workspace, form(**said, relevance=HOSTILE), person="owner")
    check_in(workspace, goal.id, {"note": HOSTILE, "obstacle": HOSTILE}, person="owner")
    create_goal(workspace, form(**MANUAL), person="owner")
    for path in ("/goals", "/goals/1", "/team/tasks", "/goals/new?" + "sentence=%3Cscript%3Ealert(1)%3C/script%3E"):
        page = visitor.get(path).text
        assert "<script>alert" not in page, path
        assert "<img src=x" not in page, path
    refused = post(visitor, "/goals/new", **form(text=HOSTILE, name=HOSTILE))
    assert "<script>alert" not in refused.text


def test_the_overview_begins_with_the_north_star_and_groups_goals_by_objective(
    workspace: Workspace, visitor: Visitor
) -> None:
    bring_half_a_quarter(workspace)
    with workspace.database.transaction() as transaction:
        star = {"north_star": "likes", "north_star_reason": "Love comes first."}
        STRATEGIES.change(transaction, 1, star, **BY)
    post(visitor, "/goals/new", **form(text=SENTENCES["en"]))
    create_goal(workspace, form(**MANUAL), person="owner")
    page = visitor.get("/goals").text
    assert page.index("North star") < page.index("Loved content</h2>") < page.index(SENTENCES["en"])
    assert "Love comes first." in page
    assert page.count('class="goal"') == 2
    assert page.count('<svg class="progress"') == 6


def test_goals_are_filtered_and_an_edit_is_seen_at_once(workspace: Workspace, visitor: Visitor) -> None:
    create_goal(workspace, form(**MANUAL), person="owner")
    create_goal(workspace, form(**(MANUAL | {"name": "Second"}), owner="mina"), person="owner")
    assert [name in visitor.get("/goals?owner=mina").text for name in (">Launch<", ">Second<")] == [False, True]
    assert "No goal fits" in visitor.get("/goals?pace=met").text
    post(visitor, "/goals/1/state", to="closed")
    assert ">Launch<" not in visitor.get("/goals").text
    assert ">Launch<" in visitor.get("/goals?status=closed").text
    check_in(workspace, 2, {"target": "5", "value": "8500"}, person="mina")
    assert "8,500 now, from 7,000 to 10K" in plain(visitor.get("/goals").text)


def test_an_empty_overview_teaches(visitor: Visitor) -> None:
    page = visitor.get("/goals").text
    assert "Write one as you would say it" in page
    assert 'action="/goals/new/check"' in page
    assert page.count('href="/goals/new?sentence=') == 3
    assert "좋아요를 20% 늘리기" in visitor.get("/goals?lang=ko").text


def test_the_second_editor_sees_both_values_and_keeps_what_they_typed(workspace: Workspace, visitor: Visitor) -> None:
    create_goal(workspace, form(**MANUAL), person="owner")
    said = {"objective": "1", "relevance": "Because.", "owner": "owner", "version": "1"}
    assert post(visitor, "/goals/1", **said, name="Big launch").status_code == 303
    answer = post(visitor, "/goals/1", **said, name="Small launch")
    assert answer.status_code == 409
    assert "Stored now Yours Name Big launch Small launch" in plain(answer.text)
    assert 'name="version" value="2"' in answer.text
    assert 'value="Small launch"' in answer.text


def test_forms_of_a_goal_do_what_they_say_and_faults_stay_beside_them(workspace: Workspace, visitor: Visitor) -> None:
    create_goal(workspace, form(**MANUAL), person="owner")
    assert post(visitor, "/goals/1/check-in", note="", value="many", target="1").status_code == 422
    assert post(visitor, "/goals/1/check-in", value="9,000", target="1", note="A quiz").status_code == 303
    assert post(visitor, "/goals/1/targets/2/done").status_code == 303
    assert post(visitor, "/goals/1/targets", **{"t0.kind": "number", "t0.text": "x"}).status_code == 422
    assert post(visitor, "/goals/1/targets", **{"t0.kind": "boolean", "t0.text": "Thanks"}).status_code == 303
    page = visitor.get("/goals/1").text
    assert "A quiz" in page
    assert "Well done: the target is met" in page
    (met,) = re.findall(r'id="milestone-(\d+)"><details><summary><span class="good"', page)
    assert post(visitor, f"/goals/1/milestones/{met}", why_it_worked="Two evenings").status_code == 303
    assert "Two evenings" in visitor.get("/goals/1").text
    assert "Well done" not in visitor.get("/goals/1").text


def test_a_restricted_goal_is_not_there_for_others(workspace: Workspace) -> None:
    add_person(workspace, {"name": "Jun"}, key="jun")
    create_goal(workspace, form(**MANUAL, visibility="restricted", owner="mina"), person="owner")
    jun = Visitor(create_app(workspace))
    jun.get(sign_in_path(workspace, "jun"))
    assert jun.get("/goals/1").status_code == 404
    assert "Launch" not in jun.get("/goals").text
    assert "Photos" not in jun.get("/team/tasks").text
    assert jun.get("/api/v1/goals").json() == {"goals": []}
    assert post(jun, "/goals/1/check-in", note="x").status_code == 404


def test_tasks_are_added_done_changed_and_given_up(workspace: Workspace, visitor: Visitor) -> None:
    assert "Add a task" in visitor.get("/team/tasks").text
    assert post(visitor, "/team/tasks", title="").status_code == 422
    assert (
        post(visitor, "/team/tasks", title="Cake", assignee="mina", list="Party", due="2026-08-01").status_code == 303
    )
    assert "late" in plain(visitor.get("/team/tasks").text)
    assert post(visitor, "/team/tasks/1/done").status_code == 303
    assert "done on Aug 15, 2026" in plain(visitor.get("/team/tasks?person=mina").text)
    assert post(visitor, "/team/tasks/1", title="Pie", version="1").status_code == 303
    assert post(visitor, "/team/tasks/1", title="Bread", version="1").status_code == 409
    assert post(visitor, "/team/tasks/1/drop", back="https://evil.example/").headers["location"] == "/team/tasks"
    assert "Pie" not in visitor.get("/team/tasks").text


def test_the_json_of_goals_is_that_of_the_command(workspace: Workspace, visitor: Visitor) -> None:
    create_goal(workspace, form(**MANUAL), person="owner")
    (goal,) = visitor.get("/api/v1/goals").json()["goals"]
    assert (goal["name"], goal["score"], goal["objective"]) == ("Launch", 5, "Loved content")
    assert [target["pace"] for target in goal["targets"]] == ["paused", "on_pace", "paused", "on_pace"]
