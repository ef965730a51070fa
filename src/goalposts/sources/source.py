"""The contract every kind of file follows: recognise it, then turn it into batches for the lake.

A source is a module-level `Source` value in a file of its own; `detect.py` holds the list. Reading bytes (encoding,
delimiter, sheets) is `tables.py`'s work, so a source sees only named tables of text cells.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import polars as pl

from goalposts.errors import Fault


@dataclass(frozen=True, slots=True)
class RawTable:
    """One table as found: header texts and cells, all text, missing cells None.

    `lines[i]` is the line (CSV: physical line of the record's start; workbook: row number) of data row i, from 1.
    `faults` are rows that could not be read at all (too few or too many cells): they are not in `cells`, and `load.py`
    adds them to the rows read and rejected. `part` is the table's number in its file, from 0.
    """

    name: str
    headers: tuple[str, ...]
    cells: pl.DataFrame
    lines: Sequence[int]
    preamble: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    part: int = 0


@dataclass(frozen=True, slots=True)
class RawFile:
    """A file after reading: where it came from, its bytes' hash, how it was decoded, and its tables."""

    path: Path
    name: str
    sha256: str
    encoding: str
    tables: tuple[RawTable, ...]
    delimiter: str = ""
    notes: tuple[str, ...] = ()
    siblings: Mapping[str, RawFile] = field(default_factory=dict)
    """Other files of the same folder or zip by name, for exports that come in several files (Search Console)."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the person said (or has saved) about a file; None = not said, so the source must ask or flag it."""

    account: str | None = None
    platform: str | None = None
    time_zone: str | None = None
    currency: str | None = None
    mapping: Mapping[str, str] | None = None
    mapping_name: str = ""
    """What the person calls the mapping, to find it again."""
    accept_flags: bool = False
    read_on: dt.date | None = None
    """The day lifetime counters were read; None = the day of the import."""
    first_day: dt.date | None = None
    last_day: dt.date | None = None
    """The days a file without dates of its own covers, both included."""
    people_key: bytes = b""
    """The workspace's key with which people's ids are hashed before they are kept."""


@dataclass(frozen=True, slots=True)
class AskBack:
    """Something a file does not say: `field` of Choices, and what `--yes` assumes (None = nothing can be assumed).

    With `only_a_start`, what is assumed is a form to fill in, and `--yes` alone does not answer.
    """

    field: str
    question: str
    assumed: str | None = None
    only_a_start: bool = False


@dataclass(slots=True)
class Reading:
    """What a source made of one file: frames by lake table (natural ids already in place), faults, open questions.

    Fact frames carry every column of their table but source_id and captured_at, and `_record`: the number of the data
    row they came from (counted over all tables read), by which `load.py` counts stored and unchanged rows and then
    drops it; `part` and `line` say where in the file that row stands. A row with a fault is rejected whole: none of its
    facts are here, and its faults name its line.
    """

    account_name: str
    platform: str
    rows: dict[str, pl.DataFrame]
    load_log: pl.DataFrame
    rows_read: int
    faults: list[Fault] = field(default_factory=list)
    questions: list[AskBack] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    gathered: int = 0
    """Rows that were added up into the facts of another row (hours into their day)."""


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of export.

    headers_from: whether its headers were seen in a real file, or are those the platform's documentation and public
    readers of it name. languages: those its headers are known in; only the first can be from a real file. `recognise`
    returns 0..1 for how surely a file is this kind (1 = its own headers, all of them). `read` never raises on bad rows:
    it records a Fault with line, column and value, and goes on. about_people: its rows are people with names or
    addresses, so only counts are stored, the file itself is not kept, and no cell is quoted.
    """

    name: str
    platform: str
    title: str
    recognise: Callable[[RawFile], float]
    read: Callable[[RawFile, Choices, dt.datetime], Reading]
    expected_headers: tuple[str, ...] = ()
    headers_from: Literal["real file", "documentation"] = "real file"
    languages: tuple[str, ...] = ("en",)
    about_people: bool = False
