"""HubSpot: exports of deals and of contacts, as leads followed to their end. No name, address or phone is kept."""

from __future__ import annotations

import datetime as dt

import polars as pl

from goalposts.sources.columns import Columns, surest, tables_like
from goalposts.sources.facts import Facts
from goalposts.sources.settling import settle_account, settle_currency
from goalposts.sources.source import Choices, RawFile, Reading, Source
from goalposts.warehouse.tables import identity

_TRAFFIC = {
    "organic search": "organic_search",
    "organic_search": "organic_search",
    "paid search": "paid_search",
    "paid_search": "paid_search",
    "organic social": "organic_social",
    "social media": "organic_social",
    "social_media": "organic_social",
    "paid social": "paid_social",
    "paid_social": "paid_social",
    "email marketing": "email",
    "email_marketing": "email",
    "referrals": "referral",
    "direct traffic": "direct",
    "direct_traffic": "direct",
    "offline sources": "offline",
    "offline": "offline",
    "other campaigns": "other",
    "other_campaigns": "other",
}
_SOURCE = ("Original Traffic Source", "Original Source", "Original Source Type", "hs_analytics_source")
_DEAL_FIELDS = {
    "lead_ext": ("Record ID", "Deal ID", "hs_object_id"),
    "name": ("Deal Name", "dealname"),
    "stage": ("Deal Stage", "dealstage"),
    "opened": ("Create Date", "createdate"),
    "closed": ("Close Date", "closedate"),
    "amount": ("Amount", "amount"),
    "currency": ("Currency", "Deal currency code", "deal_currency_code"),
    "pipeline": ("Pipeline", "pipeline"),
    "owner": ("Deal owner", "hubspot_owner_id"),
    "is_won": ("Is Closed Won", "hs_is_closed_won"),
    "is_closed": ("Is Deal Closed?", "Is Closed", "hs_is_closed"),
    "source": _SOURCE,
}
_DEAL_NEEDS = ("lead_ext", "stage", "opened", "closed", "amount")
_CONTACT_FIELDS = {
    "lead_ext": ("Record ID", "Contact ID", "hs_object_id", "Record ID - Contact"),
    "stage": ("Lifecycle Stage", "lifecyclestage"),
    "created": ("Create Date", "createdate"),
    "became_lead": ("Became a Lead Date", "Became a lead date", "hs_lifecyclestage_lead_date"),
    "qualified": ("Became a Marketing Qualified Lead Date", "hs_lifecyclestage_marketingqualifiedlead_date"),
    "accepted": ("Became a Sales Qualified Lead Date", "hs_lifecyclestage_salesqualifiedlead_date"),
    "opportunity": ("Became an Opportunity Date", "hs_lifecyclestage_opportunity_date"),
    "source": _SOURCE,
    "country": ("Country/Region Code", "hs_country_region_code"),
}
_CONTACT_NEEDS = ("lead_ext", "stage", "created")
_PERSONAL = (
    "First Name", "Last Name", "Email", "Phone Number", "Mobile Phone Number", "Company Name", "Contact owner",
    "Associated Contact", "Associated Company", "Associated Contact IDs", "Associated Company IDs", "Deal Description",
)  # fmt: skip
_WON, _LOST = ("closedwon", "won"), ("closedlost", "lost")
_TRUE = ("true", "yes", "1")


def read_deals(raw: RawFile, choices: Choices, now: dt.datetime) -> Reading:
    """Deals by the day they were won or lost; open deals wait. Times are in the account's zone, which is asked."""
    (table,) = tables_like(raw, _DEAL_FIELDS, _DEAL_NEEDS)[:1]
    columns = Columns(table, raw.name, _DEAL_FIELDS)
    columns.keys("lead_ext", "names no deal")
    columns.moments("opened", "opportunity_at", required=False)
    columns.moments("closed", "closes_at", required=False)
    columns.amounts("amount")
    columns.texts("stage", "currency", "owner", "is_won", "is_closed", "source")
    facts = settle_account(raw, choices, now, "hubspot", likely_zone="UTC", likely_name="HubSpot")
    columns.set(outcome=_outcome(columns), lead_id=_ids(columns, facts, "deal"), channel=_channel(columns))
    finished = pl.col("outcome") != "open"
    without_date = columns.frame["outcome"].ne("open") & columns.frame["closes_at"].is_null()
    columns.reject(without_date, columns.cells("closed"), "closed", "is empty for a deal that is closed")
    columns.set(closed_at=pl.when(finished).then("closes_at"), currency=_currency(columns, facts, choices))
    gives = ("deals_won", "deals_lost", "deals_won_amount", "leads_won")
    facts.add_rows("fact_lead", columns.records, "closed_at", gives=gives)
    _say_deals(facts, columns)
    facts.take(columns, silent=["name", "pipeline"])
    return facts.reading(table.cells.height)


def read_contacts(raw: RawFile, choices: Choices, now: dt.datetime) -> Reading:
    """Contacts that became leads, with the day of each stage the file dates. Subscribers are no leads."""
    (table,) = tables_like(raw, _CONTACT_FIELDS, _CONTACT_NEEDS)[:1]
    columns = Columns(table, raw.name, _CONTACT_FIELDS)
    columns.keys("lead_ext", "names no contact")
    columns.moments("created", "made_at")
    for field in ("became_lead", "qualified", "accepted", "opportunity"):
        if field in columns:
            columns.moments(field, f"{field}_at", required=False)
    columns.texts("stage", "source", "country")
    facts = settle_account(raw, choices, now, "hubspot", likely_zone="UTC", likely_name="HubSpot")
    columns.leave_out(columns.frame["stage"].fill_null("").str.to_lowercase().is_in(["subscriber", "other", ""]))
    first = [name for name in ("became_lead_at", "made_at") if name in columns.frame.columns]
    columns.set(
        created_at=pl.coalesce(first),
        outcome=pl.lit("open"),
        lead_id=_ids(columns, facts, "contact"),
        channel=_channel(columns),
    )
    if "country" in columns:
        columns.set(country_code=pl.col("country").str.to_uppercase())
    gives = ["leads", *(["qualified_leads"] if "qualified" in columns else [])]
    facts.add_rows("fact_lead", columns.records, "created_at", gives=gives)
    left = columns.left_out
    facts.note(f"{left} contacts are subscribers or have no lifecycle stage: they are no leads.", left > 0)
    facts.note("The file does not say when a contact became a lead: the day it was created counts.", len(first) == 1)
    facts.note("The file dates no marketing qualified leads: they stay unknown.", "qualified" not in columns)
    facts.withhold(columns, _PERSONAL)
    facts.take(columns)
    return facts.reading(table.cells.height - left)


def _outcome(columns: Columns) -> pl.Expr:
    """Won, lost or open: by the flags of the export, else by the stage's own name."""
    stage = pl.col("stage").fill_null("").str.to_lowercase().str.replace_all(r"[^a-z]", "")
    won, lost = stage.str.contains(_WON[0]) | (stage == _WON[1]), stage.str.contains(_LOST[0]) | (stage == _LOST[1])
    if "is_won" in columns:
        flag = pl.col("is_won").str.to_lowercase().is_in(_TRUE)
        won = won | flag.fill_null(False)
    if "is_closed" in columns:
        closed = pl.col("is_closed").str.to_lowercase().is_in(_TRUE)
        lost = lost | closed.fill_null(False)
    return pl.when(won).then(pl.lit("won")).when(lost).then(pl.lit("lost")).otherwise(pl.lit("open"))


def _ids(columns: Columns, facts: Facts, kind: str) -> pl.Expr:
    account = facts.account.account_id
    ids = [identity("lead", account, kind, ext) for ext in columns.frame["lead_ext"]]
    return pl.lit(pl.Series(ids, dtype=pl.Int64))


def _channel(columns: Columns) -> pl.Expr:
    """Where the lead first came from, in our words; what we have no word for is `other`."""
    if "source" not in columns:
        return pl.lit("")
    word = pl.col("source").str.to_lowercase().str.strip_chars()
    known = word.replace_strict(_TRAFFIC, default="other", return_dtype=pl.String)
    return pl.when(word.is_null()).then(pl.lit("")).otherwise(known)


def _currency(columns: Columns, facts: Facts, choices: Choices) -> pl.Expr:
    """The currency beside each amount; one for all is asked where the file has none."""
    if "currency" in columns and columns.frame["currency"].drop_nulls().str.contains("^[A-Za-z]{3}$").all():
        told = pl.col("currency").str.to_uppercase()
        if columns.frame.filter(pl.col("amount").is_not_null())["currency"].null_count() == 0:
            return told
    return pl.lit(settle_currency(facts, choices, columns.currencies["amount"]))


def _say_deals(facts: Facts, columns: Columns) -> None:
    records = columns.records
    waiting = int((records["outcome"] == "open").sum())
    facts.note(f"{waiting} deals are still open: they are kept, and count once they are closed.", waiting > 0)
    free = records.filter((pl.col("outcome") == "won") & pl.col("amount").is_null()).height
    facts.note(f"{free} deals were won without an amount: they count as won and add no money.", free > 0)
    facts.withhold(columns, _PERSONAL)


HUBSPOT_DEALS = Source(
    name="hubspot_deals",
    platform="hubspot",
    title="HubSpot deals",
    recognise=lambda raw: surest(raw, _DEAL_FIELDS, _DEAL_NEEDS),
    read=read_deals,
    expected_headers=tuple(words[0] for words in _DEAL_FIELDS.values()),
    headers_from="documentation",
)
HUBSPOT_CONTACTS = Source(
    name="hubspot_contacts",
    platform="hubspot",
    title="HubSpot contacts",
    recognise=lambda raw: surest(raw, _CONTACT_FIELDS, _CONTACT_NEEDS),
    read=read_contacts,
    expected_headers=tuple(words[0] for words in _CONTACT_FIELDS.values()),
    headers_from="documentation",
)
