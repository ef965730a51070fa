"""Mailchimp: the campaign report, one row per campaign sent."""

from __future__ import annotations

import datetime as dt

import polars as pl

from goalposts.sources.columns import Columns, surest, tables_like
from goalposts.sources.facts import Facts
from goalposts.sources.settling import note_reading_day, settle_account, settle_currency
from goalposts.sources.source import Choices, RawFile, Reading, Source

_COUNTS = {
    "emails_sent": ("Total Recipients",),
    "emails_delivered": ("Successful Deliveries",),
    "email_bounces_soft": ("Soft Bounces",),
    "email_bounces_hard": ("Hard Bounces",),
    "email_unique_opens": ("Unique Opens",),
    "email_opens": ("Total Opens",),
    "email_unique_clicks": ("Unique Clicks",),
    "email_clicks": ("Total Clicks",),
    "unsubscribes": ("Unsubscribes",),
    "spam_complaints": ("Abuse Complaints",),
}
_FIELDS = {
    "title": ("Title",),
    "subject": ("Subject",),
    "list": ("Audience", "List"),
    "sent": ("Send Date",),
    "item_ext": ("Unique Id",),
    **_COUNTS,
    "bounces": ("Total Bounces",),
    "orders": ("Total Orders",),
    "revenue": ("Total Revenue",),
    "open_rate": ("Open Rate",),
    "click_rate": ("Click Rate",),
}
_NEEDS = ("sent", "item_ext", "emails_sent", "emails_delivered", "email_unique_opens", "email_unique_clicks")
_FEW = 20


def read(raw: RawFile, choices: Choices, now: dt.datetime) -> Reading:
    """Lifetime counters of e-mails, keyed by `Unique Id`; send times are in the account's time zone, which is asked."""
    (table,) = tables_like(raw, _FIELDS, _NEEDS)[:1]
    columns = Columns(table, raw.name, _FIELDS)
    columns.keys("item_ext", "names no campaign")
    columns.days("sent", "published_on", order="mdy")
    columns.texts("title", "subject", "list")
    columns.counts(*_COUNTS, "orders")
    columns.amounts("revenue")
    columns.set(hour=pl.col("published_on_time").dt.hour())
    facts = settle_account(raw, choices, now, "mailchimp", names=columns.values("list"), likely_zone="UTC")
    measures, currencies = list(_COUNTS), {}
    if _sells(columns):
        currencies["revenue"] = settle_currency(facts, choices, columns.currencies["revenue"])
        measures += ["orders", "revenue"]
    records = facts.with_items(columns.records.drop("subject", strict=False), "email", "email")
    facts.add(records, measures, axes=["email"], currencies=currencies, lost=columns.lost)
    note_reading_day(facts, choices)
    _say(facts, columns, measures)
    return facts.reading(table.cells.height)


def _sells(columns: Columns) -> bool:
    """Whether a shop is connected: without one Mailchimp writes 0 orders and 0 revenue everywhere, which is no zero."""
    return "revenue" in columns and bool((columns.frame["revenue"] != 0).any())


def _say(facts: Facts, columns: Columns, measures: list[str]) -> None:
    few = int((columns.records["emails_sent"] < _FEW).sum())
    facts.note(
        f"{few} of {len(columns.frame)} campaigns have fewer than {_FEW} recipients (probably tests). They are stored: "
        "rates of sums hardly feel them, a mean of campaigns would.",
        few > 0,
    )
    facts.note("Rates such as `Open Rate` are not stored: they follow from opens and deliveries.")
    facts.note(
        "Orders and revenue are 0 in every row, as Mailchimp writes where no shop is connected: not stored.",
        "revenue" in columns and "revenue" not in measures,
    )
    facts.take(columns, silent=["open_rate", "click_rate", "bounces"])


MAILCHIMP_CAMPAIGNS = Source(
    name="mailchimp_campaigns",
    platform="mailchimp",
    title="Mailchimp campaign report",
    recognise=lambda raw: surest(raw, _FIELDS, _NEEDS),
    read=read,
    expected_headers=tuple(words[0] for words in _FIELDS.values()),
)
