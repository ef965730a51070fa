"""Facebook page posts: the post-level insights workbook, key metrics and their breakdowns joined by post."""

from __future__ import annotations

import datetime as dt

import polars as pl

from goalposts.sources.columns import Columns, Synonyms, surest, tables_like
from goalposts.sources.facts import PLACE, Facts
from goalposts.sources.headers import normalise
from goalposts.sources.settling import note_reading_day, settle_account
from goalposts.sources.source import Choices, RawFile, RawTable, Reading, Source

_KEY = {
    "item_ext": ("Post ID",),
    "url": ("Permalink",),
    "title": ("Post Message",),
    "type": ("Type",),
    "posted": ("Posted",),
    "reach": ("Lifetime Post Total Reach",),
    "reach organic": ("Lifetime Post organic reach",),
    "reach paid": ("Lifetime Post Paid Reach",),
    "impressions": ("Lifetime Post Total Impressions",),
    "impressions organic": ("Lifetime Post Organic Impressions",),
    "impressions paid": ("Lifetime Post Paid Impressions",),
    "accounts_engaged": ("Lifetime Engaged Users",),
    "clicks_all": ("Lifetime Matched Audience Targeting Consumptions on Post", "Lifetime Post Consumptions"),
    "views organic": ("Lifetime Organic Video Views (2)",),
    "views paid": ("Lifetime Paid Video Views (2)",),
}
_NEEDS = ("item_ext", "url", "posted", "reach", "impressions")
_ACTIONS = {"item_ext": ("Post ID",), "likes": ("like",), "comments": ("comment",), "shares": ("share",)}
_CLICKS = {
    "item_ext": ("Post ID",),
    "link_clicks": ("link clicks",),
    "other": ("other clicks",),
    "photo": ("photo view",),
    "play": ("video play",),
}
_ACTIONS_SHEET = "lifetime post stories by act"
_CLICKS_SHEET = "lifetime post consumptions b"
_TYPES = {"photo": "image", "link": "link", "video": "video", "sharedvideo": "video", "status": "text"}
_MEASURES = (
    "impressions", "reach", "accounts_engaged", "clicks_all", "link_clicks", "video_views",
    "likes", "comments", "shares", "posts_published",
)  # fmt: skip
_ZONE = "America/Los_Angeles"


def read(raw: RawFile, choices: Choices, now: dt.datetime) -> Reading:
    """Lifetime counters of posts; the workbook does not name its time zone, Facebook's own is the Pacific one."""
    (table,) = tables_like(raw, _KEY, _NEEDS)[:1]
    columns = _key_metrics(raw, table)
    names = columns.values("url", r"facebook\.com/([^/?]+)/(?:posts|photos|videos)")
    facts = settle_account(raw, choices, now, "facebook", names=names, likely_zone=_ZONE)
    lost = columns.lost
    records = facts.with_items(columns.records, "post", "post")
    for sheet in (_ACTIONS_SHEET, _CLICKS_SHEET):
        breakdown = next((found for found in raw.tables if normalise(found.name).startswith(sheet)), None)
        if breakdown is not None:
            told = _breakdown(facts, raw, breakdown, _ACTIONS if sheet == _ACTIONS_SHEET else _CLICKS)
            records = records.join(told, on="item_ext", how="left", maintain_order="left")
    if "link_clicks" in records.columns:
        records = _proven_clicks(facts, records)
    facts.add(records, _MEASURES, axes=["post"], lost=lost)
    facts.add(_halves(records), ["impressions", "reach"], axes=["paid", "post"], lost=lost)
    note_reading_day(facts, choices)
    _say(facts, raw, columns)
    return facts.reading(table.cells.height - columns.left_out)


def _key_metrics(raw: RawFile, table: RawTable) -> Columns:
    columns = Columns(table, f"{raw.name}: {table.name}", _KEY)
    described = columns.cells("item_ext").is_null() & columns.cells("reach").str.starts_with("Lifetime:").fill_null(
        False
    )
    total_views = (
        columns.cells("views organic").str.contains("Total Count").any() if "views organic" in columns else False
    )
    columns.leave_out(described)
    columns.keys("item_ext", "is not the number of a post", r"^\d+(_\d+)?$")
    columns.days("posted", "published_on")
    columns.texts("url", "title", "type")
    columns.counts("reach", "reach organic", "reach paid", "impressions", "impressions organic", "impressions paid")
    columns.counts("accounts_engaged", "clicks_all")
    columns.set(
        hour=pl.col("published_on_time").dt.hour(),
        posts_published=pl.lit(1),
        content_type=pl.col("type").str.to_lowercase().replace_strict(_TYPES, default=None, return_dtype=pl.String),
    )
    if total_views:
        columns.counts("views organic", "views paid")
        columns.set(video_views=pl.col("views organic") + pl.col("views paid"))
    return columns


def _breakdown(facts: Facts, raw: RawFile, table: RawTable, fields: Synonyms) -> pl.DataFrame:
    """The counts of a breakdown sheet by post; what the sheet leaves empty is 0 for actions, open for clicks."""
    columns = Columns(table, f"{raw.name}: {table.name}", fields)
    columns.keys("item_ext", "names no post")
    counts = [name for name in fields if name != "item_ext" and name in columns]
    columns.counts(*counts)
    facts.faults += columns.faults
    told = columns.records.select("item_ext", *counts).unique("item_ext", keep="first", maintain_order=True)
    if fields is _CLICKS:
        kinds = pl.sum_horizontal(pl.col(name).fill_null(0) for name in counts).alias("clicks_by_kind")
        return told.select("item_ext", "link_clicks", kinds) if "link_clicks" in counts else told.select("item_ext")
    facts.note(
        "An empty cell under like, comment or share is 0: Facebook lists only the kinds that happened to a post."
    )
    return told.with_columns(pl.col(counts).fill_null(0))


def _proven_clicks(facts: Facts, records: pl.DataFrame) -> pl.DataFrame:
    """Empty link clicks are 0 where the other kinds already make up all clicks of the post."""
    proven = pl.col("link_clicks").is_null() & (pl.col("clicks_by_kind") == pl.col("clicks_all"))
    count = int(records.select(proven.sum()).item() or 0)
    facts.note(f"{count} empty cells of link clicks are 0: the other kinds add up to all clicks.", count > 0)
    return records.with_columns(pl.when(proven).then(0).otherwise("link_clicks").alias("link_clicks"))


def _halves(records: pl.DataFrame) -> pl.DataFrame:
    """Organic and paid parts as records of their own."""
    parts = []
    for split in ("organic", "paid"):
        told = {
            measure: pl.col(f"{measure} {split}")
            for measure in ("impressions", "reach")
            if f"{measure} {split}" in records.columns
        }
        parts.append(records.select(*PLACE, "item_id", **told, paid_split=pl.lit(split)))
    return pl.concat(parts, how="diagonal_relaxed")


def _say(facts: Facts, raw: RawFile, columns: Columns) -> None:
    facts.note("Reach is stored for each post and never added up.")
    facts.note("All reactions are stored as likes, as the workbook counts them.")
    read = (_ACTIONS_SHEET, _CLICKS_SHEET)
    others = [
        table.name for table in raw.tables if table is not columns.table and not normalise(table.name).startswith(read)
    ]
    facts.note(f"Sheets not imported: {', '.join(others)}.", bool(others))
    facts.take(columns)


PAGE_POSTS = Source(
    name="facebook_page_posts",
    platform="facebook",
    title="Facebook page posts (insights workbook)",
    recognise=lambda raw: surest(raw, _KEY, _NEEDS),
    read=read,
    expected_headers=tuple(words[0] for words in _KEY.values()),
)
