"""X: the content export (one row per post) and the account overview (one row per day), in any interface language."""

from __future__ import annotations

import datetime as dt

import polars as pl

from goalposts.sources.columns import Columns, surest, tables_like
from goalposts.sources.facts import Facts
from goalposts.sources.settling import note_reading_day, settle_account
from goalposts.sources.source import Choices, RawFile, Reading, Source

_COUNTS = {
    "impressions": ("Impressions", "インプレッション数"),
    "likes": ("Likes", "いいね"),
    "engagements_reported": ("Engagements", "エンゲージメント"),
    "saves": ("Bookmarks", "ブックマーク"),
    "follows_gained": ("New follows", "新しいフォロー"),
    "comments": ("Replies", "返信"),
    "shares": ("Reposts", "リポスト"),
    "profile_visits": ("Profile visits", "プロフィールへのアクセス数"),
}
_LINK_COPIES = {"link_copies": ("Shares", "Share", "共有された回数")}
_POST = {
    "item_ext": ("Post id", "ポストID"),
    "published": ("Date", "日付"),
    "title": ("Post text", "ポスト本文"),
    "url": ("Post Link", "Link", "ポストのリンク"),
    **_COUNTS,
    **_LINK_COPIES,
    "link_clicks": ("URL Clicks", "URLのクリック数"),
}
_POST_NEEDS = ("item_ext", "published", "impressions", "likes", "engagements_reported", "shares")
_DAY = {
    "date": ("Date", "日付"),
    **_COUNTS,
    **_LINK_COPIES,
    "follows_lost": ("Unfollows", "フォロー解除"),
    "posts_published": ("Create Post", "ポストを作成"),
    "video_views": ("Video views", "動画再生数"),
}
_DAY_NEEDS = ("date", "impressions", "likes", "engagements_reported", "shares", "follows_lost")
_LINK = r"(?:x|twitter)\.com/([^/?]+)/status"
_LINK_COPIES_NOTE = "`shares` are X's reposts; the column {header} counts copies of the link and is not stored."


def read_content(raw: RawFile, choices: Choices, now: dt.datetime) -> Reading:
    """Lifetime counters of posts; days are UTC and X gives no time of day, so no hour is known."""
    (table,) = tables_like(raw, _POST, _POST_NEEDS)[:1]
    columns = Columns(table, raw.name, _POST)
    columns.keys("item_ext", "is not the number of a post (a spreadsheet may have damaged it)", r"^\d{1,20}$")
    columns.days("published", "published_on")
    columns.texts("title", "url")
    columns.counts(*_COUNTS, "link_clicks")
    columns.set(posts_published=pl.lit(1))
    names = columns.values("url", _LINK)
    facts = settle_account(raw, choices, now, "x", names=names, time_zone="UTC")
    records = facts.with_items(columns.records, "post", "post")
    facts.add(records, [*_COUNTS, "link_clicks", "posts_published"], axes=["post"], lost=columns.lost)
    note_reading_day(facts, choices)
    facts.note("X gives the day of a post, not the hour.")
    _say(facts, columns)
    return facts.reading(table.cells.height)


def read_overview(raw: RawFile, choices: Choices, now: dt.datetime) -> Reading:
    """Daily activity of the whole account, in UTC days."""
    (table,) = tables_like(raw, _DAY, _DAY_NEEDS)[:1]
    columns = Columns(table, raw.name, _DAY)
    columns.days("date", "period_start")
    measures = [*_COUNTS, "follows_lost", "posts_published", "video_views"]
    columns.counts(*measures)
    beside = sorted({name for other in raw.siblings.values() for name in _names_in_links(other)})
    likely = beside[0] if len(beside) == 1 else None
    facts = settle_account(raw, choices, now, "x", time_zone="UTC", likely_name=likely)
    facts.add(columns.records, measures, window="day", lost=columns.lost)
    _say(facts, columns)
    return facts.reading(table.cells.height)


def _names_in_links(raw: RawFile) -> list[str]:
    """The accounts whose posts a content export holds."""
    names = []
    for table in tables_like(raw, _POST, _POST_NEEDS):
        columns = Columns(table, raw.name, _POST)
        columns.texts("url")
        names += columns.values("url", _LINK)
    return names


def _say(facts: Facts, columns: Columns) -> None:
    facts.note("Days are UTC, as X reports them.")
    if "link_copies" in columns:
        facts.note(_LINK_COPIES_NOTE.format(header=f"`{columns.headers['link_copies']}`"))
    facts.take(columns, silent=["link_copies"])


CONTENT = Source(
    name="x_content",
    platform="x",
    title="X content (posts)",
    recognise=lambda raw: surest(raw, _POST, _POST_NEEDS),
    read=read_content,
    expected_headers=tuple(words[0] for words in _POST.values()),
    languages=(
        "en",
        "ja",
    ),
)
OVERVIEW = Source(
    name="x_overview",
    platform="x",
    title="X account overview (days)",
    recognise=lambda raw: surest(raw, _DAY, _DAY_NEEDS),
    read=read_overview,
    expected_headers=tuple(words[0] for words in _DAY.values()),
    languages=(
        "en",
        "ja",
    ),
)
