"""Subscriptions as a list of customers: accounts with what they pay a month, and the Telco churn data."""

from __future__ import annotations

import datetime as dt

import polars as pl

from goalposts.sources.columns import Columns, surest, tables_like
from goalposts.sources.facts import Facts
from goalposts.sources.saas_journeys import likely_name
from goalposts.sources.settling import settle_account, settle_currency
from goalposts.sources.source import Choices, RawFile, Reading, Source
from goalposts.warehouse.tables import identity

_ACCOUNTS = {"customer_ext": ("id",), "mrr": ("mrr",)}
_ACCOUNT_HEADERS = ("id", "mrr")
_REGISTRATIONS = {"customer_ext": ("account_id",), "day": ("registration_date",)}
_ACCOUNT_GIVES = ("mrr_new", "mrr", "new_customers", "customers_end")
_TELCO = {
    "customer_ext": ("customerID",),
    "churn": ("Churn",),
    "mrr": ("MonthlyCharges",),
    "tenure": ("tenure",),
    "total": ("TotalCharges",),
    "contract": ("Contract",),
    "payment": ("PaymentMethod",),
}
_TELCO_GIVES = ("mrr_new", "mrr_churn", "mrr", "customers_start", "customers_end", "customers_lost")


def read_accounts(raw: RawFile, choices: Choices, now: dt.datetime) -> Reading:
    """One start of recurring revenue per account, on the day it registered where a file beside it knows that day."""
    (table,) = [table for table in raw.tables if table.headers == _ACCOUNT_HEADERS][:1]
    columns = Columns(table, raw.name, _ACCOUNTS)
    columns.keys("customer_ext", "does not say which account")
    columns.amounts("mrr")
    columns.reject((columns.frame["mrr"] < 0).fill_null(False), columns.cells("mrr"), "mrr", "is below zero")
    facts = settle_account(raw, choices, now, "manual", likely_name=likely_name(raw))
    currency = settle_currency(facts, choices, columns.currencies["mrr"])
    status = pl.when(pl.col("mrr") > 0).then(pl.lit("active")).otherwise(pl.lit("free"))
    records = _with_registrations(columns.records, raw, facts).with_columns(status=status)
    moves = _moves(facts.with_customers(records), facts, "mrr_new", currency)
    facts.add_rows("fact_revenue", moves, "occurred_at", gives=_ACCOUNT_GIVES, undated=True)
    paying, dateless = int((moves["amount"] > 0).sum()), int(moves["occurred_at"].null_count())
    facts.note(f"{paying:,} of {moves.height:,} accounts pay; only those count as customers.")
    text = f"{dateless:,} accounts have no day: they count where no period is asked for."
    facts.note(text, dateless > 0)
    facts.take(columns)
    return facts.reading(table.cells.height)


def _with_registrations(records: pl.DataFrame, raw: RawFile, facts: Facts) -> pl.DataFrame:
    for name, sister in raw.siblings.items():
        for table in tables_like(sister, _REGISTRATIONS, _REGISTRATIONS):
            known = Columns(table, name, _REGISTRATIONS)
            known.texts("customer_ext")
            known.days("day", "day", required=False)
            days = known.records.drop_nulls(["customer_ext", "day"]).unique("customer_ext", keep="first")
            days = days.select(
                "customer_ext", pl.coalesce("day_time", pl.col("day").cast(pl.Datetime("us"))).alias("at")
            )
            facts.note(f"Recurring revenue is taken to begin with the registration in {name} beside it.")
            joined = records.join(days, on="customer_ext", how="left", maintain_order="left")
            return joined.rename({"at": "occurred_at"})
    return records.with_columns(occurred_at=pl.lit(None, dtype=pl.Datetime("us")))


def read_telco(raw: RawFile, choices: Choices, now: dt.datetime) -> Reading:
    """Every customer pays a monthly charge; those with `Churn` left in the last month, which the file does not date."""
    (table,) = tables_like(raw, _TELCO, ("customer_ext", "churn", "mrr"))[:1]
    columns = Columns(table, raw.name, _TELCO)
    columns.keys("customer_ext", "does not say which customer")
    columns.keys("churn", "is neither Yes nor No", "^(?:Yes|No)$")
    columns.amounts("mrr")
    facts = settle_account(raw, choices, now, "manual")
    currency = settle_currency(facts, choices, columns.currencies["mrr"], likely="USD")
    status = pl.when(pl.col("churn") == "Yes").then(pl.lit("churned")).otherwise(pl.lit("active"))
    records = columns.records.with_columns(status=status, occurred_at=pl.lit(None, dtype=pl.Datetime("us")))
    records = facts.with_customers(records)
    gone = records.filter(pl.col("churn") == "Yes").with_columns(-pl.col("mrr"))
    moves = pl.concat([_moves(records, facts, "mrr_new", currency), _moves(gone, facts, "mrr_churn", currency)])
    facts.add_rows("fact_revenue", moves, "occurred_at", gives=_TELCO_GIVES, undated=True)
    facts.note(
        "The file has no days: everybody counts as a customer at the start, those with Churn as lost at the end."
    )
    facts.note("Demographics, services and tenure of customers are not stored.")
    facts.take(columns)
    return facts.reading(table.cells.height)


def _moves(records: pl.DataFrame, facts: Facts, event: str, currency: str) -> pl.DataFrame:
    ids = [identity("mrr", facts.account.account_id, event, customer) for customer in records["customer_id"]]
    return records.select(
        pl.Series("revenue_id", ids, dtype=pl.Int64),
        pl.lit(event).alias("event"),
        "customer_id",
        "occurred_at",
        pl.col("mrr").cast(pl.Decimal(20, 6)).alias("amount"),
        pl.lit(currency).alias("currency"),
        "_record",
        "_line",
        "_part",
    )


ACCOUNTS = Source(
    name="mrr_accounts",
    platform="manual",
    title="Accounts with their monthly recurring revenue",
    recognise=lambda raw: float(any(table.headers == _ACCOUNT_HEADERS for table in raw.tables)),
    read=read_accounts,
    expected_headers=_ACCOUNT_HEADERS,
)
TELCO = Source(
    name="telco_churn",
    platform="manual",
    title="Telco customer churn (one row per customer)",
    recognise=lambda raw: surest(raw, _TELCO, ("customer_ext", "churn", "mrr")),
    read=read_telco,
    expected_headers=tuple(words[0] for words in _TELCO.values()),
)
