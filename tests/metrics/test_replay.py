"""As of any moment the answer is what a replay of everything told and taken back by then would give."""

from __future__ import annotations

import datetime as dt
import tempfile
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from goalposts.metrics.answer import State
from tests.metrics.bench import Bench

START = dt.datetime(2026, 5, 20)
DAYS = 6
REDEFINED = dt.date(2026, 5, 24)
PERIOD = {"start": "2026-05-01", "end": "2026-05-06"}
ACCOUNTS = ("Left", "Right")
OWN = """
kpis:
  love:
    names: {en: Love}
    definitions: {en: How much we are loved.}
    formula: likes + shares
    unit: count
    direction: up
    version: 2
    valid_from: 2026-05-24
    history:
      - {version: 1, valid_from: 2020-01-01, formula: likes}
"""


@dataclass(frozen=True)
class File:
    """What one file of one account tells: `told` maps (measure, day) to a value; withdrawn None = never."""

    number: int
    account: str
    captured: dt.datetime
    first: int
    last: int
    told: dict[tuple[str, int], int]
    withdrawn: dt.datetime | None

    def counts_at(self, moment: dt.datetime) -> bool:
        return self.captured <= moment and (self.withdrawn is None or self.withdrawn > moment)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[File], list[dt.datetime]]:
    """Files in the order they arrive, which is not the order of their capture, and moments to ask of."""
    hours = draw(st.lists(st.integers(0, 200), min_size=2, max_size=6, unique=True))
    files = []
    for number, hour in enumerate(hours):
        first = draw(st.integers(1, DAYS))
        last = draw(st.integers(first, DAYS))
        cells = [(code, day) for code in ("likes", "shares") for day in range(first, last + 1)]
        told = draw(st.dictionaries(st.sampled_from(cells), st.integers(0, 3), min_size=1))
        captured = START + dt.timedelta(hours=hour)
        later = draw(st.none() | st.integers(201, 240))
        withdrawn = START + dt.timedelta(hours=later, minutes=number) if later else None
        files.append(File(number, draw(st.sampled_from(ACCOUNTS)), captured, first, last, told, withdrawn))
    asked = draw(st.lists(st.integers(-5, 260), min_size=3, max_size=5))
    return files, [START + dt.timedelta(hours=hour, minutes=30) for hour in asked]


def replayed(files: list[File], kpi: str, account: str, moment: dt.datetime) -> tuple[float | None, int]:
    """The value and the number of days known, from everything that counts at a moment."""
    measures = ("likes",) if kpi == "likes" or moment.date() < REDEFINED else ("likes", "shares")
    standing = sorted((f for f in files if f.account == account and f.counts_at(moment)), key=lambda f: f.captured)
    days = {day for f in standing for day in range(f.first, f.last + 1)}
    if not days:
        return None, 0
    newest = {cell: value for f in standing for cell, value in f.told.items()}
    return float(sum(value for (code, _), value in newest.items() if code in measures)), len(days)


def fill(bench: Bench, files: list[File]) -> None:
    for file in files:
        span = (f"2026-05-0{file.first}", f"2026-05-0{file.last}")
        told = [(code, f"2026-05-0{day}", float(value)) for (code, day), value in file.told.items()]
        rest = [(code, span[0], None) for code in ("likes", "shares") if code not in {code for code, _ in file.told}]
        name = f"{file.number}.csv"
        bench.put(*told, *rest, account=file.account, captured=file.captured, covers=span, file=name)
    batches = bench.lake.batches()
    for file in sorted((f for f in files if f.withdrawn), key=lambda f: f.withdrawn or START):
        (source,) = batches.filter(pl.col("file_name") == f"{file.number}.csv")["source_id"]
        bench.lake.withdraw([source], at=file.withdrawn or START, person="owner", reason="a test")


@settings(max_examples=8, deadline=None)
@given(world=worlds())
def test_the_answer_as_of_any_moment_is_a_replay_of_the_log(world: tuple[list[File], list[dt.datetime]]) -> None:
    files, moments = world
    with tempfile.TemporaryDirectory() as folder:
        own = Path(folder) / "catalog"
        own.mkdir()
        (own / "own.yaml").write_text(OWN, encoding="utf-8")
        bench = Bench(Path(folder) / "home", own)
        bench.now = dt.datetime(2026, 8, 1)
        fill(bench, files)
        for moment in moments:
            cells = bench.ask(["likes", "love"], by="account", as_of=moment, **PERIOD).rows()
            found = {(c.kpi, c.by["account"]): c for c in cells if c.by["account"] is not None}
            for kpi in ("likes", "love"):
                for account in ACCOUNTS:
                    value, days = replayed(files, kpi, account, moment)
                    cell = found.get((kpi, account))
                    assert (cell.value if cell else None) == value, (kpi, account, moment)
                    whole = cell is not None and cell.state in (State.MEASURED, State.PROVISIONAL)
                    assert whole is (days == DAYS), (kpi, account, moment)
        bench.lake.close()
