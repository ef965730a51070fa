"""Small batches, so that a test says only what matters to it."""

from __future__ import annotations

import datetime as dt

import polars as pl

from goalposts.warehouse.batch import Batch, Origin

ACCOUNT = 7


def day(number: int) -> dt.date:
    return dt.date(2025, 1, number)


def moment(number: int) -> dt.datetime:
    return dt.datetime(2025, 2, number, 12, tzinfo=dt.UTC)


def origin(source: int, captured: int, account: int = ACCOUNT) -> Origin:
    return Origin(source, f"{source:064x}", f"file-{source}.csv", "x_content", "x", "csv", account, moment(captured))


def likes(values: dict[int, float | None], **columns: object) -> pl.DataFrame:
    """One row of daily likes per day of January."""
    days = [day(number) for number in values]
    rows = pl.DataFrame(
        {"period_start": days, "period_end": days, "value": list(values.values())},
        schema_overrides={"value": pl.Float64},
    )
    given = {"measure_code": "likes", "window_kind": "day", **columns}
    return rows.with_columns(pl.lit(value).alias(name) for name, value in given.items())


def batch(source: int, captured: int, values: dict[int, float | None], account: int = ACCOUNT) -> Batch:
    return Batch(origin(source, captured, account), {"fact_measure": likes(values)}, covered(values, account))


def covered(values: dict[int, float | None], account: int = ACCOUNT) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "measure_code": ["likes"],
            "account_id": [account],
            "window_kind": ["day"],
            "table_name": ["content"],
            "first_day": [day(min(values))],
            "last_day": [day(max(values))],
        }
    )
