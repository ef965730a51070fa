"""Printing: tables for people, JSON and CSV for programs. Results go to stdout, everything else to stderr."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def print_json(value: Any) -> None:
    """JSON with every letter as itself."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def print_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """CSV (RFC 4180) in which no text can be taken for a formula by a spreadsheet."""
    writer = csv.writer(sys.stdout, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)


def safe_cell(cell: Any) -> Any:
    """A text that begins like a formula gets a leading apostrophe; numbers stay numbers."""
    if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS):
        return f"'{cell}"
    return cell


def print_table(columns: Mapping[str, str], rows: Iterable[Sequence[str]], title: str | None = None) -> None:
    """A table as wide as the terminal; `columns` maps each heading to `left` or `right`. Nothing is cut on a pipe."""
    from rich.box import SIMPLE_HEAD  # rich draws tables, and only commands that print one pay for it
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, title=title, title_justify="left", title_style="bold", pad_edge=False)
    for heading, side in columns.items():
        table.add_column(heading, justify="right" if side == "right" else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console().print(table)


def console(*, stderr: bool = False) -> Any:
    """A rich console that takes text literally; on a pipe it is wide enough to keep lines whole."""
    from rich.console import Console  # as above

    target = sys.stderr if stderr else sys.stdout
    width = None if target.isatty() else 200
    return Console(file=target, width=width, markup=False, highlight=False, emoji=False)
