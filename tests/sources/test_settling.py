import datetime as dt
from pathlib import Path

import pytest

from goalposts.errors import Invalid
from goalposts.sources.settling import Span, note_reading_day, settle_account, settle_currency, settle_period
from goalposts.sources.source import Choices, RawFile
from goalposts.warehouse.tables import NO_DAY

RAW = RawFile(Path("exports/june.csv"), "june.csv", "", "utf-8", ())
NOW = dt.datetime(2026, 11, 22)


def test_the_person_decides_before_the_file() -> None:
    facts = settle_account(RAW, Choices(account="Ours", time_zone="Asia/Taipei"), NOW, "x", names=["Theirs"])
    assert (facts.account.name, facts.account.time_zone, facts.questions) == ("Ours", "Asia/Taipei", [])


def test_one_name_in_the_file_is_the_account_and_several_are_a_question() -> None:
    assert settle_account(RAW, Choices(), NOW, "x", names=["A", "A", None]).account.name == "A"
    (question,) = settle_account(RAW, Choices(), NOW, "x", names=["A", "B"]).questions
    assert question.question == "Whose account is june.csv? It names several: A, B. Say it with --account."
    assert question.assumed == "june"


def test_a_platform_that_always_writes_one_zone_keeps_it() -> None:
    facts = settle_account(RAW, Choices(account="A", time_zone="Asia/Seoul"), NOW, "x", time_zone="UTC")
    assert (facts.account.time_zone, facts.questions) == ("UTC", [])


def test_a_likely_zone_is_asked() -> None:
    facts = settle_account(RAW, Choices(account="A"), NOW, "x", likely_zone="America/Los_Angeles")
    assert [(question.field, question.assumed) for question in facts.questions] == [
        ("time_zone", "America/Los_Angeles")
    ]


def test_a_currency_is_told_by_the_file_then_the_person_then_asked() -> None:
    facts = settle_account(RAW, Choices(account="A"), NOW, "x")
    assert settle_currency(facts, Choices(currency="eur"), ["KRW"]) == "KRW"
    assert settle_currency(facts, Choices(currency="eur"), ["$"]) == "EUR"
    assert facts.questions == []
    assert settle_currency(facts, Choices(), ["EUR", "USD"]) == "XXX"
    (question,) = facts.questions
    assert "It shows EUR, USD." in question.question


def test_the_day_of_reading_is_said_only_where_it_was_assumed() -> None:
    facts = settle_account(RAW, Choices(account="A"), NOW, "x")
    note_reading_day(facts, Choices(read_on=NOW.date()))
    assert facts.notes == []
    note_reading_day(facts, Choices())
    assert facts.notes == ["The counters do not say when they were read: dated 2026-11-22, the day of the import."]


def test_the_period_of_a_file_without_dates_is_said_or_likely_or_undated() -> None:
    facts = settle_account(RAW, Choices(account="A"), NOW, "x")
    first, last = dt.date(2026, 6, 1), dt.date(2026, 6, 30)
    assert settle_period(facts, Choices(first_day=first, last_day=last)) == Span("custom", first, last)
    assert settle_period(facts, Choices(first_day=first, last_day=first)) == Span("day", first, first)
    assert facts.questions == []
    assert settle_period(facts, Choices(), (first, last)) == Span("custom", first, last)
    assert settle_period(facts, Choices(first_day=first)) == Span("undated", NO_DAY, NO_DAY)
    assert [asked.assumed for asked in facts.questions] == ["2026-06-01 to 2026-06-30", "undated"]


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    facts = settle_account(RAW, Choices(account="A"), NOW, "x")
    with pytest.raises(Invalid, match="ends before it begins") as caught:
        settle_period(facts, Choices(first_day=dt.date(2026, 6, 2), last_day=dt.date(2026, 6, 1)))
    assert [fault.column for fault in caught.value.faults] == ["period"]
