"""Answers and reviews of people: a survey with recommendation and satisfaction, and reviews with ratings or labels."""

from __future__ import annotations

import datetime as dt

import polars as pl

from goalposts.sources.columns import Columns, surest, tables_like
from goalposts.sources.facts import Facts
from goalposts.sources.row_ids import row_ids
from goalposts.sources.settling import settle_account
from goalposts.sources.source import Choices, RawFile, Reading, Source
from goalposts.warehouse.tables import identity

_SURVEY = {
    "answer": ("id",),
    "nps": ("nps",),
    "satisfaction": ("satisfaction",),
    "intention": ("intention",),
    "text": ("explication", "explanation", "comment"),
    "visits": ("NbPassageKS",),
    "basket": ("CaTicket",),
    "segment": ("t",),
}
_SURVEY_NEEDS = ("answer", "nps", "satisfaction", "intention")
_QUESTIONS = {"nps": ("nps", 0, 10), "satisfaction": ("csat", 1, 10), "intention": ("other", 1, 10)}
"""Column -> kind of feedback and the scale it was asked on. Recommendation is kept on the standard scale of NPS."""

_RATED = {
    "review": ("review_id",),
    "film": ("movie_id",),
    "day": ("date",),
    "score": ("rating",),
    "label": ("label",),
    "text": ("review",),
}
_NPS_GIVES = ("nps_promoters", "nps_passives", "nps_detractors", "csat_responses", "csat_satisfied", "csat_score_sum")
_REVIEW_GIVES = ("reviews", "reviews_positive", "rating_sum")
_LABELLED = ("label", "review")


def read_survey(raw: RawFile, choices: Choices, now: dt.datetime) -> Reading:
    """One answer per question and person; the free text stays with the recommendation, in full, to be purged by key."""
    (table,) = tables_like(raw, _SURVEY, _SURVEY_NEEDS)[:1]
    columns = Columns(table, raw.name, _SURVEY)
    columns.keys("answer", "does not say which answer")
    columns.counts(*_QUESTIONS)
    for field, (_, least, most) in _QUESTIONS.items():
        outside = ~columns.frame[field].is_between(least, most).fill_null(True)
        columns.reject(outside, columns.cells(field), field, f"is not between {least} and {most}")
    columns.texts("text")
    facts = settle_account(raw, choices, now, "manual")
    records = columns.records.with_columns(answered_at=pl.lit(None, dtype=pl.Datetime("us")))
    if "text" not in records.columns:
        records = records.with_columns(text=pl.lit(None, dtype=pl.String))
    answers = [_answers(records, facts, field, *scale) for field, scale in _QUESTIONS.items()]
    facts.add_rows("fact_feedback", pl.concat(answers), "answered_at", gives=_NPS_GIVES, undated=True)
    facts.note("The answers have no days: they answer questions without a period.")
    facts.note("`nps` counts on the standard scale of 0 to 10, `satisfaction` and `intention` on 1 to 10.")
    facts.note("`intention` (to come again) is kept as feedback; no KPI reads it.")
    facts.take(columns)
    return facts.reading(table.cells.height)


def _answers(records: pl.DataFrame, facts: Facts, field: str, kind: str, least: int, most: int) -> pl.DataFrame:
    account_id = facts.account.account_id
    given = records.filter(pl.col(field).is_not_null())
    ids = [identity("feedback", account_id, field, answer) for answer in given["answer"]]
    text = pl.col("text") if field == "nps" else pl.lit(None, dtype=pl.String)
    return given.select(
        pl.Series("feedback_id", ids, dtype=pl.Int64),
        pl.lit(kind).alias("kind"),
        pl.col(field).cast(pl.Decimal(12, 4)).alias("score"),
        pl.lit(least).cast(pl.Decimal(12, 4)).alias("scale_min"),
        pl.lit(most).cast(pl.Decimal(12, 4)).alias("scale_max"),
        "answered_at",
        pl.lit(field).alias("survey_ext"),
        text.alias("text"),
        "_record",
        "_line",
        "_part",
    )


def read_rated_reviews(raw: RawFile, choices: Choices, now: dt.datetime) -> Reading:
    """Reviews with a rating of 1 to 10 and a day written YY.MM.DD."""
    (table,) = tables_like(raw, _RATED, _RATED)[:1]
    columns = Columns(table, raw.name, _RATED)
    columns.keys("review", "does not say which review")
    columns.counts("score")
    outside = ~columns.frame["score"].is_between(1, 10).fill_null(False)
    columns.reject(outside, columns.cells("score"), "score", "is not between 1 and 10")
    columns.texts("text", "film")
    cells = columns.cells("day")
    days = cells.str.to_datetime("%y.%m.%d", time_unit="us", strict=False)
    columns.reject(days.is_null(), cells, "day", "is not a day written YY.MM.DD")
    columns.set(answered_at=pl.lit(days))
    facts = settle_account(raw, choices, now, "manual", likely_zone="Asia/Seoul")
    account_id = facts.account.account_id
    ids = [identity("feedback", account_id, "review", review) for review in columns.records["review"]]
    records = _reviews(columns.records, pl.Series("feedback_id", ids, dtype=pl.Int64), 1, 10, "ko")
    facts.add_rows("fact_feedback", records, "answered_at", gives=_REVIEW_GIVES)
    facts.note("`label` is not stored: it follows from the rating (1 to 4 or 9 to 10). The film is kept as the survey.")
    facts.take(columns, silent=["label"])
    return facts.reading(table.cells.height)


def read_labelled_reviews(raw: RawFile, choices: Choices, now: dt.datetime) -> Reading:
    """Reviews that are only labelled positive (1) or negative (0), without ids and days."""
    (table,) = [table for table in raw.tables if table.headers == _LABELLED][:1]
    columns = Columns(table, raw.name, {"score": ("label",), "text": ("review",)})
    columns.counts("score")
    outside = ~columns.frame["score"].is_between(0, 1).fill_null(False)
    columns.reject(outside, columns.cells("score"), "score", "is neither 0 nor 1")
    columns.texts("text")
    facts = settle_account(raw, choices, now, "manual")
    records = columns.records.with_columns(answered_at=pl.lit(None, dtype=pl.Datetime("us")))
    ids = row_ids(records, "feedback", facts.account.account_id, ("score", "text")).alias("feedback_id")
    records = _reviews(records, ids, 0, 1, "zh")
    facts.add_rows("fact_feedback", records, "answered_at", gives=_REVIEW_GIVES[:2], undated=True)
    facts.note("The reviews have no days: they answer questions without a period.")
    facts.note("A label of 1 or 0 tells positive reviews from negative ones; it is no rating, so no mean is taken.")
    facts.take(columns)
    return facts.reading(table.cells.height)


def _reviews(records: pl.DataFrame, ids: pl.Series, least: int, most: int, language: str) -> pl.DataFrame:
    film = pl.col("film") if "film" in records.columns else pl.lit("")
    return records.with_columns(
        ids,
        kind=pl.lit("review"),
        score=pl.col("score").cast(pl.Decimal(12, 4)),
        scale_min=pl.lit(least).cast(pl.Decimal(12, 4)),
        scale_max=pl.lit(most).cast(pl.Decimal(12, 4)),
        survey_ext=film,
        language=pl.lit(language),
    )


SURVEY = Source(
    name="nps_survey",
    platform="manual",
    title="Survey with NPS and satisfaction (one row per person)",
    recognise=lambda raw: surest(raw, _SURVEY, _SURVEY_NEEDS),
    read=read_survey,
    expected_headers=tuple(words[0] for words in _SURVEY.values()),
)
RATED_REVIEWS = Source(
    name="rated_reviews",
    platform="manual",
    title="Reviews with ratings (NSMC)",
    recognise=lambda raw: surest(raw, _RATED, _RATED),
    read=read_rated_reviews,
    expected_headers=tuple(words[0] for words in _RATED.values()),
)
LABELLED_REVIEWS = Source(
    name="labelled_reviews",
    platform="manual",
    title="Reviews labelled positive or negative (waimai_10k)",
    recognise=lambda raw: float(any(table.headers == _LABELLED for table in raw.tables)),
    read=read_labelled_reviews,
    expected_headers=_LABELLED,
)
