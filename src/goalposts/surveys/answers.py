"""Answers as rows of the lake: one source a day of answers, and the days of a survey that nobody answered."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

import polars as pl

from goalposts.periods import DAY
from goalposts.store.surveys import Answer, Survey
from goalposts.surveys.question import kind_of
from goalposts.warehouse.batch import Batch, Origin
from goalposts.warehouse.providers import log_rows
from goalposts.warehouse.tables import account_identity, campaign_identity, identity

METHOD = "survey"
TABLE = "fact_feedback"


def survey_batches(survey: Survey, answers: Sequence[Answer], now: dt.datetime) -> list[Batch]:
    """What the lake does not know of a survey yet: its new answers, and which days it was open (UTC).

    An open day without answers is covered: nobody answered, and that is known.
    """
    by_day = defaultdict(list)
    for answer in answers:
        by_day[answer.answered_at.astimezone(dt.UTC).date()].append(answer)
    batches = [_batch(survey, by_day[day], day, day, now) for day in sorted(by_day)]
    return [*batches, *(_batch(survey, [], first, last, now) for first, last in _silent_days(survey, by_day, now))]


def last_day(survey: Survey, now: dt.datetime) -> dt.date:
    """The last day the survey was open, or today (UTC)."""
    return min(survey.closed_at or now, now).astimezone(dt.UTC).date()


def _silent_days(survey: Survey, answered: Collection[dt.date], now: dt.datetime) -> Iterator[tuple[dt.date, dt.date]]:
    """Runs of open days that are not covered yet and have no answer."""
    day = survey.covered_until + DAY if survey.covered_until else survey.opened_at.astimezone(dt.UTC).date()
    start: dt.date | None = None
    while day <= last_day(survey, now):
        if day in answered:
            if start:
                yield start, day - DAY
            start = None
        else:
            start = start or day
        day += DAY
    if start:
        yield start, last_day(survey, now)


def _batch(survey: Survey, answers: Sequence[Answer], first: dt.date, last: dt.date, now: dt.datetime) -> Batch:
    account_id = account_identity(survey.platform, survey.account)
    source_id = identity("survey", survey.code, first)
    origin = Origin(
        source_id=source_id,
        file_hash=hashlib.sha256(f"survey {survey.code} {first}".encode()).hexdigest(),
        file_name=f"survey {survey.code}",
        detected=METHOD,
        platform=survey.platform,
        method=METHOD,
        account_id=account_id,
        captured_at=now,
        rows_read=len(answers),
        person=survey.person,
        way="survey",
    )
    kind = kind_of(survey.kind)
    log = log_rows(TABLE, account_id, source_id, first, last)
    rows = {"dim_account": _account(survey, account_id)}
    if survey.campaign:
        names = {"campaign_id": [campaign_identity(survey.campaign)], "name": [survey.campaign]}
        rows["dim_campaign"] = pl.DataFrame(names)
    if answers:
        rows[TABLE] = pl.DataFrame([_row(survey, answer, account_id) for answer in answers], schema=_SCHEMA)
    return Batch(origin, rows, log.filter(pl.col("measure_code").str.starts_with(kind.measures)))


_SCORE = pl.Decimal(12, 4)
_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "feedback_id": pl.Int64, "kind": pl.String, "score": _SCORE, "scale_min": _SCORE, "scale_max": _SCORE,
    "answered_at": pl.Datetime("us"), "survey_ext": pl.String, "question_version": pl.Int32,
    "account_id": pl.Int64, "campaign_id": pl.Int64, "text": pl.String, "language": pl.String,
}  # fmt: skip


def _row(survey: Survey, answer: Answer, account_id: int) -> dict[str, object]:
    kind = kind_of(survey.kind)
    return {
        "feedback_id": identity("feedback", account_id, survey.code, answer.key),
        "kind": survey.kind,
        "score": answer.score,
        "scale_min": kind.lowest,
        "scale_max": kind.highest,
        "answered_at": answer.answered_at.astimezone(dt.UTC).replace(tzinfo=None),
        "survey_ext": survey.code,
        "question_version": answer.version,
        "account_id": account_id,
        "campaign_id": campaign_identity(survey.campaign) if survey.campaign else 0,
        "text": answer.comment or None,
        "language": answer.language,
    }


def _account(survey: Survey, account_id: int) -> pl.DataFrame:
    row = {"account_id": account_id, "platform": survey.platform, "account_ext": survey.account}
    return pl.DataFrame([row])
