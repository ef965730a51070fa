"""The page of one person: what is theirs, and which KPIs their work moves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from goalposts.app.guide_notes import describe_note, guide_notes
from goalposts.app.member import read_member
from goalposts.app.notices import tell
from goalposts.app.training import plan_training, record_attendance
from goalposts.app.workspace import Workspace
from goalposts.errors import NotFound
from goalposts.settings import read_settings
from goalposts.store.goals import Goal, add_target, find_goal
from goalposts.store.tasks import add_task
from tests.app.team import TODAY, Clock, add_team, choose, want


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace(read_settings({}, home=tmp_path), clock=Clock()) as made:
        add_team(made)
        yield made


def give(workspace: Workspace, title: str, assignee: str, goal: Goal, target_id: int | None = None) -> None:
    with workspace.database.transaction() as transaction:
        values = {"title": title, "assignee": assignee, "goal_id": goal.id, "target_id": target_id}
        add_task(transaction, values, person="owner", now=workspace.now())


def test_tasks_move_the_kpi_of_their_target_or_those_of_their_goal(workspace: Workspace) -> None:
    likes = want(workspace, "likes", "mina")
    with workspace.database.transaction() as transaction:
        said = {"person": "owner", "now": workspace.now()}
        values = {"name": "Comments", "kind": "number", "kpi": "comments", "starts_on": TODAY, "target_value": 5.0}
        comments = add_target(transaction, likes.id, values, **said)
        listed = add_target(transaction, likes.id, {"name": "Steps", "kind": "task", "starts_on": TODAY}, **said)
        likes = find_goal(transaction, likes.id)
    give(workspace, "Answer everybody", "jo", likes, comments.id)
    give(workspace, "Plan reels", "jo", likes, listed.id)
    jo = read_member(workspace, "jo", "mina")
    moved = {effect.kpi: ([task.title for task in effect.tasks], list(effect.goals)) for effect in jo.effects}
    assert {kpi: set(tasks) for kpi, (tasks, _) in moved.items()} == {
        "comments": {"Answer everybody", "Plan reels"},
        "likes": {"Plan reels"},
    }
    assert jo.goals == ()
    mina = read_member(workspace, "mina", "mina")
    assert [(effect.kpi, [goal.id for goal in effect.goals]) for effect in mina.effects] == [
        ("likes", [likes.id]),
        ("comments", [likes.id]),
    ]
    assert set(mina.tracking.progress) == {target.id for target in likes.targets}


def test_others_see_everything_but_restricted_goals_and_unread_notices(workspace: Workspace) -> None:
    open_goal, secret = want(workspace, "likes", "mina"), want(workspace, "revenue", "mina", visibility="restricted")
    give(workspace, "Whisper", "mina", secret)
    tell(workspace, "Hello", by="owner")
    by_jo, by_mina = read_member(workspace, "mina", "jo"), read_member(workspace, "mina", "mina")
    assert [goal.id for goal in by_jo.goals] == [open_goal.id]
    assert (by_jo.tasks, by_jo.notices) == ((), ())
    assert [goal.id for goal in by_mina.goals] == [open_goal.id, secret.id]
    assert [task.title for task in by_mina.tasks] == ["Whisper"]
    assert [told.notice.title for told in by_mina.notices] == ["Hello"]
    assert "revenue" in {effect.kpi for effect in by_mina.effects}
    assert "revenue" not in {effect.kpi for effect in by_jo.effects}


def test_kpis_of_a_person_with_their_gaps(workspace: Workspace) -> None:
    choose(workspace, "nps", "mina", label="Would they recommend us?")
    mina = read_member(workspace, "mina", "owner")
    assert list(mina.kpis) == ["nps"]
    assert mina.kpis["nps"].labels == ("Would they recommend us?",)
    assert [gap.kpi for gap in mina.gaps] == ["nps"]


def test_a_note_of_the_guide_names_owner_objective_goals_and_the_trained(workspace: Workspace) -> None:
    objective = choose(workspace, "nps", "mina", label="Recommendation")
    goal = want(workspace, "nps", "jo", objective_id=objective.id)
    want(workspace, "nps", "jo", visibility="restricted", name="Secret")
    training = plan_training(workspace, {"title": "NPS", "held_on": TODAY, "kpis": ["nps"]}, by="owner")
    record_attendance(workspace, training.id, ["mina"], by="owner")
    assert describe_note(guide_notes(workspace)["nps"]) == {
        "owners": [{"key": "mina", "name": "Mina Kim"}, {"key": "jo", "name": "Jo Park"}],
        "labels": ["Recommendation"],
        "objectives": [{"id": objective.id, "name": "Keep customers"}],
        "goals": [{"id": goal.id, "name": "More nps"}],
        "trained": [{"key": "mina", "name": "Mina Kim"}],
        "trained_on_older_definition": [],
        "not_trained": [{"key": "jo", "name": "Jo Park"}],
    }


def test_nobody_of_that_key(workspace: Workspace) -> None:
    with pytest.raises(NotFound):
        read_member(workspace, "ghost", "owner")
