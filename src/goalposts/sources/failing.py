"""A file of a known kind and account that could not be read: the days it would have covered are known to be missing."""

from __future__ import annotations

import datetime as dt

import polars as pl

from goalposts.warehouse.batch import Origin
from goalposts.warehouse.failures import LoadFailure
from goalposts.warehouse.lake import Lake

MALFORMED, EMPTY = "malformed", "empty"
_DAY = dt.timedelta(days=1)
_SHAPE = ("cut", "window_kind", "table_name")


def known_account(lake: Lake, detected: str) -> int | None:
    """The account all earlier files of this kind belong to; None where there is none, or several."""
    batches = lake.batches()
    accounts = batches.filter((pl.col("detected") == detected) & pl.col("withdrawn_at").is_null())["account_id"]
    found = accounts.unique()
    return int(found[0]) if len(found) == 1 else None


def record_failure(lake: Lake, origin: Origin, error_class: str, reason: str) -> None:
    """Write into the load log that a file did not come, for what earlier files of its kind and account gave.

    The days run from the day after the last one loaded to the day of the attempt; where no such file ever came, or
    that day is loaded already, nothing is known to be missing and nothing is written.
    """
    day = origin.captured_at.date()
    failures = [
        LoadFailure(
            account_id=origin.account_id,
            measure_codes=tuple(sorted(measures)),
            cut=cut,
            window_kind=window,
            table_name=table,
            first_day=last + _DAY,
            last_day=day,
            error_class=error_class,
            reason=f"{origin.file_name}: {reason}",
            source_id=origin.source_id,
            at=origin.captured_at,
        )
        for cut, window, table, last, measures in _given_before(lake, origin)
        if last < day
    ]
    lake.record_failures(failures)


def _given_before(lake: Lake, origin: Origin) -> list[tuple[str, str, str, dt.date, list[str]]]:
    """Cut, window kind, table, last loaded day and measures of what this kind of file gave for this account."""
    batches = lake.batches()
    same = (pl.col("detected") == origin.detected) & (pl.col("account_id") == origin.account_id)
    sources = batches.filter(same)["source_id"]
    given = lake.load_log().filter(pl.col("source_id").is_in(sources.to_list()) & (pl.col("state") != "failed"))
    last = given.group_by(*_SHAPE, "measure_code").agg(pl.max("last_day").alias("last"))
    grouped = last.group_by(*_SHAPE, "last").agg("measure_code").sort(*_SHAPE, "last")
    return grouped.select(*_SHAPE, "last", "measure_code").rows()
