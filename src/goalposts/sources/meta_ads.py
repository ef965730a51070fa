"""Meta ads: the Ads Manager table in several languages, and the public KAG conversion data set."""

from __future__ import annotations

import datetime as dt
import re

import polars as pl

from goalposts.sources.ad_reports import add_up
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
    "indicator": ("Result indicator", "Result type", "결과 표시 도구", "결과 유형", "成果指標", "成果類型"),
    "purchases": ("Purchases", "구매", "購買次數", "공유 항목이 포함된 구매"),
    "conversion_value": ("Purchases conversion value", "구매 전환값", "購買轉換值", "공유 항목의 구매 전환값"),
    "engagements_reported": ("Post engagements", "게시물 참여", "貼文互動次數"),
    "likes": ("Post reactions", "게시물 공감", "貼文心情數"),
    "comments": ("Post comments", "게시물 댓글", "貼文留言數"),
    "shares": ("Post shares", "게시물 공유", "貼文分享次數"),
    "saves": ("Post saves", "게시물 저장", "貼文儲存次數"),
    "video_views": ("3-second video plays", "동영상 3초 이상 재생", "影片播放 3 秒以上的次數"),
    "placement": ("Placement", "노출 위치", "版位"),
    "platform": ("Platform", "플랫폼", "平台"),
    "country": ("Country", "국가", "國家/地區"),
}
_ADS_NEEDS = ("campaign", "impressions", "ad_spend")
_COUNTS = (
    "impressions", "reach", "link_clicks", "clicks_all", "purchases", "results", "engagements_reported", "likes",
    "comments", "shares", "saves", "video_views",
)  # fmt: skip
_SUMS = (
    "impressions", "link_clicks", "clicks_all", "ad_spend", "conversions", "conversion_value", "engagements_reported",
    "likes", "comments", "shares", "saves", "video_views",
)  # fmt: skip
_FINER = ("ad_set", "placement", "platform", "country")
_CONVERTS = r"(?i)purchase|lead|registration|conversion|구매|잠재 고객|등록|전환|購買|潛在顧客|註冊|轉換"
"""Results that are conversions, as their indicator or type names them."""


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
    columns.texts("campaign", "ad_set", "ad", "ad_id", "age", "gender", "indicator", "placement", "platform", "country")
    _drop_totals(columns)
    window = _dates(columns)
    columns.counts(*_COUNTS)
    columns.amounts("ad_spend", "conversion_value")
    columns.set(paid_split=pl.lit("paid"))
    facts = settle_account(raw, choices, now, "meta_ads", likely_zone="UTC" if window == "day" else None)
    currency = settle_currency(facts, choices, _currencies(columns))
    axes = ["campaign", "paid"]
    records = facts.with_campaigns(_with_conversions(facts, columns))
    if "ad" in columns or "ad_id" in columns:
        axes.append("ad")
        records = facts.with_items(_named_ads(records), "ad", "ad")
    slices = [axis for axis in ("age", "gender") if axis in columns]
    if slices:
        axes += slices
        records = facts.with_segments(records, slices)
    sums = add_up(facts, records, _SUMS, _FINER)
    measures = [*_SUMS, *(["reach"] if len(sums) == len(records) else [])]
    currencies = {"ad_spend": currency, "conversion_value": currency}
    facts.add(sums, measures, axes=axes, window=window, currencies=currencies, lost=columns.lost)
    if window == "lifetime":
        note_reading_day(facts, choices)
    _say(facts, columns, window)
    return facts.reading(table.cells.height - columns.left_out)


def _with_conversions(facts: Facts, columns: Columns) -> pl.DataFrame:
    """`conversions` from the purchases, or from results where all of them are one kind of conversion."""
    records = columns.records
    if "purchases" in columns:
        facts.note(
            "`Purchases` is stored as conversions; `Results` mixes different actions and is not stored.",
            "results" in columns,
        )
        return records.rename({"purchases": "conversions"})
    if "results" not in columns:
        return records
    kinds = columns.values("indicator")
    if len(kinds) == 1 and re.search(_CONVERTS, kinds[0]):
        facts.note(f"Every result is {kinds[0]!r}: `{columns.headers['results']}` is stored as conversions.")
        return records.rename({"results": "conversions"})
    facts.note("`Results` mixes different actions from row to row and is not stored.", len(kinds) != 1)
    facts.note(f"Results of the kind {''.join(kinds)!r} are no conversions and are not stored.", len(kinds) == 1)
    return records


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
    title = pl.col("ad") if "ad" in records.columns else pl.lit(None, pl.String)
    return records.with_columns(ext.alias("item_ext"), title.alias("title"))


def _say(facts: Facts, columns: Columns, window: str) -> None:
    if window == "custom":
        facts.note("The table has no day column: each row is stored for its whole reporting range.")
    facts.note("Days are those of the ad account's time zone.", window == "day")
    facts.note("Reach is stored for each row and never added up.", "reach" in columns)
    columns.texts("starts", "ends")
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
    headers_from="documentation",
    languages=(
        "en",
        "ko",
        "zh-Hant",
    ),
)
