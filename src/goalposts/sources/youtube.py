"""YouTube Studio's advanced mode: contents, days, subscribers and viewers of one channel, as CSV tables."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import polars as pl

from goalposts.sources.columns import Columns, sureness
from goalposts.sources.countries import NO_COUNTRY, read_countries
from goalposts.sources.dates import read_dates
from goalposts.sources.facts import EXACT, Facts
from goalposts.sources.headers import split_currency
from goalposts.sources.numbers import MISSING
from goalposts.sources.settling import settle_account, settle_currency, settle_period
from goalposts.sources.source import Choices, RawFile, RawTable, Reading, Source
from goalposts.sources.youtube_words import (
    AMOUNTS,
    COUNTS,
    DATE,
    DEVICES,
    FOLLOWING,
    OTHERS,
    SLICES,
    TEXTS,
    TOTALS,
)

_FIELDS = {**SLICES, **TEXTS, **DATE, **COUNTS, **AMOUNTS, **OTHERS}
_NEEDS = (
    ("content", "title", "video_views"),
    ("status", "video_views"),
    ("city", "video_views", "watch_hours"),
    ("country", "video_views", "watch_hours"),
    ("device", "video_views", "watch_hours"),
    ("date", "video_views", "watch_hours"),
)
_SHARES = ("age", "gender")
_MEASURES = (*COUNTS, "watch_seconds", "revenue", "posts_published")
_AXES = {"content": "post", "status": "follower_status", "city": "region", "country": "country", "device": "device"}
_SHOWN = "the file holds only the largest rows"


def read(raw: RawFile, choices: Choices, now: dt.datetime) -> Reading:
    """Rows by video, day, subscription, city, country or device; a total row is kept as YouTube gives it."""
    table, shares = _without_shares(_table(raw))
    columns = Columns(table, raw.name, _FIELDS)
    facts = settle_account(raw, choices, now, "youtube", time_zone="America/Los_Angeles")
    slices = [field for field in SLICES if field in columns]
    footer, total = _no_records(columns, slices)
    _read_numbers(columns)
    _read_slices(columns, slices)
    if set(slices) & set(_SHARES):
        facts.note("Viewers by age and gender are told in percent, and a percent is no count: not stored.")
    else:
        window = _date_rows(facts, columns, raw, choices, total)
        _add(facts, columns, choices, slices, window, footer, total)
    _say(facts, columns, shares, footer)
    return facts.reading(table.cells.height - int(footer.sum()))


def _without_shares(table: RawTable) -> tuple[RawTable, list[str]]:
    """The table without its columns in percent, and their headers: "Views (%)" must not pass for views."""
    shares = [header for header in table.headers if "%" in header or "％" in header]
    kept = tuple(header for header in table.headers if header not in shares)
    return replace(table, headers=kept, cells=table.cells.select(kept)), shares


def _no_records(columns: Columns, slices: list[str]) -> tuple[pl.Series, pl.Series]:
    """Where the footer ("Showing top 500 results") and the total stand."""
    cells = columns.table.cells
    first = cells.to_series(0).str.strip_chars()
    others = pl.select(pl.all_horizontal(*(pl.lit(cells[name]).is_null() for name in cells.columns[1:])).alias("x"))[
        "x"
    ]
    last = pl.int_range(len(first), eager=True) == len(first) - 1
    footer = (others & last & first.str.contains(r"\d").fill_null(False)) if cells.width > 1 else last & False
    total = first.str.to_lowercase().is_in(TOTALS).fill_null(False) if slices else last & False
    columns.leave_out(footer)
    return footer, total


def _read_numbers(columns: Columns) -> None:
    columns.counts(*COUNTS, "watch_hours")
    columns.amounts("revenue")
    if "watch_hours" in columns:
        columns.set(watch_seconds=(pl.col("watch_hours").cast(EXACT) * 3600).cast(EXACT))
    if "revenue" in columns and not (columns.frame["revenue"] != 0).any():
        columns.frame = columns.frame.drop("revenue")


def _read_slices(columns: Columns, slices: list[str]) -> None:
    """The key columns of the slices; a word of a closed list that is not known here is a fault."""
    total = columns.table.cells.to_series(0).str.to_lowercase().is_in(TOTALS).fill_null(False)
    for field, into, read_words in (
        ("status", "follower_status", lambda cells: _by_words(cells, FOLLOWING)),
        ("device", "device", lambda cells: _by_words(cells, DEVICES)),
        ("country", "country_code", read_countries),
    ):
        if field in slices:
            cells = columns.cells(field).set(total, None)
            known = read_words(cells)
            columns.reject(known.is_null() & cells.is_not_null(), cells, field, "is not a word known here")
            columns.set(**{into: pl.lit(known).fill_null(NO_COUNTRY) if field == "country" else pl.lit(known)})
    if "city" in slices:
        columns.set(region=pl.lit(columns.cells("city")))
    if "content" in slices:
        columns.texts("title")
        cells = columns.table.cells[columns.headers["content"]].str.strip_chars()
        columns.used.add(columns.headers["content"])
        columns.reject(cells.is_null() | cells.str.to_lowercase().is_in(MISSING), cells, "content", "is no video")
        columns.set(item_ext=pl.lit(cells))
        if "published" in columns:
            columns.days("published", "published_on", required=False)
        columns.used |= {columns.headers[name] for name in ("city_id",) if name in columns}


def _by_words(cells: pl.Series, words: dict[str, str]) -> pl.Series:
    return cells.str.to_lowercase().replace_strict(words, default=None, return_dtype=pl.String)


def _date_rows(facts: Facts, columns: Columns, raw: RawFile, choices: Choices, total: pl.Series) -> str:
    """Days where the rows have them, else the days asked for; those of a table of days beside it are likely."""
    if "date" in columns:
        columns.leave_out(total)
        columns.days("date", "period_start")
        return "day"
    span = settle_period(facts, choices, _days_beside(raw))
    columns.set(period_start=pl.lit(span.first), period_end=pl.lit(span.last))
    return span.window


def _days_beside(raw: RawFile) -> tuple[dt.date, dt.date] | None:
    days = [
        read_dates(Columns(table, "", DATE).cells("date")).values
        for other in raw.siblings.values()
        for table in other.tables
        if _is_youtube(table) and "date" in Columns(table, "", DATE)
    ]
    told = pl.concat(days).drop_nulls().sort().to_list() if days else []
    return (told[0], told[-1]) if told else None


def _add(
    facts: Facts,
    columns: Columns,
    choices: Choices,
    slices: list[str],
    window: str,
    footer: pl.Series,
    total: pl.Series,
) -> None:
    """The rows by their slices, and the total row as the channel."""
    columns.set(_total=pl.lit(total))
    rows, whole = columns.records.filter(~pl.col("_total")), columns.records.filter("_total")
    short = bool(footer.any())
    if "content" in slices:
        rows = facts.with_items(rows, "post", "video")
        if not short and window != "day":
            facts.add(rows.with_columns(posts_published=pl.lit(1)), ["posts_published"], axes=["post"])
    segments = [axis for axis in ("follower_status", "region") if axis in rows.columns]
    if segments:
        rows = facts.with_segments(rows, segments)
    currencies = _currencies(facts, columns, choices)
    measures = [name for name in _MEASURES if name in rows.columns]
    facts.add(
        rows,
        measures,
        axes=[_AXES[field] for field in slices],
        window=window,
        adds_up=not slices or (slices == ["content"] and not short and window != "day"),
        currencies=currencies,
        lost=columns.lost,
        lacks=_SHOWN if short else "",
    )
    if whole.height == 1:
        facts.add(whole, measures, window=window, currencies=currencies)
        _compare(facts, columns, rows, whole)


def _currencies(facts: Facts, columns: Columns, choices: Choices) -> dict[str, str]:
    if "revenue" not in columns.frame.columns:
        return {}
    _, told = split_currency(columns.headers["revenue"])
    return {"revenue": told} if told else {"revenue": settle_currency(facts, choices, columns.currencies["revenue"])}


def _compare(facts: Facts, columns: Columns, rows: pl.DataFrame, whole: pl.DataFrame) -> None:
    """Say where the total is not the sum of the rows: YouTube withholds small numbers."""
    for measure in ("video_views", "impressions"):
        if measure in rows.columns and whole[measure][0] is not None:
            told, added = int(whole[measure][0]), int(rows[measure].sum())
            facts.note(
                f"`{columns.headers[measure]}`: the total row, {told:,}, is kept as the total of the channel; the rows "
                f"add up to {added:,}.",
                told != added,
            )


def _say(facts: Facts, columns: Columns, shares: list[str], footer: pl.Series) -> None:
    facts.note("Days are Pacific, as YouTube reports them.")
    names = ", ".join(f"`{header}`" for header in shares)
    facts.note(f"Not stored, for a percent is no count: {names}.", bool(shares))
    facts.note(
        "YouTube shows only the largest rows of this table: they do not add up to the channel.", bool(footer.any())
    )
    facts.note("`Impressions` are showings of thumbnails, not of videos.", "impressions" in columns)
    text = "`{}` is the gain less the loss, which is neither: not stored."
    facts.note(text.format(columns.headers.get("net_subscribers", "")), "net_subscribers" in columns)
    facts.note(
        "Average view durations are not stored: they follow from watch time and views.", "mean_duration" in columns
    )
    facts.take(columns, silent=[*OTHERS, *_SHARES, "city_id"])


def _is_youtube(table: RawTable) -> bool:
    headers = _without_shares(table)[0].headers
    return any(sureness(headers, _FIELDS, needed) for needed in _NEEDS) or (
        len(headers) < len(table.headers) and any(sureness(headers, _FIELDS, (field,)) for field in _SHARES)
    )


def _table(raw: RawFile) -> RawTable:
    return next((table for table in raw.tables if _is_youtube(table)), raw.tables[0])


def _is_days(table: RawTable) -> bool:
    return len(table.headers) == 2 and bool(
        sureness(table.headers, {**DATE, "v": COUNTS["video_views"]}, ("date", "v"))
    )


def _recognise(raw: RawFile) -> float:
    """1 by its own headers; days and views alone (`Totals.csv`) only beside another table of YouTube."""
    if any(_is_youtube(table) for table in raw.tables):
        return 1.0
    beside = any(_is_youtube(table) for other in raw.siblings.values() for table in other.tables)
    return 0.9 if beside and any(_is_days(table) for table in raw.tables) else 0.0


YOUTUBE = Source(
    name="youtube_studio",
    platform="youtube",
    title="YouTube Studio advanced mode",
    recognise=_recognise,
    read=read,
    expected_headers=tuple(words[0] for words in _FIELDS.values()),
    languages=(
        "en",
        "ko",
        "zh-Hant",
        "ja",
    ),
)
