"""Naver search ads (Korea): reports by campaign, ad group, ad, keyword or search term."""

from __future__ import annotations

import datetime as dt

import polars as pl

from goalposts.sources.ad_reports import add_up, add_windows, leave_totals_out, named_range, read_window
from goalposts.sources.columns import Columns, surest, tables_like
from goalposts.sources.settling import note_reading_day, settle_account
from goalposts.sources.source import Choices, RawFile, Reading, Source

_FIELDS = {
    "campaign_type": ("캠페인유형", "캠페인 유형"),
    "campaign": ("캠페인", "캠페인명"),
    "ad_group": ("광고그룹", "광고그룹명"),
    "ad": ("소재",),
    "keyword": ("키워드",),
    "search_term": ("검색어",),
    "day": ("일별", "날짜"),
    "week": ("주별",),
    "month": ("월별",),
    "impressions": ("노출수",),
    "link_clicks": ("클릭수",),
    "ad_spend": ("총비용",),
    "conversions": ("총 전환수", "전환수"),
    "conversion_value": ("총 전환매출액", "전환매출액"),
    "direct": ("직접전환수",),
    "indirect": ("간접전환수",),
    "ctr": ("클릭률(%)",),
    "cpc": ("평균 CPC",),
    "rank": ("평균노출순위",),
}
_NEEDS = ("impressions", "link_clicks", "ad_spend")
_MEASURES = ("impressions", "link_clicks", "ad_spend", "conversions", "conversion_value")
_FINER = ("ad_group", "ad", "search_term", "campaign_type")


def read(raw: RawFile, choices: Choices, now: dt.datetime) -> Reading:
    """Sums of campaigns or keywords in won, by Korean days, which Naver always uses."""
    (table,) = tables_like(raw, _FIELDS, _NEEDS)[:1]
    columns = Columns(table, raw.name, _FIELDS)
    columns.texts("campaign_type", "campaign", "ad_group", "ad", "keyword", "search_term")
    leave_totals_out(columns, ("campaign", "ad_group", "keyword"))
    span = named_range(table.preamble)
    window = read_window(columns, span)
    columns.counts("impressions", "link_clicks", "conversions")
    columns.amounts("ad_spend", "conversion_value")
    columns.set(paid_split=pl.lit("paid"))
    facts = settle_account(raw, choices, now, "naver_ads", time_zone="Asia/Seoul")
    records, axes = columns.records, ["paid"]
    if "campaign" in columns:
        records, axes = facts.with_campaigns(records), [*axes, "campaign"]
    if "keyword" in columns:
        text = pl.col("keyword").fill_null("")
        records = facts.with_items(records.with_columns(item_ext=text, title=pl.col("keyword")), "keyword", "keyword")
        axes.append("keyword")
    records = add_up(facts, records, _MEASURES, _FINER)
    money = {"ad_spend": "KRW", "conversion_value": "KRW"}
    add_windows(facts, records, _MEASURES, axes, window, None, currencies=money, lost=columns.lost)
    if window == "lifetime":
        note_reading_day(facts, choices)
    facts.note("Naver bills in won and counts Korean days; its total cost includes VAT where the header says so.")
    facts.note("Conversions are Naver's total; direct and indirect ones are its parts and are not stored.")
    facts.note("Rates, averages and the mean rank of ads are not stored.")
    facts.take(columns, silent=["direct", "indirect", "ctr", "cpc", "rank"])
    return facts.reading(table.cells.height - columns.left_out)


NAVER_ADS = Source(
    name="naver_ads",
    platform="naver_ads",
    title="Naver search ads",
    recognise=lambda raw: surest(raw, _FIELDS, _NEEDS),
    read=read,
    expected_headers=tuple(words[0] for words in _FIELDS.values()),
    headers_from="documentation",
    languages=("ko",),
)
