"""Posts that mention brands, with their sentiment as people labelled it: the airline tweets of February 2015."""

from __future__ import annotations

import datetime as dt

import polars as pl

from goalposts.errors import Fault
from goalposts.sources.columns import Columns, surest, tables_like
from goalposts.sources.facts import Facts
from goalposts.sources.settling import settle_account
from goalposts.sources.source import Choices, RawFile, Reading, Source
from goalposts.warehouse.tables import identity

_FIELDS = {
    "tweet": ("tweet_id",),
    "sentiment": ("airline_sentiment",),
    "reason": ("negativereason",),
    "brand": ("airline",),
    "text": ("text",),
    "day": ("tweet_created",),
}
_NEEDS = ("tweet", "sentiment", "brand", "day")
_GIVES = ("mentions", "mentions_positive", "mentions_neutral", "mentions_negative")
_EXCERPT = 280


def read(raw: RawFile, choices: Choices, now: dt.datetime) -> Reading:
    """One mention per post, in the account of the brand it names; authors are not in the file."""
    (table,) = tables_like(raw, _FIELDS, _NEEDS)[:1]
    columns = Columns(table, raw.name, _FIELDS)
    columns.keys("tweet", "is no id of a post", r"^\d{5,20}$")
    columns.keys("sentiment", "is not negative, neutral or positive", "^(?:negative|neutral|positive)$")
    columns.keys("brand", "does not say which airline")
    columns.texts("text")
    columns.days("day", "day", order="mdy")
    facts = settle_account(raw, choices, now, "x", names=columns.values("brand"), likely_zone="UTC")
    records = _once(columns.records, facts)
    ids = [identity("mention", "x", tweet) for tweet in records["tweet"]]
    records = records.with_columns(
        pl.Series("mention_id", ids, dtype=pl.Int64),
        kind=pl.lit("social_mention"),
        platform=pl.lit("x"),
        published_at=pl.coalesce("day_time", pl.col("day").cast(pl.Datetime("us"))),
        url=pl.format("https://x.com/i/status/{}", "tweet"),
        domain=pl.lit("x.com"),
        text_excerpt=pl.col("text").str.slice(0, _EXCERPT),
    )
    others = pl.col("brand") != facts.account.name
    own = facts.account.name in set(records["brand"])
    parts = [facts.with_accounts(records.filter(others), "brand", "competitor" if own else "own")]
    parts += [facts.with_accounts(records.filter(~others), "brand", "own")] if own else []
    facts.add_rows("fact_mention", pl.concat(parts), "published_at", gives=_GIVES)
    facts.note("No brand is named as ours: each is an account of our own. Name one with --account.", not own)
    facts.note(f"{facts.account.name} is ours; the other brands are competitors.", own)
    facts.take(columns)
    return facts.reading(table.cells.height)


def _once(records: pl.DataFrame, facts: Facts) -> pl.DataFrame:
    """The first row of each post; a repeat with another label is a fault, any other repeat is counted once."""
    first = records.unique("tweet", keep="first", maintain_order=True)
    repeats = records.join(first.select("_record"), on="_record", how="anti", maintain_order="left")
    pairs = repeats.join(
        first.select("tweet", "sentiment", "_line"), on="tweet", suffix="_first", maintain_order="left"
    )
    other = pairs.filter(pl.col("sentiment") != pl.col("sentiment_first"))
    for line, sentiment, label, first_line in other.select(
        "_line", "sentiment", "sentiment_first", "_line_first"
    ).iter_rows():
        text = f"labels the post of line {first_line} {sentiment!r}, which was {label!r}; the first label is kept"
        facts.faults.append(Fault(text, file=facts.file, line=line, column="airline_sentiment", value=sentiment))
    same = pairs.height - other.height
    facts.note(f"{same} rows repeat a post with the same label and were counted once.", same > 0)
    return first


AIRLINE_TWEETS = Source(
    name="labelled_mentions",
    platform="x",
    title="Posts about brands with labelled sentiment (airline tweets)",
    recognise=lambda raw: surest(raw, _FIELDS, _NEEDS),
    read=read,
    expected_headers=tuple(words[0] for words in _FIELDS.values()),
)
