"""Suggestions: who is told, who may answer, and that they hear back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from goalposts.app.feedback import answer, list_feedback, suggest
from goalposts.app.notices import describe_notices
from goalposts.app.workspace import Workspace
from goalposts.errors import Invalid, NotAllowed, Overtaken
from goalposts.settings import read_settings
from tests.app.team import Clock, add_team, choose, want


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace(read_settings({}, home=tmp_path), clock=Clock()) as made:
        add_team(made)
        choose(made, "nps", "mina")
        yield made


def titles(workspace: Workspace, person: str, language: str = "en") -> list[str]:
    return [told["title"] for told in describe_notices(workspace, person, language)]


def test_whoever_owns_the_kpi_is_told_answers_and_the_asker_hears_back(workspace: Workspace) -> None:
    made = suggest(workspace, " Ask after each delivery. ", subject="kpi", subject_id="nps", by="jo")
    assert (made.status, made.text, made.created_by) == ("new", "Ask after each delivery.", "jo")
    assert titles(workspace, "mina", "zh-Hant") == ["建議：淨推薦值"]
    assert titles(workspace, "owner") == []
    answered = answer(workspace, made.id, "planned", "From January on.", by="mina", expected=1)
    assert (answered.status, answered.answer, answered.changed_by) == ("planned", "From January on.", "mina")
    (told, _) = describe_notices(workspace, "jo", "ko")
    assert (told["title"], told["body"]) == ("순 추천 지수에 대한 제안: 예정", "From January on.")


def test_only_owners_and_those_concerned_answer(workspace: Workspace) -> None:
    made = suggest(workspace, "Begin with actions.", subject="report", subject_id="Monthly", by="mina")
    for person in ("jo", "mina"):
        with pytest.raises(NotAllowed):
            answer(workspace, made.id, "done", by=person)
    assert answer(workspace, made.id, "done", by="owner").status == "done"


def test_to_decline_needs_a_reason(workspace: Workspace) -> None:
    made = suggest(workspace, "Drop it.", subject="kpi", subject_id="nps", by="jo")
    with pytest.raises(Invalid) as caught:
        answer(workspace, made.id, "declined", by="mina")
    assert [fault.column for fault in caught.value.faults] == ["answer"]
    with pytest.raises(Invalid) as caught:
        answer(workspace, made.id, "later", "x" * 2001, by="mina")
    assert [fault.column for fault in caught.value.faults] == ["status", "answer"]
    assert list_feedback(workspace)[0].status == "new"


def test_two_who_answer_at_once_are_told(workspace: Workspace) -> None:
    made = suggest(workspace, "Weekly?", subject="kpi", subject_id="nps", by="jo")
    answer(workspace, made.id, "planned", "Yes.", by="mina", expected=1)
    with pytest.raises(Overtaken):
        answer(workspace, made.id, "declined", "No.", by="owner", expected=1)


def test_faults_of_a_suggestion_come_at_once(workspace: Workspace) -> None:
    for subject, about in (("kpi", "npss"), ("goal", "1"), ("goal", "x"), ("weather", "")):
        with pytest.raises(Invalid) as caught:
            suggest(workspace, " ", subject=subject, subject_id=about, by="jo")
        assert [fault.column for fault in caught.value.faults] == ["text", "subject"]


def test_a_restricted_goal_takes_suggestions_of_those_who_see_it_only(workspace: Workspace) -> None:
    goal = want(workspace, "likes", "mina", visibility="restricted")
    with pytest.raises(Invalid):
        suggest(workspace, "Double it.", subject="goal", subject_id=str(goal.id), by="jo")
    suggest(workspace, "Halve it.", subject="goal", subject_id=str(goal.id), by="owner")
    assert titles(workspace, "mina") == ["Suggestion on More likes"]


def test_new_ones_come_first_and_lists_can_be_narrowed(workspace: Workspace) -> None:
    first = suggest(workspace, "One", subject="kpi", subject_id="nps", by="jo")
    second = suggest(workspace, "Two", subject="content", subject_id="Reels", by="jo")
    third = suggest(workspace, "Three", subject="other", by="jo")
    answer(workspace, third.id, "done", by="owner")
    assert [one.id for one in list_feedback(workspace)] == [second.id, first.id, third.id]
    assert [one.id for one in list_feedback(workspace, subject="kpi", subject_id="nps")] == [first.id]
    assert [one.id for one in list_feedback(workspace, statuses=["done"])] == [third.id]
