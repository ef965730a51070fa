"""What we knew at one moment and know otherwise at another: every value that is not the same, and why."""

# ruff: noqa: S608 - names come from tables.py, values pass through `literal`

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

import polars as pl

from goalposts.errors import Invalid
from goalposts.warehouse.keys import SUPERSEDED, payload
from goalposts.warehouse.literals import literal, utc
from goalposts.warehouse.tables import FACT_MEASURE, FACTS, Table

if TYPE_CHECKING:
    from goalposts.warehouse.lake import Lake

LATE, RESTATED, WITHDRAWN = "late", "restated", "withdrawn"
"""Nothing was known before; another value was told; the value is gone or replaced because its source was withdrawn."""

_DAYS = {
    "fact_mention": "coalesce(published_at, found_at)",
    "fact_feedback": "answered_at",
    "fact_lead": "created_at",
    "fact_revenue": "occurred_at",
    "fact_touchpoint": "touched_at",
    "fact_exposure": "exposed_at",
}
_SAYS = "struct_pack(value := {0}.value, currency := {0}.currency)"


def changed_values(
    lake: Lake,
    since: dt.datetime,
    until: dt.datetime | None = None,
    measures: Sequence[str] | None = None,
    accounts: Sequence[int] | None = None,
) -> pl.DataFrame:
    """The keys of fact_measure whose value or currency at `until` (None: now) is not what it was at `since`.

    Columns: table, the key, old_value, new_value, old_currency, new_currency, old_source_id, new_source_id, moment
    (UTC: since when the new value is known, or the old one gone) and cause: late, restated or withdrawn. Null values
    mean: not known. Newest first. Raises Invalid for moments in the wrong order.
    """
    where = [f"measure_code IN ({_list(measures)})"] if measures is not None else []
    where += [f"account_id IN ({_list(accounts)})"] if accounts is not None else []
    key = ", ".join(FACT_MEASURE.key)
    return lake.query(
        f"{_compared(FACT_MEASURE, since, until, where, _SAYS)} "
        f"SELECT 'fact_measure' AS \"table\", {key}, was.value AS old_value, now.value AS new_value, "
        "was.currency AS old_currency, now.currency AS new_currency, old_source_id, new_source_id, moment, cause "
        f"FROM compared ORDER BY moment DESC, {key}"
    )


def changed_rows(
    lake: Lake, since: dt.datetime, until: dt.datetime | None = None, accounts: Sequence[int] | None = None
) -> pl.DataFrame:
    """How many row-level facts are known at `until` (None: now) and were not at `since`, or changed, or are withdrawn.

    One row per table, account and day (UTC; null where a row has no date): `added`, `changed`, `withdrawn`. A row whose
    earlier state counts again after a withdrawal is among the changed. Raises Invalid for moments in the wrong order.
    """
    where = [f"account_id IN ({_list(accounts)})"] if accounts is not None else []
    found = [
        lake.query(
            f"{_compared(table, since, until, where, payload(table, '{0}'))} "
            f"SELECT '{table.name}' AS \"table\", coalesce(now_account, was_account) AS account_id, "
            "CAST(coalesce(now_day, was_day) AS DATE) AS day, count(*) FILTER (was IS NULL) AS added, "
            "count(*) FILTER (was IS NOT NULL AND now IS NOT NULL) AS changed, "
            "count(*) FILTER (now IS NULL) AS withdrawn FROM compared GROUP BY ALL ORDER BY ALL"
        )
        for table in FACTS
        if table is not FACT_MEASURE
    ]
    return pl.concat(found)


def _compared(table: Table, since: dt.datetime, until: dt.datetime | None, where: Sequence[str], says: str) -> str:
    """WITH clauses that end in `compared`: one row per key that differs, from the rows that began or ended between."""
    if until is not None and utc(until) < utc(since):
        raise Invalid(f"The second moment ({until}) is before the first ({since}).")
    key = ", ".join(table.key)
    after, upto = literal(since), literal(until) if until is not None else "TIMESTAMP 'infinity'"
    kept = " AND ".join(["TRUE", *where])
    day = _DAYS.get(table.name, "NULL")
    row = f"{key}, {says.format('t')} AS says, source_id, captured_at, known_from, account_id AS account"
    row += f", {day} AS at_day"
    ended = f"superseded_at > {after} AND superseded_at <= {upto}"
    began = f"known_from > {after} AND known_from <= {upto}"
    equal = " AND ".join(f"o.{name} = n.{name}" for name in table.key)
    keys = ", ".join(f"coalesce(o.{name}, n.{name}) AS {name}" for name in table.key)
    return (
        f"WITH ended AS (SELECT {row}, superseded_at FROM {table.name}{SUPERSEDED} t WHERE {ended} AND {kept}), "
        f"began AS (SELECT {row} FROM {table.name} t WHERE {began} AND {kept} UNION ALL "
        f"SELECT {row} FROM {table.name}{SUPERSEDED} t WHERE {began} AND superseded_at > {upto} AND {kept}), "
        f"gone AS (SELECT {key}, max(superseded_at) AS gone_at FROM ended GROUP BY ALL), "
        f"old AS (SELECT * FROM ended JOIN gone USING ({key}) WHERE known_from <= {after}), "
        f"compared AS (SELECT {keys}, o.says AS was, n.says AS now, o.source_id AS old_source_id, "
        "n.source_id AS new_source_id, o.account AS was_account, n.account AS now_account, o.at_day AS was_day, "
        "n.at_day AS now_day, coalesce(n.known_from, o.gone_at) AS moment, "
        f"CASE WHEN o.source_id IS NULL THEN '{LATE}' WHEN n.source_id IS NULL OR n.known_from > n.captured_at "
        "OR EXISTS (SELECT 1 FROM withdrawal w WHERE w.source_id = o.source_id AND w.withdrawn_at = o.superseded_at) "
        f"THEN '{WITHDRAWN}' ELSE '{RESTATED}' END AS cause "
        f"FROM old o FULL JOIN began n ON {equal} WHERE o.says IS DISTINCT FROM n.says) "
    )


def _list(values: Sequence[object]) -> str:
    return ", ".join(literal(value) for value in values) or "NULL"
