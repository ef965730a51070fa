"""Lines of the optimisation table: one a target, and the second editor is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from goalposts.errors import Overtaken
from goalposts.store.database import Database
from goalposts.store.goals import add_goal, add_target
from goalposts.store.optimisation import list_improvements, save_improvement

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
GOAL = {"name": "More visits", "owner": "owner", "starts_on": dt.date(2026, 1, 1)}


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database.open(tmp_path)
    yield database
    database.close()


@pytest.fixture
def target(database: Database) -> int:
    with database.transaction() as transaction:
        goal = add_goal(transaction, GOAL, person="owner", now=NOW)
        values = {"name": "Visits", "kind": "number", "starts_on": dt.date(2026, 1, 1)}
        return add_target(transaction, goal.id, values, person="owner", now=NOW).id


def test_a_target_has_one_line(database: Database, target: int) -> None:
    with database.transaction() as transaction:
        first = save_improvement(transaction, target, {"obstacle": "slow site"}, person="mina", now=NOW, expected=0)
        second = save_improvement(transaction, target, {"suggestion": "SEO"}, person="tom", now=NOW, expected=1)
        assert list_improvements(transaction) == {target: second}
    assert (first.id, first.version, second.version) == (second.id, 1, 2)
    assert (second.obstacle, second.suggestion, second.changed_by) == ("slow site", "SEO", "tom")


@pytest.mark.parametrize("expected", [0, 1])
def test_the_second_editor_of_a_line_is_told(database: Database, target: int, expected: int) -> None:
    with database.transaction() as transaction:
        save_improvement(transaction, target, {"obstacle": "slow site"}, person="mina", now=NOW)
        save_improvement(transaction, target, {"obstacle": "no budget"}, person="mina", now=NOW)
    values = {"obstacle": "few ideas", "suggestion": "SEO"}
    with pytest.raises(Overtaken) as caught, database.transaction() as transaction:
        save_improvement(transaction, target, values, person="tom", now=NOW, expected=expected)
    assert caught.value.clashes == {"obstacle": ("no budget", "few ideas")}
    with database.reading() as transaction:
        assert list_improvements(transaction)[target].suggestion == ""
