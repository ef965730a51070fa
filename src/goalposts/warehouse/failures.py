"""Loads that failed: without them a day that could not be read would look like a day without activity."""

# ruff: noqa: S608 - names come from tables.py, values pass through `literal`

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import polars as pl

from goalposts.errors import Fault, Invalid, nearest
from goalposts.warehouse.literals import utc
from goalposts.warehouse.staging import schema, to_arrow
from goalposts.warehouse.tables import ERROR_CLASSES, LOAD_LOG

_SAME = (*LOAD_LOG.key, "error_class", "reason")


@dataclass(frozen=True, slots=True)
class LoadFailure:
    """A load that did not come: for which measures and days of an account, why (ERROR_CLASSES), and when we learned it.

    `reason` is the sentence for people; a moment without a zone is UTC.
    """

    account_id: int
    measure_codes: tuple[str, ...]
    cut: str
    window_kind: str
    table_name: str
    first_day: dt.date
    last_day: dt.date
    error_class: str
    reason: str
    source_id: int
    at: dt.datetime


def log_rows(failures: Sequence[LoadFailure]) -> pl.DataFrame:
    """The failures as rows of the load log, one per measure. Raises Invalid with every fault."""
    if faults := [fault for failure in failures for fault in _faults(failure)]:
        raise Invalid("These failures cannot be recorded; nothing was stored.", faults)
    rows = [
        {
            "source_id": failure.source_id,
            "measure_code": measure,
            "account_id": failure.account_id,
            "cut": failure.cut,
            "window_kind": failure.window_kind,
            "table_name": failure.table_name,
            "adds_up": False,
            "first_day": failure.first_day,
            "last_day": failure.last_day,
            "state": "failed",
            "reason": failure.reason,
            "captured_at": utc(failure.at),
            "error_class": failure.error_class,
        }
        for failure in failures
        for measure in failure.measure_codes
    ]
    return pl.DataFrame(rows, schema=schema(LOAD_LOG)).unique(subset=_SAME, keep="first", maintain_order=True)


def record(cursor: duckdb.DuckDBPyConnection, rows: pl.DataFrame) -> None:
    """Add failures to the load log; one that is known already keeps the moment it was first learned."""
    cursor.register("failed", to_arrow(rows))
    same = " AND ".join(f"s.{name} = t.{name}" for name in _SAME)
    again = "SELECT 1 FROM withdrawal w WHERE w.source_id = t.source_id AND w.withdrawn_at > t.captured_at"
    cursor.execute(
        f"INSERT INTO load_log SELECT {', '.join(f's.{name}' for name in LOAD_LOG.columns)} FROM failed s "
        f"WHERE NOT EXISTS (SELECT 1 FROM load_log t WHERE {same} AND NOT EXISTS ({again}))"
    )
    cursor.unregister("failed")


def _faults(failure: LoadFailure) -> list[Fault]:
    faults = []
    if failure.error_class not in ERROR_CLASSES:
        close = nearest(failure.error_class, ERROR_CLASSES)
        hint = f"did you mean {' or '.join(close)}?" if close else f"known are {', '.join(ERROR_CLASSES)}"
        text = f"there is no error class {failure.error_class!r}; {hint}"
        faults.append(Fault(text, column="error_class", value=failure.error_class))
    if not failure.measure_codes:
        faults.append(Fault("a failure names at least one measure", column="measure_codes"))
    if failure.account_id == 0:
        faults.append(Fault("a failure names an account", column="account_id"))
    if failure.last_day < failure.first_day:
        faults.append(Fault("the last day is before the first", column="last_day", value=str(failure.last_day)))
    return faults
