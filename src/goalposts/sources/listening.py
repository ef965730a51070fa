"""Listening tools: mentions as Brand24 and Meltwater export them. Sentiment and reach are estimates of those tools."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from urllib.parse import parse_qsl, urlencode, urlsplit

import polars as pl

from goalposts.sources.columns import Columns, surest, tables_like
from goalposts.sources.facts import Facts
from goalposts.sources.settling import settle_account
from goalposts.sources.source import Choices, RawFile, Reading, Source
from goalposts.warehouse.tables import identity

_NETWORKS = {
    "twitter": "x",
    "x": "x",
    "facebook": "facebook",
    "instagram": "instagram",
    "linkedin": "linkedin",
    "youtube": "youtube",
    "video": "youtube",
    "tiktok": "tiktok",
    "pinterest": "pinterest",
    "bluesky": "bluesky",
    "mastodon": "mastodon",
    "reddit": "reddit",
    "forum": "forum",
    "forums": "forum",
    "social media": "social",
}
"""Where a mention is social, by the tool's own word; anything else (news, blogs, podcasts) is media coverage."""
_SENTIMENT = {
    **{word: word for word in ("positive", "neutral", "negative")},
    "1": "positive",
    "0": "neutral",
    "-1": "negative",
}
_GIVES = ("mentions", "pr_mentions", "mentions_positive", "mentions_neutral", "mentions_negative")
INFLUENCER_FOLLOWERS = 10_000
"""From how many followers on an author counts as an influencer, where the tool tells followers."""
_EXCERPT = 280
_TRACKING = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid")

_MELTWATER = {
    "date": ("Date",),
    "title": ("Headline", "Title"),
    "url": ("URL",),
    "opening": ("Opening Text",),
    "text": ("Hit Sentence",),
    "where": ("Source", "Source Name"),
    "author": ("Influencer", "Author Name"),
    "reach": ("Reach",),
    "sentiment": ("Sentiment",),
    "brand": ("Input Name",),
}
_MELTWATER_NEEDS = ("date", "title", "url", "text", "where", "sentiment")
_BRAND24 = {
    "date": ("Date", "Created date"),
    "title": ("Title",),
    "url": ("Mention URL", "URL", "Source URL"),
    "text": ("Content", "Mention content", "Description"),
    "where": ("Category", "Source"),
    "domain": ("Domain", "Host"),
    "author": ("Author",),
    "followers": ("Followers", "Followers count", "Author followers"),
    "reach": ("Social media reach", "Reach", "Estimated reach"),
    "influence": ("Influence score", "Influencer score"),
    "sentiment": ("Sentiment",),
}
_BRAND24_NEEDS = ("date", "url", "text", "where", "domain", "sentiment")


def read_meltwater(raw: RawFile, choices: Choices, now: dt.datetime) -> Reading:
    """Mentions of Meltwater; the brand is the search (`Input Name`) or is asked."""
    return _read(raw, choices, now, "meltwater", _MELTWATER, _MELTWATER_NEEDS)


def read_brand24(raw: RawFile, choices: Choices, now: dt.datetime) -> Reading:
    """Mentions of Brand24; the project is not in the file and is asked."""
    return _read(raw, choices, now, "brand24", _BRAND24, _BRAND24_NEEDS)


def _read(
    raw: RawFile,
    choices: Choices,
    now: dt.datetime,
    tool: str,
    fields: Mapping[str, Sequence[str]],
    needs: Sequence[str],
) -> Reading:
    (table,) = tables_like(raw, fields, needs)[:1]
    columns = Columns(table, raw.name, fields)
    columns.keys("url", "names no address")
    columns.moments("date", "published_at")
    columns.counts("reach", "followers")
    columns.texts("title", "text", "where", "author", "sentiment", "brand")
    facts = settle_account(raw, choices, now, tool, names=columns.values("brand"), likely_zone="UTC")
    network = pl.col("where").str.to_lowercase().replace_strict(_NETWORKS, default=None, return_dtype=pl.String)
    columns.set(
        kind=pl.when(network.is_not_null()).then(pl.lit("social_mention")).otherwise(pl.lit("media_coverage")),
        platform=network.fill_null("web"),
        sentiment=_sentiment(columns),
        text_excerpt=pl.coalesce(name for name in ("text", "title") if name in columns).str.slice(0, _EXCERPT),
        **{new: pl.col(old) for old, new in _RENAMED.items() if old in columns.frame.columns},
    )
    gives = list(_GIVES)
    if "followers" in columns:
        known = pl.when(pl.col("followers") >= INFLUENCER_FOLLOWERS).then(pl.lit("influencer"))
        columns.set(author_class=known)
        gives.append("influencer_mentions")
        facts.note(f"Authors with {INFLUENCER_FOLLOWERS:,} followers or more count as influencers.")
    add_mentions(facts, columns.records, gives)
    facts.note("Sentiment and reach are estimates of the tool; another tool would say otherwise.")
    facts.take(columns, silent=["domain"])
    return facts.reading(table.cells.height)


_RENAMED = {"author": "author_ext", "reach": "est_reach", "followers": "author_followers"}


def _sentiment(columns: Columns) -> pl.Expr:
    word = pl.col("sentiment").str.to_lowercase().str.strip_chars()
    return word.replace_strict(_SENTIMENT, default="unknown", return_dtype=pl.String)


def add_mentions(facts: Facts, records: pl.DataFrame, gives: Collection[str]) -> None:
    """Keep mentions once for each address, whatever tracking it carries; `published_at` dates them.

    gives: the measures they can be counted for.
    """
    account = facts.account.account_id
    plain = [plain_address(url) for url in records["url"]]
    records = records.with_columns(
        pl.Series("url", [address for address, _ in plain], dtype=pl.String),
        pl.Series("domain", [domain for _, domain in plain], dtype=pl.String),
        pl.Series("mention_id", [identity("mention", account, address) for address, _ in plain], dtype=pl.Int64),
        pl.lit(facts.read_on).cast(pl.Datetime("us")).alias("found_at"),
    )
    once = records.unique("mention_id", keep="first", maintain_order=True)
    copies = records.height - once.height
    facts.note(f"{copies} rows repeat an address already listed and were counted once.", copies > 0)
    facts.add_rows("fact_mention", once, "published_at", gives=gives)


def plain_address(url: str) -> tuple[str, str]:
    """A web address without tracking, fragment or trailing slash, and its domain without `www.`."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return url.strip(), ""
    domain = (parts.hostname or "").removeprefix("www.")
    query = urlencode([pair for pair in parse_qsl(parts.query) if not pair[0].lower().startswith(_TRACKING)])
    path = parts.path.rstrip("/")
    if not domain:
        return url.strip(), ""
    return f"{parts.scheme.lower()}://{domain}{path}" + (f"?{query}" if query else ""), domain


MELTWATER = Source(
    name="meltwater_mentions",
    platform="meltwater",
    title="Meltwater mentions",
    recognise=lambda raw: surest(raw, _MELTWATER, _MELTWATER_NEEDS),
    read=read_meltwater,
    expected_headers=tuple(words[0] for words in _MELTWATER.values()),
    headers_from="documentation",
)
BRAND24 = Source(
    name="brand24_mentions",
    platform="brand24",
    title="Brand24 mentions",
    recognise=lambda raw: surest(raw, _BRAND24, _BRAND24_NEEDS),
    read=read_brand24,
    expected_headers=tuple(words[0] for words in _BRAND24.values()),
    headers_from="documentation",
)
