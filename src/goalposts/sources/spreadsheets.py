"""Workbooks to tables: XLSX and binary XLS through Calamine, and the XML of 2003 that some exports call .xls."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

import fastexcel
import polars as pl
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from goalposts.errors import Fault, Invalid, Unsupported
from goalposts.sources.layout import Row, header_names, header_row
from goalposts.sources.limits import Limits
from goalposts.sources.source import RawTable

_SPACE = "{urn:schemas-microsoft-com:office:spreadsheet}"
_WHOLE = re.compile(r"^-?\d+\.0+$")
_MIDNIGHT = re.compile(r"^(\d{4}-\d\d-\d\d)[T ]00:00:00(?:\.0+)?$")
_HEAD = 20


def read_workbook(data: bytes, limits: Limits) -> tuple[list[RawTable], list[str]]:
    """Every sheet with a table, and notes. Raises Unsupported for a locked workbook, Invalid for a broken one."""
    try:
        book = fastexcel.read_excel(data)
        sheets: list[tuple[str, list[Row]]] = [
            (name, list(book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string").to_polars().rows()))
            for name in book.sheet_names
        ]
    except fastexcel.FastExcelError as error:
        if "assword" in str(error) or "EncryptedPackage".encode("utf-16-le") in data:
            raise Unsupported("The workbook is locked with a password. Save it without one and try again.") from error
        reason = str(error).splitlines()[0]
        raise Invalid(f"The workbook cannot be opened ({reason}). Export it again, or save it as CSV.") from error
    return _tables(sheets, limits)


def read_xml_workbook(data: bytes, limits: Limits) -> tuple[list[RawTable], list[str]]:
    """Every sheet of a SpreadsheetML 2003 file. Raises Invalid for broken XML and for any entity or DTD in it."""
    try:
        return _tables(list(_xml_sheets(data)), limits)
    except DefusedXmlException as error:
        raise Invalid("The file declares XML entities, which no export does; it was not read.") from error
    except ParseError as error:
        fault = Fault(str(error), line=error.position[0])
        raise Invalid("The XML of the workbook is broken. Export it again.", [fault]) from error


def _xml_sheets(data: bytes) -> Iterator[tuple[str, list[Row]]]:
    rows: list[Row] = []
    name = ""
    for event, element in iterparse(io.BytesIO(data), events=("start", "end"), forbid_dtd=True):
        if event == "start" and element.tag == f"{_SPACE}Worksheet":
            name, rows = element.get(f"{_SPACE}Name", ""), []
        elif event == "end" and element.tag == f"{_SPACE}Row":
            gap = int(element.get(f"{_SPACE}Index", len(rows) + 1)) - len(rows) - 1
            rows.extend([()] * min(gap, 1_000_000))
            rows.append(_xml_cells(element))
            element.clear()
        elif event == "end" and element.tag == f"{_SPACE}Worksheet":
            yield name, rows
            element.clear()


def _xml_cells(row: Element) -> list[str | None]:
    cells: list[str | None] = []
    for cell in row.iterfind(f"{_SPACE}Cell"):
        gap = int(cell.get(f"{_SPACE}Index", len(cells) + 1)) - len(cells) - 1
        cells.extend([None] * min(gap, 16_384))
        content = cell.find(f"{_SPACE}Data")
        cells.append("".join(content.itertext()) or None if content is not None else None)
    return cells


def _tables(sheets: list[tuple[str, list[Row]]], limits: Limits) -> tuple[list[RawTable], list[str]]:
    tables, notes = [], []
    for name, rows in sheets:
        table, found = _table(name, rows, limits)
        notes += [f"Sheet {name!r}: {note}" for note in found]
        if table is not None:
            tables.append(table)
    if not any(table.cells.height for table in tables):
        names = ", ".join(repr(name) for name, _ in sheets) or "none"
        raise Invalid(f"The workbook holds no table with rows (sheets: {names}). Nothing was stored.")
    return tables, notes


def _table(name: str, rows: list[Row], limits: Limits) -> tuple[RawTable | None, list[str]]:
    place = header_row(rows[:_HEAD])
    if place is None:
        return None, ["no row of headers was found; it was left out."] if any(any(row) for row in rows) else []
    width = max((place for row in rows for place, cell in enumerate(row, start=1) if cell), default=0)
    if width > limits.columns:
        raise Invalid(f"Sheet {name!r} has {width:,} columns; at most {limits.columns:,} are read.")
    headers, notes = header_names([*rows[place], *[None] * width][:width], refuse_repeats=False)
    preamble = tuple(" ".join(cell for cell in row if cell) for row in rows[:place] if any(row))
    kept = [(line, row) for line, row in enumerate(rows[place + 1 :], start=place + 2) if any(row)]
    cells = [[_plain(cell) for cell in [*row, *[None] * width][:width]] for _, row in kept]
    frame = pl.DataFrame(cells, schema=dict.fromkeys(headers, pl.String()), orient="row")
    return RawTable(name, headers, frame, [line for line, _ in kept], preamble), notes


def _plain(cell: str | None) -> str | None:
    """A cell as a person sees it: 12, not 12.0, and a day without a midnight."""
    if not cell or not cell.strip():
        return None
    if _WHOLE.match(cell):
        return cell[: cell.index(".")]
    midnight = _MIDNIGHT.match(cell)
    return midnight[1] if midnight else cell
