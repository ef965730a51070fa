"""A revision from proposal to receipt: reasons, votes, decisions, old days, verdicts, and two people at once."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from goalposts.app.notices import describe_notices, read_notices
from goalposts.app.revising import announce, decide, propose, vote
from goalposts.app.revisions import find_told, list_told, trail_of_goal
from goalposts.app.workspace import Workspace
from goalposts.errors import Conflict, Invalid, NotFound, Overtaken
from goalposts.goals.revision import earlier_values
from goalposts.store.goals import Goal, Step, change_target, find_goal, find_target
from goalposts.store.records import list_trail
from goalposts.store.revisions import Revision, list_revisions
from goalposts.store.strategies import CHOSEN_KPIS
from tests.app.plans import add_chosen_kpi
from tests.app.table_x13 import NOW, add_four_targets, open_workspace

SAID: dict[str, Any] = {"trigger": "review", "reason": "reached four times in a row", "person": "mina"}


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with open_workspace(tmp_path / "home") as opened:
        yield opened


@pytest.fixture
def goal(workspace: Workspace) -> Goal:
    return add_four_targets(workspace, relevance="Visits pay the rent")


def wish(workspace: Workspace, goal: Goal, value: float = 18_000.0, **said: Any) -> Revision:
    new = {"amount": value, "target_value": value}
    return propose(workspace, "target", str(goal.targets[0].id), new, **(SAID | said))


def test_a_proposal_moves_nothing_and_says_what_it_would(workspace: Workspace, goal: Goal) -> None:
    made = wish(workspace, goal)
    assert (made.status, made.created_by, made.goal_id, made.trigger) == ("open", "mina", goal.id, "review")
    assert (made.old["target_value"], made.new["target_value"]) == (15_000, 18_000)
    assert (made.old["operator"], made.new["mode"]) == ("reach", "absolute")
    with workspace.database.reading() as transaction:
        assert find_target(transaction, goal.targets[0].id) == goal.targets[0]


def test_every_fault_is_told_at_once(workspace: Workspace, goal: Goal) -> None:
    with pytest.raises(Invalid) as caught:
        propose(
            workspace,
            "target",
            str(goal.targets[0].id),
            {"goal_id": 4},
            trigger="whim",
            reason=" ",
            person="mina",
        )
    assert {fault.column for fault in caught.value.faults} == {"trigger", "reason", "goal_id"}
    with pytest.raises(Invalid, match="already"):
        wish(workspace, goal, 15_000.0)
    with pytest.raises(NotFound):
        propose(workspace, "target", "999", {"target_value": 1.0}, **SAID)


def test_smart_is_judged_again_on_what_the_target_would_be(workspace: Workspace, goal: Goal) -> None:
    target = goal.targets[1]
    made = propose(workspace, "target", str(target.id), {"due_on": None}, **SAID)
    assert made.smart_before["smart"]["time_bound"]["ok"] is True
    assert made.smart_after["smart"]["time_bound"] == {"ok": False, "reason": "It has no last day."}
    assert made.smart_after["score"] == made.smart_before["score"] - 1
    assert made.smart_before["smart"]["relevant"]["reason"] == "Visits pay the rent"
    assert made.smart_before["smart"]["measurable"]["ok"] is False
    decide(workspace, made.id, accept=True, reason="open end", person="owner")
    with workspace.database.reading() as transaction:
        assert find_goal(transaction, goal.id).smart["smart"]["time_bound"]["ok"] is False


def test_each_person_has_a_voice_until_it_is_decided(workspace: Workspace, goal: Goal) -> None:
    made = wish(workspace, goal)
    vote(workspace, made.id, person="tom", vote=-1, text="too much")
    vote(workspace, made.id, person="ann", vote=1)
    vote(workspace, made.id, person="tom", vote=1, text="with the new budget")
    for wrong in ({"vote": 0}, {"vote": 2}, {"text": "x" * 1_001}):
        with pytest.raises(Invalid):
            vote(workspace, made.id, person="tom", **wrong)  # type: ignore[arg-type]
    told = find_told(workspace, made.id)
    assert told.votes == (2, 0)
    assert [voice.text for voice in told.voices] == ["too much", "", "with the new budget"]
    decide(workspace, made.id, accept=False, reason="no budget after all", person="owner")
    with pytest.raises(Conflict):
        vote(workspace, made.id, person="ann", vote=-1)


def test_an_accepted_revision_counts_from_its_day_and_old_days_keep_their_value(
    workspace: Workspace, goal: Goal
) -> None:
    target = goal.targets[0]
    made = wish(workspace, goal)
    day = dt.date(2026, 12, 1)
    decided = decide(workspace, made.id, accept=True, reason="agreed", person="owner", effective_on=day)
    assert (decided.status, decided.effective_on, decided.decision) == ("accepted", day, "agreed")
    with workspace.database.reading() as transaction:
        moved = find_target(transaction, target.id)
        entry = list_trail(transaction, subject="target", subject_id=str(target.id))[0]
        before = earlier_values(moved, list_revisions(transaction))
    assert (moved.target_value, moved.version) == (18_000, target.version + 1)
    assert (entry.revision_id, entry.person, entry.note) == (made.id, "owner", "reached four times in a row")
    assert before == (Step(dt.date.min, dt.date(2026, 11, 30), 15_000),)


def test_rejecting_needs_a_reason_too_and_changes_nothing(workspace: Workspace, goal: Goal) -> None:
    made = wish(workspace, goal)
    with pytest.raises(Invalid):
        decide(workspace, made.id, accept=False, reason="  ", person="owner")
    decided = decide(workspace, made.id, accept=False, reason="too early", person="owner")
    assert (decided.status, decided.effective_on) == ("rejected", None)
    with workspace.database.reading() as transaction:
        assert find_target(transaction, goal.targets[0].id) == goal.targets[0]


def test_who_decides_second_is_told_who_was_first(workspace: Workspace, goal: Goal) -> None:
    made = wish(workspace, goal)
    decide(workspace, made.id, accept=True, reason="agreed", person="ann")
    with pytest.raises(Overtaken) as caught:
        decide(workspace, made.id, accept=False, reason="never", person="tom")
    assert (caught.value.person, caught.value.changed_at) == ("ann", NOW)
    assert caught.value.clashes == {"status": ("accepted", "rejected")}


def test_a_target_that_moved_meanwhile_is_told_and_can_still_be_moved_knowingly(
    workspace: Workspace, goal: Goal
) -> None:
    target = goal.targets[0]
    first, second = wish(workspace, goal, 18_000.0), wish(workspace, goal, 12_000.0)
    decide(workspace, first.id, accept=True, reason="agreed", person="ann")
    assert find_told(workspace, second.id).moved
    with pytest.raises(Overtaken) as caught:
        decide(workspace, second.id, accept=True, reason="lower", person="tom")
    assert caught.value.person == "ann"
    assert caught.value.clashes["target_value"] == (18_000, 12_000)
    with workspace.database.reading() as transaction:
        assert find_target(transaction, target.id).target_value == 18_000
    seen = target.version + 1
    decided = decide(workspace, second.id, accept=True, reason="lower", person="tom", seen_target=seen)
    assert (decided.old["target_value"], decided.new["target_value"]) == (18_000, 12_000)


def test_of_two_who_decide_at_once_one_decision_stands_and_the_other_is_told(workspace: Workspace, goal: Goal) -> None:
    one, two = wish(workspace, goal, 18_000.0), wish(workspace, goal, 12_000.0)
    told: list[Overtaken] = []
    start = threading.Barrier(2)

    def accept(id_: int, person: str) -> None:
        start.wait()
        try:
            decide(workspace, id_, accept=True, reason="agreed", person=person)
        except Overtaken as error:
            told.append(error)

    threads = [threading.Thread(target=accept, args=pair) for pair in ((one.id, "ann"), (two.id, "tom"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    states = {revision.id: revision.status for revision in (r.revision for r in list_told(workspace))}
    (error,) = told
    assert sorted(states.values()) == ["accepted", "open"]
    winner = next(r.revision for r in list_told(workspace) if r.revision.status == "accepted")
    assert error.person == winner.decided_by
    with workspace.database.reading() as transaction:
        target = find_target(transaction, goal.targets[0].id)
        edits = list_trail(transaction, subject="target", subject_id=str(target.id))
    assert target.target_value == winner.new["target_value"]
    assert [entry.action for entry in edits] == ["changed", "created"]


def test_an_announcement_is_worded_for_each_reader_and_its_readers_are_known(workspace: Workspace, goal: Goal) -> None:
    made = wish(workspace, goal)
    with pytest.raises(Conflict):
        announce(workspace, made.id, person="owner")
    decide(workspace, made.id, accept=True, reason="agreed", person="owner", effective_on=dt.date(2026, 12, 1))
    announced = announce(workspace, made.id, person="owner", note="Questions to Mina.")
    assert announced.announced_at == NOW
    with pytest.raises(Conflict):
        announce(workspace, made.id, person="owner")
    assert announced.notice_id is not None
    worded = {}
    for language in ("en", "ko", "zh-Hant"):
        (notice,) = describe_notices(workspace, "tom", language)
        worded[language] = (notice["title"], notice["body"])
    assert worded["en"] == (
        "Goalpost moved: website_traffic, from Dec 1, 2026",
        "Target: 15,000 → 18,000\nWhy: reached four times in a row\nQuestions to Mina.",
    )
    assert worded["ko"][0] == "목표 변경: website_traffic, 2026년 12월 1일부터"
    assert worded["zh-Hant"][1].startswith("目標值: 15,000 → 18,000")
    read_notices(workspace, "tom", [announced.notice_id])
    assert find_told(workspace, made.id).read == (("tom", NOW),)


def test_a_chosen_kpi_is_retired_by_a_revision(workspace: Workspace) -> None:
    chosen = add_chosen_kpi(workspace, "likes")
    made = propose(workspace, "chosen_kpi", str(chosen.id), {"status": "retired"}, **SAID)
    assert (made.old, made.new, made.kpi) == ({"status": "active"}, {"status": "retired"}, "likes")
    decide(workspace, made.id, accept=True, reason="nobody decides on it", person="owner")
    with workspace.database.reading() as transaction:
        assert CHOSEN_KPIS.list(transaction) == []


def test_the_trail_of_a_goal_holds_every_edit_with_who_and_when(workspace: Workspace, goal: Goal) -> None:
    made = wish(workspace, goal)
    decide(workspace, made.id, accept=True, reason="agreed", person="ann")
    with workspace.database.transaction() as transaction:
        change_target(transaction, goal.targets[1].id, {"weight": 2.0}, person="tom", now=NOW)
    told = [(entry.person, entry.subject, entry.action) for entry in trail_of_goal(workspace, goal.id)]
    assert told[0] == ("tom", "target", "changed")
    assert {("ann", "revision", "accepted"), ("ann", "target", "changed"), ("mina", "revision", "created")} <= set(told)
    assert told[-1] == ("owner", "goal", "created")


def test_revisions_are_found_by_goal_kpi_person_and_state(workspace: Workspace, goal: Goal) -> None:
    first = wish(workspace, goal)
    second = propose(workspace, "kpi", "csat", {"target_value": 0.9}, **(SAID | {"person": "tom"}))
    decide(workspace, first.id, accept=False, reason="no", person="ann")

    def ids(**wanted: Any) -> list[int]:
        return [told.revision.id for told in list_told(workspace, **wanted)]

    assert ids() == [second.id, first.id]
    assert ids(goal_id=goal.id) == [first.id]
    assert ids(kpi="csat") == [second.id]
    assert ids(person="ann") == [first.id]
    assert ids(person="mina") == [first.id]
    assert ids(statuses=["open"]) == [second.id]


def test_a_goal_that_is_not_for_everybody_keeps_its_revisions_to_itself(workspace: Workspace) -> None:
    goal = add_four_targets(workspace, visibility="restricted")
    made = wish(workspace, goal, person="owner")
    assert list_told(workspace, "mina") == []
    with pytest.raises(NotFound):
        find_told(workspace, made.id, "mina")
    with pytest.raises(NotFound):
        vote(workspace, made.id, person="mina", vote=1)
    with pytest.raises(NotFound):
        decide(workspace, made.id, accept=True, reason="mine", person="mina")
    with pytest.raises(NotFound):
        wish(workspace, goal, 20_000.0)
    with pytest.raises(NotFound):
        trail_of_goal(workspace, goal.id, "mina")
