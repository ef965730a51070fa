"""Meta Business Suite: the content export of a Facebook page or an Instagram account, one row per post."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import polars as pl

from goalposts.sources.columns import Columns, Synonyms, surest, tables_like
from goalposts.sources.dates import read_dates
from goalposts.sources.facts import PLACE, Facts
from goalposts.sources.settling import note_reading_day, settle_account
from goalposts.sources.source import Choices, RawFile, Reading, Source

_POST = {
    "item_ext": ("Post ID", "Publicerings-id", "게시물 ID", "貼文編號"),
    "description": ("Description", "Beskrivning", "설명", "說明"),
    "published": ("Publish time", "Publiceringstid", "게시 시간", "게시한 시간", "發佈時間", "發布時間"),
    "url": ("Permalink", "Permalänk", "고유 링크", "퍼머링크", "永久連結"),
    "type": ("Post type", "Inläggstyp", "게시물 유형", "貼文類型"),
    "date": ("Date", "Datum", "날짜", "日期"),
    "impressions": ("Impressions", "Exponeringar", "노출", "曝光次數"),
    "views": ("Views", "Visningar", "조회", "조회수", "瀏覽次數", "觀看次數"),
    "reach": ("Reach", "Räckvidd", "도달", "觸及人數"),
    "comments": ("Comments", "Kommentarer", "댓글", "留言", "留言數", "回覆次數"),
    "shares": ("Shares", "Delningar", "공유", "分享", "分享次數"),
}
_FACEBOOK = {
    **_POST,
    "page": ("Page name", "Sidnamn", "페이지 이름", "粉絲專頁名稱"),
    "title": ("Title", "Titel", "제목", "標題"),
    "engagements_reported": (
        "Reactions, Comments and Shares",
        "Reaktioner, kommentarer och delningar",
        "공감, 댓글 및 공유",
        "心情、留言和分享次數",
        "心情、留言和分享",
    ),
    "likes": ("Reactions", "Reaktioner", "공감", "心情數", "心情"),
    "clicks_all": ("Total clicks", "Totalt antal klick", "총 클릭", "총 클릭수", "總點擊次數"),
    "link_clicks": ("Link Clicks", "Länkklick", "링크 클릭", "連結點擊次數"),
    "views organic": ("Views from Organic posts",),
    "views paid": ("Views from Boosted posts",),
    "reach organic": ("Reach from Organic posts",),
    "reach paid": ("Reach from Boosted posts",),
}
_FACEBOOK_NEEDS = ("item_ext", "page", "published", "url", "type")
_FACEBOOK_COUNTS = (
    "impressions", "reach", "engagements_reported", "likes", "comments", "shares", "clicks_all", "link_clicks",
)  # fmt: skip
_INSTAGRAM = {
    **_POST,
    "account": ("Account username", "Kontots användarnamn", "계정 사용자 이름", "帳號用戶名稱"),
    "likes": ("Likes", "Gilla-markeringar", "좋아요", "按讚數"),
    "saves": ("Saves", "Sparade objekt", "저장", "儲存次數"),
    "follows_gained": ("Follows", "Följer", "팔로우", "追蹤", "追蹤人數"),
    "video_views": ("Plays", "재생", "播放次數"),
}
_INSTAGRAM_NEEDS = ("item_ext", "account", "published", "url", "type")
_INSTAGRAM_COUNTS = (
    "impressions", "reach", "likes", "comments", "shares", "saves", "follows_gained", "video_views",
)  # fmt: skip
_SHAPES = {
    "image": ("photo", "photos", "image", "ig image", "foton", "사진", "相片", "照片", "圖像"),
    "video": (
        "video",
        "videos",
        "ig video",
        "videor",
        "동영상",
        "影片",
        "reel",
        "reels",
        "ig reel",
        "릴스",
        "連續短片",
    ),
    "link": ("link", "links", "länkar", "링크", "連結"),
    "text": ("text", "status", "텍스트", "文字"),
    "carousel": ("carousel", "ig carousel", "album", "albums", "슬라이드", "輪播"),
}
_KINDS = {
    "short_video": ("reel", "reels", "ig reel", "릴스", "連續短片"),
    "story": ("story", "stories", "ig story", "스토리", "限時動態"),
}
_ZONE = "America/Los_Angeles"


def read_facebook(raw: RawFile, choices: Choices, now: dt.datetime) -> Reading:
    """Lifetime counters of posts, or their days where the export was made by day; organic and boosted parts beside."""
    columns = _posts(raw, _FACEBOOK, _FACEBOOK_NEEDS, ("title", "page"))
    columns.counts(*_FACEBOOK_COUNTS, "views organic", "views paid", "reach organic", "reach paid")
    facts = settle_account(raw, choices, now, "facebook", names=columns.values("page"), likely_zone=_ZONE)
    window, records = _store(facts, columns, choices, _FACEBOOK_COUNTS)
    halves = _halves(records)
    for measure, adds_up in (("impressions", True), ("reach", False)):
        if measure in halves.columns:
            told = halves.drop_nulls(measure)
            facts.add(told, [measure], axes=["paid", "post"], window=window, adds_up=adds_up, lost=columns.lost)
    facts.note("All reactions are stored as likes, as Meta counts them.", "likes" in columns)
    combined = columns.headers.get("engagements_reported", "")
    facts.note(f"`{combined}` is Meta's own sum; its parts may be held back and add up to less.", bool(combined))
    facts.take(columns)
    return facts.reading(columns.table.cells.height)


def read_instagram(raw: RawFile, choices: Choices, now: dt.datetime) -> Reading:
    """Lifetime counters of posts, reels and stories, or their days where the export was made by day."""
    columns = _posts(raw, _INSTAGRAM, _INSTAGRAM_NEEDS, ("account",))
    columns.counts(*_INSTAGRAM_COUNTS)
    facts = settle_account(raw, choices, now, "instagram", names=columns.values("account"), likely_zone=_ZONE)
    _store(facts, columns, choices, _INSTAGRAM_COUNTS)
    facts.take(columns)
    return facts.reading(columns.table.cells.height)


def _posts(raw: RawFile, fields: Synonyms, needs: Sequence[str], texts: Sequence[str]) -> Columns:
    """The columns that describe a post; views stand under impressions where the file has no impressions."""
    (table,) = tables_like(raw, fields, needs)[:1]
    columns = Columns(table, raw.name, fields)
    columns.keys("item_ext", "is not the number of a post (a spreadsheet may have damaged it)", r"^\d+(_\d+)?$")
    columns.days("published", "published_on")
    columns.texts("url", "type", "description", *texts)
    if "views" in columns and "impressions" not in columns:
        columns.headers["impressions"] = columns.headers.pop("views")
        columns.doubts.append(
            f"`{columns.headers['impressions']}` is stored as impressions, which Meta replaced by views in 2025. The "
            "two are counted in different ways and must not be compared across that change."
        )
    named = [pl.col(name) for name in ("title", "description") if name in columns.frame.columns]
    columns.set(hour=pl.col("published_on_time").dt.hour(), title=pl.coalesce([*named, pl.lit(None, pl.String)]))
    kind = pl.col("type").str.to_lowercase()
    columns.set(
        content_type=kind.replace_strict(_by_word(_SHAPES), default=None, return_dtype=pl.String),
        item_kind=kind.replace_strict(_by_word(_KINDS), default="post", return_dtype=pl.String),
    )
    return columns


def _by_word(words: Synonyms) -> dict[str, str]:
    return {word: meaning for meaning, spellings in words.items() for word in spellings}


def _store(facts: Facts, columns: Columns, choices: Choices, counts: Sequence[str]) -> tuple[str, pl.DataFrame]:
    """Add the counts of posts; the window kind, and the records with their items."""
    window = "lifetime"
    if "date" in columns and not _says_lifetime(columns):
        window = "day"
        columns.days("date", "period_start")
        facts.note("The export was made by day: each row is one day of one post.")
    records = facts.with_items(columns.records, "post", "post")
    facts.add(records, counts, axes=["post"], window=window, lost=columns.lost)
    items = records.unique("item_id", keep="first", maintain_order=True).with_columns(
        pl.lit(1).alias("posts_published")
    )
    if window == "lifetime":
        facts.add(items, ["posts_published"], axes=["post"], lost=columns.lost)
        facts.note("The numbers are lifetime counters of posts published in the range, not activity in the range.")
        note_reading_day(facts, choices)
    facts.note("Reach is stored for each post and never added up.", "reach" in columns)
    return window, records


def _says_lifetime(columns: Columns) -> bool:
    """Whether the date column holds no date but a word such as "Lifetime", which it does unless asked by day."""
    cells = columns.cells("date")
    return bool(cells.is_null().all()) or not read_dates(cells).values.is_not_null().any()


def _halves(records: pl.DataFrame) -> pl.DataFrame:
    """Organic and boosted parts as records of their own."""
    parts = []
    for split in ("organic", "paid"):
        names = {"impressions": f"views {split}", "reach": f"reach {split}"}
        told = {measure: pl.col(name) for measure, name in names.items() if name in records.columns}
        dated = [name for name in ("period_start",) if name in records.columns]
        parts.append(records.select(*PLACE, *dated, "item_id", **told, paid_split=pl.lit(split)))
    return pl.concat(parts, how="diagonal_relaxed")


FACEBOOK_CONTENT = Source(
    name="meta_suite_facebook",
    platform="facebook",
    title="Meta Business Suite: Facebook content",
    recognise=lambda raw: surest(raw, _FACEBOOK, _FACEBOOK_NEEDS),
    read=read_facebook,
    expected_headers=tuple(words[0] for words in _FACEBOOK.values()),
    headers_from="documentation",
    languages=(
        "en",
        "ko",
        "zh-Hant",
        "sv",
    ),
)
INSTAGRAM_CONTENT = Source(
    name="meta_suite_instagram",
    platform="instagram",
    title="Meta Business Suite: Instagram content",
    recognise=lambda raw: surest(raw, _INSTAGRAM, _INSTAGRAM_NEEDS),
    read=read_instagram,
    expected_headers=tuple(words[0] for words in _INSTAGRAM.values()),
    headers_from="documentation",
    languages=(
        "en",
        "ko",
        "zh-Hant",
        "sv",
    ),
)
