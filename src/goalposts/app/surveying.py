"""Surveys: opened, shared by links, answered by anybody who has one, and their answers sent into the lake."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sqlalchemy.orm import Session

from goalposts.app.entering import OWN_PLATFORM, whose
from goalposts.app.workspace import Workspace
from goalposts.errors import Conflict, Fault, Invalid
from goalposts.metrics.answer import Answer as KpiAnswer
from goalposts.periods import Period
from goalposts.secrets import signing_key
from goalposts.store import surveys as kept
from goalposts.store.sessions import OWNER
from goalposts.store.surveys import Answer, Link, Survey
from goalposts.surveys.answers import last_day, survey_batches
from goalposts.surveys.question import KINDS, kind_of, question_texts
from goalposts.surveys.tokens import hashed, keyed, new_token, open_token
from goalposts.warehouse.tables import account_identity

MOST_LINKS = 10_000
MOST_COMMENT = 2_000
ANSWERS_AN_HOUR = 20
"""By the open link, from one address."""

_HOUR = dt.timedelta(hours=1)
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")

Door = Literal["open", "closed", "used", "busy"]
"""What a link leads to: the question, a closed survey, a link that was used, an address that answered too often."""


@dataclass(frozen=True, slots=True)
class Results:
    """A survey so far: how often each score was given, and the KPI as the engine answers it for the open days."""

    survey: Survey
    scores: Mapping[int, int]
    kpi: str
    answer: KpiAnswer | None

    @property
    def count(self) -> int:
        """How many answers there are."""
        return sum(self.scores.values())


def create_survey(
    workspace: Workspace,
    kind: str,
    *,
    code: str = "",
    account: str = "",
    platform: str = "",
    campaign: str = "",
    texts: Mapping[str, str] | None = None,
) -> Survey:
    """Open a survey of kind nps or csat; without texts it asks what we propose, in every language.

    Its answers belong to `account`, one that is held or a new one (default: an account named like the survey).
    Raises Invalid with every fault, Conflict for a code that is taken.
    """
    kind_of(kind)
    asked = question_texts(kind, texts)
    wanted = code.strip().lower() or f"{kind}-{_next_number(workspace)}"
    if not _CODE.fullmatch(wanted):
        fault = Fault("small letters, digits and hyphens, at most 40", column="code", value=wanted[:60])
        raise Invalid("The survey needs another short name.", [fault])
    owner, _, faults = whose(workspace, account.strip() or wanted, platform or ("" if account else OWN_PLATFORM))
    if faults:
        raise Invalid("The survey was not opened.", faults)
    with workspace.database.transaction() as transaction:
        if any(survey.code == wanted for survey in kept.list_surveys(transaction)):
            raise Conflict(f"There is a survey called {wanted!r} already. Choose another short name.")
        return kept.add_survey(
            transaction,
            code=wanted,
            kind=kind,
            platform=owner.platform,
            account=owner.name,
            campaign=campaign.strip(),
            person=OWNER,
            texts=asked,
            open_hash=hashed(open_token(signing_key(workspace.home), wanted)),
            now=workspace.now(),
        )


def _next_number(workspace: Workspace) -> int:
    return 1 + max((survey.id for survey in list_surveys(workspace)), default=0)


def list_surveys(workspace: Workspace) -> list[Survey]:
    """Every survey, newest first."""
    with workspace.database.reading() as transaction:
        return kept.list_surveys(transaction)


def open_path(workspace: Workspace, survey: Survey) -> str:
    """The path of the link anybody may answer by, once per browser."""
    return f"/s/{open_token(signing_key(workspace.home), survey.code)}"


def make_links(workspace: Workspace, code: str, count: int) -> list[str]:
    """Paths of new links, each good for one answer. They are shown now and never again: only hashes are kept."""
    if not 1 <= count <= MOST_LINKS:
        fault = Fault(f"from 1 to {MOST_LINKS:,}", column="count", value=str(count))
        raise Invalid("So many links cannot be made.", [fault])
    tokens = [new_token() for _ in range(count)]
    with workspace.database.transaction() as transaction:
        survey = kept.find_survey(transaction, code)
        if survey.closed_at:
            raise Conflict(f"The survey {code} is closed and takes no more answers.")
        kept.add_links(transaction, survey, [hashed(token) for token in tokens], workspace.now())
    return [f"/s/{token}" for token in tokens]


def reword_survey(workspace: Workspace, code: str, texts: Mapping[str, str]) -> int:
    """Change the question; another text is another version, and answers tell which they answered."""
    with workspace.database.transaction() as transaction:
        survey = kept.find_survey(transaction, code)
        asked = question_texts(survey.kind, {**survey.texts, **{name: text for name, text in texts.items() if text}})
        return kept.reword(transaction, survey, asked, workspace.now())


def close_survey(workspace: Workspace, code: str) -> None:
    """Take no more answers, and send what there is; a closed survey stays closed."""
    with workspace.database.transaction() as transaction:
        kept.close(transaction, kept.find_survey(transaction, code), workspace.now())
    send_answers(workspace)


def results(workspace: Workspace, code: str) -> Results:
    """What was answered so far, sent and asked of the engine like any KPI. Raises NotFound."""
    send_answers(workspace)
    with workspace.database.reading() as transaction:
        survey = kept.find_survey(transaction, code)
        scores = kept.tally(transaction, survey)
    account = workspace.engine.coverage().accounts.get(account_identity(survey.platform, survey.account))
    kpi = KINDS[survey.kind].kpi
    if account is None:
        return Results(survey, scores, kpi, None)
    start, today = survey.opened_at.astimezone(dt.UTC).date(), workspace.now().date()
    period = Period(start, last_day(survey, workspace.now())) if start < today else None
    where = {"account": [account.name], "platform": [account.platform]}
    (answer,) = workspace.ask(kpi, period=period, where=where).rows()  # a first day alone is not due yet
    return Results(survey, scores, kpi, answer)


def find_door(workspace: Workspace, token: str, visitor: str, address: str) -> tuple[Door, Survey] | None:
    """What a visitor finds behind a link; None for a token we never gave."""
    with workspace.database.reading() as transaction:
        link = kept.find_link(transaction, hashed(token))
        return None if link is None else (_door(workspace, transaction, link, visitor, address), link.survey)


def _door(workspace: Workspace, transaction: Session, link: Link, visitor: str, address: str) -> Door:
    if link.survey.closed_at:
        return "closed"
    if link.used:
        return "used"
    if link.id is not None:
        return "open"
    key = signing_key(workspace.home)
    if visitor and kept.has_answered(transaction, link.survey, keyed(key, visitor)):
        return "used"
    often = kept.answers_since(transaction, keyed(key, address), workspace.now() - _HOUR)
    return "busy" if often >= ANSWERS_AN_HOUR else "open"


def take_answer(
    workspace: Workspace, token: str, *, score: int, comment: str, language: str, visitor: str, address: str
) -> Door | None:
    """Keep one answer in our database; it goes into the lake with the next batch.

    Returns `open` if it was taken, else why not; None for a token we never gave. Raises Invalid for a score off the
    scale. Of two answers by one link at once, one is taken.
    """
    key = signing_key(workspace.home)
    try:
        with workspace.database.transaction() as transaction:
            link = kept.find_link(transaction, hashed(token))
            if link is None:
                return None
            door = _door(workspace, transaction, link, visitor, address)
            if door != "open":
                return door
            scale = KINDS[link.survey.kind].scores
            if score not in scale:
                fault = Fault(f"a whole number from {scale[0]} to {scale[-1]}", column="score", value=str(score))
                raise Invalid("Please choose one of the numbers.", [fault])
            said = comment.strip()[:MOST_COMMENT]
            answer = Answer(new_token(), link.survey.id, link.survey.version, score, said, language, workspace.now())
            by_open_link = link.id is None
            kept.record_answer(
                transaction,
                link,
                answer,
                visitor_hash=keyed(key, visitor) if by_open_link else None,
                address_hash=keyed(key, address) if by_open_link else "",
            )
    except Conflict:
        return "used"
    return "open"


def send_answers(workspace: Workspace) -> int:
    """Send every answer that is not in the lake yet, and the open days nobody answered; how many answers went in.

    Safe to repeat and to be killed at any point: an answer is known in the lake by its key. Raises Unavailable when
    the lake cannot be written; the answers wait in our database.
    """
    now = workspace.now()
    with workspace.database.reading() as transaction:
        surveys = kept.list_surveys(transaction)
        answers = kept.unsent_answers(transaction)
    batches, covered = [], {}
    for survey in surveys:
        own = [answer for answer in answers if answer.survey_id == survey.id]
        until = last_day(survey, now)
        if own or survey.covered_until is None or survey.covered_until < until:
            batches += survey_batches(survey, own, now)
            covered[survey.id] = until
    if batches:
        workspace.lake.append_all(batches)
    if batches or answers:
        with workspace.database.transaction() as transaction:
            kept.mark_sent(transaction, [answer.key for answer in answers], covered, now, _HOUR)
    return len(answers)
