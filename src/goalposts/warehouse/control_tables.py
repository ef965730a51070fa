"""The tables of the lake that say where its facts came from: imports, days covered, what was taken back."""

from __future__ import annotations

import datetime as dt

from goalposts.warehouse.table import Table

IMPORT_BATCH = Table(
    "import_batch",
    {
        "source_id": "BIGINT",
        "file_hash": "VARCHAR",  # SHA-256 of the bytes, also the name of the kept copy in files/
        "file_name": "VARCHAR",
        "detected": "VARCHAR",
        "platform": "VARCHAR",
        "method": "VARCHAR",
        "account_id": "BIGINT",
        "rows_read": "BIGINT",
        "rows_stored": "BIGINT",
        "rows_unchanged": "BIGINT",
        "rows_rejected": "BIGINT",
        "captured_at": "TIMESTAMP",
        "notes": "VARCHAR",  # JSON list of texts
        "person": "VARCHAR",  # who brought it
        "way": "VARCHAR",  # cli, web, python, entry, survey
        "note": "VARCHAR",  # what that person said of it
    },
    key=("source_id",),
)
LOAD_LOG = Table(
    "load_log",
    {
        "source_id": "BIGINT",
        "measure_code": "VARCHAR",
        "account_id": "BIGINT",
        "cut": "VARCHAR",
        "window_kind": "VARCHAR",
        "table_name": "VARCHAR",
        "adds_up": "BOOLEAN",
        "first_day": "DATE",
        "last_day": "DATE",
        "state": "VARCHAR",
        "reason": "VARCHAR",
        "captured_at": "TIMESTAMP",
        "error_class": "VARCHAR",
    },
    key=(
        "source_id", "measure_code", "account_id", "cut", "window_kind", "table_name", "first_day", "last_day", "state",
    ),
)  # fmt: skip
"""Which days of which measure a file covered: it decides between 0 and unknown.

One row per file, measure, account, cut and window kind (several if the file has holes). state: loaded, partial,
failed; a failed one has an error_class of ERROR_CLASSES. adds_up: the rows of this cut are disjoint parts of the whole,
so their sum is the whole.
"""

UNDATED = "undated"
"""Window kind of rows whose source does not say when they happened; both their days are NO_DAY."""

NO_DAY = dt.date(1970, 1, 1)

ERROR_CLASSES = ("expired_token", "permission", "retired_metric", "rate_limit", "malformed", "empty", "other")
"""Why a load failed."""

WITHDRAWAL = Table(
    "withdrawal",
    {"source_id": "BIGINT", "withdrawn_at": "TIMESTAMP", "person": "VARCHAR", "reason": "VARCHAR"},
    key=("source_id", "withdrawn_at"),
)
"""Imports and entries taken back: what a source told before `withdrawn_at` does not count from then on.

A source may be read in again afterwards, and withdrawn again.
"""

EXCLUSION = Table(
    "exclusion",
    {
        "item_id": "BIGINT",
        "account_id": "BIGINT",
        "excluded_at": "TIMESTAMP",
        "undone_at": "TIMESTAMP",
        "person": "VARCHAR",
        "reason": "VARCHAR",
    },
    key=("item_id", "excluded_at"),
)
"""Items that do not count, such as test sends: their facts stay, and no answer reads them from `excluded_at` (UTC) on,
until `undone_at` (null = still). Answers of an earlier moment still count them.
"""
