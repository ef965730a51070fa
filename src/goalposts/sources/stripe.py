"""Stripe: the export of subscriptions, as movements of monthly recurring revenue. No name or address is kept.

There is no MRR in Stripe: it is built from plan prices, not invoices. A yearly price counts a twelfth a month, a weekly
one 52/12, a daily one 365/12; trials, one-off charges and tax do not count. The export holds the present price of each
subscription only, so a change of price inside one subscription is not seen.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import polars as pl

from goalposts.sources.columns import Columns, surest, tables_like
from goalposts.sources.facts import PLACE, Facts
from goalposts.sources.settling import settle_account, settle_currency
from goalposts.sources.source import Choices, RawFile, Reading, Source
from goalposts.warehouse.tables import identity

_FIELDS = {
    "subscription": ("id", "Subscription ID"),
    "customer_ext": ("Customer ID", "Customer"),
    "plan": ("Plan", "Price ID", "Plan ID"),
    "quantity": ("Quantity",),
    "interval": ("Interval",),
    "interval_count": ("Interval Count",),
    "amount": ("Amount",),
    "currency": ("Currency",),
    "status": ("Status",),
    "created": ("Created (UTC)", "Created"),
    "start": ("Start Date (UTC)", "Start (UTC)", "Start Date"),
    "trial_end": ("Trial End (UTC)", "Trial End"),
    "ended": ("Ended At (UTC)", "Ended At"),
    "canceled": ("Canceled At (UTC)", "Canceled At"),
    "coupon": ("Coupon",),
}
_NEEDS = ("subscription", "customer_ext", "interval", "amount", "status", "created", "ended")
_PERSONAL = ("Customer Email", "Customer Name", "Customer Description")
_MONTHS = {"month": 1.0, "year": 12.0, "week": 12 / 52, "day": 12 / 365}
_NEVER_PAID = ("incomplete", "incomplete_expired", "trialing")
_GIVES = ("mrr_new", "mrr_expansion", "mrr_contraction", "mrr_churn", "mrr_reactivation", "mrr")


def read(raw: RawFile, choices: Choices, now: dt.datetime) -> Reading:
    """The movements of each customer's MRR by day (UTC): new, expansion, contraction, churn, reactivation."""
    (table,) = tables_like(raw, _FIELDS, _NEEDS)[:1]
    columns = Columns(table, raw.name, _FIELDS)
    columns.keys("subscription", "names no subscription")
    columns.keys("customer_ext", "names no customer")
    columns.keys("interval", "is no billing interval (month, year, week, day)", f"(?i)^(?:{'|'.join(_MONTHS)})$")
    columns.keys("amount", "is empty where a price must stand")
    columns.amounts("amount")
    columns.counts("quantity", "interval_count")
    columns.moments("created", "began_at")
    for field in ("start", "trial_end", "ended"):
        if field in columns:
            columns.moments(field, f"{field}_at", required=False)
    columns.texts("status", "currency", "coupon")
    facts = settle_account(raw, choices, now, "stripe", time_zone="UTC", likely_name="Stripe")
    columns.set(mrr=_monthly(columns), currency=_currency(columns, facts, choices), from_at=_from(columns))
    paid = columns.records.filter(~pl.col("status").str.to_lowercase().is_in(_NEVER_PAID) & (pl.col("mrr") > 0))
    moves = _movements(facts, paid)
    if moves.height:
        first: dt.date = min(moves["occurred_at"]).date()
        covers = (first, max(first, facts.read_on))
        facts.add_rows("fact_revenue", moves, "occurred_at", gives=_GIVES, covers=covers)
    _say(facts, columns, paid.height)
    facts.take(columns, silent=["plan", "canceled"])
    return facts.reading(table.cells.height)


def _monthly(columns: Columns) -> pl.Expr:
    """Price times quantity over the months one interval lasts."""
    months = pl.col("interval").str.to_lowercase().replace_strict(_MONTHS, default=None, return_dtype=pl.Float64)
    if "interval_count" in columns:
        months = months * pl.col("interval_count").cast(pl.Float64).fill_null(1)
    quantity = pl.col("quantity").cast(pl.Float64).fill_null(1) if "quantity" in columns else pl.lit(1.0)
    return (pl.col("amount").cast(pl.Float64) * quantity / months).round(6)


def _from(columns: Columns) -> pl.Expr:
    """When money first counts: the start, or the end of the trial where that is later."""
    start = pl.coalesce(name for name in ("start_at", "began_at") if name in columns.frame.columns)
    return pl.max_horizontal(start, "trial_end_at") if "trial_end_at" in columns.frame.columns else start


def _currency(columns: Columns, facts: Facts, choices: Choices) -> pl.Expr:
    if "currency" in columns and columns.frame["currency"].null_count() == 0:
        return pl.col("currency").str.to_uppercase()
    return pl.lit(settle_currency(facts, choices, columns.currencies["amount"]))


def _movements(facts: Facts, paid: pl.DataFrame) -> pl.DataFrame:
    """One row per start and per end of a subscription, named by what else its customer had at that moment."""
    if paid.is_empty():
        return paid
    spans = paid.group_by("customer_ext").agg(
        pl.col("from_at").min().alias("first_order_at"),
        pl.when(pl.col("ended_at").is_not_null().all()).then(pl.col("ended_at").max()).alias("churned_at"),
    )
    status = pl.when(pl.col("churned_at").is_null()).then(pl.lit("active")).otherwise(pl.lit("churned"))
    spans = spans.with_columns(status=status)
    paid = facts.with_customers(paid.drop("status").join(spans, on="customer_ext", how="left"))
    moves = [move for _, own in paid.group_by("customer_id", maintain_order=True) for move in _of_customer(facts, own)]
    return pl.DataFrame(moves, infer_schema_length=None)


def _of_customer(facts: Facts, own: pl.DataFrame) -> Iterator[dict[str, Any]]:
    """The movements of one customer in order of time; an end and a start of one moment are one change of size."""
    rows = own.sort("from_at", "subscription").to_dicts()
    steps = [(row["from_at"], 1, row) for row in rows]
    steps += [(row["ended_at"], 0, row) for row in rows if row["ended_at"] is not None]
    held, had = 0.0, False
    for when, starts, row in sorted(steps, key=lambda step: (step[0], step[1], step[2]["subscription"])):
        if starts:
            event = "mrr_expansion" if held > 0 else "mrr_reactivation" if had else "mrr_new"
            held, had = held + row["mrr"], True
        else:
            held = max(0.0, round(held - row["mrr"], 6))
            event = "mrr_contraction" if held > 0 else "mrr_churn"
        sign = 1 if starts else -1
        yield {
            "revenue_id": identity("mrr", facts.account.account_id, row["subscription"], starts),
            "event": event,
            "expansion_kind": "cross_sell" if event == "mrr_expansion" else None,
            "customer_id": row["customer_id"],
            "occurred_at": when,
            "effective_month": when.date().replace(day=1),
            "amount": sign * row["mrr"],
            "currency": row["currency"],
            "order_ext": row["subscription"],
            **{name: row[name] for name in PLACE},
        }


def _say(facts: Facts, columns: Columns, paying: int) -> None:
    others = columns.records.height - paying
    facts.note(f"{others} subscriptions never paid (trial, incomplete or free): they add no MRR.", others > 0)
    facts.note("A change of price inside one subscription is not in this export, so it is not seen here.")
    coupons = columns.frame["coupon"].drop_nulls().len() if "coupon" in columns.frame.columns else 0
    facts.note(f"{coupons} subscriptions carry a coupon of untold value: they count at full price.", coupons > 0)
    facts.withhold(columns, _PERSONAL)


STRIPE_SUBSCRIPTIONS = Source(
    name="stripe_subscriptions",
    platform="stripe",
    title="Stripe subscriptions",
    recognise=lambda raw: surest(raw, _FIELDS, _NEEDS),
    read=read,
    expected_headers=tuple(words[0] for words in _FIELDS.values()),
    headers_from="documentation",
)
