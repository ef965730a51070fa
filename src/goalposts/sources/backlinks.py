"""Semrush and Ahrefs: lists of backlinks, one row per link, kept as mentions of the kind `backlink`."""

from __future__ import annotations

import datetime as dt

import polars as pl

from goalposts.sources.columns import Columns, Synonyms, surest, tables_like
from goalposts.sources.dates import read_dates
from goalposts.sources.facts import Facts
from goalposts.sources.listening import plain_address
from goalposts.sources.settling import settle_account
from goalposts.sources.source import Choices, RawFile, Reading, Source
from goalposts.warehouse.tables import identity

_SEMRUSH = {
    "url": ("Source url",),
    "target": ("Target url",),
    "authority_score": ("Page ascore",),
    "anchor": ("Anchor",),
    "nofollow": ("Nofollow",),
    "found": ("First seen",),
    "seen": ("Last seen",),
    "lost": ("Lost link",),
}
_AHREFS = {
    "url": ("Referring page URL",),
    "target": ("Target URL",),
    "authority_score": ("Domain rating", "DR"),
    "anchor": ("Anchor",),
    "nofollow": ("Nofollow",),
    "found": ("First seen",),
    "seen": ("Last seen",),
    "lost": ("Lost",),
}
_NEEDS = ("url", "target", "authority_score", "nofollow", "found")
_GIVES = ("linking_domains", "quality_referring_domains")
"""Not `backlinks`: vendors cap these lists, so the number of all links is for their overview to tell."""
_YES = ("true", "yes", "1", "nofollow")
_HOST = r"^(?:https?://)?(?:www\.)?([^/:?#]+)"
_EXCERPT = 200


def _read(raw: RawFile, choices: Choices, now: dt.datetime, vendor: str, fields: Synonyms) -> Reading:
    """Links with the day they were found and lost; the days of the list reach to the last one it names."""
    (table,) = tables_like(raw, fields, _NEEDS)[:1]
    columns = Columns(table, raw.name, fields)
    columns.keys("url", "is not the address of a page", r"^https?://[^\s/]+")
    columns.texts("target", "anchor", "nofollow")
    columns.amounts("authority_score")
    columns.moments("found", "found_at")
    columns.set(lost_at=pl.lit(_lost_at(columns)))
    facts = settle_account(raw, choices, now, vendor, names=columns.values("target", _HOST), time_zone="UTC")
    links = _as_mentions(facts, columns, vendor)
    days = links.select(pl.col("found_at", "lost_at").cast(pl.Date))
    seen = read_dates(columns.cells("seen")).values if "seen" in columns else pl.Series([], dtype=pl.Date)
    told = (
        pl.concat([days["found_at"], days["lost_at"].rename("found_at"), seen.rename("found_at")]).drop_nulls().sort()
    )
    covers = (told[0], told[-1]) if len(told) else None
    facts.add_rows("fact_mention", links, "found_at", gives=_GIVES, covers=covers)
    facts.note("Vendors cap such lists: linking sites are counted from it, the number of all backlinks is not.")
    facts.note("`Page ascore` rates the page that links, not its site.", vendor == "semrush")
    facts.take(columns)
    return facts.reading(table.cells.height)


def _lost_at(columns: Columns) -> pl.Series:
    """When a link was lost: the day the list names, or when it was last seen where the list only says that it was."""
    nothing = pl.repeat(None, len(columns.frame), dtype=pl.Datetime("us"), eager=True)
    if "lost" not in columns:
        return nothing
    cells = columns.cells("lost")
    named = read_dates(cells).values.cast(pl.Datetime("us"))
    if "seen" not in columns:
        return named
    seen = read_dates(columns.cells("seen")).values.cast(pl.Datetime("us"))
    gone = cells.str.to_lowercase().is_in(_YES)
    both = pl.DataFrame({"named": named, "seen": seen, "gone": gone})
    return both.select(pl.coalesce("named", pl.when("gone").then("seen")).alias("lost_at"))["lost_at"]


def _as_mentions(facts: Facts, columns: Columns, vendor: str) -> pl.DataFrame:
    """The records as rows of `fact_mention`, one for each linking page and linked page."""
    records = columns.records
    account = facts.account.account_id
    plain = [plain_address(url) for url in records["url"]]
    targets = [plain_address(target or "")[0] for target in records["target"]]
    ids = [identity("backlink", account, address, target) for (address, _), target in zip(plain, targets, strict=True)]
    links = records.with_columns(
        pl.Series("mention_id", ids, dtype=pl.Int64),
        pl.Series("url", [address for address, _ in plain], dtype=pl.String),
        pl.Series("domain", [domain for _, domain in plain], dtype=pl.String),
        kind=pl.lit("backlink"),
        platform=pl.lit("web"),
        sentiment=pl.lit("unknown"),
        authority_score=pl.col("authority_score").cast(pl.Float64),
        authority_vendor=pl.when(pl.col("authority_score").is_not_null()).then(pl.lit(vendor)),
        is_follow=~pl.col("nofollow").str.to_lowercase().is_in(_YES),
        text_excerpt=(pl.col("anchor") if "anchor" in columns else pl.lit(None, pl.String)).str.slice(0, _EXCERPT),
    )
    once = links.unique("mention_id", keep="first", maintain_order=True)
    copies = len(links) - len(once)
    facts.note(f"{copies} rows link the same two pages again and count once.", copies > 0)
    return once


def _source(vendor: str, title: str, fields: Synonyms) -> Source:
    return Source(
        name=f"{vendor}_backlinks",
        platform=vendor,
        title=title,
        recognise=lambda raw: surest(raw, fields, _NEEDS),
        read=lambda raw, choices, now: _read(raw, choices, now, vendor, fields),
        expected_headers=tuple(words[0] for words in fields.values()),
        headers_from="documentation",
    )


SEMRUSH_BACKLINKS = _source("semrush", "Semrush backlinks", _SEMRUSH)
AHREFS_BACKLINKS = _source("ahrefs", "Ahrefs backlinks", _AHREFS)
