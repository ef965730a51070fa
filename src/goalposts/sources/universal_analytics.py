"""Universal Analytics, the Google Analytics before GA4: page reports, which carry no dates in their rows."""

from __future__ import annotations

import datetime as dt
import re

import polars as pl

from goalposts.sources.columns import Columns, surest, tables_like
from goalposts.sources.countries import NO_COUNTRY, read_countries
from goalposts.sources.dates import read_dates
from goalposts.sources.facts import PLACE, Facts
from goalposts.sources.settling import Span, settle_account, settle_period
from goalposts.sources.source import Choices, RawFile, RawTable, Reading, Source
from goalposts.sources.synonyms import DEVICES

_FIELDS = {
    "page": ("Page", "페이지", "網頁", "ページ"),
    "title": ("Page Title", "페이지 제목", "網頁標題", "ページ タイトル"),
    "source": ("Source", "Source / Medium", "소스", "소스/매체", "來源", "來源/媒介", "参照元", "参照元/メディア"),
    "country": ("Country", "국가", "國家/地區", "国"),
    "device": ("Device Category", "기기 카테고리", "裝置類別", "デバイス カテゴリ"),
    "sessions": ("Sessions", "세션", "工作階段", "セッション"),
    "page_views": ("Page Views", "Pageviews", "페이지뷰 수", "페이지뷰", "瀏覽量", "ページビュー数"),
    "unique_views": (
        "Unique Page Views", "Unique Pageviews", "순 페이지뷰 수", "순 페이지뷰", "不重複瀏覽量", "ページ別訪問数",
    ),
    "time_on_page": ("Avg. Time on Page", "평균 페이지에 머문 시간", "平均網頁停留時間", "平均ページ滞在時間"),
    "bounce_rate": ("Bounce Rate", "이탈률", "跳出率", "直帰率"),
    "users": ("Users", "사용자", "使用者", "ユーザー"),
}  # fmt: skip
_NEEDS = ("page", "page_views", "unique_views", "bounce_rate")
_MEASURES = ("sessions", "page_views")
_SPAN = re.compile(r"^#\s*(\d{8})-(\d{8})")
_NOTES = (
    "A session belongs to the page it began on, so the sessions of the pages add up.",
    "Bounce rates are not stored: the bounces of Universal Analytics (visits of one page) are not those of GA4.",
    "Times on page are not stored: the whole behind the average needs the exits, which the file does not give.",
)


def read(raw: RawFile, choices: Choices, now: dt.datetime) -> Reading:
    """Sessions and views by page, country and device, for the days the file or the person names."""
    (table,) = tables_like(raw, _FIELDS, _NEEDS)[:1]
    columns = Columns(table, raw.name, _FIELDS)
    columns.leave_out(columns.cells("page").is_null())
    columns.texts("page", "title")
    columns.counts(*_MEASURES, "users")
    slices = _read_slices(columns)
    facts = settle_account(raw, choices, now, "ga4", likely_zone="UTC")
    span = _span(facts, choices, table)
    columns.set(period_start=pl.lit(span.first), period_end=pl.lit(span.last), item_ext=pl.col("page"))
    columns.set(url=pl.col("page"))
    records = facts.with_items(_one_row_each(facts, columns, slices), "page", "page")
    axes = ["page", *(axis for axis in ("country", "device") if axis in columns)]
    facts.add(records, _MEASURES, axes=axes, window=span.window, lost=columns.lost)
    if "users" in records.columns:
        facts.add(records, ["users"], axes=axes, window=span.window, adds_up=False, lost=columns.lost)
    for text in _NOTES:
        facts.note(text)
    facts.note("Universal Analytics counts sessions and users otherwise than GA4: keep the two as accounts apart.")
    facts.take(columns, silent=["source", "unique_views", "time_on_page", "bounce_rate"])
    return facts.reading(table.cells.height - columns.left_out)


def _read_slices(columns: Columns) -> list[str]:
    """The key columns of country and device, and their names."""
    keys = []
    for field, into, none in (("country", "country_code", NO_COUNTRY), ("device", "device", "other")):
        if field in columns:
            cells = columns.cells(field)
            known = read_countries(cells) if field == "country" else _devices(cells)
            columns.reject(known.is_null() & cells.is_not_null(), cells, field, f"is no {field} known here")
            columns.set(**{into: pl.lit(known).fill_null(none)})
            keys.append(into)
    return keys


def _devices(cells: pl.Series) -> pl.Series:
    return cells.str.to_lowercase().replace_strict(DEVICES, default=None, return_dtype=pl.String)


def _one_row_each(facts: Facts, columns: Columns, slices: list[str]) -> pl.DataFrame:
    """Rows of one page, country and device added up over titles and sources; people only where there is one row."""
    records, keys = columns.records, ["item_ext", "period_start", "period_end", *slices]
    measures = [name for name in _MEASURES if name in records.columns]
    sourced = "source" in columns
    text = (
        "`{}` is not stored: without its medium a source is no channel. Rows are added up over it, and users are not "
        "stored, for people cannot be added up."
    )
    facts.note(text.format(columns.headers.get("source", "")), sourced)
    facts.gathered += records.height - records.select(keys).n_unique()
    people = ["users"] if "users" in records.columns and not sourced else []
    return records.group_by(keys, maintain_order=True).agg(
        *(pl.col(name).first() for name in (*PLACE, "title", "url") if name in records.columns),
        *(pl.when(pl.col(name).count() > 0).then(pl.col(name).sum()).alias(name) for name in measures),
        *(pl.when(pl.len() == 1).then(pl.col(name).first()).alias(name) for name in people),
    )


def _span(facts: Facts, choices: Choices, table: RawTable) -> Span:
    """The days the comments above the table name (`# 20190101-20190131`), else those the person names."""
    for line in table.preamble:
        match = _SPAN.match(line)
        first, last = read_dates(pl.Series(match.groups() if match else [None, None], dtype=pl.String)).values.to_list()
        if first and last and first <= last:
            return Span("day" if first == last else "custom", first, last)
    return settle_period(facts, choices)


UNIVERSAL_ANALYTICS = Source(
    name="universal_analytics",
    platform="ga4",
    title="Universal Analytics page report",
    recognise=lambda raw: surest(raw, _FIELDS, _NEEDS),
    read=read,
    expected_headers=tuple(words[0] for words in _FIELDS.values()),
    languages=(
        "en",
        "ko",
        "zh-Hant",
        "ja",
    ),
)
