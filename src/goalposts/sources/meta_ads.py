"""Meta ads: the Ads Manager table in several languages, and the public KAG conversion data set."""

from __future__ import annotations

import datetime as dt
import re

import polars as pl

from goalposts.sources.columns import Columns, surest, tables_like
from goalposts.sources.facts import Facts
from goalposts.sources.headers import split_currency
from goalposts.sources.settling import note_reading_day, settle_account, settle_currency
from goalposts.sources.source import Choices, RawFile, Reading, Source

_KAG = {
    "item_ext": ("ad_id",),
    "campaign": ("xyz_campaign_id",),
    "facebook_campaign": ("fb_campaign_id",),
    "age": ("age",),
    "gender": ("gender",),
    "interest": ("interest",),
    "impressions": ("Impressions",),
    "link_clicks": ("Clicks",),
    "ad_spend": ("Spent",),
    "conversions": ("Total_Conversion",),
    "orders": ("Approved_Conversion",),
}
_SLICES = ("age", "gender", "interest")
_ADS = {
    "campaign": ("Campaign name", "캠페인 이름", "行銷活動名稱"),
    "ad_set": ("Ad set name", "광고 세트 이름", "廣告組合名稱"),
    "ad": ("Ad name", "광고 이름", "廣告名稱"),
    "ad_id": ("Ad ID", "광고 ID", "廣告編號"),
    "day": ("Day", "일", "天數"),
    "starts": ("Reporting starts", "보고 시작", "報告開始時間", "分析報告開始"),
    "ends": ("Reporting ends", "보고 종료", "報告結束時間", "分析報告結束"),
    "age": ("Age", "연령", "年齡"),
    "gender": ("Gender", "성별", "性別"),
    "impressions": ("Impressions", "노출", "曝光次數"),
    "reach": ("Reach", "도달", "觸及人數"),
    "link_clicks": ("Link clicks", "링크 클릭", "連結點擊次數"),
    "clicks_all": ("Clicks (all)", "클릭(전체)", "點擊次數（全部）"),
    "ad_spend": ("Amount spent", "지출 금액", "花費金額"),
    "results": ("Results", "결과", "成果"),
    "purchases": ("Purchases", "구매", "購買次數"),
    "conversion_value": ("Purchases conversion value", "구매 전환값", "購買轉換值"),
}
_ADS_NEEDS = ("campaign", "impressions", "ad_spend")
_COUNTS = ("impressions", "reach", "link_clicks", "clicks_all", "purchases")


def read_kag(raw: RawFile, choices: Choices, now: dt.datetime) -> Reading:
    """Lifetime counters per ad, age, gender and interest; the rows are disjoint parts of the account's paid results."""
    (table,) = tables_like(raw, _KAG, _KAG)[:1]
    columns = Columns(table, raw.name, _KAG)
    columns.keys("item_ext", "is not the number of an ad", r"^\d+$")
    columns.texts("campaign", *_SLICES)
    columns.counts("impressions", "link_clicks", "conversions", "orders")
    columns.amounts("ad_spend")
    columns.set(paid_split=pl.lit("paid"))
    facts = settle_account(raw, choices, now, "meta_ads")
    currency = settle_currency(facts, choices, columns.currencies["ad_spend"])
    records = facts.with_segments(facts.with_campaigns(facts.with_items(columns.records, "ad", "ad")), _SLICES)
    measures = ["impressions", "link_clicks", "ad_spend", "conversions", "orders"]
    axes = ["ad", "campaign", "paid", *_SLICES]
    facts.add(records, measures, axes=axes, currencies={"ad_spend": currency}, lost=columns.lost)
    note_reading_day(facts, choices)
    facts.note("The file has no dates: its numbers are totals that belong to no day.")
    facts.note("A campaign is `xyz_campaign_id`, the advertiser's own; `fb_campaign_id` is not stored.")
    facts.note("`Clicks` is stored as link clicks: the file does not say whether it holds other clicks too.")
    facts.note(
        "`Total_Conversion` (enquiries) is stored as conversions, `Approved_Conversion` (purchases) as orders: the "
        "orders that the platform claims, another action of the same people and not a part to add."
    )
    facts.take(columns, silent=["facebook_campaign"])
    return facts.reading(table.cells.height)


def read_ads_manager(raw: RawFile, choices: Choices, now: dt.datetime) -> Reading:
    """Rows per day where the table has a day column, else one row per ad for the reporting range it names."""
    (table,) = tables_like(raw, _ADS, _ADS_NEEDS)[:1]
    columns = Columns(table, raw.name, _ADS)
    columns.texts("campaign", "ad_set", "ad", "ad_id", "age", "gender")
    _drop_totals(columns)
    window = _dates(columns)
    columns.counts(*_COUNTS)
    columns.amounts("ad_spend", "conversion_value")
    columns.set(paid_split=pl.lit("paid"))
    facts = settle_account(raw, choices, now, "meta_ads", likely_zone="UTC" if window == "day" else None)
    currency = settle_currency(facts, choices, _currencies(columns))
    axes = ["campaign", "paid"]
    records = facts.with_campaigns(columns.records)
    if "ad" in columns:
        axes.append("ad")
        records = facts.with_items(_named_ads(records), "ad", "ad")
    slices = [axis for axis in ("age", "gender") if axis in columns]
    if slices:
        axes += slices
        records = facts.with_segments(records, slices)
    records = records.rename({"purchases": "conversions"}, strict=False)
    measures = ["impressions", "link_clicks", "clicks_all", "ad_spend", "conversions", "conversion_value", "reach"]
    currencies = {"ad_spend": currency, "conversion_value": currency}
    facts.add(records, measures, axes=axes, window=window, currencies=currencies, lost=columns.lost)
    if window == "lifetime":
        note_reading_day(facts, choices)
    _say(facts, columns, window)
    return facts.reading(table.cells.height - columns.left_out)


def _dates(columns: Columns) -> str:
    """Read the dates and return the window kind: day, custom (a range) or lifetime (no dates)."""
    if "day" in columns:
        columns.days("day", "period_start")
        return "day"
    if "starts" in columns and "ends" in columns:
        columns.days("starts", "period_start")
        columns.days("ends", "period_end")
        backwards = (columns.frame["period_start"] > columns.frame["period_end"]).fill_null(False)
        columns.reject(backwards, columns.cells("ends"), "ends", "is before the start of its range")
        return "custom"
    return "lifetime"


def _drop_totals(columns: Columns) -> None:
    """Leave out the row without any name that Ads Manager writes above the rows as their total."""
    names = [name for name in ("campaign", "ad_set", "ad", "ad_id") if name in columns]
    total = columns.frame.select(pl.all_horizontal(pl.col(name).is_null() for name in names)).to_series()
    if total.any():
        columns.leave_out(total)
        columns.doubts.append(f"{total.sum()} rows without a campaign are totals of the others: not stored.")


def _currencies(columns: Columns) -> set[str]:
    """The currencies that headers and cells name."""
    money = [name for name in ("ad_spend", "conversion_value") if name in columns]
    in_headers = {split_currency(columns.headers[name])[1] for name in money}
    in_cells = {sign for name in money for sign in columns.currencies[name]}
    return {currency for currency in in_headers if currency} or in_cells


def _named_ads(records: pl.DataFrame) -> pl.DataFrame:
    """`item_ext` from the ad's number, or from campaign, ad set and ad names where the table has no number."""
    parts = (
        ["ad_id"] if "ad_id" in records.columns else [n for n in ("campaign", "ad_set", "ad") if n in records.columns]
    )
    ext = pl.concat_str([pl.col(name).fill_null("") for name in parts], separator=" / ")
    return records.with_columns(ext.alias("item_ext"), pl.col("ad").alias("title"))


def _say(facts: Facts, columns: Columns, window: str) -> None:
    if window == "custom":
        facts.note("The table has no day column: each row is stored for its whole reporting range.")
    facts.note("Days are those of the ad account's time zone.", window == "day")
    facts.note(
        "`Purchases` is stored as conversions; `Results` mixes different actions and is not stored.",
        "purchases" in columns and "results" in columns,
    )
    facts.note(
        "`Results` mixes different actions from row to row and is not stored.",
        "results" in columns and "purchases" not in columns,
    )
    facts.note("Reach is stored for each row and never added up.", "reach" in columns)
    columns.texts("results", "starts", "ends")
    rates = re.compile(r"CTR|CPC|CPM|ROAS|per|당|成本|Frequency|빈도|頻率", re.IGNORECASE)
    facts.note(
        "Rates and averages are not stored: they follow from the sums.", any(map(rates.search, columns.unused()))
    )
    facts.take(columns)


KAG_ADS = Source(
    name="meta_ads_kag",
    platform="meta_ads",
    title="Meta ads (KAG conversion data)",
    recognise=lambda raw: surest(raw, _KAG, _KAG),
    read=read_kag,
    expected_headers=tuple(words[0] for words in _KAG.values()),
)
ADS_MANAGER = Source(
    name="meta_ads_manager",
    platform="meta_ads",
    title="Meta Ads Manager",
    recognise=lambda raw: surest(raw, _ADS, _ADS_NEEDS),
    read=read_ads_manager,
    expected_headers=tuple(words[0] for words in _ADS.values()),
)
