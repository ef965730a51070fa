"""X when it was Twitter: activity by day and by tweet, with promoted figures in columns of their own."""

from __future__ import annotations

import datetime as dt

import polars as pl

from goalposts.sources.columns import Columns, surest, tables_like
from goalposts.sources.facts import PLACE, Facts
from goalposts.sources.settling import note_reading_day, settle_account
from goalposts.sources.source import Choices, RawFile, Reading, Source

_COUNTS = {
    "impressions": "impressions",
    "engagements_reported": "engagements",
    "shares": "retweets",
    "comments": "replies",
    "likes": "likes",
    "profile_visits": "user profile clicks",
    "link_clicks": "url clicks",
    "follows_gained": "follows",
}
_BOTH = {
    **{measure: (word,) for measure, word in _COUNTS.items()},
    **{f"promoted {measure}": (f"promoted {word}",) for measure, word in _COUNTS.items()},
    "rate": ("engagement rate",),
    "promoted rate": ("promoted engagement rate",),
}
_DAY = {"date": ("Date",), "posts_published": ("Tweets published",), **_BOTH}
_DAY_NEEDS = ("date", "posts_published", "impressions", "engagements_reported", "shares")
_TWEET = {
    "item_ext": ("Tweet id",),
    "url": ("Tweet permalink",),
    "title": ("Tweet text",),
    "published": ("time",),
    **_BOTH,
}
_TWEET_NEEDS = ("item_ext", "published", "impressions", "engagements_reported", "shares")
_NAME = r"twitter\.com/([^/?]+)/status"


def read_days(raw: RawFile, choices: Choices, now: dt.datetime) -> Reading:
    """Daily activity of the whole account in UTC days, every sheet that has the columns."""
    facts = settle_account(raw, choices, now, "x", time_zone="UTC")
    sheets, rows_read = [], 0
    for table in tables_like(raw, _DAY, _DAY_NEEDS):
        columns = Columns(table, f"{raw.name}: {table.name}", _DAY, first_record=rows_read + 1)
        columns.days("date", "period_start")
        columns.counts("posts_published", *_both())
        facts.add(columns.records, ["posts_published"], window="day", lost=columns.lost)
        sheets.append(columns)
        rows_read += table.cells.height
    promoted = any(_promoted(columns.records) for columns in sheets)
    for columns in sheets:
        _add(facts, columns, columns.records, [], "day", promoted)
    return facts.reading(rows_read)


def read_tweets(raw: RawFile, choices: Choices, now: dt.datetime) -> Reading:
    """Lifetime counters of tweets; times are UTC."""
    (table,) = tables_like(raw, _TWEET, _TWEET_NEEDS)[:1]
    columns = Columns(table, raw.name, _TWEET)
    columns.keys("item_ext", "is not the number of a tweet (a spreadsheet may have damaged it)", r"^\d{1,20}$")
    columns.days("published", "published_on")
    columns.set(hour=pl.col("published_on_time").dt.hour().cast(pl.Int8), posts_published=pl.lit(1))
    columns.texts("title", "url")
    columns.counts(*_both())
    facts = settle_account(raw, choices, now, "x", names=columns.values("url", _NAME), time_zone="UTC")
    records = facts.with_items(columns.records, "post", "post")
    facts.add(records, ["posts_published"], axes=["post"], lost=columns.lost)
    _add(facts, columns, records, ["post"], "lifetime", bool(_promoted(records)))
    note_reading_day(facts, choices)
    return facts.reading(table.cells.height)


def _both() -> list[str]:
    return [*_COUNTS, *(f"promoted {measure}" for measure in _COUNTS)]


def _promoted(records: pl.DataFrame) -> list[str]:
    """The promoted columns that hold a number at all."""
    return [name for name in records.columns if name.startswith("promoted ") and records[name].count()]


def _add(facts: Facts, columns: Columns, records: pl.DataFrame, axes: list[str], window: str, promoted: bool) -> None:
    """The plain columns are the whole where nothing was promoted, else the organic part beside the paid one."""
    if not promoted:
        facts.add(records, list(_COUNTS), axes=axes, window=window, lost=columns.lost)
        facts.note("The promoted columns hold no number: the others are stored as the whole.")
    else:
        keys = [name for name in (*PLACE, "item_id", "period_start") if name in records.columns]
        plain = [name for name in _COUNTS if name in records.columns]
        halves = [
            records.select(*keys, *plain, paid_split=pl.lit("organic")),
            records.select(
                *keys,
                *(pl.col(name).alias(name.removeprefix("promoted ")) for name in _promoted(records)),
                paid_split=pl.lit("paid"),
            ),
        ]
        both = pl.concat(halves, how="diagonal_relaxed")
        facts.add(both, list(_COUNTS), axes=[*axes, "paid"], window=window, lost=columns.lost)
        facts.note("Columns that begin with `promoted` are stored as paid, the others as organic.")
    facts.note("Days are UTC, as X reports them.")
    facts.note("`retweets` are stored as shares, `url clicks` as link clicks, `user profile clicks` as profile visits.")
    facts.note("Engagement rates are not stored: they follow from engagements and impressions.")
    facts.take(columns, silent=["rate", "promoted rate"])


LEGACY_DAYS = Source(
    name="x_legacy_days",
    platform="x",
    title="Twitter activity by day (until 2024)",
    recognise=lambda raw: surest(raw, _DAY, _DAY_NEEDS),
    read=read_days,
    expected_headers=tuple(words[0] for words in _DAY.values()),
)
LEGACY_TWEETS = Source(
    name="x_legacy_tweets",
    platform="x",
    title="Twitter activity by tweet (until 2024)",
    recognise=lambda raw: surest(raw, _TWEET, _TWEET_NEEDS),
    read=read_tweets,
    expected_headers=tuple(words[0] for words in _TWEET.values()),
    headers_from="documentation",
)
