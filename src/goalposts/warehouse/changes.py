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
    measures: Collection[str] | None = None,
    accounts: Collection[int] | None = None,
) -> pl.DataFrame:
    """What was known at `since` and is known no more at `until` (default: now), counted by what it speaks of.

    Columns: table_name, measure_code (null for row-level tables, whose days are null too), account_id, first_day,
    last_day, source_id (which told the old value), cause (restated or withdrawn), rows. Moments without a zone are UTC.
    """
    wanted = [table for table in FACTS if "account_id" in table.columns]
    selects = [_gone(table.name, table is FACT_MEASURE, since, until, measures, accounts) for table in wanted]
    found = lake.query(" UNION ALL ".join(selects) + " ORDER BY ALL")
    return found.cast(SCHEMA)  # type: ignore[arg-type]


def _gone(
    table: str,
    has_measures: bool,
    since: dt.datetime,
    until: dt.datetime | None,
    measures: Collection[str] | None,
    accounts: Collection[int] | None,
) -> str:
    code, first, last = ("old.measure_code", "old.period_start", "old.period_end") if has_measures else ("NULL",) * 3
    kept = [f"old.known_from <= {literal(since)}", f"old.superseded_at > {literal(since)}"]
    if until is not None:
        kept.append(f"old.superseded_at <= {literal(until)}")
    if accounts is not None:
        kept.append(f"old.account_id IN ({', '.join(map(literal, sorted(accounts))) or 'NULL'})")
    if measures is not None and has_measures:
        kept.append(f"old.measure_code IN ({', '.join(map(literal, sorted(measures))) or 'NULL'})")
    return (
        f"SELECT {literal(table)} AS table_name, {code} AS measure_code, old.account_id, {first} AS first_day, "
        f"{last} AS last_day, old.source_id, CASE WHEN taken.source_id IS NULL THEN 'restated' ELSE 'withdrawn' END "
        f"AS cause, count(*) AS rows FROM {table}{SUPERSEDED} AS old LEFT JOIN withdrawal AS taken "
        "ON taken.source_id = old.source_id AND taken.withdrawn_at = old.superseded_at "
        f"WHERE {' AND '.join(kept)} GROUP BY ALL"
    )
