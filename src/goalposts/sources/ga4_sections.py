"""The tables of one Google Analytics 4 file: the days and comparison their comments name, and what they are cut by."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from goalposts.sources.columns import Columns, sureness
from goalposts.sources.dates import read_dates
from goalposts.sources.ga4_words import (
    AVERAGES,
    COMMENTS,
    COUNTS,
    DATES,
    EVERYBODY,
    MONEY,
    NUMBERED_SLICES,
    ONLY_GA4,
    RATES,
    SLICES,
    TOTALS,
    UNIQUES,
)
from goalposts.sources.headers import match_headers, normalise
from goalposts.sources.numbers import MISSING
from goalposts.sources.source import RawFile, RawTable

MEASURED = {**COUNTS, **UNIQUES, **MONEY, **AVERAGES}
FIELDS = {**DATES, **SLICES, **MEASURED, **RATES}
_RULE = re.compile(r"^#\s*-{3,}[\s,;]*$")
_RANGE = re.compile(r"\b(20\d{6})\s*[-–]\s*(20\d{6})[\s,;]*$")
_DIGITS = r"^[-+]?[\d.,%]+$"

Days = tuple[dt.date, dt.date]


@dataclass(frozen=True)
class Section:
    """One table: its columns, the days its comments name, its slices that are kept and those that are not."""

    columns: Columns
    days: Days | None
    comparison: str | None
    slices: tuple[str, ...]
    lost_slices: tuple[str, ...]
    dated: str | None

    @property
    def name(self) -> str:
        """What the table is sliced by, as its own headers say."""
        held = self.columns.headers
        return " × ".join(f"`{held[field]}`" for field in self.slices) or "no slice"

    def values(self) -> set[tuple[str | None, ...]]:
        """The distinct slices of the table."""
        return {row for row in zip(*(raw_cells(self.columns, field) for field in self.slices), strict=True)}

    @property
    def is_total(self) -> pl.Series:
        """Rows that name neither day nor slice, or the total: the figures of the whole."""
        named = [raw_cells(self.columns, field) for field in (*([self.dated] if self.dated else []), *self.slices)]
        lost = [self.columns.table.cells[header] for header in self.lost_slices]
        if not named and not lost:
            return pl.repeat(False, self.columns.table.cells.height, eager=True)
        named = named or lost
        empty = pl.select(pl.all_horizontal(*(pl.lit(cells).is_null() for cells in (*named, *lost))).alias("x"))["x"]
        return empty | named[0].str.to_lowercase().is_in(list(TOTALS)).fill_null(False)


def raw_cells(columns: Columns, field: str) -> pl.Series:
    """The cells of a slice as written: "(not set)" is a value there."""
    columns.used.add(columns.headers[field])
    cells = columns.table.cells[columns.headers[field]].str.strip_chars()
    return cells.set(cells == "", None)


def sections_of(raw: RawFile) -> tuple[list[Section], str | None, list[str]]:
    """The known tables of a file, the property it names, and the headers of tables nothing is known of."""
    sections, unknown = [], []
    days, name, seen = None, None, 1
    for table in raw.tables:
        said = {key: value for line in table.preamble for key, value in [_comment(line)]}
        days = _days(said) or _range(table.preamble) or days
        name = said.get("property", name)
        headers = match_headers(table.headers, FIELDS)
        if headers.keys() & MEASURED.keys():
            columns = Columns(table, raw.name, FIELDS, first_record=seen)
            sections.append(_section(columns, days, _comparison(table.preamble)))
        else:
            unknown.append(table.headers[0])
        seen += table.cells.height
    return sections, name, unknown


def _section(columns: Columns, days: Days | None, comparison: str | None) -> Section:
    slices = tuple(field for field in SLICES if field in columns)
    dated = next((field for field in DATES if field in columns), None)
    known = set(columns.headers.values())
    others = [header for header in columns.table.headers if header not in known]
    lost = tuple(header for header in others if _slices(columns.table, header))
    return Section(columns, days, comparison, slices, lost, dated)


def _slices(table: RawTable, header: str) -> bool:
    """Whether an unknown column cuts the rows (it holds words) rather than measures them."""
    if normalise(header) in NUMBERED_SLICES:
        return True
    told = table.cells[header].str.strip_chars().str.to_lowercase()
    told = told.filter(told.is_not_null() & ~told.is_in([*MISSING, *TOTALS]))
    return bool((~told.str.contains(_DIGITS)).any())


def _comment(line: str) -> tuple[str, str]:
    key, _, value = line.lstrip("# ").replace("：", ":").partition(":")
    word = normalise(key)
    return next((name for name, words in COMMENTS.items() if word in words), word), value.strip()


def _days(said: dict[str, str]) -> Days | None:
    texts = [said.get("start"), said.get("end")]
    first, last = read_dates(pl.Series(texts, dtype=pl.String)).values.to_list()
    return (first, last) if first and last and first <= last else None


def _range(preamble: Sequence[str]) -> Days | None:
    """The days of a comment that ends with `20260601-20260630`, as explorations write it."""
    match = next((found for line in preamble if (found := _RANGE.search(line))), None)
    return _days({"start": match[1], "end": match[2]}) if match else None


def _comparison(preamble: Sequence[str]) -> str | None:
    """The words after the last rule of the comments that are no `name: value`."""
    rules = [place for place, line in enumerate(preamble) if _RULE.match(line)]
    lines = preamble[rules[-1] + 1 :] if rules else preamble
    words = [line.lstrip("# ").strip() for line in lines if ":" not in line.replace("：", ":")]
    return next((text for text in words if text), None)


def compared(sections: Sequence[Section]) -> tuple[str | None, list[str]]:
    """The comparison that counts (everybody's, else the first), and the others that are named beside it."""
    names = list(dict.fromkeys(one.comparison for one in sections if one.comparison))
    everybody = next((name for name in names if normalise(name) in EVERYBODY), None)
    chosen = everybody or (names[0] if names else None)
    return chosen, [name for name in names if name != chosen]


def recognise(raw: RawFile) -> float:
    """1 where comments name a first and last day as GA4 does, else by two headers that only GA4 writes."""
    known = [table for table in raw.tables if match_headers(table.headers, MEASURED)]
    if not known:
        return 0.0
    if any(_days({key: value for line in table.preamble for key, value in [_comment(line)]}) for table in raw.tables):
        return 1.0
    return 0.95 if any(_only_ga4(table) for table in known) else 0.0


def _only_ga4(table: RawTable) -> bool:
    own = match_headers(table.headers, FIELDS).keys() & ONLY_GA4
    return len(own) >= 2 and bool(sureness(table.headers, FIELDS, ()))
