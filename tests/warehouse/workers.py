"""Processes that write to a lake and ask it until they are killed, and say what they were told in a file."""

from __future__ import annotations

import datetime as dt
import itertools
import os
from pathlib import Path

import polars as pl

from goalposts.warehouse.batch import Batch, Origin
from goalposts.warehouse.history import relation
from goalposts.warehouse.lake import Lake
from tests.warehouse.samples import likes

SHARED = 7
"""The account every writer speaks of."""
OWN_DAYS = 4


def said(source: int) -> dict[tuple[int, int], float]:
    """(account, day) -> value: some days of an account of its own, and two days others speak of too."""
    own = {(source, day): float(source % 1000 + day) for day in range(1, OWN_DAYS + 1)}
    return own | {(SHARED, 1): float(source % 2), (SHARED, 2): float(source % 3)}


def as_batch(source: int, captured_at: dt.datetime) -> Batch:
    told = said(source)
    frames = [likes({day: value}, account_id=account) for (account, day), value in told.items()]
    log = pl.DataFrame(
        {
            "measure_code": "likes",
            "account_id": [source, SHARED],
            "window_kind": "day",
            "table_name": "content",
            "first_day": dt.date(2025, 1, 1),
            "last_day": dt.date(2025, 1, OWN_DAYS),
        }
    )
    origin = Origin(source, f"{source:064x}", f"file-{source}.csv", "x_content", "x", "csv", source, captured_at)
    return Batch(origin, {"fact_measure": pl.concat(frames)}, log)


def write(home: Path, first: int, notes: Path) -> None:
    """Append one source after the other, and withdraw every third; each is noted when the lake has taken it."""
    with Lake.open(home) as lake, _Notes(notes) as note:
        for source in itertools.count(first):
            now = dt.datetime.now(dt.UTC)
            lake.append(as_batch(source, now))
            note(f"told {source}")
            if source % 3 == 0:
                lake.withdraw([source], at=now, person="p", reason="r")
                note(f"withdrawn {source}")


def ask(home: Path, first: int, notes: Path) -> None:
    """Ask what is known now and what was known, again and again; note every answer that cannot be."""
    with Lake.open(home) as lake, _Notes(notes) as note:
        for _ in itertools.count(first):
            for as_of in (None, dt.datetime.now(dt.UTC) - dt.timedelta(seconds=2)):
                counted = lake.query(
                    f"SELECT account_id, count(*) AS rows, count(DISTINCT period_start) AS days "
                    f"FROM {relation('fact_measure', as_of)} AS f GROUP BY 1"
                )
                whole = pl.when(pl.col("account_id") == SHARED).then(2).otherwise(OWN_DAYS)
                wrong = counted.filter((pl.col("rows") != whole) | (pl.col("days") != whole))
                note("asked" if wrong.is_empty() else f"wrong {wrong.rows()}")


class _Notes:
    """A file whose lines are there even if the writer is killed right after."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def __enter__(self) -> _Notes:
        self._handle = os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self("ready")
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._handle)

    def __call__(self, line: str) -> None:
        os.write(self._handle, f"{line}\n".encode())
