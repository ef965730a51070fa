"""Tables of sign-ins, imports, preferences, surveys and audits; `migrations/` builds exactly these."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from goalposts.store.base import Base


class SignInTokenRow(Base):
    """A one-time link: only the hash of its token is kept."""

    __tablename__ = "sign_in_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person: Mapped[str] = mapped_column(String(64))
    issued_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]


class SessionRow(Base):
    """A signed-in browser: only the hash of its cookie's secret is kept."""

    __tablename__ = "web_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    token_id: Mapped[int] = mapped_column(ForeignKey("sign_in_token.id"))
    person: Mapped[str]
    started_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]


class ImportAttemptRow(Base):
    """One file somebody tried to bring in, whether it went in or not."""

    __tablename__ = "import_attempt"
    __table_args__ = (Index(None, "attempted_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attempted_at: Mapped[dt.datetime]
    person: Mapped[str]
    way: Mapped[str] = mapped_column(String(16))
    path: Mapped[str]
    went_in: Mapped[bool]
    outcome: Mapped[dict[str, Any]]


class PreferenceRow(Base):
    """One choice a person made about how things are shown."""

    __tablename__ = "preference"

    person: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)
    changed_at: Mapped[dt.datetime]


class SurveyRow(Base):
    """One survey: what it asks (nps, csat), whose answers it collects, and the days it was open."""

    __tablename__ = "survey"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    platform: Mapped[str] = mapped_column(String(64))
    account: Mapped[str]
    campaign: Mapped[str]
    person: Mapped[str]
    open_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    opened_at: Mapped[dt.datetime]
    closed_at: Mapped[dt.datetime | None]
    covered_until: Mapped[dt.date | None]


class SurveyWordingRow(Base):
    """One version of a survey's question, in every language."""

    __tablename__ = "survey_wording"

    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    texts: Mapped[dict[str, Any]]
    since: Mapped[dt.datetime]


class SurveyLinkRow(Base):
    """A link good for one answer: only the hash of its token is kept."""

    __tablename__ = "survey_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]


class SurveyAnswerRow(Base):
    """One answer; `sent_at` is when it went into the lake. The address is kept hashed, and for an hour only."""

    __tablename__ = "survey_answer"
    __table_args__ = (UniqueConstraint("survey_id", "visitor_hash"), Index(None, "sent_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    version: Mapped[int]
    link_id: Mapped[int | None] = mapped_column(ForeignKey("survey_link.id"), unique=True)
    visitor_hash: Mapped[str | None] = mapped_column(String(64))
    address_hash: Mapped[str] = mapped_column(String(64))
    score: Mapped[int]
    comment: Mapped[str]
    language: Mapped[str] = mapped_column(String(16))
    answered_at: Mapped[dt.datetime]
    sent_at: Mapped[dt.datetime | None]


class AuditRunRow(Base):
    """One audit: when, who asked for it, how long it took, and how many findings it left, opened and closed."""

    __tablename__ = "audit_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    started_at: Mapped[dt.datetime]
    milliseconds: Mapped[int]
    person: Mapped[str]
    checks: Mapped[list[Any]]
    cut_off: Mapped[list[Any]]
    counts: Mapped[dict[str, Any]]


class AuditFindingRow(Base):
    """One finding by its key; every audit brings it up to date."""

    __tablename__ = "audit_finding"
    __table_args__ = (Index(None, "state"),)

    key: Mapped[str] = mapped_column(String(16), primary_key=True)
    check_code: Mapped[str] = mapped_column(String(64))
    severity: Mapped[str] = mapped_column(String(16))
    owner: Mapped[str]
    account_id: Mapped[int] = mapped_column(BigInteger)
    account: Mapped[str]
    platform: Mapped[str] = mapped_column(String(64))
    measure: Mapped[str] = mapped_column(String(128))
    subject: Mapped[str]
    first_day: Mapped[dt.date | None]
    last_day: Mapped[dt.date | None]
    rows: Mapped[int] = mapped_column(BigInteger)
    facts: Mapped[dict[str, Any]]
    examples: Mapped[list[Any]]
    state: Mapped[str] = mapped_column(String(16))
    first_seen: Mapped[dt.datetime]
    last_seen: Mapped[dt.datetime]
    fixed_at: Mapped[dt.datetime | None]
    accepted_at: Mapped[dt.datetime | None]
    accepted_by: Mapped[str | None]
    reason: Mapped[str | None]
    accepted_until: Mapped[dt.date | None]
