"""Findings from audit to audit: opened, accepted, lapsed, fixed, and open again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from goalposts.errors import Invalid, NotFound
from goalposts.store.audits import AuditRun, accept_finding, last_audit, list_findings, record_audit, reopen_finding
from goalposts.store.database import Database

NOW = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
KEY = "abcdef0123456789"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database.open(tmp_path)
    yield opened
    opened.close()


def finding(key: str = KEY, check: str = "negative_value", severity: str = "error", rows: int = 1) -> dict[str, Any]:
    return {
        "key": key, "check_code": check, "severity": severity, "owner": "data", "account_id": 2**62, "account": "Page",
        "platform": "x", "measure": "likes", "subject": "", "first_day": dt.date(2026, 5, 1), "last_day": None,
        "rows": rows, "facts": {"number": -3.0}, "examples": [{"file": "a.csv", "line": 7}],
    }  # fmt: skip


def audit(
    database: Database, *found: dict[str, Any], day: int = 0, checks: tuple[str, ...] = ("negative_value",), **more: Any
) -> AuditRun:
    with database.transaction() as transaction:
        return record_audit(
            transaction,
            found,
            checks=checks,
            person="owner",
            started_at=NOW + dt.timedelta(day),
            seconds=1.5,
            **{"cut_off": (), **more},
        )


def state(database: Database, key: str = KEY) -> str:
    with database.reading() as transaction:
        states = ("open", "accepted", "fixed")
        return next(f.state for f in list_findings(transaction, states=states) if f.key == key)


def accept(database: Database, key: str = KEY, reason: str = "known", **more: Any) -> None:
    with database.transaction() as transaction:
        accept_finding(transaction, key, person="owner", reason=reason, now=NOW, **more)


def test_an_audit_and_its_findings_come_back_as_they_went_in(database: Database) -> None:
    run = audit(database, finding())
    with database.reading() as transaction:
        (held,) = list_findings(transaction)
        assert last_audit(transaction) == run
    assert (held.account_id, held.first_day, held.last_day) == (2**62, dt.date(2026, 5, 1), None)
    assert (held.facts, held.examples, held.first_seen) == ({"number": -3.0}, ({"file": "a.csv", "line": 7},), NOW)
    assert run.counts == {"error": 1, "warning": 0, "notice": 0, "opened": 1, "closed": 0}
    assert run.seconds == 1.5


def test_the_same_finding_is_brought_up_to_date_and_not_doubled(database: Database) -> None:
    audit(database, finding(rows=1))
    run = audit(database, finding(rows=4), day=1)
    with database.reading() as transaction:
        (held,) = list_findings(transaction)
    assert (held.rows, held.first_seen, held.last_seen) == (4, NOW, NOW + dt.timedelta(1))
    assert run.counts["opened"] == 0


def test_what_is_no_longer_found_is_fixed_and_opens_again_when_it_returns(database: Database) -> None:
    audit(database, finding())
    assert audit(database, day=1).counts["closed"] == 1
    assert state(database) == "fixed"
    assert audit(database, finding(), day=2).counts["opened"] == 1
    assert state(database) == "open"


def test_an_audit_of_other_checks_or_one_cut_off_closes_nothing(database: Database) -> None:
    audit(database, finding())
    audit(database, day=1, checks=("missing_days",))
    audit(database, day=1, cut_off=("negative_value",))
    assert state(database) == "open"


def test_an_acceptance_holds_until_its_day_is_over(database: Database) -> None:
    audit(database, finding())
    accept(database, until=dt.date(2026, 6, 3))
    audit(database, finding(), day=2)
    assert state(database) == "accepted"
    assert audit(database, finding(), day=3).counts["opened"] == 1
    assert state(database) == "open"


def test_an_acceptance_for_good_holds_and_can_be_taken_back(database: Database) -> None:
    audit(database, finding())
    accept(database, KEY[:6], "  the platform says so ")
    audit(database, finding(), day=300)
    with database.reading() as transaction:
        (held,) = list_findings(transaction, states=("accepted",))
    assert (held.reason, held.accepted_by, held.accepted_at) == ("the platform says so", "owner", NOW)
    with database.transaction() as transaction:
        assert reopen_finding(transaction, KEY).state == "open"
    assert state(database) == "open"


def test_an_acceptance_tells_every_fault_at_once(database: Database) -> None:
    audit(database, finding())
    audit(database, day=1)
    with pytest.raises(Invalid) as caught:
        accept(database, reason=" ", until=dt.date(2020, 1, 1))
    assert [fault.column for fault in caught.value.faults] == ["reason", "until", "key"]


@pytest.mark.parametrize("key", ["abc", "ffffff", "abcdef012345678_", "%%%%%%%"])
def test_a_key_that_is_too_short_or_of_nobody_is_refused(key: str, database: Database) -> None:
    audit(database, finding())
    with pytest.raises(NotFound):
        accept(database, key)


def test_a_key_that_fits_two_findings_is_refused(database: Database) -> None:
    audit(database, finding(), finding(f"{KEY[:-1]}0"))
    with pytest.raises(NotFound):
        accept(database, KEY[:8])
    accept(database, KEY)


def test_errors_come_first_then_the_largest(database: Database) -> None:
    audit(database, finding("a" * 16, "x", "notice"), finding("b" * 16, "x", rows=1), finding("c" * 16, "x", rows=9))
    with database.reading() as transaction:
        assert [held.key[0] for held in list_findings(transaction)] == ["c", "b", "a"]
