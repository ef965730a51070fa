"""Semrush and Ahrefs: organic positions, one row per keyword and page, as ranks on the day they were read."""

from __future__ import annotations

import datetime as dt

import polars as pl

from goalposts.sources.columns import Columns, Synonyms, surest, tables_like
from goalposts.sources.countries import read_countries
from goalposts.sources.dates import read_dates
from goalposts.sources.facts import Facts
from goalposts.sources.settling import note_reading_day, settle_account
from goalposts.sources.source import Choices, RawFile, Reading, Source

_SEMRUSH = {
    "keyword": ("Keyword",),
    "position": ("Position",),
    "volume": ("Search Volume",),
    "difficulty": ("Keyword Difficulty",),
    "url": ("URL",),
    "read_at": ("Timestamp",),
    "kind": ("Position Type",),
    "traffic": ("Traffic",),
}
_AHREFS = {
    "keyword": ("Keyword",),
    "position": ("Current position", "Position"),
    "volume": ("Volume",),
    "difficulty": ("KD", "Difficulty"),
    "url": ("Current URL", "URL"),
    "read_at": ("Current date", "Last update", "Date"),
    "country": ("Country", "Country code"),
    "traffic": ("Current organic traffic", "Organic traffic", "Traffic"),
}
_NEEDS = ("keyword", "position", "volume", "difficulty", "url")
_HOST = r"^(?:https?://)?(?:www\.)?([^/:?#]+)"


def _read(raw: RawFile, choices: Choices, now: dt.datetime, vendor: str, fields: Synonyms) -> Reading:
    """Ranks as levels of keywords, on the last day the file names, else on the day it was read."""
    (table,) = tables_like(raw, fields, _NEEDS)[:1]
    columns = Columns(table, raw.name, fields)
    columns.keys("keyword", "names no keyword")
    columns.texts("url", "kind")
    _leave_others_out(columns)
    columns.counts("position")
    axes = ["keyword"]
    if "country" in columns:
        axes.append("country")
        _read_countries(columns)
    facts = settle_account(raw, choices, now, vendor, names=columns.values("url", _HOST))
    told = _read_on(columns)
    if told:
        facts.read_on = told
        facts.note(f"The positions are dated {told}, the last day on which the file says a keyword was looked up.")
    else:
        note_reading_day(facts, choices)
    records = _best(facts, columns)
    records = records.with_columns(item_ext=pl.col("keyword"), title=pl.col("keyword"))
    records = facts.with_items(records, "keyword", "keyword").rename({"position": "keyword_position"})
    facts.add(records, ["keyword_position"], axes=axes, window="instant", adds_up=False, lost=columns.lost)
    facts.note("Search volume, difficulty and traffic are the vendor's estimates and are not stored.")
    facts.note("Vendors look up other keywords at other times: keep to one vendor for a series.")
    facts.take(columns, silent=["volume", "difficulty", "traffic", "read_at"])
    return facts.reading(table.cells.height - columns.left_out)


def _leave_others_out(columns: Columns) -> None:
    """Only organic positions are ranks; snippets, overviews and the like stand at places of their own."""
    if "kind" not in columns:
        return
    other = (columns.frame["kind"].str.to_lowercase() != "organic").fill_null(False)
    if other.any():
        columns.leave_out(other)
        columns.doubts.append(f"{other.sum()} rows are no organic positions (snippets, overviews): not stored.")


def _read_countries(columns: Columns) -> None:
    cells = columns.cells("country")
    codes = read_countries(cells)
    columns.reject(codes.is_null() & cells.is_not_null(), cells, "country", "is not a country known here")
    columns.frame = columns.frame.with_columns(codes.fill_null("ZZ").alias("country_code"))


def _read_on(columns: Columns) -> dt.date | None:
    if "read_at" not in columns:
        return None
    days = read_dates(columns.cells("read_at")).values.drop_nulls().sort()
    return days[-1] if len(days) else None


def _best(facts: Facts, columns: Columns) -> pl.DataFrame:
    """The best position of each keyword (and country); a keyword without a position has none."""
    records = columns.records.with_columns(pl.when(pl.col("position") > 0).then("position").alias("position"))
    key = [name for name in ("keyword", "country_code") if name in records.columns]
    best = records.sort("position", nulls_last=True, maintain_order=True).unique(key, keep="first", maintain_order=True)
    pages = len(records) - len(best)
    facts.note(f"{pages} rows are further pages for a keyword already listed: its best position counts.", pages > 0)
    return best.sort("_record")


def _source(vendor: str, title: str, fields: Synonyms) -> Source:
    return Source(
        name=f"{vendor}_positions",
        platform=vendor,
        title=title,
        recognise=lambda raw: surest(raw, fields, _NEEDS),
        read=lambda raw, choices, now: _read(raw, choices, now, vendor, fields),
        expected_headers=tuple(words[0] for words in fields.values()),
        headers_from="documentation",
    )


SEMRUSH_POSITIONS = _source("semrush", "Semrush organic positions", _SEMRUSH)
AHREFS_POSITIONS = _source("ahrefs", "Ahrefs organic keywords", _AHREFS)
