"""Mailchimp: the members of an audience (subscribed, unsubscribed, cleaned). People are counted, never stored."""

from __future__ import annotations

import datetime as dt
from typing import Literal

import polars as pl

from goalposts.errors import Fault
from goalposts.sources.columns import Columns, surest, tables_like
from goalposts.sources.dates import read_dates
from goalposts.sources.facts import PLACE, Facts
from goalposts.sources.settling import note_reading_day, settle_account
from goalposts.sources.source import Choices, RawFile, RawTable, Reading, Source

Members = Literal["subscribed", "unsubscribed", "cleaned"]
_FIELDS = {
    "email": ("Email Address", "이메일 주소", "電子郵件地址", "Email"),
    "signed_up": ("OPTIN_TIME",),
    "confirmed": ("CONFIRM_TIME",),
    "left": ("UNSUB_TIME",),
    "cleaned": ("CLEAN_TIME",),
    "changed": ("LAST_CHANGED",),
    "number": ("LEID",),
}
_NEEDS = ("email", "signed_up", "confirmed", "number")
_GONE = "members who unsubscribed or were cleaned since are in files of their own"


def read(raw: RawFile, choices: Choices, now: dt.datetime) -> Reading:
    """Subscribers as a level on the day read, sign-ups by day, or unsubscribes by day; no cell is kept or quoted."""
    (table,) = tables_like(raw, _FIELDS, _NEEDS)[:1]
    columns = Columns(table, raw.name, _FIELDS)
    members = _members(table)
    facts = settle_account(raw, choices, now, "mailchimp", likely_zone="UTC")
    facts.note("Every row is a person: rows are counted, and neither they nor the file are kept.")
    if members == "subscribed":
        _subscribers(facts, columns)
        _sign_ups(facts, raw, columns)
        note_reading_day(facts, choices)
    elif members == "unsubscribed":
        days = _days(columns, "left")
        _wrong_days(facts, columns, "left")
        _by_day(facts, columns.frame.with_columns(period_start=days), "unsubscribes")
        facts.note("A member who came back since is not in the file of those who left.")
    else:
        facts.note("Addresses that bounced are in the campaign report: nothing is stored from this file alone.")
    return facts.reading(table.cells.height)


def _members(table: RawTable) -> Members:
    columns = Columns(table, "", _FIELDS)
    return "cleaned" if "cleaned" in columns else "unsubscribed" if "left" in columns else "subscribed"


def _subscribers(facts: Facts, columns: Columns) -> None:
    """One number for the whole file, whose place is its first row."""
    addresses = columns.cells("email").str.to_lowercase()
    wrong = ~addresses.str.contains("@").fill_null(False)
    for row in wrong.arg_true().to_list():
        line = columns.table.lines[row]
        facts.faults.append(Fault("is no e-mail address", facts.file, line, columns.headers["email"]))
    people = addresses.filter(~wrong)
    count = people.n_unique()
    facts.note(f"{len(people) - count} rows repeat an address and count once.", count < len(people))
    if count:
        lost = int(wrong.sum()) + len(columns.table.faults)
        whole = columns.frame.head(1).with_columns(subscribers=pl.lit(count))
        facts.add(whole, ["subscribers"], window="instant", lost=lost)


def _sign_ups(facts: Facts, raw: RawFile, columns: Columns) -> None:
    """Sign-ups by day, with those of the files beside this one, whose members have left since."""
    _wrong_days(facts, columns, "signed_up")
    found = [table for other in raw.siblings.values() for table in tables_like(other, _FIELDS, _NEEDS)]
    gone = [table for table in found if _members(table) != "subscribed"]
    people = [columns.frame.select(PLACE).with_columns(period_start=_signed_up(columns))]
    for table in gone:
        days = pl.DataFrame({"period_start": _signed_up(Columns(table, "", _FIELDS))})
        people.append(days.with_columns(_record=pl.lit(1), _line=pl.lit(0), _part=pl.lit(0)))
    lacks = "" if {_members(table) for table in gone} == {"unsubscribed", "cleaned"} else _GONE
    _by_day(facts, pl.concat(people, how="diagonal_relaxed"), "signups", lacks)
    facts.note("A sign-up is dated `OPTIN_TIME`, else `CONFIRM_TIME`; contacts that were imported count as sign-ups.")
    facts.note(f"Sign-ups are partial: {_GONE}. Import the whole zip or folder to count them.", bool(lacks))


def _signed_up(columns: Columns) -> pl.Series:
    either = pl.DataFrame({"first": _days(columns, "signed_up"), "then": _days(columns, "confirmed")})
    return either.select(pl.coalesce("first", "then").alias("day"))["day"]


def _days(columns: Columns, field: str) -> pl.Series:
    return read_dates(columns.cells(field)).values


def _wrong_days(facts: Facts, columns: Columns, field: str) -> None:
    """A fault without its value for each cell that is no date, for a cell of such a file may hold an address."""
    for row in read_dates(columns.cells(field)).wrong.arg_true().to_list():
        line = columns.table.lines[row]
        facts.faults.append(Fault("is not a date that exists", facts.file, line, columns.headers[field]))


def _by_day(facts: Facts, people: pl.DataFrame, measure: str, lacks: str = "") -> None:
    """Count people by day; days between the first and the last without anybody are 0."""
    told = people.drop_nulls("period_start")
    if told.is_empty():
        return
    undated = len(people) - len(told)
    without = f"{undated} of {len(people)} members have no day and are in no day's count"
    facts.note(f"{without}.", undated > 0)
    counted = told.group_by("period_start", maintain_order=True).agg(pl.col(PLACE).first(), pl.len().alias(measure))
    first, last = told.select(pl.col("period_start").min().alias("a"), pl.col("period_start").max().alias("b")).row(0)
    missing = "; ".join(text for text, applies in ((lacks, bool(lacks)), (without, undated > 0)) if applies)
    facts.add(counted.sort("period_start"), [measure], window="day", covers=(first, last), lacks=missing)


MAILCHIMP_AUDIENCE = Source(
    name="mailchimp_audience",
    platform="mailchimp",
    title="Mailchimp audience (members)",
    recognise=lambda raw: surest(raw, _FIELDS, _NEEDS),
    read=read,
    expected_headers=(
        "Email Address",
        "OPTIN_TIME",
        "CONFIRM_TIME",
        "LAST_CHANGED",
        "LEID",
        "UNSUB_TIME",
        "CLEAN_TIME",
    ),
    headers_from="documentation",
    about_people=True,
)
