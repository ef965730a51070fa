import datetime as dt
from pathlib import Path

from goalposts.sources.settling import note_reading_day, settle_account, settle_currency
from goalposts.sources.source import Choices, RawFile

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
