"""Journeys added up by path, as attribution tools keep them: channels joined by ">", and how many converted."""

from __future__ import annotations

import datetime as dt

import polars as pl

from goalposts.periods import Grain, Period, calendar_unit
from goalposts.sources.columns import Columns, surest, tables_like
from goalposts.sources.row_ids import row_ids
from goalposts.sources.settling import settle_account, settle_currency, settle_period
from goalposts.sources.source import Choices, RawFile, Reading, Source
from goalposts.warehouse.tables import NO_DAY

_FIELDS = {
    "path": ("path",),
    "conversions": ("total_conversions",),
    "value": ("total_conversion_value",),
    "without_conversion": ("total_null",),
}
_NEEDS = ("path", "conversions")
_GIVES = {
    "conversions": "conversions",
    "value": "conversion_value",
    "without_conversion": "journeys_lost",
}


def read(raw: RawFile, choices: Choices, now: dt.datetime) -> Reading:
    """One row per path as the file tells it; a path on several rows stays on several rows, whose sums add up."""
    (table,) = tables_like(raw, _FIELDS, _NEEDS)[:1]
    columns = Columns(table, raw.name, _FIELDS)
    columns.keys("path", "does not say which path")
    columns.amounts("conversions", "value", "without_conversion")
    facts = settle_account(raw, choices, now, "manual")
    span = settle_period(facts, choices)
    currency = settle_currency(facts, choices, columns.currencies.get("value", ())) if "value" in columns else None
    dated = span.first != NO_DAY
    account_id = facts.account.account_id
    records = columns.records.with_columns(
        pl.col("path").str.replace_all(r"\s*>\s*", " > "),
        first_day=pl.lit(span.first if dated else None, dtype=pl.Date),
        last_day=pl.lit(span.last if dated else None, dtype=pl.Date),
        currency=pl.lit(currency, dtype=pl.String),
    )
    ids = row_ids(records, "path", account_id, ("path", "first_day", "last_day"))
    records = records.with_columns(ids.alias("path_id"))
    repeated = records.height - records["path"].n_unique()
    facts.note(f"{repeated:,} rows tell a path that another row tells too: their sums are added.", repeated > 0)
    gives = [code for field, code in _GIVES.items() if field in columns]
    gives += ["journeys"] if "without_conversion" in columns else []
    covers = (span.first, span.last) if dated and records.height else None
    is_month = dated and calendar_unit(Period(span.first, span.last)) is Grain.MONTH
    window = "month" if is_month else span.window if dated else "day"
    facts.add_rows("fact_path", records, "first_day", gives=gives, covers=covers, undated=True, window=window)
    facts.note("Journeys are kept as the sums they come in: who made them, and when, is not in the file.")
    facts.take(columns)
    return facts.reading(table.cells.height)


PATHS = Source(
    name="journey_paths",
    platform="manual",
    title="Journeys by path (ChannelAttribution)",
    recognise=lambda raw: surest(raw, _FIELDS, _NEEDS),
    read=read,
    expected_headers=tuple(words[0] for words in _FIELDS.values()),
)
