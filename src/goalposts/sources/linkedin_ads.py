"""LinkedIn Ads: the campaign and ad performance reports of Campaign Manager."""

from __future__ import annotations

import datetime as dt

import polars as pl

from goalposts.sources.ad_reports import add_up, add_windows, leave_totals_out, named_range
from goalposts.sources.columns import Columns, surest, tables_like
from goalposts.sources.facts import Facts
from goalposts.sources.settling import settle_account, settle_currency
from goalposts.sources.source import Choices, RawFile, Reading, Source

_FIELDS = {
    "start": ("Start Date (in UTC)", "Start Date"),
    "account": ("Account Name",),
    "campaign_group": ("Campaign Group Name",),
    "campaign": ("Campaign Name",),
    "creative_id": ("Creative ID", "Ad ID"),
    "creative": ("Creative Name", "Ad Name"),
    "currency": ("Currency",),
    "ad_spend": ("Total Spent",),
    "reach": ("Reach",),
    "impressions": ("Impressions",),
    "clicks_all": ("Clicks",),
    "link_clicks": ("Clicks to Landing Page",),
    "likes": ("Reactions",),
    "comments": ("Comments",),
    "shares": ("Shares",),
    "video_views": ("Video Views",),
    "conversions": ("Conversions",),
    "conversion_value": ("Total Conversion Value",),
    "social": ("Total Social Actions",),
}
_NEEDS = ("start", "campaign", "ad_spend", "impressions", "clicks_all")
_COUNTS = ("impressions", "clicks_all", "link_clicks", "likes", "comments", "shares", "video_views", "conversions")
_SUMS = (*_COUNTS, "ad_spend", "conversion_value")


def read(raw: RawFile, choices: Choices, now: dt.datetime) -> Reading:
    """One row for each campaign or ad and each day, month or the whole range, in UTC."""
    (table,) = tables_like(raw, _FIELDS, _NEEDS)[:1]
    columns = Columns(table, raw.name, _FIELDS)
    columns.texts("account", "campaign_group", "campaign", "creative", "creative_id", "currency")
    leave_totals_out(columns, ("campaign",))
    columns.days("start", "period_start", "mdy")
    columns.counts(*_COUNTS, "reach")
    columns.amounts("ad_spend", "conversion_value")
    columns.set(paid_split=pl.lit("paid"))
    facts = settle_account(raw, choices, now, "linkedin_ads", names=columns.values("account"), time_zone="UTC")
    told = columns.values("currency") or columns.currencies["ad_spend"]
    currency = settle_currency(facts, choices, told)
    window, records = _window(facts, columns)
    records, axes = facts.with_campaigns(records), ["campaign", "paid"]
    if "creative" in columns or "creative_id" in columns:
        records, axes = facts.with_items(_named_ads(records), "ad", "ad"), [*axes, "ad"]
    sums = add_up(facts, records, _SUMS, ("campaign_group",))
    money = {"ad_spend": currency, "conversion_value": currency}
    add_windows(facts, sums, _SUMS, axes, window, None, currencies=money, lost=columns.lost)
    if len(sums) == len(records):
        facts.add(sums, ["reach"], axes=axes, window=window, lost=columns.lost)
    _say(facts, columns)
    return facts.reading(table.cells.height - columns.left_out)


def _window(facts: Facts, columns: Columns) -> tuple[str, pl.DataFrame]:
    """Days, months where every row starts one, or the range of the report where every row starts with it."""
    records = columns.records
    starts = records["period_start"].unique().sort()
    span = named_range(columns.table.preamble)
    if span and len(starts) == 1 and starts[0] == span[0] and span[0] < span[1]:
        facts.note("Every row starts with the report: each is stored for the whole range of the report.")
        return "custom", records.with_columns(period_end=pl.lit(span[1]))
    if len(starts) > 1 and bool((starts.dt.day() == 1).all()):
        facts.note("Every row starts on the first of a month: each is stored for its month.")
        return "month", records.with_columns(period_end=pl.col("period_start").dt.month_end())
    return "day", records


def _named_ads(records: pl.DataFrame) -> pl.DataFrame:
    """`item_ext` from the ad's number, or from the campaign's and ad's names."""
    by_number = "creative_id" in records.columns
    parts = ["creative_id"] if by_number else ["campaign", "creative"]
    ext = pl.concat_str([pl.col(name).fill_null("") for name in parts], separator=" / ")
    title = pl.col("creative") if "creative" in records.columns else pl.lit(None, pl.String)
    return records.with_columns(ext.alias("item_ext"), title.alias("title"))


def _say(facts: Facts, columns: Columns) -> None:
    facts.note("Days are UTC, as the report says.")
    facts.note("`Clicks` counts all clicks; only `Clicks to Landing Page` are link clicks.")
    facts.note("Reach is stored for each row and never added up.", "reach" in columns)
    facts.note("Rates and averages are not stored: they follow from the sums.")
    facts.take(columns, silent=["social"])


LINKEDIN_ADS = Source(
    name="linkedin_ads",
    platform="linkedin_ads",
    title="LinkedIn Ads report",
    recognise=lambda raw: surest(raw, _FIELDS, _NEEDS),
    read=read,
    expected_headers=tuple(words[0] for words in _FIELDS.values()),
    headers_from="documentation",
)
