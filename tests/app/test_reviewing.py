"""The quarterly review over a real workspace: evidence, proposals, what is due, and what a decision opens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from goalposts.app.reviewing import decide, find_in_use, review_quarter
from goalposts.app.revisions import find_told
from goalposts.app.workspace import Workspace
from goalposts.errors import Invalid, NotFound
from goalposts.periods import Period
from goalposts.settings import read_settings
from goalposts.store.goals import add_goal, find_goal
from goalposts.store.profile import set_profile
from tests.app.plans import add_chosen_kpi, add_objective
from tests.app.table_x13 import NOW, add_four_targets, enter_half_way, open_workspace


class Clock:
    def __init__(self, now: dt.datetime) -> None:
        self.now = now

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with open_workspace(tmp_path / "home") as opened:
        yield opened


def test_everything_in_use_comes_with_evidence_and_a_reasoned_proposal(workspace: Workspace) -> None:
    goal = add_four_targets(workspace)
    chosen = add_chosen_kpi(workspace, "likes", label="Hearts")
    quarter = review_quarter(workspace)
    assert quarter.period == Period(dt.date(2026, 10, 1), dt.date(2026, 12, 31))
    told = {(look.used.subject, look.used.subject_id): look.to_dict(workspace, "en") for look in quarter.looks}
    traffic = told["target", str(goal.targets[0].id)]
    assert (traffic["name"], traffic["goal"]["name"], traffic["proposal"]) == ("Website traffic", "Grow", "improve")
    assert [reason["code"] for reason in traffic["reasons"]] == ["no_data", "no_objective"]
    assert traffic["reasons"][0]["text"].startswith("Nothing held measures it.")
    assert traffic["evidence"]["use"] == {"goals": 1, "targets": 1, "reports": None, "north_star": False}
    likes = told["chosen_kpi", str(chosen.id)]
    assert (likes["name"], likes["goal"], likes["evidence"]["objectives"]) == ("Hearts", None, ["Be known"])
    assert [reason["code"] for reason in likes["reasons"]] == ["no_data", "no_target"]
    assert (traffic["due_on"], traffic["overdue"], traffic["last"]) == ("2027-02-22", False, None)


def test_a_measured_target_is_judged_by_what_it_did(workspace: Workspace) -> None:
    goal = add_four_targets(workspace, objective_id=add_objective(workspace).id)
    enter_half_way(workspace)
    cost = find_in_use(workspace, "target", str(goal.targets[2].id))
    assert (cost.evidence.state != "", cost.evidence.objectives) == (True, ("Be known",))
    value = find_in_use(workspace, "target", str(goal.targets[3].id))
    assert (value.evidence.ended, value.evidence.pace) == (True, "missed")
    looks = {look.used.subject_id: look for look in review_quarter(workspace).looks}
    ended = looks[str(goal.targets[3].id)].proposal
    assert (ended.decision, ended.because[0].code) == ("change", "ended_missed")


def test_what_nobody_looked_at_for_92_days_is_overdue_and_comes_first(tmp_path: Path) -> None:
    clock = Clock(NOW)
    with Workspace(read_settings({}, home=tmp_path / "home"), clock=clock) as workspace:
        goal = add_four_targets(workspace)
        clock.now = NOW + dt.timedelta(days=92)
        assert not any(look.overdue for look in review_quarter(workspace).looks)
        first, second = str(goal.targets[0].id), str(goal.targets[1].id)
        clock.now = NOW + dt.timedelta(days=93)
        quarter = review_quarter(workspace)
        assert all(look.overdue for look in quarter.looks)
        decide(workspace, "target", first, "keep", reason="still right", person="mina")
        with workspace.database.reading() as transaction:
            assert find_goal(transaction, goal.id).reviewed_at == clock.now
        quarter = review_quarter(workspace)
        looks = {look.used.subject_id: look for look in quarter.looks}
        assert (looks[first].overdue, looks[first].done, looks[second].done) == (False, True, False)
        assert looks[first].last is not None
        assert (looks[first].last.person, looks[first].last.reason) == ("mina", "still right")
        assert quarter.next_due is not None
        assert [review.decision for review in quarter.reviews] == ["keep"]
        assert review_quarter(workspace, day=NOW.date()).reviews == ()


def test_a_change_opens_a_revision_with_its_value_or_a_question(workspace: Workspace) -> None:
    first, second, *_ = add_four_targets(workspace).targets
    review = decide(workspace, "target", str(first.id), "change", reason="too easy", wanted="18,000", person="mina")
    assert review.revision_id is not None
    revision = find_told(workspace, review.revision_id).revision
    assert (revision.status, revision.trigger, revision.new["target_value"]) == ("open", "review", 18_000)
    review = decide(workspace, "target", str(second.id), "change", reason="too hard", person="mina")
    assert review.revision_id is not None
    assert find_told(workspace, review.revision_id).revision.status == "blocked"


def test_retiring_is_a_revision_too(workspace: Workspace) -> None:
    chosen = add_chosen_kpi(workspace, "likes")
    review = decide(workspace, "chosen_kpi", str(chosen.id), "retire", reason="vanity", person="mina")
    assert review.revision_id is not None
    revision = find_told(workspace, review.revision_id).revision
    assert (revision.subject, revision.new, revision.status) == ("chosen_kpi", {"status": "retired"}, "open")
    changed = decide(workspace, "chosen_kpi", str(chosen.id), "change", reason="other", wanted="500", person="mina")
    assert changed.revision_id is not None
    assert find_told(workspace, changed.revision_id).revision.kpi == "likes"


def test_a_decision_needs_a_reason_and_something_in_use(workspace: Workspace) -> None:
    goal = add_four_targets(workspace)
    with pytest.raises(Invalid) as caught:
        decide(workspace, "target", str(goal.targets[0].id), "burn", reason="", person="mina")
    assert {fault.column for fault in caught.value.faults} == {"reason", "decision"}
    with pytest.raises(NotFound):
        decide(workspace, "target", "999", "keep", reason="fine", person="mina")
    restricted = add_four_targets(workspace, visibility="restricted")
    with pytest.raises(NotFound):
        decide(workspace, "target", str(restricted.targets[0].id), "keep", reason="fine", person="mina")


def test_quarters_follow_the_fiscal_year(workspace: Workspace) -> None:
    with workspace.database.transaction() as transaction:
        set_profile(transaction, {"fiscal_start": 2}, person="owner", now=NOW)
        add_goal(transaction, {"name": "Idle", "owner": "owner", "starts_on": NOW.date()}, person="owner", now=NOW)
    quarter = review_quarter(workspace)
    assert quarter.period == Period(dt.date(2026, 11, 1), dt.date(2027, 1, 31))
    assert (quarter.looks, quarter.next_due) == ((), None)
