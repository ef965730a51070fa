"""Trainings with attendance, and who lacks which KPI of their own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from goalposts.app.defining import Draft, save_draft
from goalposts.app.notices import describe_notices
from goalposts.app.people import let_go
from goalposts.app.training import (
    cancel_training,
    gaps,
    knowledge,
    list_sessions,
    plan_training,
    record_attendance,
)
from goalposts.app.workspace import Workspace
from goalposts.errors import Conflict, Invalid
from goalposts.settings import read_settings
from goalposts.store.records import list_trail
from tests.app.team import TODAY, Clock, add_team, choose, want

NPS = {"title": "What NPS tells", "held_on": TODAY.isoformat(), "kpis": ["nps", "csat"]}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def workspace(tmp_path: Path, clock: Clock) -> Iterator[Workspace]:
    with Workspace(read_settings({}, home=tmp_path), clock=clock) as made:
        add_team(made)
        choose(made, "nps", "mina")
        want(made, "likes", "jo")
        yield made


def missing(workspace: Workspace) -> set[tuple[str, str, str]]:
    return {(one.person, one.kpi, one.state) for one in gaps(workspace)}


def test_owners_of_kpis_and_of_goals_lack_training_until_they_were_there(workspace: Workspace) -> None:
    assert missing(workspace) == {("mina", "nps", "lacking"), ("jo", "likes", "lacking")}
    training = plan_training(workspace, NPS, by="owner")
    assert missing(workspace) == {("mina", "nps", "lacking"), ("jo", "likes", "lacking")}
    record_attendance(workspace, training.id, ["mina", "jo"], by="owner")
    assert missing(workspace) == {("jo", "likes", "lacking")}
    assert {(one.person, one.kpi, one.state, one.day, one.is_own) for one in knowledge(workspace)} == {
        ("mina", "nps", "trained", TODAY, True),
        ("mina", "csat", "trained", TODAY, False),
        ("jo", "nps", "trained", TODAY, False),
        ("jo", "csat", "trained", TODAY, False),
        ("jo", "likes", "lacking", None, True),
    }


def test_attendance_can_be_corrected_and_leaves_a_trail(workspace: Workspace) -> None:
    training = plan_training(workspace, NPS, by="owner")
    record_attendance(workspace, training.id, ["jo"], by="owner")
    record_attendance(workspace, training.id, ["mina"], by="mina")
    (session,) = list_sessions(workspace)
    assert (session.attended, session.training.status) == (("mina",), "held")
    with workspace.database.reading() as transaction:
        entry = list_trail(transaction, subject="training")[0]
    assert (entry.action, entry.person, entry.before) == ("attendance", "mina", {"attendance": ["jo"]})


def test_a_definition_younger_than_the_training_counts_as_a_gap(workspace: Workspace, clock: Clock) -> None:
    save_draft(workspace, Draft("love", "names: Love\nformula: likes\nunit: count\n"))
    choose(workspace, "love", "mina")
    training = plan_training(workspace, {**NPS, "kpis": ["love", "nps"]}, by="owner")
    record_attendance(workspace, training.id, ["mina"], by="owner")
    assert gaps(workspace, "mina") == []
    clock.pass_by(days=2)
    save_draft(workspace, Draft("love", "names: Love\nformula: likes + shares\nunit: count\n"))
    (gap,) = gaps(workspace, "mina")
    assert (gap.kpi, gap.state, gap.day) == ("love", "outdated", TODAY)


def test_those_who_left_lack_nothing(workspace: Workspace) -> None:
    let_go(workspace, "mina")
    assert missing(workspace) == {("jo", "likes", "lacking")}


def test_a_planned_training_is_told_in_the_language_of_the_reader(workspace: Workspace) -> None:
    plan_training(workspace, {**NPS, "note": "Room 2"}, by="owner")
    (told,) = describe_notices(workspace, "mina", "ko")
    assert told["title"] == "2026년 11월 22일 교육: What NPS tells"
    assert told["body"] == "다루는 KPI: 순 추천 지수, 고객 만족도. Room 2"


def test_faults_of_a_plan_come_at_once(workspace: Workspace) -> None:
    wrong = {"title": "", "held_on": "2026-02-30", "kpis": ["npss"], "trainer": "ghost", "note": "x" * 2001}
    with pytest.raises(Invalid) as caught:
        plan_training(workspace, wrong, by="owner")
    assert [fault.column for fault in caught.value.faults] == ["title", "note", "held_on", "kpis", "trainer"]
    with pytest.raises(Invalid) as caught:
        plan_training(workspace, {**NPS, "kpis": ""}, by="owner")
    assert [fault.column for fault in caught.value.faults] == ["kpis"]
    assert list_sessions(workspace) == []


def test_nobody_attends_a_training_to_come_or_one_that_was_called_off(workspace: Workspace) -> None:
    later = plan_training(workspace, {**NPS, "held_on": TODAY + dt.timedelta(days=1)}, by="owner")
    with pytest.raises(Invalid) as caught:
        record_attendance(workspace, later.id, ["ghost"], by="owner")
    assert [fault.column for fault in caught.value.faults] == ["people", "held_on"]
    cancel_training(workspace, later.id, by="owner")
    with pytest.raises(Conflict, match="cancelled"):
        record_attendance(workspace, later.id, ["mina"], by="owner")
    held = plan_training(workspace, NPS, by="owner")
    record_attendance(workspace, held.id, ["mina"], by="owner")
    with pytest.raises(Conflict, match="was held"):
        cancel_training(workspace, held.id, by="owner")
