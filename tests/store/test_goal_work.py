"""Check-ins, tasks and milestones as they are kept."""

import datetime as dt

import pytest

from goalposts.errors import NotFound, Overtaken
from goalposts.store.check_ins import add_check_in, last_days, list_check_ins, list_values
from goalposts.store.database import Database
from goalposts.store.goals import add_goal, add_target
from goalposts.store.milestones import add_milestone, list_milestones, tell_why
from goalposts.store.records import list_trail
from goalposts.store.tasks import add_task, change_task, count_done, find_task, list_tasks

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
DAY = dt.date(2026, 11, 22)
BY = {"person": "mina", "now": NOW}


@pytest.fixture
def transaction(tmp_path):
    database = Database.open(tmp_path)
    with database.transaction() as opened:
        yield opened
    database.close()


@pytest.fixture
def target(transaction):
    goal = add_goal(transaction, {"name": "Cheaper leads", "owner": "mina", "starts_on": DAY}, **BY)
    return add_target(transaction, goal.id, {"name": "Cost", "kind": "currency", "starts_on": DAY}, **BY)


def say(transaction, target, day, **values):
    return add_check_in(transaction, target.goal_id, {"day": day, **values}, **BY)


def test_check_ins_are_kept_newest_first_with_what_was_said(transaction, target):
    say(transaction, target, DAY, note="A new bid rule", obstacle="Dear weekends", next_step="Pause Sundays")
    say(transaction, target, dt.date(2026, 11, 1), prompt="routine", note="Nothing yet")
    newest, oldest = list_check_ins(transaction, target.goal_id)
    assert (newest.note, newest.obstacle, newest.next_step) == ("A new bid rule", "Dear weekends", "Pause Sundays")
    assert (newest.person, newest.at, newest.value) == ("mina", NOW, None)
    assert (oldest.day, oldest.prompt) == (dt.date(2026, 11, 1), "routine")
    assert last_days(transaction, [target.goal_id, 99]) == {target.goal_id: DAY}


def test_the_last_value_given_on_a_day_counts(transaction, target):
    for day, value in ((DAY, 45.0), (dt.date(2026, 11, 1), 50.0), (DAY, 44.0)):
        say(transaction, target, day, target_id=target.id, value=value)
    say(transaction, target, DAY, note="no value")
    assert list_values(transaction, [target.id]) == {target.id: [(dt.date(2026, 11, 1), 50.0), (DAY, 44.0)]}


def test_done_tasks_are_counted_by_target_until_a_day_and_dropped_ones_not_at_all(transaction, target):
    tasks = [add_task(transaction, {"title": f"Task {place}", "target_id": target.id}, **BY) for place in range(5)]
    for task, day in zip(tasks, (1, 2, 20), strict=False):
        change_task(transaction, task.id, {"done_on": dt.date(2026, 11, day), "status": "done"}, **BY)
    change_task(transaction, tasks[4].id, {"status": "dropped"}, **BY)
    assert count_done(transaction, [target.id]) == {target.id: (3, 4)}
    assert count_done(transaction, [target.id], until=dt.date(2026, 11, 10)) == {target.id: (2, 4)}
    assert count_done(transaction, [99]) == {}


def test_tasks_are_listed_open_ones_first_then_by_due_day(transaction, target):
    late = {"title": "late", "due_on": DAY, "assignee": "jun", "list_name": "Launch", "goal_id": target.goal_id}
    add_task(transaction, {"title": "someday"}, **BY)
    add_task(transaction, late, **BY)
    done = add_task(transaction, late | {"title": "done"}, **BY)
    change_task(transaction, done.id, {"done_on": DAY, "done_by": "jun", "status": "done"}, **BY)
    assert [task.title for task in list_tasks(transaction)] == ["late", "someday", "done"]
    for only in ({"assignee": "jun"}, {"list_name": "Launch"}, {"goal_id": target.goal_id}):
        assert [task.title for task in list_tasks(transaction, **only)] == ["late", "done"]
    assert [task.title for task in list_tasks(transaction, statuses=["done"])] == ["done"]


def test_an_edit_of_a_task_leaves_a_trail_and_a_second_editor_is_told(transaction, target):
    task = add_task(transaction, {"title": "Write the guide"}, **BY)
    change_task(transaction, task.id, {"assignee": "jun"}, **BY, expected=1)
    with pytest.raises(Overtaken):
        change_task(transaction, task.id, {"assignee": "owner"}, person="owner", now=NOW, expected=1)
    assert find_task(transaction, task.id).assignee == "jun"
    assert [entry.action for entry in list_trail(transaction, subject="task")] == ["changed", "created"]


def test_a_milestone_is_kept_once_for_each_window(transaction, target):
    reached = {"kind": "way_50", "period_start": DAY, "value": 45.0, "reached_on": DAY}
    first = add_milestone(transaction, target.goal_id, target.id, reached, now=NOW)
    assert add_milestone(transaction, target.goal_id, target.id, reached, now=NOW) is None
    later = reached | {"period_start": dt.date(2026, 12, 1), "reached_on": dt.date(2026, 12, 5)}
    add_milestone(transaction, target.goal_id, target.id, later, now=NOW)
    found = list_milestones(transaction, [target.goal_id])
    assert [one.reached_on for one in found] == [dt.date(2026, 12, 5), DAY]
    assert found[1] == first


def test_why_a_milestone_was_reached_is_kept_with_who_said_so(transaction, target):
    reached = {"kind": "met", "period_start": DAY, "reached_on": DAY}
    kept = add_milestone(transaction, target.goal_id, target.id, reached, now=NOW)
    told = tell_why(transaction, kept.id, why_it_worked="Short videos", repeat_by="One a week", **BY)
    assert (told.why_it_worked, told.repeat_by, told.told_by, told.told_at) == (
        "Short videos",
        "One a week",
        "mina",
        NOW,
    )
    with pytest.raises(NotFound):
        tell_why(transaction, 99, why_it_worked="", repeat_by="", **BY)
