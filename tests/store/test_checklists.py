"""Marks on checklists: set, taken away, told apart, with a trail."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from goalposts.store.checklists import list_marks, set_mark
from goalposts.store.database import Database
from goalposts.store.records import list_trail

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)


def test_a_mark_is_set_and_taken_away_with_a_trail(tmp_path: Path) -> None:
    database = Database.open(tmp_path)
    with database.transaction() as transaction:
        set_mark(transaction, "weak-1", "cause", done=True, note="the link broke", person="mina", now=NOW)
        set_mark(transaction, "weak-1", "cause", done=True, note="the link broke", person="tom", now=NOW)
        set_mark(transaction, "weak-2", "cause", done=True, note="", person="mina", now=NOW)
        last = set_mark(transaction, "weak-1", "cause", done=False, note="", person="tom", now=NOW)
    with database.reading() as transaction:
        assert list_marks(transaction, "weak-1") == {"cause": last}
        assert list_marks(transaction, "weak-3") == {}
        trail = list_trail(transaction, subject="checklist", subject_id="weak-1")
    assert (last.done, last.person) == (False, "tom")
    assert [(entry.person, entry.before["done"], entry.after["done"]) for entry in trail] == [
        ("tom", True, False),
        ("mina", False, True),
    ]
    database.close()
