"""Ids of rows that a source does not number: made of what the row says, so that a file read again is the same rows."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import polars as pl


def row_ids(records: pl.DataFrame, kind: str, account_id: int, columns: Sequence[str]) -> pl.Series:
    """A 63-bit id for each record; records that say the same in `columns` are told apart by their order."""
    cells = [pl.col(name).cast(pl.String).fill_null("") for name in columns]
    texts = records.select(pl.concat_str(cells, separator="\x1f").alias("text"))
    turns = texts.select("text", pl.int_range(pl.len()).over("text").alias("turn"))
    start = f"{kind}\x1f{account_id}\x1f"
    ids = [_number(f"{start}{text}\x1f{turn}") for text, turn in turns.iter_rows()]
    return pl.Series("id", ids, dtype=pl.Int64)


def _number(text: str) -> int:
    digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1 or 1
