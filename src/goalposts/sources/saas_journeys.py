"""Web sessions by cookie, registrations and campaign costs of a product, as exported from its own database."""

from __future__ import annotations

import datetime as dt

import polars as pl

from goalposts.sources.columns import Columns, surest, tables_like
from goalposts.sources.facts import Facts
from goalposts.sources.row_ids import row_ids
from goalposts.sources.settling import settle_account, settle_currency, settle_period
from goalposts.sources.source import Choices, RawFile, Reading, Source

_SESSIONS = {
    "cookie": ("ga_cid",),
    "day": ("event_date",),
    "medium": ("medium",),
    "source": ("source",),
    "campaign_name": ("campaign",),
}
_VISITORS = {
    "cookie": ("ga_cookie",),
    "user": ("user_id",),
    "customer_ext": ("account_id",),
    "day": ("registration_date",),
}
_COSTS = {"medium": ("medium",), "source": ("source",), "campaign_name": ("campaign",), "ad_spend": ("cost",)}
_COOKIE_VERSION = r"^GA\d\.\d\."
"""Google Analytics writes its version before the id in one table and leaves it out in the other."""

_SOCIAL = ("facebook", "instagram", "linkedin", "linkeding", "tiktok", "twitter", "vk", "x", "youtube")
_CHANNELS = {
    "organic": "organic_search",
    "social": "organic_social",
    "direct": "direct",
    "email": "email",
    "referral": "referral",
    "display": "display",
    "affiliate": "affiliate",
}


def likely_name(raw: RawFile) -> str:
    """Files of one folder are one product's, so the folder names the account."""
    return raw.path.parent.name if raw.siblings and raw.path.parent.name else raw.path.stem


def read_sessions(raw: RawFile, choices: Choices, now: dt.datetime) -> Reading:
    """One visit per row, by a hashed cookie; the channel follows from medium and source."""
    (table,) = tables_like(raw, _SESSIONS, _SESSIONS)[:1]
    columns = Columns(table, raw.name, _SESSIONS)
    columns.keys("cookie", "does not say whose session")
    columns.texts("medium", "source", "campaign_name")
    columns.days("day", "day")
    facts = settle_account(raw, choices, now, "manual", likely_zone="UTC", likely_name=likely_name(raw))
    records = _placed(columns.records, facts)
    said = ("cookie", "day_time", "medium", "source", "campaign_name")
    records = records.with_columns(
        row_ids(records, "touch", facts.account.account_id, said).alias("touch_id"),
        person_key=_people(records, facts),
        touched_at=pl.coalesce("day_time", pl.col("day").cast(pl.Datetime("us"))),
        touch_kind=pl.lit("visit"),
        is_conversion=pl.lit(False),
    )
    facts.add_rows("fact_touchpoint", records, "touched_at", gives=("sessions", "users"))
    facts.note("Each row is one session. Times are kept as written, in the time zone of the account.")
    facts.note("Paid clicks are paid search, from social networks paid social; campaigns are named with their source.")
    facts.take(columns)
    return facts.reading(table.cells.height)


def read_visitors(raw: RawFile, choices: Choices, now: dt.datetime) -> Reading:
    """One registration per row that has one: a conversion of the same hashed person as the sessions."""
    (table,) = tables_like(raw, _VISITORS, _VISITORS)[:1]
    columns = Columns(table, raw.name, _VISITORS)
    columns.keys("cookie", "does not say which visitor")
    columns.texts("customer_ext", "user")
    columns.days("day", "day", required=False)
    facts = settle_account(raw, choices, now, "manual", likely_zone="UTC", likely_name=likely_name(raw))
    registered = columns.records.filter(pl.col("day").is_not_null())
    records = facts.with_customers(registered)
    said = ("cookie", "customer_ext", "user", "day_time")
    records = records.with_columns(
        row_ids(records, "registration", facts.account.account_id, said).alias("touch_id"),
        person_key=_people(records, facts),
        touched_at=pl.coalesce("day_time", pl.col("day").cast(pl.Datetime("us"))),
        touch_kind=pl.lit("form"),
        is_conversion=pl.lit(True),
        conversion_code=pl.lit("registration"),
    )
    facts.add_rows("fact_touchpoint", records, "touched_at", gives=("conversions", "converting_users"))
    others = columns.records.height - registered.height
    facts.note(f"{others:,} visitors did not register: their sessions are in the file of sessions.", others > 0)
    facts.note("`GA1.2.` before a cookie is left out, so that visitors and sessions are the same people.")
    facts.take(columns)
    return facts.reading(table.cells.height)


def read_costs(raw: RawFile, choices: Choices, now: dt.datetime) -> Reading:
    """What each campaign cost in all; the days are those of the sessions beside it, or asked for."""
    (table,) = tables_like(raw, _COSTS, _COSTS)[:1]
    columns = Columns(table, raw.name, _COSTS)
    columns.texts("medium", "source", "campaign_name")
    columns.amounts("ad_spend")
    below = (columns.frame["ad_spend"] < 0).fill_null(False)
    columns.reject(below, columns.cells("ad_spend"), "ad_spend", "is below zero")
    facts = settle_account(raw, choices, now, "manual", likely_name=likely_name(raw))
    span = settle_period(facts, choices, _session_days(raw))
    currency = settle_currency(facts, choices, columns.currencies["ad_spend"])
    records = _placed(columns.records, facts).with_columns(
        period_start=pl.lit(span.first), period_end=pl.lit(span.last)
    )
    axes, money = ["campaign", "channel"], {"ad_spend": currency}
    facts.add(records, ["ad_spend"], axes=axes, window=span.window, currencies=money, lost=columns.lost)
    facts.note("Campaigns are named with their source. The costs are for the whole period, not for its days.")
    facts.take(columns)
    return facts.reading(table.cells.height)


def _people(records: pl.DataFrame, facts: Facts) -> pl.Series:
    cookies = records["cookie"].str.replace(_COOKIE_VERSION, "")
    keys = {cookie: facts.person(cookie) for cookie in cookies.unique()}
    return cookies.replace_strict(keys, return_dtype=pl.String)


def _placed(records: pl.DataFrame, facts: Facts) -> pl.DataFrame:
    """`records` with the channel that medium and source mean, and the campaign by its source and name."""
    medium, source = pl.col("medium").str.to_lowercase(), pl.col("source").str.to_lowercase()
    paid = pl.when(source.is_in(_SOCIAL)).then(pl.lit("paid_social")).otherwise(pl.lit("paid_search"))
    known = medium.replace_strict(_CHANNELS, default=None, return_dtype=pl.String)
    channel = pl.when(medium.is_in(["cpc", "ppc"])).then(paid).when(medium.is_not_null()).then(known.fill_null("other"))
    named = pl.concat_str(["source", "campaign_name"], separator=" / ", ignore_nulls=True)
    campaign = pl.when(pl.col("campaign_name").is_not_null() | (medium == "social")).then(named)
    return facts.with_campaigns(records.with_columns(channel=channel.fill_null(""), campaign=campaign))


def _session_days(raw: RawFile) -> tuple[dt.date, dt.date] | None:
    for sister in raw.siblings.values():
        for table in tables_like(sister, _SESSIONS, _SESSIONS):
            days = Columns(table, sister.name, _SESSIONS)
            days.days("day", "day")
            first, last = days.records.select(pl.col("day").min().alias("a"), pl.col("day").max().alias("b")).row(0)
            return (first, last) if first else None
    return None


SESSIONS = Source(
    name="web_sessions",
    platform="manual",
    title="Web sessions by cookie (one row per session)",
    recognise=lambda raw: surest(raw, _SESSIONS, _SESSIONS),
    read=read_sessions,
    expected_headers=tuple(words[0] for words in _SESSIONS.values()),
)
VISITORS = Source(
    name="web_registrations",
    platform="manual",
    title="Visitors and their registrations (one row per visitor)",
    recognise=lambda raw: surest(raw, _VISITORS, _VISITORS),
    read=read_visitors,
    expected_headers=tuple(words[0] for words in _VISITORS.values()),
)
COSTS = Source(
    name="campaign_costs",
    platform="manual",
    title="Costs by campaign of a whole period",
    recognise=lambda raw: surest(raw, _COSTS, _COSTS),
    read=read_costs,
    expected_headers=tuple(words[0] for words in _COSTS.values()),
)
