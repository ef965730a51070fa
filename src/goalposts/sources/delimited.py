"""Text with delimiters to tables: Polars parses, an index of the bytes tells lines, ragged rows and open quotes."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
import numpy.typing as npt
import polars as pl
from polars.exceptions import PolarsError

from goalposts.errors import Fault, Invalid
from goalposts.sources.layout import header_names, header_row
from goalposts.sources.limits import Limits
from goalposts.sources.source import RawTable

DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_ROWS = 30
_FEW_TABS = 3
_SAMPLE_SIGNS = 400_000
_NEWLINE, _QUOTE, _RETURN = 10, 34, 13


class HeaderOnly(Invalid):
    """A file whose tables have headers and no rows; `tables` are those headers."""

    def __init__(self, message: str, tables: Sequence[RawTable]) -> None:
        super().__init__(message)
        self.tables = tuple(tables)


@dataclass(frozen=True, slots=True)
class _Records:
    """Where each record begins and ends in the bytes, its line from 0, and how many cells it has."""

    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]
    lines: npt.NDArray[np.int64]
    cells: npt.NDArray[np.int64]


def read_delimited(text: str, limits: Limits, name: str = "", first_line: int = 1) -> tuple[list[RawTable], str]:
    """The tables of a text file and its delimiter; Invalid where it holds no table.

    A file that begins with `#` comments may hold several tables, each after comments of its own.
    """
    if "\r" in text and "\n" not in text:
        text = text.replace("\r", "\n")
    here, rest, rest_line = _first_section(text)
    delimiter = _delimiter(here)
    tables, line = [_table(here, delimiter, limits, name, first_line)], first_line
    while rest:
        line += rest_line
        here, rest, rest_line = _first_section(rest)
        tables.append(_table(here, delimiter, limits, name, line))
    told = [table for table in tables if table.cells.height or table.faults]
    if not told:
        headers = ", ".join(tables[0].headers[:6])
        raise HeaderOnly(f"The file has only a header ({headers}) and no rows. Nothing was stored.", tables)
    return told, delimiter


def _first_section(text: str) -> tuple[str, str, int]:
    """The text up to the second block of comments, the text from there, and how many lines were before it."""
    if not text.startswith("#"):
        return text, "", 0
    place, in_data = 0, False
    for number, line in enumerate(text.splitlines(keepends=True)):
        comment = line.startswith("#")
        if comment and in_data:
            return text[:place], text[place:], number
        in_data = in_data or (not comment and bool(line.strip()))
        place += len(line)
    return text, "", 0


def _sample(text: str, delimiter: str) -> list[tuple[int, int, list[str]]]:
    """The first records as (first line, line after, cells), lines from 0."""
    reader = csv.reader(io.StringIO(text[:_SAMPLE_SIGNS], newline=""), delimiter=delimiter)
    found, before = [], 0
    try:
        for row in islice(reader, _SAMPLE_ROWS):
            found.append((before, reader.line_num, row))
            before = reader.line_num
    except csv.Error as error:
        fault = Fault(str(error), line=before + 1)
        raise Invalid("The beginning of the file cannot be read as a table.", [fault]) from error
    return found


def _delimiter(text: str) -> str:
    """The delimiter that cuts most of the first rows into the same number of cells, and into most cells.

    Two rows of several tabs settle it: sentences above a table hold commas, never tabs.
    """

    def score(delimiter: str) -> tuple[float, int]:
        widths = [len(row) for _, _, row in _sample(text, delimiter) if any(row) and not row[0].startswith("#")]
        if not widths:
            return 0.0, 0
        width, rows = max(Counter(widths).items(), key=lambda item: (item[1] * (item[0] > 1), item[0]))
        if delimiter == "\t" and rows > 1 and width > _FEW_TABS:
            return 1.0, width
        return (rows / len(widths) if width > 1 else 0.0), width

    return max(DELIMITERS, key=score)


def _table(text: str, delimiter: str, limits: Limits, name: str, first_line: int) -> RawTable:
    rows = _sample(text, delimiter)
    place = header_row([row for _, _, row in rows])
    if place is None:
        first = next((row for _, _, row in rows if any(row)), [])
        raise Invalid(
            "The file has no row of headers, so its columns cannot be told apart. Add a first row that names them.",
            [Fault("the first row is made of numbers", line=first_line, value=delimiter.join(first)[:80])]
            if first
            else [],
        )
    start, after, cells = rows[place]
    while len(cells) > 1 and not cells[-1].strip() and len(cells) > _usual_width(rows[place + 1 :]):
        cells = cells[:-1]
    if len(cells) > limits.columns:
        raise Invalid(f"The table has {len(cells):,} columns; at most {limits.columns:,} are read.")
    headers, _ = header_names(cells, refuse_repeats=True)
    lines = text[:_SAMPLE_SIGNS].split("\n", after)
    preamble = tuple(line.strip().rstrip(delimiter) for line in lines[:start] if line.strip(f"{delimiter} \r"))
    body = lines[after] + text[_SAMPLE_SIGNS:] if len(lines) > after else ""
    frame, line_numbers, faults = _body(body, delimiter, headers, first_line + after)
    return RawTable(name, headers, frame, line_numbers, preamble, tuple(faults))


def _usual_width(rows: Sequence[tuple[int, int, list[str]]]) -> int:
    widths = Counter(len(row) for _, _, row in rows if any(row))
    return widths.most_common(1)[0][0] if widths else 0


def _body(
    text: str, delimiter: str, headers: tuple[str, ...], first_line: int
) -> tuple[pl.DataFrame, Sequence[int], list[Fault]]:
    data = text.encode()
    records = _index(data, ord(delimiter))
    if records is None:
        return _read_slowly(text, delimiter, headers, first_line)
    wrong = np.flatnonzero(records.cells != len(headers))
    keep, faults, pieces = np.ones(len(records.starts), dtype=bool), [], []
    last = 0
    for place in wrong.tolist():
        start, end = int(records.starts[place]), int(records.ends[place])
        line = data[start:end].rstrip(b"\r\n")
        pieces.append(data[last:start])
        last = end
        trimmed = _trimmed(line, delimiter, int(records.cells[place]) - len(headers))
        if trimmed is not None:
            pieces.append(trimmed + b"\n")
            continue
        keep[place] = False
        if line.strip():
            at = first_line + int(records.lines[place])
            faults.append(_ragged(int(records.cells[place]), len(headers), at, line.decode()))
    if len(wrong):
        data = b"".join([*pieces, data[last:]])
    lines = records.lines[keep] + first_line
    try:
        frame = _parse(data, delimiter, headers, len(lines))
    except PolarsError:
        return _read_slowly(text, delimiter, headers, first_line)
    if frame.height != len(lines):
        return _read_slowly(text, delimiter, headers, first_line)
    return (*_without_blank(frame, lines), faults)


def _parse(data: bytes, delimiter: str, headers: tuple[str, ...], rows: int) -> pl.DataFrame:
    schema = dict.fromkeys(headers, pl.String())
    if not rows:
        return pl.DataFrame(schema=schema)
    quoted = b'"' in data
    frame = pl.read_csv(
        data, has_header=False, schema=schema, separator=delimiter, quote_char='"' if quoted else None, low_memory=True
    )
    return frame.with_columns(pl.all().replace("", None)) if quoted and b'""' in data else frame


def _without_blank(frame: pl.DataFrame, lines: npt.NDArray[np.int64]) -> tuple[pl.DataFrame, Sequence[int]]:
    """Rows that have at least one cell; lines as a plain range where nothing was left out."""
    blank = frame.select(pl.all_horizontal(pl.all().is_null()).alias("blank"))["blank"]
    if blank.any():
        frame, lines = frame.filter(~blank), lines[~blank.to_numpy()]
    if len(lines) and int(lines[-1]) - int(lines[0]) == len(lines) - 1:
        return frame, range(int(lines[0]), int(lines[0]) + len(lines))
    return frame, lines.tolist()


def _trimmed(line: bytes, delimiter: str, extra: int) -> bytes | None:
    """The record without empty cells beyond the last column, or None if it is ragged for another reason."""
    tail = delimiter.encode() * extra
    return line[: -len(tail)] if extra > 0 and line.endswith(tail) and line.strip(delimiter.encode()) else None


def _ragged(cells: int, columns: int, line: int, text: str) -> Fault:
    short = text if len(text) <= 80 else f"{text[:80]}…"
    return Fault(f"the row has {cells} cells where the header has {columns}", line=line, value=short)


def _index(data: bytes, delimiter: int) -> _Records | None:
    """The records of the bytes, or None where quotes do not stand as the rule says, so that parity would lie."""
    if not data:
        empty = np.empty(0, dtype=np.int64)
        return _Records(empty, empty, empty, empty)
    signs = np.frombuffer(data, dtype=np.uint8)
    newlines, cuts = np.flatnonzero(signs == _NEWLINE), np.flatnonzero(signs == delimiter)
    quotes = np.flatnonzero(signs == _QUOTE)
    ends = newlines
    if len(quotes):
        if not _quotes_fit(signs, quotes, delimiter):
            return None
        ends = newlines[np.searchsorted(quotes, newlines) % 2 == 0]
        cuts = cuts[np.searchsorted(quotes, cuts) % 2 == 0]
    ends = ends + 1
    if not len(ends) or ends[-1] != len(data):
        ends = np.append(ends, len(data))
    starts = np.concatenate(([0], ends[:-1]))
    cells = np.searchsorted(cuts, ends) - np.searchsorted(cuts, starts) + 1
    cells[(ends - starts <= 2) & ((signs[starts] == _NEWLINE) | (signs[starts] == _RETURN))] = 0
    return _Records(starts, ends, np.searchsorted(newlines, starts), cells)


def _quotes_fit(signs: npt.NDArray[np.uint8], quotes: npt.NDArray[np.int64], delimiter: int) -> bool:
    """Quotes pair up, open only at the start of a cell and close only at its end (a doubled quote does both)."""
    if len(quotes) % 2:
        return False
    opening, closing = quotes[::2], quotes[1::2]
    before = np.where(opening > 0, signs[opening - 1], _NEWLINE)
    after = np.where(closing + 1 < len(signs), signs[np.minimum(closing + 1, len(signs) - 1)], _NEWLINE)
    opens = np.isin(before, (delimiter, _NEWLINE, _QUOTE))
    closes = np.isin(after, (delimiter, _NEWLINE, _RETURN, _QUOTE))
    return bool(opens.all() and closes.all())


def _read_slowly(
    text: str, delimiter: str, headers: tuple[str, ...], first_line: int
) -> tuple[pl.DataFrame, Sequence[int], list[Fault]]:
    """Python's csv reader, for files whose quotes need a reader that follows every sign."""
    rows, lines, faults = [], [], []
    for line, row in _records(text, delimiter, first_line):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) > len(headers) and not any(row[len(headers) :]):
            row = row[: len(headers)]
        if len(row) != len(headers):
            faults.append(_ragged(len(row), len(headers), line, delimiter.join(row)))
            continue
        rows.append([cell or None for cell in row])
        lines.append(line)
    frame = pl.DataFrame(rows, schema=dict.fromkeys(headers, pl.String()), orient="row")
    return frame, lines, faults


def _records(text: str, delimiter: str, first_line: int) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = first_line
    try:
        for row in reader:
            yield line, row
            line = first_line + reader.line_num
    except csv.Error as error:
        reason = "a quote opens here and never closes" if "unexpected end" in str(error) else str(error)
        fault = Fault(reason, line=line)
        raise Invalid("The quotes in the file do not pair up, so its rows cannot be told apart.", [fault]) from error
