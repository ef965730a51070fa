"""Google Alerts: the saved Atom feed of an alert. It tells who wrote where and what, and no reach or sentiment."""

from __future__ import annotations

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import polars as pl

from goalposts.sources.columns import Columns
from goalposts.sources.facts import Facts
from goalposts.sources.feeds import HEADERS
from goalposts.sources.listening import add_mentions
from goalposts.sources.settling import settle_account
from goalposts.sources.source import Choices, RawFile, Reading, Source

_FIELDS = {
    "entry": ("Entry id",),
    "title": ("Title",),
    "url": ("Link",),
    "published": ("Published",),
    "summary": ("Summary",),
}
_MARK = "com.google/alerts"
_PREFIXES = ("Google Alert - ", "Google 알리미 - ", "Google 快訊 - ")


def recognise(raw: RawFile) -> float:
    """Only feeds that Google made for an alert: the id of the feed says so."""
    return float(
        any(table.headers == HEADERS and any(_MARK in line for line in table.preamble) for table in raw.tables)
    )


def read(raw: RawFile, choices: Choices, now: dt.datetime) -> Reading:
    """Media coverage by the day it was published (UTC), once for each address."""
    (table,) = raw.tables
    columns = Columns(table, raw.name, _FIELDS)
    columns.keys("url", "has no address")
    columns.moments("published", "published_at")
    columns.texts("title", "summary")
    facts = settle_account(raw, choices, now, "google_alerts", names=[_topic(table.preamble)], time_zone="UTC")
    columns.set(
        url=pl.col("url").map_elements(_target, return_dtype=pl.String),
        kind=pl.lit("media_coverage"),
        platform=pl.lit("web"),
        sentiment=pl.lit("unknown"),
        text_excerpt=pl.coalesce("summary", "title").str.slice(0, 280),
    )
    add_mentions(facts, columns.records, ["pr_mentions"])
    _say(facts)
    facts.take(columns, silent=["entry"])
    return facts.reading(table.cells.height)


def _topic(preamble: tuple[str, ...]) -> str | None:
    """What the alert watches: its title without Google's own words."""
    title = preamble[0] if preamble else ""
    for prefix in _PREFIXES:
        title = title.removeprefix(prefix)
    return None if _MARK in title else title or None


def _target(url: str) -> str:
    """The page itself, where the link goes by way of Google."""
    return parse_qs(urlsplit(url).query).get("url", [url])[0] if "google." in url else url


def _say(facts: Facts) -> None:
    facts.note("An alert tells no sentiment, no reach, and only what Google chose to send: mentions may be missing.")


GOOGLE_ALERTS = Source(
    name="google_alerts",
    platform="google_alerts",
    title="Google Alerts feed",
    recognise=recognise,
    read=read,
    expected_headers=HEADERS,
    headers_from="documentation",
)
