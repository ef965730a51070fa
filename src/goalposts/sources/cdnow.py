"""The CDNOW purchases (Fader and Hardie): one row per transaction, without headers; and their summaries, declined."""

from __future__ import annotations

import datetime as dt

import polars as pl

from goalposts.errors import Unsupported
from goalposts.sources.blank_separated import DELIMITER, headers_of
from goalposts.sources.columns import Columns
from goalposts.sources.row_ids import row_ids
from goalposts.sources.settling import settle_account, settle_currency
from goalposts.sources.source import Choices, RawFile, Reading, Source

_HEADERS = headers_of(5)
_FIELDS = dict(
    zip(("cohort_id", "customer_ext", "day", "quantity", "amount"), ((name,) for name in _HEADERS), strict=True)
)
_GIVES = ("orders", "revenue", "items_sold", "new_customers", "active_customers", "repeat_customers")
_DAY = r"^(?:19|20)\d{6}$"
_SUMMARIES = (("ID", "frequency", "recency", "T"), ("ID", "x", "t_x", "T", "zbar"))


def recognise(raw: RawFile) -> float:
    """Five columns cut by blanks: two numbers of the customer, a day, pieces and an amount with two decimals."""
    table = raw.tables[0]
    if raw.delimiter != DELIMITER or table.headers != _HEADERS:
        return 0.0
    start = table.cells.head(100)
    days = start["column 3"].str.contains(_DAY).all()
    amounts = start["column 5"].str.contains(r"^\d+\.\d\d$").all()
    return 1.0 if days and amounts else 0.0


def read(raw: RawFile, choices: Choices, now: dt.datetime) -> Reading:
    """One order per row, and the day of the first order of each customer."""
    (table,) = raw.tables
    columns = Columns(table, raw.name, _FIELDS)
    columns.keys("customer_ext", "does not say which customer")
    columns.texts("cohort_id")
    columns.days("day", "day")
    columns.counts("quantity")
    columns.amounts("amount")
    facts = settle_account(raw, choices, now, "manual", likely_zone="UTC")
    currency = settle_currency(facts, choices, likely="USD")
    records = columns.records.with_columns(pl.col("day").cast(pl.Datetime("us")).alias("occurred_at"))
    records = records.with_columns(first_order_at=pl.col("occurred_at").min().over("customer_ext"))
    records = facts.with_customers(records)
    said = ("cohort_id", "customer_ext", "day", "quantity", "amount")
    records = records.with_columns(
        row_ids(records, "order", facts.account.account_id, said).alias("revenue_id"),
        pl.lit("order").alias("event"),
        pl.lit(currency).alias("currency"),
        pl.col("quantity").cast(pl.Int32),
    )
    facts.add_rows("fact_revenue", records, "occurred_at", gives=_GIVES)
    facts.note("The file has no headers: its columns are read as customer (twice), day, pieces and amount.")
    facts.note(
        "Orders have no numbers of their own: several of one customer, day and amount stay apart by their order."
    )
    facts.take(columns)
    return facts.reading(table.cells.height)


def decline_summary(raw: RawFile, choices: Choices, now: dt.datetime) -> Reading:
    """Nothing is stored: a summary per customer says neither days nor amounts of orders."""
    raise Unsupported(
        f"{raw.name} is a summary of purchases per customer (frequency, recency), worked out from transactions, "
        "without days or orders. Import the transactions themselves (CDNOW_sample.txt). Nothing was stored."
    )


CDNOW = Source(
    name="cdnow_orders",
    platform="manual",
    title="CDNOW purchases (research data, no headers)",
    recognise=recognise,
    read=read,
    expected_headers=_HEADERS,
)
CDNOW_SUMMARY = Source(
    name="customer_summary",
    platform="manual",
    title="Summary of purchases per customer (declined: import the transactions)",
    recognise=lambda raw: float(any(table.headers in _SUMMARIES for table in raw.tables)),
    read=decline_summary,
    expected_headers=_SUMMARIES[0],
)
