"""Tables without a header whose columns are cut by blanks, as older research data comes: every row is numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from goalposts.errors import Fault
from goalposts.sources.source import RawTable

DELIMITER = " "
_ROW = re.compile(r"[ \t]*-?[\d.]+(?:[ \t]+-?[\d.]+)+[ \t]*")
_SAMPLE_ROWS = 30


def headers_of(columns: int) -> tuple[str, ...]:
    """The names columns without a header get: "column 1", "column 2", ..."""
    return tuple(f"column {place}" for place in range(1, columns + 1))


def read_blank_separated(text: str, name: str, first_line: int = 1) -> RawTable | None:
    """The table of such a text, or None where its first rows are not all numbers cut by blanks into equal rows."""
    start = [line for line in text[: 400 * _SAMPLE_ROWS].splitlines()[:_SAMPLE_ROWS] if line.strip()]
    widths = {len(line.split()) for line in start}
    if len(start) < 2 or len(widths) > 1 or not all(_ROW.fullmatch(line) for line in start):
        return None
    headers = headers_of(widths.pop())
    rows, lines, faults = [], [], []
    for number, line in enumerate(text.splitlines(), start=first_line):
        cells = line.split()
        if len(cells) == len(headers):
            rows.append(cells)
            lines.append(number)
        elif cells:
            message = f"the row has {len(cells)} cells where the first rows have {len(headers)}"
            faults.append(Fault(message, line=number, value=line.strip()[:80]))
    return RawTable(name, headers, _frame(rows, headers), lines, faults=tuple(faults))


def _frame(rows: Sequence[Sequence[str]], headers: tuple[str, ...]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict.fromkeys(headers, pl.String()), orient="row")
