"""Semrush and Ahrefs: totals of a site's backlinks and its authority score, one row per site."""

from __future__ import annotations

import datetime as dt

import polars as pl

from goalposts.errors import Fault
from goalposts.sources.columns import Columns, Synonyms, surest, tables_like
from goalposts.sources.facts import Facts
from goalposts.sources.settling import note_reading_day, settle_account
from goalposts.sources.source import Choices, RawFile, Reading, Source

_SEMRUSH = {
    "target": ("Target", "Domain", "Root domain"),
    "authority_score": ("Authority Score", "ascore", "AS"),
    "backlinks": ("Backlinks", "Total backlinks", "total"),
    "referring_domains": ("Referring Domains", "Ref. domains", "Ref.Domains", "domains_num"),
    "traffic": ("Organic traffic", "Organic search traffic"),
}
_AHREFS = {
    "target": ("Target", "Domain", "URL"),
    "authority_score": ("Domain Rating", "DR", "domain_rating"),
    "backlinks": ("Backlinks", "Total Backlinks", "Backlinks / All", "live"),
    "referring_domains": ("Ref. domains", "Referring domains", "Ref. domains / All", "live_refdomains"),
    "traffic": ("Organic traffic", "Organic / Traffic", "Total traffic"),
}
_NEEDS = ("target", "authority_score", "backlinks", "referring_domains")
_MEASURES = ("authority_score", "backlinks", "referring_domains")
_HOST = r"^(?:https?://)?(?:www\.)?([^/:?#]+)"


def _read(raw: RawFile, choices: Choices, now: dt.datetime, vendor: str, fields: Synonyms) -> Reading:
    """Levels on the day read, of the one site the file (or the person) names; other sites are other accounts."""
    (table,) = tables_like(raw, fields, _NEEDS)[:1]
    columns = Columns(table, raw.name, fields)
    columns.keys("target", "names no site")
    columns.set(site=pl.col("target").str.to_lowercase().str.extract(_HOST))
    columns.counts("backlinks", "referring_domains")
    columns.amounts("authority_score")
    score = columns.frame["authority_score"]
    beyond = ((score < 0) | (score > 100)).fill_null(False)
    columns.reject(beyond, columns.cells("authority_score"), "authority_score", "is not a score of 0 to 100")
    facts = settle_account(raw, choices, now, vendor, names=columns.values("site"))
    records = _own_rows(facts, columns)
    facts.add(records, _MEASURES, window="instant", lost=columns.lost)
    note_reading_day(facts, choices)
    facts.note("The authority score is the vendor's own scale: keep to one vendor for a series.")
    facts.note("Organic traffic is an estimate of the vendor and is not stored.", "traffic" in columns)
    facts.take(columns, silent=["traffic"])
    return facts.reading(table.cells.height)


def _own_rows(facts: Facts, columns: Columns) -> pl.DataFrame:
    """The rows of the account's site; the only row where the account has a name of its own."""
    records = columns.records
    if records["site"].n_unique() < 2:
        return records
    name = facts.account.name.lower().removeprefix("www.")
    own = records.filter(pl.col("site") == name)
    others = ", ".join(columns.values("site")[:5])
    if own.is_empty() and not any(question.field == "account" for question in facts.questions):
        text = f"no row is of the site {facts.account.name!r}; the file holds {others}"
        facts.faults.append(Fault(text, file=facts.file, column=columns.headers["target"]))
    facts.note(
        f"{len(records) - len(own)} rows are of other sites: import the file again for each with --account "
        "and its name, as a competitor where it is one.",
        len(own) < len(records),
    )
    return own


def _source(vendor: str, title: str, fields: Synonyms) -> Source:
    return Source(
        name=f"{vendor}_overview",
        platform=vendor,
        title=title,
        recognise=lambda raw: surest(raw, fields, _NEEDS),
        read=lambda raw, choices, now: _read(raw, choices, now, vendor, fields),
        expected_headers=tuple(words[0] for words in fields.values()),
        headers_from="documentation",
    )


SEMRUSH_OVERVIEW = _source("semrush", "Semrush backlink overview", _SEMRUSH)
AHREFS_OVERVIEW = _source("ahrefs", "Ahrefs backlink overview", _AHREFS)
