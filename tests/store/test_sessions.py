"""Signing in by link: once, in time, by its hash alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from goalposts.errors import NotAllowed
from goalposts.store.database import Database
from goalposts.store.sessions import (
    OWNER,
    SESSION_LIFE,
    TOKEN_LIFE,
    end_session,
    find_session,
    issue_token,
    redeem_token,
)
from goalposts.store.tables import SessionRow, SignInTokenRow

NOW = dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database.open(tmp_path)
    yield opened
    opened.close()


def issue(database: Database, now: dt.datetime = NOW) -> str:
    with database.transaction() as transaction:
        return issue_token(transaction, now)


def test_nobody_gets_in_without_a_token(database: Database) -> None:
    issue(database)
    with pytest.raises(NotAllowed, match="goalposts serve"), database.transaction() as transaction:
        redeem_token(transaction, "made-up", NOW)
    with database.reading() as transaction:
        assert find_session(transaction, "made-up", NOW) is None


def test_a_token_opens_one_session_and_is_then_spent(database: Database) -> None:
    token = issue(database)
    with database.transaction() as transaction:
        session = redeem_token(transaction, token, NOW)
    with database.reading() as transaction:
        found = find_session(transaction, session.secret, NOW + SECOND)
    assert found == session
    assert (session.person, session.started_at, session.expires_at) == (OWNER, NOW, NOW + SESSION_LIFE)
    with pytest.raises(NotAllowed), database.transaction() as transaction:
        redeem_token(transaction, token, NOW)


@pytest.mark.parametrize(("after", "allowed"), [(TOKEN_LIFE - SECOND, True), (TOKEN_LIFE, False)])
def test_a_token_lives_an_hour(database: Database, after: dt.timedelta, *, allowed: bool) -> None:
    token = issue(database)
    with database.transaction() as transaction:
        if allowed:
            assert redeem_token(transaction, token, NOW + after).started_at == NOW + after
        else:
            with pytest.raises(NotAllowed):
                redeem_token(transaction, token, NOW + after)


def test_a_session_ends_by_time_and_by_signing_out(database: Database) -> None:
    token = issue(database)
    with database.transaction() as transaction:
        secret = redeem_token(transaction, token, NOW).secret
        assert find_session(transaction, secret, NOW + SESSION_LIFE) is None
        assert find_session(transaction, secret, NOW + SESSION_LIFE - SECOND) is not None
        end_session(transaction, secret, NOW)
        assert find_session(transaction, secret, NOW + SECOND) is None


def test_no_secret_is_kept(database: Database, tmp_path: Path) -> None:
    token = issue(database)
    with database.transaction() as transaction:
        session = redeem_token(transaction, token, NOW)
    database.close()
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("goalposts.db*"))
    assert token.encode() not in stored
    assert session.secret.encode() not in stored
    assert session.secret not in repr(session)


def test_what_is_long_over_is_forgotten(database: Database) -> None:
    with database.transaction() as transaction:
        redeem_token(transaction, issue_token(transaction, NOW), NOW)
    issue(database, NOW + 3 * SESSION_LIFE)
    with database.reading() as transaction:
        assert transaction.scalars(select(SessionRow)).all() == []
        assert [row.issued_at for row in transaction.scalars(select(SignInTokenRow))] == [NOW + 3 * SESSION_LIFE]
