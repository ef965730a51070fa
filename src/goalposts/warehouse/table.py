"""What a lake table is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """A lake table: column name -> DuckDB type, and the columns that make a row the same row."""

    name: str
    columns: dict[str, str]
    key: tuple[str, ...]
    twice_dated: bool = False
