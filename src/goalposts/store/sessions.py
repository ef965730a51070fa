"""Signing in by a one-time link: `serve` prints a token, the browser redeems it once for a session.

Tokens and session secrets are 256 random bits; the database keeps only their SHA-256. Every function works inside the
caller's transaction and is told the time.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass, field
from typing import cast

from sqlalchemy import CursorResult, delete, select, update
from sqlalchemy.orm import Session

from goalposts.errors import NotAllowed
from goalposts.store.tables import SessionRow, SignInTokenRow

TOKEN_LIFE = dt.timedelta(hours=1)
SESSION_LIFE = dt.timedelta(days=30)
OWNER = "owner"
"""The person who runs the workspace; everybody else is somebody the owner let in."""
SCHEDULE = "schedule"
"""The person of what nobody asked for: audits and measurements of a running server."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session in force. `secret` is what the cookie carries and is known only when the session starts or is found."""

    id: int
    person: str
    started_at: dt.datetime
    expires_at: dt.datetime
    secret: str = field(repr=False)


def issue_token(transaction: Session, now: dt.datetime, *, person: str = OWNER, life: dt.timedelta = TOKEN_LIFE) -> str:
    """A new sign-in token for one person, good once, until `life` has passed. Forgets what is long over."""
    _forget(transaction, now)
    token = secrets.token_urlsafe(32)
    transaction.add(SignInTokenRow(token_hash=_hash(token), person=person, issued_at=now, expires_at=now + life))
    transaction.flush()
    return token


def redeem_token(transaction: Session, token: str, now: dt.datetime) -> SignedIn:
    """Start a session with a token. Of two who redeem the same token at once, one gets in.

    Raises NotAllowed for a token that is unknown, used or too old (the message does not say which).
    """
    token_hash = _hash(token)
    used = transaction.execute(
        update(SignInTokenRow)
        .where(
            SignInTokenRow.token_hash == token_hash, SignInTokenRow.used_at.is_(None), SignInTokenRow.expires_at > now
        )
        .values(used_at=now)
    )
    if cast("CursorResult[object]", used).rowcount != 1:
        raise NotAllowed(
            "This sign-in link was used or is too old. Ask the owner for a new one, or run `goalposts serve` again."
        )
    spent = transaction.scalars(select(SignInTokenRow).where(SignInTokenRow.token_hash == token_hash)).one()
    secret = secrets.token_urlsafe(32)
    row = SessionRow(
        secret_hash=_hash(secret),
        token_id=spent.id,
        person=spent.person,
        started_at=now,
        expires_at=now + SESSION_LIFE,
    )
    transaction.add(row)
    transaction.flush()
    return _signed_in(row, secret)


def find_session(transaction: Session, secret: str, now: dt.datetime) -> SignedIn | None:
    """The session a cookie's secret belongs to, or None when there is none, it has expired, or it was ended."""
    row = transaction.scalars(
        select(SessionRow).where(
            SessionRow.secret_hash == _hash(secret), SessionRow.ended_at.is_(None), SessionRow.expires_at > now
        )
    ).one_or_none()
    return _signed_in(row, secret) if row else None


def end_session(transaction: Session, secret: str, now: dt.datetime) -> None:
    """Sign out; a session that is not in force stays as it is."""
    transaction.execute(
        update(SessionRow)
        .where(SessionRow.secret_hash == _hash(secret), SessionRow.ended_at.is_(None))
        .values(ended_at=now)
    )


def end_all_sessions(transaction: Session, person: str, now: dt.datetime) -> int:
    """End what a person has open, and make links they have not used worthless; how many sessions ended."""
    fresh = (SignInTokenRow.person == person, SignInTokenRow.used_at.is_(None), SignInTokenRow.expires_at > now)
    transaction.execute(update(SignInTokenRow).where(*fresh).values(expires_at=now))
    ended = transaction.execute(
        update(SessionRow).where(SessionRow.person == person, SessionRow.ended_at.is_(None)).values(ended_at=now)
    )
    return cast("CursorResult[object]", ended).rowcount


def _forget(transaction: Session, now: dt.datetime) -> None:
    transaction.execute(delete(SessionRow).where(SessionRow.expires_at < now - SESSION_LIFE))
    kept = select(SessionRow.token_id)
    transaction.execute(
        delete(SignInTokenRow).where(SignInTokenRow.expires_at < now - SESSION_LIFE, SignInTokenRow.id.not_in(kept))
    )


def _signed_in(row: SessionRow, secret: str) -> SignedIn:
    return SignedIn(row.id, row.person, row.started_at, row.expires_at, secret)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
