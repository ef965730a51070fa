"""Search Console performance export: a folder or zip of tables for one property and one span of days."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

import polars as pl

from goalposts.sources.columns import Columns, sureness
from goalposts.sources.countries import read_countries
from goalposts.sources.dates import read_dates
from goalposts.sources.facts import EXACT, Facts
from goalposts.sources.headers import normalise
from goalposts.sources.settling import settle_account
from goalposts.sources.source import AskBack, Choices, RawFile, RawTable, Reading, Source

_NUMBERS = {
    "search_clicks": ("Clicks", "클릭수", "點擊", "點擊次數", "クリック数", "点击次数", "Clics"),
    "search_impressions": ("Impressions", "노출", "노출수", "曝光", "曝光次數", "表示回数", "展示次数", "Impresiones"),
    "position": ("Position", "게재 순위", "게재순위", "평균 게재순위", "排名", "掲載順位", "平均排名", "Posición"),
    "ctr": ("CTR", "클릭률", "點閱率", "点击率"),
}
_FIRST = {
    "date": ("Date", "날짜", "日期", "日付", "Fecha"),
    "keyword": (
        "Top queries",
        "Query",
        "인기 검색어",
        "熱門查詢項目",
        "上位のクエリ",
        "热门查询",
        "Consultas principales",
    ),
    "page": ("Top pages", "Page", "인기 페이지", "상위 페이지", "熱門網頁", "上位のページ", "Páginas principales"),
    "country": ("Country", "국가", "國家/地區", "國家/區域", "国", "País"),
    "device": ("Device", "기기", "裝置", "デバイス", "Dispositivo"),
    "search_appearance": ("Search Appearance", "검색 노출", "搜尋外觀", "検索での見え方", "Aspecto de la búsqueda"),
}
_FILTERS = {"filter": ("Filter", "필터", "篩選器", "フィルタ", "Filtro"), "value": ("Value", "값", "值", "値", "Valor")}
_SEARCH_TYPE = ("search type", "검색 유형", "搜尋類型", "検索タイプ", "tipo de búsqueda")
_DATE_FILTER = _FIRST["date"]
_WEB = ("web", "웹", "網頁", "網路", "ウェブ")
_DEVICES = {
    "desktop": ("Desktop", "데스크톱", "컴퓨터", "電腦", "桌機", "パソコン", "PC", "Ordenador", "Ordenadores"),
    "mobile": ("Mobile", "휴대기기", "모바일", "行動裝置", "手機", "モバイル", "Móvil", "Móviles"),
    "tablet": ("Tablet", "태블릿", "平板電腦", "タブレット"),
}
_MEASURES = ("search_clicks", "search_impressions", "position_weighted")
_PARTS_ADD_UP = ("country", "device")
_RANGE = re.compile(r"^(.+?\d)\s*(?:-|–|~|至|〜)\s+(.*\d.*)$")


@dataclass(frozen=True, slots=True)
class _Scope:
    """What the tables next to this one say about all of them."""

    hosts: tuple[str, ...]
    span: tuple[dt.date, dt.date] | None
    search_type: str | None
    date_words: str | None
    narrowed: tuple[str, ...]


def read(raw: RawFile, choices: Choices, now: dt.datetime) -> Reading:
    """Days as days, every other table for the span of days the export covers; positions weighted by impressions."""
    scope = _scope(raw)
    facts = _begin(raw, choices, now, scope)
    table, first = _table(raw)
    if first is None:
        facts.note("Read beside the other tables: it names the search type and the dates.")
        return facts.reading(table.cells.height)
    columns = Columns(table, raw.name, {first: _FIRST[first], **_NUMBERS})
    columns.counts("search_clicks", "search_impressions", "position")
    weighted = (pl.col("position").cast(EXACT) * pl.col("search_impressions").cast(EXACT)).cast(EXACT)
    columns.set(position_weighted=weighted)
    if first == "date":
        _add_days(facts, columns)
    else:
        _add_slices(facts, columns, first, _with_days(scope, choices))
    _say(facts, columns, scope)
    return facts.reading(table.cells.height)


def _with_days(scope: _Scope, choices: Choices) -> _Scope:
    """The scope with the days the person names, where no table beside says them."""
    said = choices.first_day, choices.last_day
    return replace(scope, span=said) if scope.span is None and said[0] and said[1] else scope  # type: ignore[arg-type]


def _add_days(facts: Facts, columns: Columns) -> None:
    columns.days("date", "period_start")
    covers = _first_and_last(columns.records["period_start"])
    facts.add(columns.records, _MEASURES, window="day", covers=covers, lost=columns.lost)
    if covers:
        first, last = covers
        facts.note(f"Search Console leaves out days without data: days missing between {first} and {last} are 0.")
    facts.note("Days are Pacific, as Search Console reports them.")


def _add_slices(facts: Facts, columns: Columns, first: str, scope: _Scope) -> None:
    records = _sliced(facts, columns, first)
    window = "lifetime"
    if scope.span:
        window = "custom"
        start, end = scope.span
        records = records.with_columns(pl.lit(start).alias("period_start"), pl.lit(end).alias("period_end"))
        facts.note(f"The table has no dates of its own: it is stored for {start} to {end}, the days of the export.")
    else:
        facts.note(
            f"Neither the table nor a file beside it says which days it covers: dated {facts.read_on}, as read. "
            "Import the whole folder or zip to keep the days, or say them with --from and --to."
        )
    adds_up = first in _PARTS_ADD_UP
    facts.add(records, _MEASURES, axes=[first], window=window, adds_up=adds_up, lost=columns.lost)
    facts.note("Google withholds rare queries and counts a page at each showing: rows do not add up.", not adds_up)


def _sliced(facts: Facts, columns: Columns, first: str) -> pl.DataFrame:
    """The records with the key column of their slice."""
    columns.keys(first, "is empty")
    cells = columns.frame[first]
    if first in ("keyword", "page"):
        columns.set(item_ext=pl.col(first), title=pl.col(first))
        if first == "page":
            columns.set(url=pl.col(first))
        return facts.with_items(columns.records, first, first)
    if first == "search_appearance":
        return facts.with_segments(columns.records, [first])
    if first == "country":
        codes = read_countries(cells)
        columns.reject(codes.is_null() & cells.is_not_null(), cells, first, "is not a country known here")
        columns.frame = columns.frame.with_columns(codes.alias("country_code"))
        return columns.records
    devices = {normalise(word): device for device, words in _DEVICES.items() for word in words}
    codes = cells.str.to_lowercase().replace_strict(devices, default=None, return_dtype=pl.String)
    columns.reject(codes.is_null() & cells.is_not_null(), cells, first, "is not a device known here")
    columns.frame = columns.frame.with_columns(codes.alias("device"))
    return columns.records


def _begin(raw: RawFile, choices: Choices, now: dt.datetime, scope: _Scope) -> Facts:
    kind = "" if scope.search_type is None or normalise(scope.search_type) in _WEB else f" ({scope.search_type})"
    likely = scope.hosts[0] if scope.hosts else raw.path.parent.name or None
    names = [f"{host}{kind}" for host in scope.hosts]
    zone = "America/Los_Angeles"
    facts = settle_account(
        raw, choices, now, "gsc", names=names, time_zone=zone, likely_name=likely and f"{likely}{kind}"
    )
    if scope.narrowed:
        only = "; ".join(scope.narrowed)
        facts.note(f"The export is narrowed to {only}: its numbers are not those of the whole property.")
        if choices.account is None:
            text = (
                f"{raw.name} holds only a part of the property ({only}). Export it without that filter, or give "
                "the part an account of its own with --account."
            )
            facts.questions = [AskBack("account", text)]
    return facts


def _scope(raw: RawFile) -> _Scope:
    hosts: Counter[str] = Counter()
    span: tuple[dt.date, dt.date] | None = None
    search_type = date_words = None
    narrowed = []
    for name, words in _filters(raw):
        if normalise(name) in _SEARCH_TYPE:
            search_type = words
        elif normalise(name) in map(normalise, _DATE_FILTER):
            date_words = words
        else:
            narrowed.append(f"{name} {words}")
    for table in _tables(raw):
        first = _first_field(table)
        if first == "page":
            found = _cells(table, "page").str.extract(r"^https?://([^/:?#]+)").drop_nulls()
            hosts.update(found.str.to_lowercase().to_list())
        if first == "date":
            span = _first_and_last(read_dates(_cells(table, "date")).values)
    span = span or _named_range(date_words)
    return _Scope(tuple(host for host, _ in hosts.most_common()), span, search_type, date_words, tuple(narrowed))


def _first_and_last(days: pl.Series) -> tuple[dt.date, dt.date] | None:
    told = sorted(days.drop_nulls().unique().to_list())
    return (told[0], told[-1]) if told else None


def _named_range(words: str | None) -> tuple[dt.date, dt.date] | None:
    """The days of a filter such as "2024-01-01 - 2024-01-28"; None for "Last 3 months", which has no end."""
    match = _RANGE.match(words or "")
    if not match:
        return None
    first, last = read_dates(pl.Series([match[1], match[2]], dtype=pl.String)).values.to_list()
    return (first, last) if first and last and first <= last else None


def _filters(raw: RawFile) -> Iterable[tuple[str, str]]:
    for table in _tables(raw):
        if sureness(table.headers, _FILTERS, _FILTERS) and len(table.headers) <= 3:
            columns = Columns(table, raw.name, _FILTERS)
            yield from zip(columns.cells("filter").fill_null(""), columns.cells("value").fill_null(""), strict=True)


def _tables(raw: RawFile) -> list[RawTable]:
    return [*raw.tables, *(table for other in raw.siblings.values() for table in other.tables)]


def _cells(table: RawTable, field: str) -> pl.Series:
    return Columns(table, "", {field: _FIRST[field]}).cells(field)


def _first_field(table: RawTable) -> str | None:
    if len(table.headers) > 6:
        return None
    needed = ("search_clicks", "search_impressions", "position")
    return next(
        (f for f, words in _FIRST.items() if sureness(table.headers, {f: words, **_NUMBERS}, (f, *needed))), None
    )


def _table(raw: RawFile) -> tuple[RawTable, str | None]:
    """The table of this file and what it is sliced by; None for the list of filters."""
    return next(((table, first) for table in raw.tables if (first := _first_field(table))), (raw.tables[0], None))


def _say(facts: Facts, columns: Columns, scope: _Scope) -> None:
    facts.note("Click-through rates are not stored: they follow from clicks and impressions.")
    facts.note("Mean positions are stored as position × impressions, so that they can be averaged rightly.")
    facts.note(f"Search type: {scope.search_type}. Dates: {scope.date_words}.", bool(scope.search_type))
    facts.take(columns, silent=["ctr"])


def _recognise(raw: RawFile) -> float:
    if any(_first_field(table) for table in raw.tables):
        return 1.0
    beside = any(_first_field(table) for other in raw.siblings.values() for table in other.tables)
    return 1.0 if beside and any(True for _ in _filters(RawFile(raw.path, raw.name, "", "", raw.tables))) else 0.0


SEARCH_CONSOLE = Source(
    name="search_console",
    platform="gsc",
    title="Search Console performance export",
    recognise=_recognise,
    read=read,
    expected_headers=("Top queries", "Top pages", "Country", "Device", "Date", "Clicks", "Impressions", "Position"),
    languages=(
        "en",
        "ko",
        "zh-Hant",
        "ja",
        "es",
    ),
)
