"""Brevo: the report of e-mail campaigns, as its pages and its interface name the columns."""

from __future__ import annotations

import datetime as dt

import polars as pl

from goalposts.sources.columns import Columns, surest, tables_like
from goalposts.sources.settling import note_reading_day, settle_account
from goalposts.sources.source import Choices, RawFile, Reading, Source

_COUNTS = {
    "emails_sent": ("Sent", "Recipients", "Total recipients"),
    "emails_delivered": ("Delivered",),
    "email_bounces_soft": ("Soft bounces", "softBounces"),
    "email_bounces_hard": ("Hard bounces", "hardBounces"),
    "email_unique_opens": ("Unique opens", "Unique views", "uniqueViews", "Openers"),
    "email_opens": ("Total opens", "Opens", "Views", "viewed"),
    "email_machine_opens": ("Apple MPP opens", "Total Apple MPP Opens", "appleMppOpens"),
    "email_unique_clicks": ("Unique clicks", "uniqueClicks"),
    "email_clicks": ("Total clicks", "Clickers", "clickers"),
    "unsubscribes": ("Unsubscribed", "Unsubscriptions", "Unsubscribes"),
    "spam_complaints": ("Complaints", "Spam complaints", "Marked as spam"),
}
_FIELDS = {
    "id": ("Campaign ID", "Campaign Id", "ID"),
    "title": ("Campaign name", "Name"),
    "subject": ("Subject", "Subject line"),
    "sent": ("Sent date", "Send date", "Date sent", "Sent on", "sentDate"),
    **_COUNTS,
    "trackable": ("Trackable opens", "Trackable views", "trackableViews"),
    "estimated": ("Estimated opens", "Estimated views", "estimatedViews"),
    "deferred": ("Deferred",),
}
_NEEDS = ("title", "sent", "emails_delivered", "email_bounces_hard", "email_unique_clicks")


def read(raw: RawFile, choices: Choices, now: dt.datetime) -> Reading:
    """Lifetime counters of e-mails, known by the campaign's number, else by its name and day."""
    (table,) = tables_like(raw, _FIELDS, _NEEDS)[:1]
    columns = Columns(table, raw.name, _FIELDS)
    columns.keys("title", "names no campaign")
    columns.days("sent", "published_on")
    columns.texts("id")
    columns.counts(*_COUNTS)
    by_name = pl.format("{} / {}", "title", "published_on")
    known = pl.coalesce("id", by_name) if "id" in columns else by_name
    columns.set(item_ext=known, hour=pl.col("published_on_time").dt.hour())
    facts = settle_account(raw, choices, now, "brevo", likely_zone="UTC")
    records = facts.with_items(columns.records.drop("id", strict=False), "email", "email")
    facts.add(records, list(_COUNTS), axes=["email"], lost=columns.lost)
    note_reading_day(facts, choices)
    clicks = columns.headers.get("email_clicks", "")
    facts.note(f"`{clicks}` counts clicks, not people who clicked: stored as all clicks.", clicks.lower() == "clickers")
    facts.note(
        "Opens by Apple's privacy protection are stored as machine opens; they are part of the opens.",
        "email_machine_opens" in columns,
    )
    facts.note("Estimated opens are a model's and are not stored.", "estimated" in columns)
    facts.note("Rates are not stored: they follow from the counts.")
    facts.take(columns, silent=["estimated", "trackable"])
    return facts.reading(table.cells.height)


BREVO_CAMPAIGNS = Source(
    name="brevo_campaigns",
    platform="brevo",
    title="Brevo campaign report",
    recognise=lambda raw: surest(raw, _FIELDS, _NEEDS),
    read=read,
    expected_headers=tuple(words[0] for words in _FIELDS.values()),
    headers_from="documentation",
)
