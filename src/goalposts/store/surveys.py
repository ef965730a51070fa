"""Surveys: their questions in versions, links good for one answer, and answers until they are in the lake.

Tokens, visitors and addresses are kept as hashes only. Every function works inside the caller's transaction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from goalposts.errors import NotFound
from goalposts.store.tables import SurveyAnswerRow, SurveyLinkRow, SurveyRow, SurveyWordingRow


@dataclass(frozen=True, slots=True)
class Survey:
    """One survey with the newest version of its question.

    `kind` is nps or csat; `platform`, `account` and `campaign` say whose answers they are; `texts` is the question by
    language; `covered_until` is the last day the lake knows to be complete or running.
    """

    id: int
    code: str
    kind: str
    platform: str
    account: str
    campaign: str
    person: str
    version: int
    texts: Mapping[str, str]
    opened_at: dt.datetime
    closed_at: dt.datetime | None
    covered_until: dt.date | None


@dataclass(frozen=True, slots=True)
class Link:
    """What a token opens: a survey by its open link (`id` None), or by a link good for one answer."""

    survey: Survey
    id: int | None
    used: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer; `key` is random and names it for good."""

    key: str
    survey_id: int
    version: int
    score: int
    comment: str
    language: str
    answered_at: dt.datetime


def add_survey(
    transaction: Session,
    *,
    code: str,
    kind: str,
    platform: str,
    account: str,
    campaign: str,
    person: str,
    texts: Mapping[str, str],
    open_hash: str,
    now: dt.datetime,
) -> Survey:
    """Open a survey. A code that is taken breaks the transaction with Conflict."""
    row = SurveyRow(
        code=code, kind=kind, platform=platform, account=account, campaign=campaign, person=person,
        open_hash=open_hash, opened_at=now,
    )  # fmt: skip
    transaction.add(row)
    transaction.flush()
    wording = SurveyWordingRow(survey_id=row.id, version=1, texts=dict(texts), since=now)
    transaction.add(wording)
    transaction.flush()
    return _survey(row, wording)


def find_survey(transaction: Session, code: str) -> Survey:
    """The survey of this code. Raises NotFound with the nearest codes."""
    found = [survey for survey in list_surveys(transaction) if survey.code == code]
    if not found:
        raise NotFound("survey", code, transaction.scalars(select(SurveyRow.code)).all())
    return found[0]


def list_surveys(transaction: Session) -> list[Survey]:
    """Every survey, newest first."""
    newest = select(SurveyWordingRow.survey_id, func.max(SurveyWordingRow.version).label("version"))
    newest_of = newest.group_by(SurveyWordingRow.survey_id).subquery()
    rows = transaction.execute(
        select(SurveyRow, SurveyWordingRow)
        .join(newest_of, newest_of.c.survey_id == SurveyRow.id)
        .join(
            SurveyWordingRow,
            (SurveyWordingRow.survey_id == SurveyRow.id) & (SurveyWordingRow.version == newest_of.c.version),
        )
        .order_by(SurveyRow.id.desc())
    )
    return [_survey(row, wording) for row, wording in rows]


def reword(transaction: Session, survey: Survey, texts: Mapping[str, str], now: dt.datetime) -> int:
    """Another text is another version of the question, the same text is none; the version now in force."""
    if dict(texts) == dict(survey.texts):
        return survey.version
    version = survey.version + 1
    transaction.add(SurveyWordingRow(survey_id=survey.id, version=version, texts=dict(texts), since=now))
    transaction.flush()
    return version


def close(transaction: Session, survey: Survey, now: dt.datetime) -> None:
    """Take no more answers; a survey that is closed stays as it is."""
    open_one = (SurveyRow.id == survey.id) & SurveyRow.closed_at.is_(None)
    transaction.execute(update(SurveyRow).where(open_one).values(closed_at=now))


def add_links(transaction: Session, survey: Survey, token_hashes: Iterable[str], now: dt.datetime) -> None:
    """Links good for one answer each."""
    transaction.add_all(SurveyLinkRow(survey_id=survey.id, token_hash=one, made_at=now) for one in token_hashes)
    transaction.flush()


def find_link(transaction: Session, token_hash: str) -> Link | None:
    """What a token opens, or None."""
    link = transaction.scalars(select(SurveyLinkRow).where(SurveyLinkRow.token_hash == token_hash)).one_or_none()
    chosen = SurveyRow.id == link.survey_id if link else SurveyRow.open_hash == token_hash
    code = transaction.scalars(select(SurveyRow.code).where(chosen)).one_or_none()
    if code is None:
        return None
    survey = find_survey(transaction, code)
    return Link(survey, link.id if link else None, link is not None and link.used_at is not None)


def has_answered(transaction: Session, survey: Survey, visitor_hash: str) -> bool:
    """Whether this visitor answered by the open link."""
    same = (SurveyAnswerRow.survey_id == survey.id) & (SurveyAnswerRow.visitor_hash == visitor_hash)
    return transaction.scalar(select(func.count()).where(same)) != 0


def answers_since(transaction: Session, address_hash: str, since: dt.datetime) -> int:
    """How many answers an address gave by open links."""
    same = (SurveyAnswerRow.address_hash == address_hash) & (SurveyAnswerRow.answered_at > since)
    return transaction.scalar(select(func.count()).where(same)) or 0


def record_answer(
    transaction: Session, link: Link, answer: Answer, *, visitor_hash: str | None, address_hash: str
) -> None:
    """Keep an answer. A second one by the same link or visitor breaks the transaction with Conflict."""
    transaction.add(
        SurveyAnswerRow(
            key=answer.key, survey_id=answer.survey_id, version=answer.version, link_id=link.id,
            visitor_hash=visitor_hash, address_hash=address_hash, score=answer.score, comment=answer.comment,
            language=answer.language, answered_at=answer.answered_at,
        )
    )  # fmt: skip
    if link.id is not None:
        transaction.execute(update(SurveyLinkRow).where(SurveyLinkRow.id == link.id).values(used_at=answer.answered_at))
    transaction.flush()


def unsent_answers(transaction: Session) -> list[Answer]:
    """Answers that are not in the lake yet, oldest first."""
    rows = transaction.scalars(
        select(SurveyAnswerRow).where(SurveyAnswerRow.sent_at.is_(None)).order_by(SurveyAnswerRow.id)
    )
    return [
        Answer(row.key, row.survey_id, row.version, row.score, row.comment, row.language, row.answered_at)
        for row in rows
    ]


def mark_sent(
    transaction: Session, keys: Sequence[str], covered: Mapping[int, dt.date], now: dt.datetime, life: dt.timedelta
) -> None:
    """These answers are in the lake, and these surveys covered until these days; addresses older than `life` go."""
    for key in keys:
        transaction.execute(update(SurveyAnswerRow).where(SurveyAnswerRow.key == key).values(sent_at=now))
    for survey_id, day in covered.items():
        transaction.execute(update(SurveyRow).where(SurveyRow.id == survey_id).values(covered_until=day))
    old = (SurveyAnswerRow.answered_at < now - life) & (SurveyAnswerRow.address_hash != "")
    transaction.execute(update(SurveyAnswerRow).where(old).values(address_hash=""))


def tally(transaction: Session, survey: Survey) -> dict[int, int]:
    """How often each score was given, sent or not."""
    counted = select(SurveyAnswerRow.score, func.count()).where(SurveyAnswerRow.survey_id == survey.id)
    return {score: count for score, count in transaction.execute(counted.group_by(SurveyAnswerRow.score))}


def _survey(row: SurveyRow, wording: SurveyWordingRow) -> Survey:
    return Survey(
        row.id, row.code, row.kind, row.platform, row.account, row.campaign, row.person, wording.version,
        wording.texts, row.opened_at, row.closed_at, row.covered_until,
    )  # fmt: skip
