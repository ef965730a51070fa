"""Facts that are no longer what they were at an earlier moment, and whether they were restated or withdrawn."""

# ruff: noqa: S608 - names come from tables.py, values pass through `literal`

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

import polars as pl

from goalposts.warehouse.keys import SUPERSEDED
from goalposts.warehouse.lake import Lake
from goalposts.warehouse.literals import literal
from goalposts.warehouse.tables import FACT_MEASURE, FACTS

SCHEMA = {
    "table_name": pl.String,
    "measure_code": pl.String,
    "account_id": pl.Int64,
    "first_day": pl.Date,
    "last_day": pl.Date,
    "source_id": pl.Int64,
    "cause": pl.String,
    "rows": pl.Int64,
}


def changed_facts(
    lake: Lake,
    since: dt.datetime,
    until: dt.datetime | None = None,
    *,
    tables: Collection[str] | None = None,
    measures: Collection[str] | None = None,
    accounts: Collection[int] | None = None,
) -> pl.DataFrame:
    """What was known at `since` and is known no more at `until` (default: now), counted by what it speaks of.

    Columns: table_name, measure_code (null for row-level tables, whose days are null too), account_id, first_day,
    last_day, source_id (which told the old value), cause (restated or withdrawn), rows. Moments without a zone are UTC.
    """
    wanted = [t.name for t in FACTS if "account_id" in t.columns and (tables is None or t.name in tables)]
    if not wanted:
        return pl.DataFrame(schema=SCHEMA)
    found = lake.query(" UNION ALL ".join(_gone(name, since, until, measures, accounts) for name in wanted))
    taken_back = lake.withdrawals().select("source_id", superseded_at="withdrawn_at", cause=pl.lit("withdrawn"))
    told = found.join(taken_back, on=["source_id", "superseded_at"], how="left")
    counted = told.with_columns(pl.col("cause").fill_null("restated")).drop("superseded_at")
    keys = [name for name in SCHEMA if name != "rows"]
    return counted.group_by(keys).agg(pl.col("rows").sum()).cast(SCHEMA).sort(keys)  # type: ignore[arg-type]


def _gone(
    table: str,
    since: dt.datetime,
    until: dt.datetime | None,
    measures: Collection[str] | None,
    accounts: Collection[int] | None,
) -> str:
    has_measures = table == FACT_MEASURE.name
    code, first, last = ("measure_code", "period_start", "period_end") if has_measures else ("NULL",) * 3
    kept = [f"known_from <= {literal(since)}", f"superseded_at > {literal(since)}"]
    if until is not None:
        kept.append(f"superseded_at <= {literal(until)}")
    if accounts is not None:
        kept.append(f"account_id IN ({', '.join(map(literal, sorted(accounts))) or 'NULL'})")
    if measures is not None and has_measures:
        kept.append(f"measure_code IN ({', '.join(map(literal, sorted(measures))) or 'NULL'})")
    return (
        f"SELECT {literal(table)} AS table_name, CAST({code} AS VARCHAR) AS measure_code, account_id, "
        f"CAST({first} AS DATE) AS first_day, CAST({last} AS DATE) AS last_day, source_id, superseded_at, "
        f"count(*) AS rows FROM {table}{SUPERSEDED} WHERE {' AND '.join(kept)} GROUP BY ALL"
    )
