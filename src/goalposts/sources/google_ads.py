"""Google Ads: the campaign, ad group and keyword reports, by day, week, month or as one range."""

from __future__ import annotations

import datetime as dt

import polars as pl

from goalposts.sources.ad_reports import add_up, add_windows, leave_totals_out, named_range, read_window
from goalposts.sources.columns import Columns, surest, tables_like
from goalposts.sources.facts import Facts
from goalposts.sources.headers import normalise
from goalposts.sources.settling import note_reading_day, settle_account, settle_currency
from goalposts.sources.source import Choices, RawFile, Reading, Source

_FIELDS = {
    "campaign": ("Campaign", "캠페인", "廣告活動"),
    "ad_group": ("Ad group", "광고그룹", "광고 그룹", "廣告群組"),
    "keyword": ("Search keyword", "Keyword", "검색 키워드", "키워드", "搜尋關鍵字", "關鍵字"),
    "match_type": ("Match type", "Search keyword match type", "검색 유형", "比對類型"),
    "network": ("Network (with search partners)", "Network", "네트워크", "聯播網"),
    "device": ("Device", "기기", "裝置"),
    "account": ("Account name", "Account", "계정 이름", "계정", "帳戶名稱", "帳戶"),
    "currency": ("Currency code", "Currency", "통화 코드", "통화", "幣別代碼", "貨幣代碼"),
    "day": ("Day", "Date", "일", "날짜", "天", "日", "日期"),
    "week": ("Week", "주", "週"),
    "month": ("Month", "월", "月份", "月"),
    "impressions": ("Impr.", "Impressions", "노출수", "노출", "曝光", "曝光次數"),
    "link_clicks": ("Clicks", "클릭수", "點擊", "點擊次數"),
    "ad_spend": ("Cost", "비용", "費用"),
    "conversions": ("Conversions", "전환수", "전환", "轉換"),
    "conversion_value": ("Conv. value", "Conversion value", "Total conv. value", "전환 가치", "전환값", "轉換價值"),
}
_NEEDS = ("ad_spend",)
_SIGNS = {
    "Impr.", "Avg. CPC", "Avg. cost", "Cost / conv.", "Conv. rate", "Conv. value", "Conv. value / cost", "All conv.",
    "Currency code", "Campaign status", "Campaign state", "Campaign type", "Ad group status", "Ad group state",
    "Keyword status", "Search keyword", "Quality Score", "Max. CPC", "Interaction rate", "Value / conv.", "Budget",
    "통화 코드", "캠페인 상태", "캠페인 유형", "광고그룹 상태", "평균 CPC", "전환당비용",
    "전환당 비용", "전환율", "모든 전환",
    "幣別代碼", "貨幣代碼", "廣告活動狀態", "廣告活動類型", "廣告群組狀態", "平均單次點擊出價", "平均 CPC",
    "單次轉換費用", "轉換率", "所有轉換",
}  # fmt: skip
"""Headers that tell Google Ads from any other table with a cost; two of them are wanted."""
_MEASURES = ("impressions", "link_clicks", "ad_spend", "conversions", "conversion_value")
_FINER = ("ad_group", "match_type", "network", "device_name")
_OTHERS = "Rates, averages and `All conv.` are not stored: rates follow from the sums, and all conversions hold others."


def read(raw: RawFile, choices: Choices, now: dt.datetime) -> Reading:
    """Sums of campaigns, or of keywords where the report is of keywords; days are those of the ad account."""
    (table,) = tables_like(raw, _FIELDS, _NEEDS)[:1]
    columns = Columns(table, raw.name, _FIELDS)
    columns.texts("campaign", "ad_group", "keyword", "match_type", "network", "account", "currency")
    if "device" in columns:
        columns.set(device_name=pl.lit(columns.cells("device")))
    leave_totals_out(columns, ("campaign", "ad_group", "keyword"))
    span = named_range(table.preamble)
    window = read_window(columns, span)
    columns.counts("impressions", "link_clicks", "conversions")
    columns.amounts("ad_spend", "conversion_value")
    columns.set(paid_split=pl.lit("paid"))
    zone = None if window == "lifetime" else "UTC"
    facts = settle_account(raw, choices, now, "google_ads", names=columns.values("account"), likely_zone=zone)
    currency = settle_currency(facts, choices, columns.values("currency") or columns.currencies["ad_spend"])
    records, axes = _keyed(facts, columns)
    records = add_up(facts, records, _MEASURES, _FINER)
    money = {"ad_spend": currency, "conversion_value": currency}
    keywords = "keyword" in columns
    add_windows(
        facts, records, _MEASURES, axes, window, span, currencies=money, adds_up=not keywords, lost=columns.lost
    )
    _say(facts, columns, window, choices)
    return facts.reading(table.cells.height - columns.left_out)


def _keyed(facts: Facts, columns: Columns) -> tuple[pl.DataFrame, list[str]]:
    """The records with their campaign and keyword, and the axes they are cut by."""
    records, axes = columns.records, ["paid"]
    if "campaign" in columns:
        records, axes = facts.with_campaigns(records), [*axes, "campaign"]
    if "keyword" in columns:
        text = pl.col("keyword").fill_null("")
        records = facts.with_items(records.with_columns(item_ext=text, title=pl.col("keyword")), "keyword", "keyword")
        axes.append("keyword")
        facts.note("Keywords are a part of a campaign: its other clicks (display, video) are not in the file.")
    return records, axes


def _say(facts: Facts, columns: Columns, window: str, choices: Choices) -> None:
    if window == "lifetime":
        note_reading_day(facts, choices)
        facts.note("The report names no dates: its numbers belong to no day.")
    facts.note("The report has no column of days: each row is stored for the range of the report.", window == "custom")
    facts.note("Days are those of the ad account's time zone.", window == "day")
    facts.note("Google Ads leaves out days without delivery: days of the report without a row are 0.",
               window == "day" and named_range(columns.table.preamble) is not None)  # fmt: skip
    facts.note("`Clicks` is stored as link clicks, conversions by the day of the click, as Google Ads counts them.")
    facts.note(_OTHERS)
    facts.take(columns)


def _recognise(raw: RawFile) -> float:
    signs = {normalise(sign) for sign in _SIGNS}
    if not any(len(signs & set(map(normalise, table.headers))) >= 2 for table in raw.tables):
        return 0.0
    return surest(raw, _FIELDS, _NEEDS)


GOOGLE_ADS = Source(
    name="google_ads",
    platform="google_ads",
    title="Google Ads report",
    recognise=_recognise,
    read=read,
    expected_headers=tuple(words[0] for words in _FIELDS.values()),
    headers_from="documentation",
    languages=(
        "en",
        "ko",
        "zh-Hant",
    ),
)
