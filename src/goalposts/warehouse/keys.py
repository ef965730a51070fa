"""SQL about the key and the value of a fact table, made short by what the staged rows have in common."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from goalposts.warehouse.literals import literal
from goalposts.warehouse.tables import Table

SUPERSEDED = "_superseded"
CONFIRMED = "_confirmed"
SCAN_ORDER = ("measure_code", "account_id", "period_start")
"""How measures lie in their files, so that a question reads only the blocks it needs."""

PROVENANCE = ("source_id", "captured_at", "known_from", "part", "line")


def values(table: Table) -> tuple[str, ...]:
    """The columns that say something about a key: a change in any of them is a restatement."""
    return tuple(name for name in table.columns if name not in (*table.key, *PROVENANCE))


def payload(table: Table, alias: str) -> str:
    """The values of a row as one struct, comparable as a whole."""
    return "struct_pack(" + ", ".join(f"{name} := {alias}.{name}" for name in values(table)) + ")"


@dataclass(frozen=True, slots=True)
class Keys:
    """The key of a table, and between which bounds each of its columns lies in the staged rows."""

    table: Table
    bounds: dict[str, tuple[object, object]]

    @classmethod
    def of(cls, table: Table, staged: pl.DataFrame) -> Keys:
        low = staged.select(pl.col(table.key).min()).row(0, named=True)
        high = staged.select(pl.col(table.key).max()).row(0, named=True)
        return cls(table, {name: (low[name], high[name]) for name in table.key})

    @property
    def varied(self) -> tuple[str, ...]:
        """The key columns that differ among the staged rows; never empty."""
        differing = tuple(name for name, (low, high) in self.bounds.items() if low != high)
        return differing or self.table.key[:1]

    def equal(self, left: str, right: str) -> str:
        """Two rows are of one key, provided the right one lies `within` the bounds."""
        return " AND ".join(f"{left}.{name} = {right}.{name}" for name in self.varied)

    def columns(self) -> str:
        return ", ".join(self.varied)

    def hashed(self, alias: str) -> str:
        """A hash of the key, good among staged rows only."""
        return f"hash({', '.join(f'{alias}.{name}' for name in self.varied)})"

    def within(self, alias: str) -> str:
        """Keeps a scan to the blocks that can hold these keys.

        The lake looks up every plain condition in its file statistics, so only those that help are plain.
        """
        plain, rest = [], []
        for name, (low, high) in self.bounds.items():
            if name in SCAN_ORDER or len(self.bounds) == 1:
                plain.append(f"{alias}.{name} BETWEEN {literal(low)} AND {literal(high)}")
            elif low == high:
                rest.append(f"{alias}.{name} = {literal(low)}")
        return " AND ".join([*plain, *([f"({' AND '.join(rest)}) IS TRUE"] if rest else [])])
