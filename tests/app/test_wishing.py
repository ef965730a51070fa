"""The update table exactly as asked for, in three languages; questions, answers, and rows nobody understands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from goalposts.app.revising import decide
from goalposts.app.revisions import find_told
from goalposts.app.wishing import answer, propose_wishes, questions_in
from goalposts.app.workspace import Workspace
from goalposts.errors import Conflict, Invalid, Overtaken
from goalposts.i18n.lifecycle import question_text
from goalposts.store.goals import find_target
from goalposts.store.revisions import list_revisions
from tests.app.table_x13 import add_four_targets, open_workspace

TABLES = {
    "en": """website traffic, new SEO strategy, increase
conversion rate, A/B result, 5 % improvement
customer satisfaction, new service policy, 4.5/5
social interaction, new content strategy, increase""",
    "ko": """웹사이트 트래픽, 새로운 SEO 전략, 증가
전환율, A/B 테스트 결과, 5% 개선
고객 만족도, 새로운 서비스 정책, 4.5/5
소셜 상호작용, 새로운 콘텐츠 전략, 증가""",
    "zh-Hant": """網站流量，新的 SEO 策略，增加
轉換率，A/B 測試結果，提升 5%
顧客滿意度，新的服務政策，4.5/5
互動量，新的內容策略，增加""",
}


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with open_workspace(tmp_path / "home") as opened:
        yield opened


@pytest.mark.parametrize("language", list(TABLES))
def test_the_table_is_stored_as_four_revisions(workspace: Workspace, language: str) -> None:
    rows = propose_wishes(workspace, TABLES[language], trigger="strategy", person="mina", language=language)
    assert [row.kpi for row in rows] == ["website_traffic", "conversion_rate", "satisfaction_score", "engagements"]
    assert [row.status for row in rows] == ["blocked", "asking", "open", "blocked"]
    assert [[asked["code"] for asked in row.questions] for row in rows] == [
        ["amount"],
        ["relative_or_points"],
        [],
        ["amount"],
    ]
    assert set(rows[1].questions[0]["choices"]) == {"relative_pct", "percentage_points"}
    assert (rows[2].new["target_value"], rows[2].new["amount"]) == (4.5, 4.5)
    assert [row.reason for row in rows] == [
        line.replace("，", ", ").split(", ")[1] for line in TABLES[language].split("\n")
    ]
    with workspace.database.reading() as transaction:
        assert [row.id for row in list_revisions(transaction)] == [row.id for row in reversed(rows)]


@pytest.mark.parametrize(
    ("language", "said", "amount"),
    [("en", "to 15,000", 15_000), ("ko", "15,000까지", 15_000), ("zh-Hant", "到 15,000", 15_000), ("en", "by 20%", 20)],
)
def test_a_blocked_row_cannot_be_accepted_until_an_amount_is_given(
    workspace: Workspace, language: str, said: str, amount: float
) -> None:
    row = propose_wishes(workspace, TABLES[language], trigger="strategy", person="mina", language=language)[0]
    with pytest.raises(Invalid, match="Nothing was decided"):
        decide(workspace, row.id, accept=True, reason="yes", person="owner", language=language)
    answered = answer(workspace, row.id, {"amount": said}, person="tom", expected=row.version, language=language)
    assert (answered.status, answered.new["amount"]) == ("open", amount)
    assert answered.questions[0]["answer"] == said
    decided = decide(workspace, row.id, accept=True, reason="yes", person="owner", language=language)
    assert (decided.status, decided.decided_by) == ("accepted", "owner")


@pytest.mark.parametrize(
    ("mode", "value"), [("relative_pct", pytest.approx(0.021)), ("percentage_points", pytest.approx(0.07))]
)
def test_a_row_about_a_target_moves_it_as_answered(workspace: Workspace, mode: str, value: float) -> None:
    rate = add_four_targets(workspace).targets[1]
    row = propose_wishes(workspace, TABLES["en"], trigger="result", person="mina")[1]
    assert (row.subject, row.subject_id, row.goal_id) == ("target", str(rate.id), rate.goal_id)
    assert row.new == {}
    answered = answer(workspace, row.id, {"relative_or_points": mode}, person="mina")
    assert answered.status == "open"
    assert (answered.old["target_value"], answered.new["target_value"]) == (0.03, value)
    decide(workspace, row.id, accept=True, reason="the test is clear", person="owner")
    with workspace.database.reading() as transaction:
        moved = find_target(transaction, rate.id)
    assert (moved.target_value, moved.mode, moved.amount) == (value, mode, 5.0)


def test_two_targets_of_one_kpi_are_told_apart_by_asking(workspace: Workspace) -> None:
    first, second = add_four_targets(workspace), add_four_targets(workspace, name="Grow more")
    (row,) = propose_wishes(workspace, "website traffic, SEO, 20,000", trigger="strategy", person="mina")
    (asked,) = row.questions
    assert (row.status, asked["code"]) == ("asking", "which_target")
    assert set(asked["choices"]) == {str(first.targets[0].id), str(second.targets[0].id)}
    assert "Grow more: website_traffic" in asked["choices"].values()
    answered = answer(workspace, row.id, {"which_target": str(second.targets[0].id)}, person="mina")
    assert (answered.subject_id, answered.new["target_value"]) == (str(second.targets[0].id), 20_000)


def test_what_is_wanted_of_one_target_needs_no_kpi(workspace: Workspace) -> None:
    cost = add_four_targets(workspace).targets[2]
    said = {"trigger": "market", "person": "mina", "reason": "dearer ads", "target": cost}
    (row,) = propose_wishes(workspace, "₺45", **said)  # type: ignore[arg-type]
    assert (row.subject_id, row.new["target_value"], row.status) == (str(cost.id), 45, "open")
    (vague,) = propose_wishes(workspace, "lower", **said)  # type: ignore[arg-type]
    assert vague.status == "blocked"
    assert answer(workspace, vague.id, {"amount": "to ₺42"}, person="mina").new["target_value"] == 42


def test_every_row_that_is_not_understood_is_told_and_none_is_stored(workspace: Workspace) -> None:
    text = "website traffic, SEO, 15,000\nblue sky, weather, 3\nconversion rate, test, 4%\nhope, love, 1"
    with pytest.raises(Invalid) as caught:
        propose_wishes(workspace, text, trigger="strategy", person="mina")
    assert [fault.line for fault in caught.value.faults] == [2, 4]
    with pytest.raises(Invalid):
        propose_wishes(workspace, "  \n ", trigger="strategy", person="mina")
    with pytest.raises(Invalid) as caught:
        propose_wishes(workspace, "website traffic, 15,000", trigger="whim", person="mina")
    assert {fault.column for fault in caught.value.faults} == {"trigger", "reason"}
    with workspace.database.reading() as transaction:
        assert list_revisions(transaction) == []


def test_an_answer_must_be_one_of_the_choices_or_an_amount(workspace: Workspace) -> None:
    rows = propose_wishes(workspace, TABLES["en"], trigger="strategy", person="mina")
    with pytest.raises(Invalid, match="relative_pct"):
        answer(workspace, rows[1].id, {"relative_or_points": "both"}, person="mina")
    with pytest.raises(Invalid, match="not understood as an amount"):
        answer(workspace, rows[0].id, {"amount": "plenty"}, person="mina")
    with pytest.raises(Invalid):
        answer(workspace, rows[0].id, {"other": "1"}, person="mina")


def test_the_second_answer_is_told_and_a_decided_revision_takes_none(workspace: Workspace) -> None:
    row = propose_wishes(workspace, TABLES["en"], trigger="strategy", person="mina")[0]
    answer(workspace, row.id, {"amount": "to 15,000"}, person="mina", expected=row.version)
    with pytest.raises(Overtaken) as caught:
        answer(workspace, row.id, {"amount": "to 12,000"}, person="tom", expected=row.version)
    assert caught.value.person == "mina"
    now_is, wanted = caught.value.clashes["new"]
    assert (now_is["target_value"], wanted["target_value"]) == (15_000, 12_000)  # type: ignore[index]
    decide(workspace, row.id, accept=False, reason="no budget", person="owner")
    with pytest.raises(Conflict):
        answer(workspace, row.id, {"amount": "to 12,000"}, person="tom")


@pytest.mark.parametrize(("language", "words"), [("ko", "퍼센트포인트"), ("zh-Hant", "百分點")])
def test_a_reader_is_asked_in_their_own_language(workspace: Workspace, language: str, words: str) -> None:
    rows = propose_wishes(workspace, TABLES["en"], trigger="strategy", person="mina", language="en")
    asked = [questions_in(workspace, find_told(workspace, row.id), "owner", language) for row in rows[:2]]
    assert asked[0][0]["text"] == question_text("amount", language)
    assert words in asked[1][0]["text"]
    answer(workspace, rows[1].id, {"relative_or_points": "percentage_points"}, person="mina")
    (answered,) = questions_in(workspace, find_told(workspace, rows[1].id), "owner", language)
    assert (words in answered["choices"]["percentage_points"], answered["answer"]) == (True, "percentage_points")
    assert questions_in(workspace, find_told(workspace, rows[2].id), "owner", language) == []
