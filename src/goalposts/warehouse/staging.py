"""Frames made ready for a lake table: every column, the exact type, neutral values, faults told all at once."""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl
import pyarrow as pa

from goalposts.errors import Fault, Invalid
from goalposts.warehouse.batch import Batch, Origin
from goalposts.warehouse.literals import utc
from goalposts.warehouse.tables import DIMENSION_TABLES, FACT_MEASURE, LOAD_LOG, Table

BATCH = "batch_number"
LINE = "line_number"

_TYPES: dict[str, pl.DataType] = {
    "VARCHAR": pl.String(),
    "BIGINT": pl.Int64(),
    "INTEGER": pl.Int32(),
    "SMALLINT": pl.Int16(),
    "TINYINT": pl.Int8(),
    "DOUBLE": pl.Float64(),
    "BOOLEAN": pl.Boolean(),
    "DATE": pl.Date(),
    "TIMESTAMP": pl.Datetime("us"),
}
_NEUTRAL: dict[str, object] = {
    "cut": "",
    "channel": "",
    "country_code": "ZZ",
    "device": "all",
    "paid_split": "total",
    "status": "final",
    "state": "loaded",
    "reason": "",
    "adds_up": False,
    "error_class": "",
    "part": 0,
    "line": 0,
    "shown": "",
}
_DIMENSIONS = frozenset(table.name for table in DIMENSION_TABLES)
_CHUNK_ROWS = 61_440
"""Rows of one Arrow batch: DuckDB reads batches in parallel."""


def stage(table: Table, batches: Sequence[Batch]) -> pl.DataFrame:
    """The rows of all batches for one table, numbered by batch and line. Raises Invalid with every fault found."""
    frames: list[pl.DataFrame] = []
    faults: list[Fault] = []
    for number, batch in enumerate(batches):
        rows = batch.load_log if table is LOAD_LOG else batch.rows.get(table.name)
        if rows is None or rows.is_empty():
            continue
        frame = fill(table, rows, batch.origin, faults)
        if frame is not None:
            frames.append(frame.with_columns(pl.lit(number, dtype=pl.Int64).alias(BATCH)))
    if faults:
        raise Invalid(f"Rows for {table.name} do not fit; nothing was stored.", faults)
    if not frames:
        return pl.DataFrame(schema={**schema(table), BATCH: pl.Int64(), LINE: pl.Int64()})
    whole = pl.concat(frames, rechunk=False)
    return whole.with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias(LINE))


def schema(table: Table) -> dict[str, pl.DataType]:
    """The Polars type of every column of a lake table."""
    return {name: _polars_type(kind) for name, kind in table.columns.items()}


def to_arrow(frame: pl.DataFrame) -> pa.Table:
    """The frame as Arrow in batches small enough to be read by several threads."""
    whole = frame.to_arrow()
    return pa.Table.from_batches(whole.to_batches(max_chunksize=_CHUNK_ROWS), schema=whole.schema)


def fill(table: Table, rows: pl.DataFrame, origin: Origin, faults: list[Fault]) -> pl.DataFrame | None:
    """One frame with the table's columns in order; what is wrong is added to `faults` (and None returned)."""
    before = len(faults)
    where = origin.file_name or None
    for name in rows.columns:
        if name not in table.columns:
            faults.append(Fault(f"{table.name} has no column {name!r}", file=where, column=name))
    if "captured_at" in rows.columns and "known_from" in table.columns:
        rows = rows.with_columns(pl.col("captured_at").alias("known_from"))
    columns = []
    for name, kind in schema(table).items():
        if name in rows.columns:
            series = _cast(rows[name], name, kind, where, faults)
            if series is None:
                continue
            neutral = _neutral(table, name, origin)
            columns.append(series if neutral is None or not series.has_nulls() else series.fill_null(neutral))
        else:
            columns.append(pl.Series(name, [_neutral(table, name, origin)], dtype=kind).new_from_index(0, rows.height))
    if len(faults) > before:
        return None
    frame = pl.DataFrame(columns)
    faults += _faults(table, frame, where)
    return frame


def _polars_type(kind: str) -> pl.DataType:
    if match := re.fullmatch(r"DECIMAL\((\d+),(\d+)\)", kind):
        return pl.Decimal(int(match[1]), int(match[2]))
    return _TYPES[kind]


def _neutral(table: Table, name: str, origin: Origin) -> object:
    """What stands for "not given" in this column; None where the row must say it or it may be unknown."""
    if name == "source_id":
        return origin.source_id
    if name in ("captured_at", "known_from"):
        return utc(origin.captured_at)
    if name == "source_kind":
        return f"{origin.platform}/{origin.method}"
    if table.name in _DIMENSIONS:
        return None
    if name == "account_id":
        return origin.account_id
    if name.endswith("_id") and name != table.key[0]:
        return 0
    return _NEUTRAL.get(name)


def _cast(series: pl.Series, name: str, kind: pl.DataType, where: str | None, faults: list[Fault]) -> pl.Series | None:
    if series.dtype == kind:
        return series
    if isinstance(series.dtype, pl.Datetime) and series.dtype.time_zone:
        series = series.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
    try:
        return series.cast(kind)
    except pl.exceptions.PolarsError:
        failed = series.filter(series.is_not_null() & series.cast(kind, strict=False).is_null())
        value = str(failed[0]) if failed.len() else str(series[0])
        faults.append(Fault(f"{value} is no {kind} ({failed.len()} rows)", file=where, column=name, value=value))
        return None


def _faults(table: Table, frame: pl.DataFrame, where: str | None) -> list[Fault]:
    """Rows that could lie: a key that is missing, a number that is absent without saying so, a period backwards."""
    faults = []
    for name in table.key:
        if missing := frame[name].null_count():
            faults.append(Fault(f"{missing} rows without {name}", file=where, column=name))
    if table.twice_dated and (frame["account_id"] == 0).any():
        faults.append(Fault("rows without an account", file=where, column="account_id"))
    if table is FACT_MEASURE:
        absent = frame["value"].is_null() & (frame["status"] != "suppressed")
        if count := absent.sum():
            faults.append(Fault(f"{count} rows without a value (status suppressed allows that)", where, column="value"))
        if count := (frame["period_end"] < frame["period_start"]).sum():
            faults.append(Fault(f"{count} periods end before they start", file=where, column="period_end"))
    return faults
