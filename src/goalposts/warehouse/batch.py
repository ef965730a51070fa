"""What one file (or one call) brings into the lake, and what became of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a batch came from; `source_id` is made from the file's hash, what it was read as, and the account.

    person, way, note: who brought it, how (cli, web, python, entry, survey), and what they said of it.
    """

    source_id: int
    file_hash: str
    file_name: str
    detected: str
    platform: str
    method: str
    account_id: int
    captured_at: dt.datetime
    rows_read: int = 0
    rows_rejected: int = 0
    notes: tuple[str, ...] = ()
    person: str = ""
    way: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows for any tables of `tables.py`, stored together or not at all.

    `rows` maps a table name to a frame with that table's columns (missing columns are filled with the table's neutral
    value, `source_id` and `captured_at` with the origin's). `load_log` says which days were covered. `records` maps a
    fact table to the record of the file (a number) each of its rows came from, so that records can be counted.
    """

    origin: Origin
    rows: Mapping[str, pl.DataFrame]
    load_log: pl.DataFrame = field(default_factory=pl.DataFrame)
    records: Mapping[str, pl.Series] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an append did to the facts: new rows, rows whose value was already there, and rows that replaced another.

    `records_stored`: how many records of the file gave at least one new or replacing row (0 where it told no records).
    """

    rows_stored: int
    rows_unchanged: int
    rows_restated: int
    snapshot: int
    records_stored: int = 0
