"""Outcomes of targets day by day, and what was measured beside the newest of them."""

import datetime as dt

import pytest

from goalposts.store.database import Database
from goalposts.store.goal_tables import TargetProgressRow
from goalposts.store.goals import add_goal, add_target
from goalposts.store.progress import (
    Outcome,
    keep_measured,
    keep_outcomes,
    list_outcomes,
    newest_measured,
    newest_outcomes,
)

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
DAY = dt.date(2026, 11, 22)
NEXT = dt.date(2026, 11, 23)
BY = {"person": "mina", "now": NOW}
TOLD = {"window_start": "2026-10-01", "progress": {"value": 3.0}, "outlook": {"odds": 0.5}}


@pytest.fixture
def transaction(tmp_path):
    database = Database.open(tmp_path)
    with database.transaction() as opened:
        yield opened
    database.close()


@pytest.fixture
def target(transaction):
    goal = add_goal(transaction, {"name": "Cheaper leads", "owner": "mina", "starts_on": DAY}, **BY)
    return add_target(transaction, goal.id, {"name": "Cost", "kind": "currency", "starts_on": DAY}, **BY).id


def outcome(target, day, told):
    return Outcome(target, day, 7, 1, NOW, told)


def test_the_newest_outcome_is_told_without_what_was_measured(transaction, target):
    keep_outcomes(transaction, [outcome(target, DAY, TOLD | {"progress": {"value": 2.0}})])
    keep_outcomes(transaction, [outcome(target, DAY, TOLD)])
    keep_measured(transaction, [outcome(target, NEXT, {"readings": [1.5]})])
    outlook = {"window_start": "2026-10-01", "outlook": {"odds": 0.5}}
    assert newest_outcomes(transaction, [target, 99]) == {target: outcome(target, DAY, outlook)}
    assert newest_measured(transaction, [target, 99]) == {target: {"readings": [1.5]}}


def test_what_was_measured_moves_with_the_newest_outcome_and_is_held_once(transaction, target):
    keep_measured(transaction, [outcome(target, DAY, {"readings": [1.5]})])
    assert newest_outcomes(transaction, [target]) == {
        target: outcome(target, DAY, {"window_start": None, "outlook": None})
    }
    for day in (DAY, NEXT, dt.date(2026, 11, 1)):
        keep_outcomes(transaction, [outcome(target, day, TOLD)])
        assert newest_measured(transaction, [target]) == {target: {"readings": [1.5]}}
    transaction.expire_all()
    rows = transaction.query(TargetProgressRow).order_by(TargetProgressRow.day)
    assert [(row.day, "measured" in row.outcome) for row in rows][1:] == [(DAY, False), (NEXT, True)]
    assert [each.outcome for each in list_outcomes(transaction, target, since=DAY)] == [TOLD, TOLD]
    keep_measured(transaction, [outcome(target, NEXT, {"readings": []})])
    assert newest_measured(transaction, [target]) == {target: {"readings": []}}
