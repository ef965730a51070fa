"""A few rows of a kept file around one line, read as the importer reads them, without holding a big file in memory."""

from __future__ import annotations

import csv
import io
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from goalposts.errors import GoalpostsError, NotFound
from goalposts.sources.delimited import read_delimited
from goalposts.sources.encoding import decode
from goalposts.sources.limits import DEFAULT_LIMITS, Limits
from goalposts.sources.source import RawTable
from goalposts.sources.tables import FileBytes, load_bytes, read_bytes

WHOLE_UP_TO = 8_000_000
"""Bytes up to which a file is simply read; in a larger text file only the head and the lines wanted are held."""

_HEAD = 1_000_000
_BLOCK = 1 << 20
_NOT_TEXT = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"<?xml", b"\xef\xbb\xbf<?xml")

Cells = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Rows of one table around a line, each with its own line.

    table: the sheet's name, or the file's. in_sheet: `line` counts rows of a sheet, else lines of the text.
    """

    table: str
    headers: tuple[str, ...]
    rows: tuple[tuple[int, Cells], ...]
    line: int
    in_sheet: bool
    encoding: str

    @property
    def row(self) -> Cells:
        """The cells of the line itself."""
        return next(cells for line, cells in self.rows if line == self.line)


def read_excerpt(
    path: Path, name: str, part: int, line: int, around: int = 3, limits: Limits = DEFAULT_LIMITS
) -> Excerpt:
    """The rows around `line` of table `part` of the file at `path`, which once was called `name`.

    Raises NotFound where the file has no such table or line, and what reading a file raises.
    """
    if path.stat().st_size > WHOLE_UP_TO and part == 0:
        found = _from_text(path, line, around, limits)
        if found is not None:
            return found
    held = load_bytes(path, limits)
    raw = read_bytes(FileBytes(Path(name), name, held.data, held.sha256), limits)
    table = next((table for table in raw.tables if table.part == part), None)
    if table is None:
        raise NotFound("table", f"{part + 1}", hint=f"{name} has {len(raw.tables)}.")
    in_sheet = raw.encoding in ("workbook", "SpreadsheetML")
    return Excerpt(table.name, table.headers, _around(table, line, around), line, in_sheet, raw.encoding)


def _around(table: RawTable, line: int, around: int) -> tuple[tuple[int, Cells], ...]:
    place = bisect_left(table.lines, line)
    if place == len(table.lines) or table.lines[place] != line:
        raise _no_line(line)
    first = max(0, place - around)
    rows = table.cells.slice(first, place + around + 1 - first).rows()
    return tuple(zip(table.lines[first : first + len(rows)], rows, strict=True))


def _no_line(line: int) -> NotFound:
    return NotFound("line", str(line), hint="The kept file is not the one these rows were read from.")


def _from_text(path: Path, line: int, around: int, limits: Limits) -> Excerpt | None:
    """The excerpt of a big text file; None for what must be read whole (workbooks, wide encodings, odd line ends)."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
        if head.startswith(_NOT_TEXT) or b"\n" not in head:
            return None
        head = head[: head.rindex(b"\n") + 1]
        text, encoding = decode(head)
        if encoding.startswith(("utf-16", "utf-32")):
            return None
        try:
            tables, delimiter = read_delimited(text, limits)
        except GoalpostsError:
            return None
        headers = tables[0].headers
        before, wanted = _lines(file, max(1, line - around), line, around, limits.line)
    rows = list(_records(wanted.decode(encoding, "replace"), delimiter, line, len(headers)))
    if not rows or rows[0][0] != line:
        raise _no_line(line)
    earlier = list(_records(before.decode(encoding, "replace"), delimiter, line - before.count(b"\n"), len(headers)))
    header_line = tables[0].lines[0]
    shown = [row for row in earlier if row[0] >= header_line] + rows[: around + 1]
    return Excerpt(tables[0].name, headers, tuple(shown), line, False, encoding)


def _lines(file: BinaryIO, first: int, line: int, around: int, most: int) -> tuple[bytes, bytes]:
    """The bytes of the lines first..line - 1, and from `line` on enough for its record and some after it."""
    file.seek(0)
    number, start = 1, 0
    while number < first:
        block = file.read(_BLOCK)
        if not block:
            return b"", b""
        count = block.count(b"\n")
        if number + count < first:
            number += count
            start += len(block)
            continue
        for _ in range(first - number):
            start += block.index(b"\n") + 1
            block = block[block.index(b"\n") + 1 :]
        break
    file.seek(start)
    before = b"".join(file.readline(most) for _ in range(line - first))
    wanted = b"".join(file.readline(most) for _ in range(20 * (around + 1)))
    return before, wanted


def _records(text: str, delimiter: str, first: int, width: int) -> Iterator[tuple[int, Cells]]:
    """Whole records of as many cells as the header has; what was cut off at either end is left out."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = first
    for row in reader:
        if len(row) > width and not any(row[width:]):
            row = row[:width]
        if len(row) == width and any(row):
            yield line, tuple(cell or None for cell in row)
        line = first + reader.line_num
