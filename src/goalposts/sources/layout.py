"""Where a table begins: the header row among sentences, comments and rules that stand above it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from goalposts.errors import Fault, Invalid
from goalposts.sources.headers import normalise

Row = Sequence[str | None]

_NUMBER = re.compile(r"^[+-]?[\d.,%\s]+$|^\d{4}-\d\d-\d\d")
_RULE = re.compile(r"^[-=_*\s]*$")


def header_row(rows: Sequence[Row]) -> int | None:
    """The place of the header among the first rows: the first row nearly as full as the fullest, of distinct texts.

    None where that row is made of numbers, which means the table has no header.
    """
    told = [_told(row) for row in rows]
    fullest = max((len(cells) for cells in told), default=0)
    for place, cells in enumerate(told):
        if not cells or cells[0].startswith("#") or len(cells) < max(0.6 * fullest, min(2, fullest)):
            continue
        numbers = sum(bool(_NUMBER.match(cell)) for cell in cells)
        return None if numbers * 2 > len(cells) else place
    return None


def _told(row: Row) -> list[str]:
    return [cell.strip() for cell in row if cell and not _RULE.match(cell)]


def header_names(cells: Row, *, refuse_repeats: bool) -> tuple[tuple[str, ...], list[str]]:
    """Column names made from a header row, all different, and what had to be changed.

    An empty header becomes "column 3". Headers that repeat raise Invalid, or get a number in brackets.
    """
    texts = [(cell or "").strip().lstrip("\ufeff") or f"column {place}" for place, cell in enumerate(cells, start=1)]
    repeats = {text: count for text, count in Counter(map(normalise, texts)).items() if count > 1}
    if repeats and refuse_repeats:
        faults = [Fault(f"the header stands over {count} columns", column=text) for text, count in repeats.items()]
        raise Invalid("Columns of one name cannot be told apart. Rename or remove the repeated columns.", faults)
    seen: Counter[str] = Counter()
    names = []
    for text in texts:
        seen[normalise(text)] += 1
        count = seen[normalise(text)]
        names.append(text if count == 1 else f"{text} ({count})")
    return tuple(names), [f"The header {text!r} stands over {count} columns." for text, count in repeats.items()]
