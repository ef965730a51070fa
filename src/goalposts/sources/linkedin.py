"""LinkedIn page analytics: days of the page, its posts, visitors and new followers, and who they are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import polars as pl

from goalposts.sources.columns import Columns, sureness, tables_like
from goalposts.sources.dates import read_dates
from goalposts.sources.facts import PLACE, Facts
from goalposts.sources.settling import note_reading_day, settle_account
from goalposts.sources.source import Choices, RawFile, RawTable, Reading, Source

Words = Mapping[str, Sequence[str]]
_SPLITS = {"organic": "organic", "sponsored": "paid"}
_OF_A_DAY = {
    "impressions": ("Impressions",),
    "clicks_all": ("Clicks",),
    "likes": ("Reactions",),
    "comments": ("Comments",),
    "shares": ("Reposts", "Shares"),
}
_REACH = "Unique impressions (organic)"
_DAYS = {
    "date": ("Date",),
    **{
        f"{measure} {split}": [*(f"{word} ({split})" for word in words), *(words if split == "total" else ())]
        for measure, words in _OF_A_DAY.items()
        for split in ("organic", "sponsored", "total")
    },
    "reach organic": (_REACH,),
}
_DAYS_NEED = ("date", "impressions total", "clicks_all total", "likes total")
_POSTS = {
    "title": ("Post title", "Update title"),
    "url": ("Post link", "Update link"),
    "type": ("Post type", "Update type"),
    "campaign": ("Campaign name",),
    "created": ("Created date",),
    "content": ("Content Type",),
    "impressions": ("Impressions",),
    "video_views": ("Views", "Video views"),
    "clicks_all": ("Clicks",),
    "likes": ("Likes", "Reactions"),
    "comments": ("Comments",),
    "shares": ("Reposts", "Shares"),
    "follows_gained": ("Follows",),
    "ctr": ("Click through rate (CTR)",),
    "engagement_rate": ("Engagement rate",),
}
_POSTS_NEED = ("title", "url", "created", "impressions", "clicks_all", "likes")
_POST_COUNTS = ("impressions", "video_views", "clicks_all", "likes", "comments", "shares", "follows_gained")
_VISITORS = {
    "date": ("Date",),
    "page_views": ("Total page views (total)",),
    "users": ("Total unique visitors (total)",),
}
_FOLLOWERS = {
    "date": ("Date",),
    "sponsored": ("Sponsored followers",),
    "organic": ("Organic followers",),
    "invited": ("Auto-invited followers",),
    "follows_gained": ("Total followers",),
}
_FOLLOWERS_NEED = ("date", "organic", "follows_gained")
_AUDIENCE = {
    "region": ("Location",),
    "job_function": ("Job function",),
    "seniority": ("Seniority",),
    "industry": ("Industry",),
    "company_size": ("Company size",),
}
_SLICED = {"page_views": ("Total views",), "followers": ("Total followers",)}
_KINDS: dict[str, tuple[Words, Sequence[str]]] = {
    "days": (_DAYS, _DAYS_NEED),
    "posts": (_POSTS, _POSTS_NEED),
    "visitors": (_VISITORS, tuple(_VISITORS)),
    "followers": (_FOLLOWERS, _FOLLOWERS_NEED),
    **{
        f"{measure} by {axis}": ({axis: words, measure: counted}, (axis, measure))
        for axis, words in _AUDIENCE.items()
        for measure, counted in _SLICED.items()
    },
}
_CONTENT_TYPES = {"video": "video", "image": "image", "article": "article", "document": "other", "text": "text"}


def read(raw: RawFile, choices: Choices, now: dt.datetime) -> Reading:
    """Every sheet that is known is read; LinkedIn counts UTC days and writes them month first."""
    facts = settle_account(raw, choices, now, "linkedin", time_zone="UTC")
    rows_read, left_out = 0, []
    for table in raw.tables:
        kind = _kind(table)
        if kind is None:
            left_out.append(table.name)
            continue
        columns = Columns(table, f"{raw.name}: {table.name}", _KINDS[kind][0], first_record=rows_read + 1)
        measure, _, axis = kind.partition(" by ")
        if axis:
            _audience(facts, columns, measure, axis, _visited(raw))
        else:
            {"days": _days, "posts": _posts, "visitors": _visitors, "followers": _followers}[kind](facts, columns)
        if kind == "posts" or (measure == "followers" and axis):
            note_reading_day(facts, choices)
        rows_read += table.cells.height
    facts.note("Days are UTC, as LinkedIn reports them.")
    facts.note(f"Sheets not imported: {', '.join(left_out)}.", bool(left_out))
    return facts.reading(rows_read)


def _kind(table: RawTable) -> str | None:
    return next((kind for kind, (words, needed) in _KINDS.items() if sureness(table.headers, words, needed)), None)


def _days(facts: Facts, columns: Columns) -> None:
    """Totals under the whole account, organic and sponsored under `paid`."""
    columns.days("date", "period_start", order="mdy")
    columns.counts(*(field for field in _DAYS if field != "date"))
    day = [*PLACE, "period_start"]
    records, measures = columns.records, [*_OF_A_DAY, "reach"]
    totals = {m: pl.col(f"{m} total") for m in _OF_A_DAY if f"{m} total" in records.columns}
    facts.add(records.select(*day, **totals), list(totals), window="day", lost=columns.lost)
    parts = []
    for split, paid in _SPLITS.items():
        told = {m: pl.col(f"{m} {split}") for m in measures if f"{m} {split}" in records.columns}
        parts.append(records.select(*day, **told, paid_split=pl.lit(paid)))
    halves = pl.concat(parts, how="diagonal_relaxed")
    _add_reach(facts, halves, columns.lost)
    facts.add(halves.drop("reach", strict=False), list(_OF_A_DAY), axes=["paid"], window="day", lost=columns.lost)
    facts.note("`Clicks` counts all clicks on LinkedIn, so it is stored as all clicks, not as link clicks.")
    facts.note("`Reactions` of every kind are stored as likes.")
    facts.note(f"`{_REACH}` is stored as the organic reach of each day and never added up.", "reach" in halves.columns)
    facts.take(columns, silent=_rates(columns))


def _add_reach(facts: Facts, halves: pl.DataFrame, lost: int) -> None:
    if "reach" in halves.columns:
        organic = halves.filter(pl.col("paid_split") == "organic")
        facts.add(organic, ["reach"], axes=["paid"], window="day", adds_up=False, lost=lost)


def _rates(columns: Columns) -> list[str]:
    return [field for field in ("ctr", "engagement_rate") if field in columns]


def _posts(facts: Facts, columns: Columns) -> None:
    """Lifetime counters of posts; a post is known by the number in its link."""
    columns.keys("url", "is not the link of a post", r"\d{6,}")
    columns.days("created", "published_on", order="mdy")
    columns.texts("title", "type", "content")
    columns.counts(*_POST_COUNTS)
    content = pl.col("content").str.to_lowercase().replace_strict(_CONTENT_TYPES, default=None, return_dtype=pl.String)
    if "content" in columns:
        columns.set(content_type=content)
    columns.set(item_ext=pl.col("url").str.extract(r"(\d{6,})"), posts_published=pl.lit(1))
    records = facts.with_items(columns.records.drop("content", strict=False), "post", "post")
    facts.add(records, [*_POST_COUNTS, "posts_published"], axes=["post"], lost=columns.lost)
    facts.note("LinkedIn gives the day of a post, not the hour.")
    facts.take(columns, silent=_rates(columns))


def _visitors(facts: Facts, columns: Columns) -> None:
    columns.days("date", "period_start", order="mdy")
    columns.counts("page_views", "users")
    facts.add(columns.records, ["page_views", "users"], window="day", lost=columns.lost)
    facts.note("Visitors: the totals of the page are stored; its sections and devices are not.")
    facts.note("Unique visitors are stored for each day and never added up.")
    facts.faults += columns.faults


def _followers(facts: Facts, columns: Columns) -> None:
    columns.days("date", "period_start", order="mdy")
    columns.counts("follows_gained", "organic", "sponsored", "invited")
    facts.add(columns.records, ["follows_gained"], window="day", lost=columns.lost)
    facts.note("`Total followers` is the day's gain, as LinkedIn means it, not the number of followers.")
    facts.note("Whether new followers came organically, by ads or by invitation is not stored.")
    facts.faults += columns.faults


def _audience(facts: Facts, columns: Columns, measure: str, axis: str, visited: tuple[dt.date, dt.date] | None) -> None:
    """Followers by audience as a level on the day read; page views by audience for the days the visitors cover."""
    columns.keys(axis, "names no audience")
    columns.counts(measure)
    records, window = facts.with_segments(columns.records, [axis]), "instant"
    if measure == "page_views":
        window = "custom" if visited else "lifetime"
        first, last = visited or (facts.read_on, facts.read_on)
        records = records.with_columns(pl.lit(first).alias("period_start"), pl.lit(last).alias("period_end"))
        facts.note(f"Page views by audience are totals of {first} to {last}, the days of the visitors.", bool(visited))
        facts.note("The file does not say which days its page views by audience cover.", not visited)
    facts.add(records, [measure], axes=[axis], window=window, adds_up=False, lost=columns.lost)
    facts.note("LinkedIn does not know every person's audience: slices add up to less than the whole.")
    facts.take(columns)


def _visited(raw: RawFile) -> tuple[dt.date, dt.date] | None:
    """The first and last day of the visitors' sheet, if the workbook has one."""
    words, needed = _KINDS["visitors"]
    for table in tables_like(raw, words, needed):
        days = read_dates(Columns(table, raw.name, words).cells("date"), "mdy").values.drop_nulls().sort()
        if len(days):
            return days[0], days[-1]
    return None


def _recognise(raw: RawFile) -> float:
    known = [kind for table in raw.tables if (kind := _kind(table))]
    if not known:
        return 0.0
    return 1.0 if {"days", "posts", "followers"} & set(known) else 0.9 if "visitors" in known else 0.7


LINKEDIN_PAGE = Source(
    name="linkedin_page",
    platform="linkedin",
    title="LinkedIn page analytics",
    recognise=_recognise,
    read=read,
    expected_headers=(
        "Date",
        "Impressions (total)",
        "Clicks (total)",
        "Reactions (total)",
        "Post title",
        "Post link",
        "Total page views (total)",
        "Total unique visitors (total)",
        "Organic followers",
        "Total followers",
        "Location",
        "Job function",
        "Seniority",
        "Industry",
        "Company size",
        "Total views",
    ),
)
