"""Instagram post insights as one table: impressions by source, reactions, caption and hashtags, no ids and no dates."""

from __future__ import annotations

import datetime as dt

import polars as pl

from goalposts.sources.columns import Columns, surest, tables_like
from goalposts.sources.settling import note_reading_day, settle_account
from goalposts.sources.source import Choices, RawFile, Reading, Source
from goalposts.warehouse.tables import identity

_COUNTS = {
    "impressions": ("Impressions",),
    "saves": ("Saves",),
    "comments": ("Comments",),
    "shares": ("Shares",),
    "likes": ("Likes",),
    "profile_visits": ("Profile Visits",),
    "follows_gained": ("Follows",),
    "impressions_home": ("From Home",),
    "impressions_hashtags": ("From Hashtags",),
    "impressions_explore": ("From Explore",),
    "impressions_other": ("From Other",),
}
_FIELDS = {**_COUNTS, "title": ("Caption",), "hashtags": ("Hashtags",)}


def read(raw: RawFile, choices: Choices, now: dt.datetime) -> Reading:
    """Lifetime counters of posts; a post is known by the hash of its row, equal rows by how often they came before."""
    (table,) = tables_like(raw, _FIELDS, _FIELDS)[:1]
    columns = Columns(table, raw.name, _FIELDS)
    columns.counts(*_COUNTS)
    columns.texts("title", "hashtags")
    columns.frame = _with_item_ext(columns.frame)
    columns.set(posts_published=pl.lit(1))
    repeats = columns.frame["item_ext"].str.contains("/").sum()
    facts = settle_account(raw, choices, now, "instagram")
    records = facts.with_items(columns.records, "post", "post")
    facts.add(records, [*_COUNTS, "posts_published"], axes=["post"], lost=columns.lost)
    note_reading_day(facts, choices)
    facts.note("The file has no post ids: a post is known by what its row holds, so a changed row is a new post.")
    facts.note("The file has no dates: posts belong to no day, weekday or hour.")
    facts.note(f"{repeats} rows repeat another row exactly; each is kept as a post of its own.", repeats > 0)
    facts.note("Where impressions came from is stored beside `Impressions`: the four sources do not add up to it.")
    facts.take(columns)
    return facts.reading(table.cells.height)


def _with_item_ext(frame: pl.DataFrame) -> pl.DataFrame:
    """`item_ext` = hash of the row's cells, with "/2" for the second equal row, "/3" for the third."""
    cells = [name for name in frame.columns if not name.startswith("_")]
    text = frame.select(pl.concat_str([pl.col(name).cast(pl.String).fill_null("") for name in cells], separator="\x1f"))
    hashes = pl.Series("hash", [f"{identity('row', row):016x}" for row in text.to_series()], dtype=pl.String)
    frame = frame.with_columns(hashes, pl.int_range(1, pl.len() + 1).over(hashes).alias("time"))
    first = pl.col("time") == 1
    ext = pl.when(first).then("hash").otherwise(pl.format("{}/{}", "hash", "time")).alias("item_ext")
    return frame.with_columns(ext).drop("hash", "time")


INSTAGRAM_REACH = Source(
    name="instagram_reach",
    platform="instagram",
    title="Instagram post insights (reach by source)",
    recognise=lambda raw: surest(raw, _FIELDS, _FIELDS),
    read=read,
    expected_headers=tuple(words[0] for words in _FIELDS.values()),
)
