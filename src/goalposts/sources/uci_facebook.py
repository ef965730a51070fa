"""The public "Facebook metrics" data set (Moro, Rita, Vala; UCI): 500 posts of 2014, without dates or ids."""

from __future__ import annotations

import datetime as dt

import polars as pl

from goalposts.sources.columns import Columns, surest, tables_like
from goalposts.sources.facts import Facts
from goalposts.sources.settling import note_reading_day, settle_account
from goalposts.sources.source import Choices, RawFile, Reading, Source

_FIELDS = {
    "page_likes": ("Page total likes",),
    "type": ("Type",),
    "category": ("Category",),
    "month": ("Post Month",),
    "weekday": ("Post Weekday",),
    "hour": ("Post Hour",),
    "paid": ("Paid",),
    "reach": ("Lifetime Post Total Reach",),
    "impressions": ("Lifetime Post Total Impressions",),
    "clicks_all": ("Lifetime Post Consumptions",),
    "comments": ("comment",),
    "likes": ("like",),
    "shares": ("share",),
    "total": ("Total Interactions",),
}
_CONTENT_TYPES = {"photo": "image", "status": "text", "link": "link", "video": "video"}
_THEMES = {"1": "action", "2": "product", "3": "inspiration"}
_PAID = {"1": "paid", "0": "organic"}
_PARTS = ("likes", "comments", "shares")
_MEASURES = ("reach", "impressions", "clicks_all", *_PARTS, "posts_published")
_NOTES = (
    "The file has no post ids: a post is known by its row number, so keep the row order if you import it again.",
    "The file has no dates, only month, weekday and hour: posts belong to no day. The month is not stored.",
    "Weekdays 1 to 7 are read as Sunday to Saturday: the file does not say so, but its rows run back from 31 December "
    "2014 (a Wednesday, written 4), and only this reading fits every month.",
    "`Page total likes` is not stored: the followers at the time of each post are no dated level of the page.",
    "`Total Interactions` is not stored: it was checked against comment + like + share.",
    "Paid and organic posts are told apart (`paid`); a post whose `Paid` is empty is `unknown`.",
)


def read(raw: RawFile, choices: Choices, now: dt.datetime) -> Reading:
    """One item per post, cut by `paid+post`; the three cuts of paid are parts that add up."""
    (table,) = tables_like(raw, _FIELDS, _FIELDS)[:1]
    columns = Columns(table, raw.name, _FIELDS)
    columns.texts("type", "category", "paid")
    columns.counts("weekday", "hour", "reach", "impressions", "clicks_all", *_PARTS, "total")
    for field, least, most in (("weekday", 1, 7), ("hour", 0, 23)):
        outside = ~columns.frame[field].is_between(least, most)
        columns.reject(outside.fill_null(False), columns.cells(field), field, f"is not between {least} and {most}")
    filled = _fill_from_total(columns)
    columns.set(
        item_ext=pl.col("_record").cast(pl.String),
        weekday=((pl.col("weekday").cast(pl.Int8) + 5) % 7 + 1).cast(pl.Int8),
        hour=pl.col("hour").cast(pl.Int8),
        content_type=_named("type", _CONTENT_TYPES, "other", lower=True),
        theme=_named("category", _THEMES, "other"),
        paid_split=_named("paid", _PAID, "unknown"),
        posts_published=pl.lit(1),
    )
    facts = settle_account(raw, choices, now, "facebook")
    records = facts.with_items(columns.records, "post", "post")
    facts.add(records, _MEASURES, axes=["paid", "post"], lost=columns.lost)
    note_reading_day(facts, choices)
    _say(facts, columns, filled)
    return facts.reading(table.cells.height)


def _fill_from_total(columns: Columns) -> int:
    """Fill the parts the total proves to be 0, reject rows whose parts miss the total; returns how many were filled."""
    told = pl.sum_horizontal(pl.col(part).fill_null(0) for part in _PARTS)
    sums = columns.frame.select(fits=told == pl.col("total"), total=pl.col("total"))
    wrong = (~sums["fits"]).fill_null(False)
    columns.reject(wrong, columns.cells("total"), "total", "is not the sum of comment, like and share")
    proven = pl.lit(sums["fits"].fill_null(False))
    empty = columns.frame.select(pl.sum_horizontal(pl.col(part).is_null() & proven for part in _PARTS).sum()).item()
    columns.set(**{part: pl.when(pl.col(part).is_null() & proven).then(0).otherwise(part) for part in _PARTS})
    return int(empty)


def _named(column: str, names: dict[str, str], other: str, lower: bool = False) -> pl.Expr:
    text = pl.col(column).str.to_lowercase() if lower else pl.col(column)
    return text.replace_strict(names, default=other, return_dtype=pl.String)


def _say(facts: Facts, columns: Columns, filled: int) -> None:
    for text in _NOTES:
        facts.note(text)
    facts.note(f"{filled} empty cells of like and share are 0: `Total Interactions` proves it.", filled > 0)
    facts.take(columns, silent=["page_likes", "month", "total"])


UCI_FACEBOOK = Source(
    name="uci_facebook",
    platform="facebook",
    title="UCI Facebook metrics (500 posts of 2014)",
    recognise=lambda raw: surest(raw, _FIELDS, _FIELDS),
    read=read,
    expected_headers=tuple(words[0] for words in _FIELDS.values()),
)
