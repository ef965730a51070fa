"""Items that do not count from a moment on, with a reason: written down beside the facts, which stay as they are."""

# ruff: noqa: S608 - names come from control_tables.py, values pass through `literal`

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

import duckdb
import polars as pl

from goalposts.errors import Invalid
from goalposts.warehouse.control_tables import EXCLUSION
from goalposts.warehouse.literals import literal, utc


def exclude(
    cursor: duckdb.DuckDBPyConnection,
    account_id: int,
    items: Collection[int],
    at: dt.datetime,
    person: str,
    reason: str,
) -> int:
    """Write down that these items do not count; how many of them counted until now. Raises Invalid without a reason."""
    if not reason.strip():
        raise Invalid("Say why these items shall not count.")
    rows = ", ".join(f"({int(item)})" for item in sorted(set(items)))
    if not rows:
        return 0
    news = f"SELECT i.item FROM (VALUES {rows}) AS i(item) WHERE NOT EXISTS ({_standing('i.item')})"
    counted = cursor.execute(f"SELECT count(*) FROM ({news})").fetchall()[0][0]
    cursor.execute(
        f"INSERT INTO {EXCLUSION.name} SELECT item, {int(account_id)}, {literal(utc(at))}, NULL, {literal(person)}, "
        f"{literal(reason.strip())} FROM ({news})"
    )
    return int(counted)


def count_again(cursor: duckdb.DuckDBPyConnection, account_id: int, at: dt.datetime) -> int:
    """Let every item of an account count again; how many that are."""
    standing = f"account_id = {int(account_id)} AND undone_at IS NULL"
    held = int(cursor.execute(f"SELECT count(*) FROM {EXCLUSION.name} WHERE {standing}").fetchall()[0][0])
    if held:
        cursor.execute(f"UPDATE {EXCLUSION.name} SET undone_at = {literal(utc(at))} WHERE {standing}")
    return held


def standing(exclusions: pl.DataFrame, as_of: dt.datetime | None = None) -> pl.DataFrame:
    """The exclusions in force now, or at `as_of`."""
    if as_of is None:
        return exclusions.filter(pl.col("undone_at").is_null())
    moment = utc(as_of)
    undone = (pl.col("undone_at") > moment).fill_null(value=True)
    return exclusions.filter((pl.col("excluded_at") <= moment) & undone)


def excluded_items(as_of: dt.datetime | None = None) -> str:
    """SQL for the ids of the items that do not count now, or did not at `as_of`."""
    if as_of is None:
        return f"SELECT item_id FROM {EXCLUSION.name} WHERE undone_at IS NULL"
    moment = literal(as_of)
    return (
        f"SELECT item_id FROM {EXCLUSION.name} "
        f"WHERE excluded_at <= {moment} AND (undone_at IS NULL OR undone_at > {moment})"
    )


def _standing(item: str) -> str:
    return f"SELECT 1 FROM {EXCLUSION.name} e WHERE e.item_id = {item} AND e.undone_at IS NULL"
