import datetime as dt

import polars as pl

from goalposts.sources.source import Choices
from tests.sources.exports import OWN, fault_places, read_export

TOLD = Choices(time_zone="Asia/Seoul", account="Shop CRM")


def test_deals_are_won_lost_or_open_and_dated_when_they_closed() -> None:
    reading = read_export(OWN / "hubspot_deals.csv", "hubspot_deals", TOLD)
    leads = reading.rows["fact_lead"].sort("lead_ext")
    assert leads.select("lead_ext", "outcome", "closed_at", "amount", "currency", "channel").rows() == [
        ("9000000001", "won", dt.datetime(2026, 3, 14, 10, 30), 1200.5, "USD", "organic_search"),
        ("9000000002", "lost", dt.datetime(2026, 3, 20, 16, 5), 800, "USD", "paid_social"),
        ("9000000003", "open", None, 3000, "USD", "email"),
        ("9000000004", "won", dt.datetime(2026, 3, 14, 18), None, "USD", "direct"),
    ]
    assert fault_places(reading) == [(6, "Close Date", None)]
    assert reading.questions == []
    assert "1 deals are still open: they are kept, and count once they are closed." in reading.notes
    assert "1 deals were won without an amount: they count as won and add no money." in reading.notes


def test_a_file_of_deals_says_nothing_of_leads() -> None:
    log = read_export(OWN / "hubspot_deals.csv", "hubspot_deals", TOLD).load_log
    assert set(log["measure_code"]) & {"leads", "qualified_leads"} == set()
    assert {"deals_won", "deals_lost", "deals_won_amount"} <= set(log["measure_code"])
    days = (dt.date(2026, 3, 14), dt.date(2026, 3, 20))
    assert set(log.select("first_day", "last_day").rows()) == {days}


def test_contacts_become_leads_on_the_day_the_file_says() -> None:
    reading = read_export(OWN / "hubspot_contacts.csv", "hubspot_contacts", TOLD)
    leads = reading.rows["fact_lead"].sort("lead_ext")
    assert leads.select("lead_ext", "created_at", "qualified_at", "channel", "country_code").rows() == [
        ("501", dt.datetime(2026, 1, 12, 10), dt.datetime(2026, 1, 20, 10), "organic_search", "KR"),
        ("502", dt.datetime(2026, 1, 12, 12), None, "paid_social", "TW"),
        ("504", dt.datetime(2026, 1, 13, 9), dt.datetime(2026, 1, 20, 15, 30), "other", "US"),
    ]
    assert fault_places(reading) == [(6, "Create Date", "someday")]
    assert reading.rows_read == 4
    assert set(reading.load_log["measure_code"]) == {"leads", "qualified_leads"}


def test_no_name_or_address_of_a_person_is_kept() -> None:
    for name, source in (("hubspot_contacts.csv", "hubspot_contacts"), ("hubspot_deals.csv", "hubspot_deals")):
        reading = read_export(OWN / name, source, TOLD)
        for frame in reading.rows.values():
            texts = frame.select(pl.col(pl.String)).to_dicts()
            assert "xample" not in str(texts)
        assert any(note.startswith("Personal data is not kept") for note in reading.notes)


def test_without_a_currency_column_the_currency_is_asked() -> None:
    reading = read_export(OWN / "hubspot_deals_bare.csv", "hubspot_deals", TOLD)
    assert {question.field: question.assumed for question in reading.questions} == {"currency": "XXX"}
    assert reading.rows["fact_lead"].select("outcome", "currency").rows() == [("won", "XXX"), ("lost", "XXX")]
