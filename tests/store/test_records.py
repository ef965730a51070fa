import datetime as dt
import threading

import pytest

from goalposts.errors import NotFound, Overtaken
from goalposts.store.database import Database
from goalposts.store.goal_tables import GoalRow
from goalposts.store.goals import add_goal, add_target, change_goal, change_target, find_goal, list_goals
from goalposts.store.profile import Profile, read_profile, set_profile
from goalposts.store.records import find, list_trail

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(hours=1)
GOAL = {"name": "More likes", "owner": "owner", "starts_on": dt.date(2027, 1, 1)}


@pytest.fixture
def database(tmp_path):
    database = Database.open(tmp_path)
    yield database
    database.close()


@pytest.fixture
def goal(database):
    with database.transaction() as transaction:
        return add_goal(transaction, GOAL, person="owner", now=NOW)


def test_a_new_record_is_version_one_with_its_trail(database, goal):
    assert (goal.version, goal.created_by, goal.status) == (1, "owner", "draft")
    with database.reading() as transaction:
        (entry,) = list_trail(transaction, subject="goal", subject_id=str(goal.id))
    assert (entry.action, entry.person, entry.at, entry.name) == ("created", "owner", NOW, "More likes")
    assert entry.before == {}
    assert (entry.after["name"], entry.after["starts_on"]) == ("More likes", "2027-01-01")


def test_an_edit_keeps_what_was_before_and_after(database, goal):
    with database.transaction() as transaction:
        edited = change_goal(transaction, goal.id, {"due_on": dt.date(2027, 3, 31)}, person="mina", now=LATER)
    assert (edited.version, edited.changed_by, edited.due_on) == (2, "mina", dt.date(2027, 3, 31))
    with database.reading() as transaction:
        entry = list_trail(transaction, subject="goal", person="mina")[0]
    assert entry.before == {"due_on": None}
    assert entry.after == {"due_on": "2027-03-31", "version": 2}


def test_an_edit_that_changes_nothing_leaves_no_trail(database, goal):
    with database.transaction() as transaction:
        same = change_goal(transaction, goal.id, {"name": "More likes"}, person="mina", now=LATER, expected=1)
        assert len(list_trail(transaction, subject="goal")) == 1
    assert same.version == 1


def test_the_second_editor_of_a_field_is_told_and_nothing_is_lost(database, goal):
    with database.transaction() as transaction:
        change_goal(transaction, goal.id, {"name": "Many likes"}, person="mina", now=LATER, expected=1)
    with pytest.raises(Overtaken) as caught, database.transaction() as transaction:
        change_goal(transaction, goal.id, {"name": "Most likes"}, person="owner", now=LATER, expected=1)
    error = caught.value
    assert (error.kind, error.person, error.changed_at) == ("goal", "mina", LATER)
    assert error.clashes == {"name": ("Many likes", "Most likes")}
    with database.reading() as transaction:
        assert find_goal(transaction, goal.id).name == "Many likes"


def test_edits_of_different_fields_go_together(database, goal):
    with database.transaction() as transaction:
        change_goal(transaction, goal.id, {"name": "Many likes"}, person="mina", now=LATER, expected=1)
        both = change_goal(transaction, goal.id, {"owner": "jun"}, person="owner", now=LATER, expected=1)
    assert (both.name, both.owner, both.version) == ("Many likes", "jun", 3)


def test_two_at_once_never_overwrite_each_other(database, goal):
    refused, begin = [], threading.Barrier(2)

    def edit(name):
        begin.wait()
        try:
            with database.transaction() as transaction:
                change_goal(transaction, goal.id, {"name": name}, person=name, now=LATER, expected=1)
        except Overtaken as error:
            refused.append(error.person)

    threads = [threading.Thread(target=edit, args=(name,)) for name in ("first", "second")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as transaction:
        kept = find_goal(transaction, goal.id)
        trail = list_trail(transaction, subject="goal")
    assert refused == [kept.name]
    assert (kept.version, len(trail)) == (2, 2)


def test_an_unknown_field_or_record_is_refused(database, goal):
    with database.transaction() as transaction:
        with pytest.raises(ValueError, match="has no colour"):
            change_goal(transaction, goal.id, {"colour": "red"}, person="owner", now=NOW)
        with pytest.raises(ValueError, match="has no version"):
            change_goal(transaction, goal.id, {"version": 7}, person="owner", now=NOW)
        with pytest.raises(NotFound, match="no goal called '99'"):
            find(transaction, GoalRow, 99)


def test_targets_come_with_their_goal_in_order(database, goal):
    first = {"name": "Likes", "kind": "number", "kpi": "likes", "starts_on": GOAL["starts_on"], "position": 1}
    with database.transaction() as transaction:
        likes = add_target(transaction, goal.id, first, person="owner", now=NOW)
        guide = {"name": "Guide", "kind": "boolean", "starts_on": GOAL["starts_on"]}
        add_target(transaction, goal.id, guide, person="owner", now=NOW)
        gone = add_target(transaction, goal.id, first | {"position": 2}, person="owner", now=NOW)
        change_target(transaction, gone.id, {"status": "retired"}, person="owner", now=NOW)
        change_target(transaction, likes.id, {"target_value": 12_000.0}, person="owner", now=NOW, revision_id=5)
        (held,) = list_goals(transaction)
        entry = list_trail(transaction, subject="target", subject_id=str(likes.id))[0]
    assert [(target.name, target.target_value) for target in held.targets] == [("Guide", None), ("Likes", 12_000.0)]
    assert (entry.before, entry.revision_id) == ({"target_value": None}, 5)


def test_the_profile_remembers_answers_one_by_one(database):
    with database.transaction() as transaction:
        assert read_profile(transaction) == Profile()
        set_profile(transaction, {"fiscal_start": 4, "priorities": ("leads", "sales")}, person="owner", now=NOW)
        set_profile(transaction, {"currency": "TRY", "fiscal_start": 4}, person="mina", now=LATER)
    with database.reading() as transaction:
        held = read_profile(transaction)
        trail = list_trail(transaction, subject="profile")
    assert held == Profile(currency="TRY", fiscal_start=4, priorities=("leads", "sales"))
    assert [(entry.name, entry.person) for entry in trail] == [
        ("currency", "mina"),
        ("priorities", "owner"),
        ("fiscal_start", "owner"),
    ]
    with pytest.raises(ValueError, match="has no colour"), database.transaction() as transaction:
        set_profile(transaction, {"colour": "red"}, person="owner", now=NOW)
