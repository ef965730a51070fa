"""The columns of a table that a source knows, read as text, numbers or days; an unreadable cell rejects its row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from goalposts.errors import Fault
from goalposts.sources.dates import Order, read_dates
from goalposts.sources.headers import match_headers, normalise
from goalposts.sources.numbers import MISSING, cell_faults, read_numbers
from goalposts.sources.source import RawFile, RawTable

Synonyms = Mapping[str, Sequence[str]]


def sureness(headers: Sequence[str], synonyms: Synonyms, required: Iterable[str]) -> float:
    """How surely these headers are an export: 0 unless all required fields are there, 1 when every field is."""
    found = match_headers(headers, synonyms)
    return 0.5 + 0.5 * len(found) / len(synonyms) if set(required) <= found.keys() else 0.0


def tables_like(raw: RawFile, synonyms: Synonyms, required: Iterable[str]) -> list[RawTable]:
    """The tables of a file that have every required field, in order."""
    needed = tuple(required)
    return [table for table in raw.tables if sureness(table.headers, synonyms, needed)]


def surest(raw: RawFile, synonyms: Synonyms, required: Iterable[str]) -> float:
    """The sureness of the best table of a file, 0 for a file without tables."""
    needed = tuple(required)
    return max((sureness(table.headers, synonyms, needed) for table in raw.tables), default=0.0)


class Columns:
    """One table being read: `frame` gains a column for each field asked for, beside `_record`, `_line`, `_part`.

    `first_record` is the number of the table's first record in the file. A field without a column is left out.
    """

    def __init__(self, table: RawTable, file: str, synonyms: Synonyms, first_record: int = 1) -> None:
        self.table, self.file = table, file
        self.headers = match_headers(table.headers, synonyms)
        self.faults: list[Fault] = []
        self.doubts: list[str] = []
        self.currencies: dict[str, tuple[str, ...]] = {}
        self.used: set[str] = set()
        self._rejected = pl.repeat(False, table.cells.height, dtype=pl.Boolean, eager=True)
        self._left_out = self._rejected.clone()
        count = table.cells.height
        self.frame = pl.DataFrame(
            {
                "_record": pl.int_range(first_record, first_record + count, dtype=pl.Int64, eager=True),
                "_line": pl.Series(list(table.lines), dtype=pl.Int64),
                "_part": pl.repeat(table.part, count, dtype=pl.Int16, eager=True),
            }
        )

    def __contains__(self, field: str) -> bool:
        return field in self.headers

    def cells(self, field: str) -> pl.Series:
        """The cells of a field as found, trimmed, with empty ones and signs for "missing" as null."""
        header = self.headers[field]
        self.used.add(header)
        cells = self.table.cells.to_series(self.table.headers.index(header)).cast(pl.String).str.strip_chars()
        return pl.select(pl.when(~pl.lit(cells).str.to_lowercase().is_in(MISSING)).then(cells).alias(field))[field]

    def texts(self, *fields: str) -> None:
        """Read fields as they stand."""
        self._put({name: self.cells(name) for name in fields if name in self})

    def values(self, field: str, shape: str | None = None) -> list[str]:
        """The different texts of a field already read, or what the first group of `shape` finds in them."""
        if field not in self.frame.columns:
            return []
        texts = self.records[field]
        found = texts.str.extract(shape) if shape else texts
        return sorted(found.drop_nulls().unique())

    def keys(self, field: str, message: str, shape: str = "") -> None:
        """Read a field every record must have; `shape` is a pattern it must fit."""
        cells = self.cells(field)
        wrong = cells.is_null()
        if shape:
            wrong |= ~cells.str.contains(shape).fill_null(False)
        self.reject(wrong, cells, field, message)
        self._put({field: cells})

    def counts(self, *fields: str) -> None:
        """Read whole or fractional counts; fewer than none is a fault."""
        self._numbers(fields, whole=True)

    def amounts(self, *fields: str) -> None:
        """Read money or other decimal numbers, negative ones too; `currencies` says which signs the cells carry."""
        self._numbers(fields, whole=False)

    def days(self, field: str, into: str, order: Order | None = None, required: bool = True) -> None:
        """Read dates; a time of day goes to `<into>_time`. A record without a date is a fault where it is required."""
        cells = self.cells(field)
        dates = read_dates(cells, order)
        self.reject(dates.wrong, cells, field, "is not a date that exists")
        if required:
            self.reject(cells.is_null(), cells, field, "is empty where a date must stand")
        if dates.doubtful:
            self.doubts.append(
                f"`{self.headers[field]}` was read as month/day/year, though day/month/year would fit too."
            )
        self._put({into: dates.values, f"{into}_time": dates.times})

    def moments(self, field: str, into: str, order: Order | None = None, required: bool = True) -> None:
        """Read dates with their time of day as one moment, without a zone; midnight where no time is given."""
        self.days(field, into, order, required)
        self.set(**{into: pl.coalesce(f"{into}_time", pl.col(into).cast(pl.Datetime("us")))})
        self.frame = self.frame.drop(f"{into}_time")

    def reject(self, wrong: pl.Series, cells: pl.Series, field: str, message: str) -> None:
        """Record a fault for each row where `wrong` is true; those rows make no facts."""
        wrong = wrong & ~self._left_out
        if not wrong.any():
            return
        for fault in cell_faults(wrong, cells, self.table.lines, self.headers[field], message):
            self.faults.append(
                Fault(fault.message, file=self.file, line=fault.line, column=fault.column, value=fault.value)
            )
        self._rejected |= wrong

    def leave_out(self, rows: pl.Series) -> None:
        """Take rows that are no records (totals, descriptions) out, without a fault."""
        self._left_out |= rows

    def set(self, **columns: pl.Expr) -> None:
        """Add columns worked out from those already read."""
        self.frame = self.frame.with_columns(**columns)

    @property
    def records(self) -> pl.DataFrame:
        """The records without those rejected or left out."""
        return self.frame.filter(~self._rejected & ~self._left_out)

    @property
    def lost(self) -> int:
        """How many records were rejected."""
        return int((self._rejected & ~self._left_out).sum())

    @property
    def left_out(self) -> int:
        """How many rows turned out to be no records."""
        return int(self._left_out.sum())

    def unused(self, known: Iterable[str] = ()) -> list[str]:
        """Headers nobody asked for, except those in `known` (which the source speaks of itself)."""
        silent = {normalise(name) for name in known} | {normalise(name) for name in self.used}
        return [header for header in dict.fromkeys(self.table.headers) if header and normalise(header) not in silent]

    def _numbers(self, fields: Sequence[str], whole: bool) -> None:
        found = {}
        for field in fields:
            if field not in self:
                continue
            cells = self.cells(field)
            numbers = read_numbers(cells)
            if numbers.doubtful and whole:
                numbers = read_numbers(cells, "," if numbers.doubtful == "." else ".")
            elif numbers.doubtful:
                self.doubts.append(
                    f"`{self.headers[field]}`: {numbers.doubtful!r} was read as {_reading(numbers.decimal)}."
                )
            self.reject(numbers.wrong, cells, field, "is not a number")
            if whole:
                self.reject((numbers.values < 0).fill_null(False), cells, field, "is below zero")
            if numbers.rounded:
                self.doubts.append(f"`{self.headers[field]}` holds shortened numbers such as 1.2K: they are rounded.")
            self.currencies[field] = numbers.currencies
            found[field] = numbers.values
        self._put(found)

    def _put(self, columns: Mapping[str, pl.Series]) -> None:
        self.frame = self.frame.with_columns(series.alias(name) for name, series in columns.items())


def _reading(decimal: str) -> str:
    return f"the decimal sign {decimal!r}"
