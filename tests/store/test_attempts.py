"""The history of imports keeps what did not go in as well."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from goalposts.store.attempts import list_attempts, record_attempts
from goalposts.store.database import Database

NOW = dt.datetime(2026, 3, 2, 18, 30, tzinfo=dt.timezone(dt.timedelta(hours=9)))


def test_attempts_come_back_newest_first_with_their_faults(tmp_path: Path) -> None:
    good = {"path": "a.csv", "rows_read": 3, "faults": []}
    bad = {"path": "나.csv", "rows_read": 0, "faults": [{"line": 4, "value": "=cmd()", "message": "not a number"}]}
    database = Database.open(tmp_path)
    with database.transaction() as transaction:
        record_attempts(transaction, [(True, good), (False, bad)], person="owner", way="cli", now=NOW)
    with database.reading() as transaction:
        attempts = list_attempts(transaction)
        assert [attempt.path for attempt in list_attempts(transaction, limit=1)] == ["나.csv"]
    database.close()
    assert [(a.path, a.went_in, a.way, a.person) for a in attempts] == [
        ("나.csv", False, "cli", "owner"),
        ("a.csv", True, "cli", "owner"),
    ]
    assert attempts[0].outcome == bad
    assert attempts[0].attempted_at == NOW
    assert attempts[0].attempted_at.utcoffset() == dt.timedelta(0)
