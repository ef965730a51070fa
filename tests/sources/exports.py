"""What the tests of the platform exports share: where files are, reading as the importer would, sums of facts."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from goalposts.sources.detect import detect
from goalposts.sources.source import Choices, Reading
from goalposts.sources.tables import read_file
from goalposts.warehouse.tables import FACT_MEASURE, LOAD_LOG

OWN = Path(__file__).parents[1] / "data" / "exports"
SHARED = Path(__file__).parents[2] / ".." / "shared" / "data"
NOW = dt.datetime(2026, 11, 22, 12, 0)
TODAY = NOW.date()


def shared(name: str) -> Path:
    """A real export next to the checkout; the test is skipped in a clone without them."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"the real export {name} is not beside this checkout")
    return path


def read_export(path: Path, name: str, choices: Choices | None = None) -> Reading:
    """The reading of a file, which must be recognised as the source `name`."""
    raw = read_file(path)
    others = (
        sorted(path.parent.glob("*.csv")) if path.parent.name.startswith(("search_console", "google_search")) else []
    )
    raw = replace(raw, siblings={other.name: read_file(other) for other in others if other != path})
    source, _ = detect(raw)
    assert source.name == name
    reading = source.read(raw, choices or Choices(), NOW)
    check_contract(reading)
    return reading


def check_contract(reading: Reading) -> None:
    """Facts and load log carry the columns of their tables, and every fact belongs to a logged measure and cut."""
    log = reading.load_log
    assert set(log.columns) == set(LOAD_LOG.columns) - {"source_id", "captured_at", "error_class"}
    keys = [column for column in LOAD_LOG.key if column in log.columns]
    assert log.select(keys).is_unique().all()
    if "fact_measure" not in reading.rows:
        return
    facts = reading.rows["fact_measure"]
    assert set(facts.columns) == {*FACT_MEASURE.columns, "_record"} - {"source_id", "captured_at", "known_from"}
    assert (facts["line"] >= 1).all()
    assert facts.select(pl.col(FACT_MEASURE.key).null_count()).row(0) == (0,) * len(FACT_MEASURE.key)
    assert facts.select(FACT_MEASURE.key).is_unique().all()
    on = ["measure_code", "account_id", "cut", "window_kind"]
    assert facts.join(log, on=on, how="anti").is_empty()


def total(reading: Reading, measure: str, cut: str | None = None, **where: object) -> Decimal | None:
    """The sum of a measure; None where there is no row at all. A cut must be named where the measure has several."""
    facts = reading.rows["fact_measure"].filter(pl.col("measure_code") == measure)
    if cut is not None:
        facts = facts.filter(pl.col("cut") == cut)
    for column, value in where.items():
        facts = facts.filter(pl.col(column) == value)
    assert facts["cut"].n_unique() <= 1
    return facts["value"].sum() if facts.height else None


def totals(reading: Reading, cut: str) -> dict[str, int]:
    """Measure -> whole sum, for all measures of one cut."""
    facts = reading.rows["fact_measure"].filter(pl.col("cut") == cut)
    sums = facts.group_by("measure_code").agg(pl.col("value").sum())
    return {code: int(value) for code, value in sums.iter_rows()}


def with_items(reading: Reading) -> pl.DataFrame:
    """The facts with the columns of their items."""
    return reading.rows["fact_measure"].join(reading.rows["dim_item"], on=["item_id", "account_id"], how="left")


def logged(reading: Reading, measure: str, cut: str = "") -> list[tuple[dt.date, dt.date, str]]:
    """The spans logged for a measure, with their state."""
    log = reading.load_log.filter((pl.col("measure_code") == measure) & (pl.col("cut") == cut))
    return log.select("first_day", "last_day", "state").sort("first_day").rows()


def fault_places(reading: Reading) -> list[tuple[int | None, str | None, str | None]]:
    """Line, column and value of each fault."""
    return [(fault.line, fault.column, fault.value) for fault in reading.faults]
