"""Goals made of forms: refused with every fault, scored, with baselines from the facts, edited and closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from goalposts.app.checking_in import check_in
from goalposts.app.goal_facts import goals_to_dict
from goalposts.app.goals import (
    add_targets,
    close_goal,
    create_goal,
    edit_goal,
    find_goal,
    list_goals,
    mark_target,
    reopen_goal,
)
from goalposts.app.tasks import finish_task, read_work
from goalposts.app.tracking import track
from goalposts.app.workspace import Workspace
from goalposts.errors import Conflict, Invalid, NotFound, Overtaken
from goalposts.store.records import list_trail
from tests.app.goal_world import MANUAL, NOW, Clock, bring_likes, form, open_workspace


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def workspace(tmp_path: Path, clock: Clock) -> Iterator[Workspace]:
    with open_workspace(tmp_path, clock) as made:
        yield made


def spread(first: dt.date, days: int, total: int) -> dict[dt.date, int]:
    """`total` likes over so many days, as evenly as whole numbers allow."""
    return {
        first + dt.timedelta(days=place): total * (place + 1) // days - total * place // days for place in range(days)
    }


def faults_of(error: Invalid) -> set[str | None]:
    return {fault.column for fault in error.faults}


def test_a_goal_without_objective_reason_or_owner_is_refused_with_every_fault(workspace: Workspace) -> None:
    said = form(text="increase engagement", objective="", relevance=" ", owner="nobody")
    with pytest.raises(Invalid) as caught:
        create_goal(workspace, said, person="owner")
    assert {"objective", "relevance", "owner", "t0.text"} <= faults_of(caught.value)
    assert list_goals(workspace, "owner") == []


def test_x1_likes_by_20_percent_start_from_the_quarter_before_and_accrue_from_nothing(
    workspace: Workspace, clock: Clock
) -> None:
    clock.now = dt.datetime(2026, 7, 20, 12, tzinfo=dt.UTC)
    bring_likes(workspace, spread(dt.date(2026, 4, 1), 91, 10_000))
    goal = create_goal(workspace, form(text="Increase Instagram post likes by 20% this quarter"), person="owner")
    (target,) = goal.targets
    assert (target.kpi, target.where["platform"], target.progress_mode) == ("likes", "instagram", "accrual")
    assert (target.baseline_value, target.target_value) == (10_000, 12_000)
    assert (target.starts_on, target.due_on) == (dt.date(2026, 7, 1), dt.date(2026, 9, 30))
    bring_likes(workspace, spread(dt.date(2026, 7, 1), 46, 6_600))
    clock.now = dt.datetime(2026, 8, 16, 12, tzinfo=dt.UTC)
    (told,) = goals_to_dict(workspace)["goals"]
    (shown,) = told["targets"]
    assert (shown["value"], shown["percent"], shown["time_gone"]) == (6_600, 0.55, 0.5)
    assert shown["pace"] == "ahead"
    bring_likes(workspace, spread(dt.date(2026, 8, 16), 46, 4_400))
    clock.now = dt.datetime(2027, 1, 31, 12, tzinfo=dt.UTC)
    ended = track(workspace, list_goals(workspace, "owner")).progress[target.id]
    assert (ended.value, ended.pace, ended.change) == (11_000, "missed", pytest.approx(0.1))


def test_a_baseline_whose_days_are_not_over_stays_open_and_is_worked_out_later(
    workspace: Workspace, clock: Clock
) -> None:
    bring_likes(workspace, spread(dt.date(2026, 7, 1), 45, 4_500))
    goal = create_goal(workspace, form(text="Increase Instagram post likes by 20% next quarter"), person="owner")
    (target,) = goal.targets
    assert (target.baseline_value, target.target_value) == (None, None)
    assert (target.baseline_from, target.baseline_to) == (dt.date(2026, 7, 1), dt.date(2026, 9, 30))
    bring_likes(workspace, spread(dt.date(2026, 8, 15), 47, 5_500))
    clock.now = dt.datetime(2026, 10, 20, 12, tzinfo=dt.UTC)
    progress = track(workspace, [goal]).progress[target.id]
    assert (progress.baseline, progress.wanted) == (10_000, 12_000)


def test_x16_four_kinds_of_targets_in_one_goal(workspace: Workspace) -> None:
    goal = create_goal(workspace, form(**MANUAL), person="owner")
    readers, guide, cost = goal.targets[:3]
    check_in(workspace, goal.id, {"target": str(readers.id), "value": "8,500"}, person="owner")
    mark_target(workspace, goal.id, guide.id, person="owner", done=True)
    check_in(workspace, goal.id, {"target": str(cost.id), "value": "45"}, person="owner")
    for task in read_work(workspace, "owner").tasks[:3]:
        finish_task(workspace, task.id, person="owner")
    (told,) = goals_to_dict(workspace)["goals"]
    assert [target["percent"] for target in told["targets"]] == [0.5, 1.0, 0.5, 0.75]
    assert told["progress"] == 0.6875
    assert told["targets"][2]["unit"] == "TRY"
    assert told["score"] == 5


def test_weights_say_how_much_a_target_counts(workspace: Workspace) -> None:
    said = MANUAL | {"t0.weight": "3", "t1.text": "", "t2.text": "", "t3.text": "Guide", "t3.kind": "boolean"}
    goal = create_goal(workspace, form(**said), person="owner")
    check_in(workspace, goal.id, {"value": "8500"}, person="owner")
    (told,) = goals_to_dict(workspace)["goals"]
    assert [target["weight"] for target in told["targets"]] == [3.0, 1.0]
    assert told["progress"] == pytest.approx(0.375)


def test_steps_and_lines_are_read_from_the_form(workspace: Workspace) -> None:
    said = form(
        **{
            "text": "5,000 likes on Instagram per month",
            "t0.steps": "2026-08: 4,000\n2026-09: 4,500",
            "t0.minimum": "3000",
            "t0.excellent": "6,000",
        }
    )
    (target,) = create_goal(workspace, said, person="owner").targets
    assert [(step.start, step.end, step.value) for step in target.steps] == [
        (dt.date(2026, 8, 1), dt.date(2026, 8, 31), 4_000),
        (dt.date(2026, 9, 1), dt.date(2026, 9, 30), 4_500),
    ]
    assert target.lines == {"minimum": 3_000, "excellent": 6_000}
    progress = track(workspace, list_goals(workspace, "owner")).progress[target.id]
    assert (progress.wanted, progress.value) == (4_000, None)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("t0.to", ""),
        ("t0.to", "7,000"),
        ("t0.from", "seven"),
        ("t0.due", "2026-13-01"),
        ("t0.weight", "0"),
        ("t0.steps", "in March: many"),
        ("t2.currency", "lira"),
    ],
)
def test_a_field_that_cannot_be_read_is_named(workspace: Workspace, field: str, value: str) -> None:
    with pytest.raises(Invalid) as caught:
        create_goal(workspace, form(**(MANUAL | {field: value})), person="owner")
    assert field in faults_of(caught.value)


def test_a_target_without_a_last_day_of_its_own_ends_with_the_others_or_is_refused(workspace: Workspace) -> None:
    goal = create_goal(workspace, form(**MANUAL), person="owner")
    assert {target.due_on for target in goal.targets} == {dt.date(2026, 12, 31)}
    with pytest.raises(Invalid) as caught:
        create_goal(workspace, form(**(MANUAL | {"t0.due": ""})), person="owner")
    assert faults_of(caught.value) == {"t0.due", "t1.due", "t2.due", "t3.due"}


def test_a_goal_that_nobody_confirmed_has_four_of_five(workspace: Workspace) -> None:
    goal = create_goal(workspace, form(**MANUAL, confirmed=""), person="owner")
    assert (goal.smart["score"], goal.smart["smart"]["achievable"]["ok"]) == (4, None)
    stored = {"name": "Launch", "objective": "1", "relevance": "Because.", "owner": "mina", "confirmed": "yes"}
    edited = edit_goal(workspace, goal.id, stored, person="mina", expected=1)
    assert (edited.smart["score"], edited.confirmed_by, edited.owner) == (5, "mina", "mina")
    assert edited.smart["smart"]["relevant"] == {"ok": True, "reason": "Because."}


def test_the_second_editor_of_a_field_is_told_and_edits_of_other_fields_go_together(workspace: Workspace) -> None:
    goal = create_goal(workspace, form(**MANUAL), person="owner")
    seen = {"name": "Launch", "objective": "1", "relevance": goal.relevance, "owner": "owner"}
    edit_goal(workspace, goal.id, seen | {"name": "Big launch"}, person="mina", expected=1)
    both = edit_goal(workspace, goal.id, seen | {"owner": "mina"}, person="owner", expected=1)
    assert (both.name, both.owner) == ("Big launch", "mina")
    with pytest.raises(Overtaken) as caught:
        edit_goal(workspace, goal.id, seen | {"name": "Small launch"}, person="owner", expected=1)
    assert caught.value.clashes == {"name": ("Big launch", "Small launch")}
    assert find_goal(workspace, goal.id, "owner").name == "Big launch"


def test_a_restricted_goal_is_seen_by_its_owner_and_the_owner_only_and_that_is_logged(workspace: Workspace) -> None:
    from goalposts.app.people import add_person

    add_person(workspace, {"name": "Jun"}, key="jun")
    goal = create_goal(workspace, form(**MANUAL, visibility="restricted", owner="mina"), person="owner")
    assert [len(list_goals(workspace, viewer)) for viewer in ("owner", "mina", "jun")] == [1, 1, 0]
    for deed in (find_goal, close_goal):
        with pytest.raises(NotFound):
            deed(workspace, goal.id, "jun") if deed is find_goal else deed(workspace, goal.id, person="jun")
    assert read_work(workspace, "jun").tasks == ()
    with workspace.database.reading() as transaction:
        actions = [entry.action for entry in list_trail(transaction, subject="goal")]
    assert actions == ["restricted", "created"]


def test_a_closed_goal_takes_no_targets_until_it_runs_again(workspace: Workspace) -> None:
    goal = create_goal(workspace, form(**MANUAL), person="owner")
    assert close_goal(workspace, goal.id, person="owner", note="done").status == "closed"
    more = {"t0.kind": "boolean", "t0.text": "Thank everybody"}
    with pytest.raises(Conflict):
        add_targets(workspace, goal.id, more, person="owner")
    reopen_goal(workspace, goal.id, person="owner")
    grown = add_targets(workspace, goal.id, more, person="owner")
    assert [target.name for target in grown.targets][-1] == "Thank everybody"
    assert close_goal(workspace, goal.id, person="owner", retire=True).status == "retired"
    assert list_goals(workspace, "owner") == []


def test_only_something_that_is_done_or_not_can_be_marked(workspace: Workspace) -> None:
    goal = create_goal(workspace, form(**MANUAL), person="owner")
    assert mark_target(workspace, goal.id, goal.targets[1].id, person="mina", done=True).done_on == NOW.date()
    assert mark_target(workspace, goal.id, goal.targets[1].id, person="mina", done=False).done_on is None
    with pytest.raises(Conflict):
        mark_target(workspace, goal.id, goal.targets[0].id, person="mina", done=True)
    with pytest.raises(NotFound):
        mark_target(workspace, goal.id, 99, person="mina", done=True)
