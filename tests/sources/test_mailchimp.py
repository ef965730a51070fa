import datetime as dt

import polars as pl

from goalposts.sources.source import Choices
from tests.sources.exports import OWN, TODAY, fault_places, logged, read_export, shared, total, totals


def test_reference_figures_of_the_real_report() -> None:
    reading = read_export(shared("exports/mailchimp/campaigns.csv"), "mailchimp_campaigns")
    sums = totals(reading, "email")
    assert (sums["emails_sent"], sums["emails_delivered"]) == (602777, 600773)
    assert (sums["email_unique_opens"], sums["email_unique_clicks"], sums["unsubscribes"]) == (214584, 17124, 924)
    assert round(sums["email_unique_opens"] / sums["emails_delivered"], 4) == 0.3572
    assert round(sums["email_unique_clicks"] / sums["emails_delivered"], 4) == 0.0285
    assert reading.rows["dim_item"].height == 872
    assert any(note.startswith("786 of 872 campaigns have fewer than 20 recipients") for note in reading.notes)
    assert "orders" not in sums
    assert {question.field for question in reading.questions} == {"account", "time_zone"}


def test_missing_is_not_zero_and_below_zero_is_a_fault() -> None:
    reading = read_export(OWN / "mailchimp.csv", "mailchimp_campaigns")
    assert fault_places(reading) == [(5, "Unique Opens", "-5")]
    opens = reading.rows["fact_measure"].filter(pl.col("measure_code") == "email_unique_opens")
    assert [int(value) for value in opens["value"]] == [3, 400]
    assert total(reading, "emails_sent") == 2203
    assert logged(reading, "email_unique_opens", "email") == [(TODAY, TODAY, "partial")]


def test_money_brings_a_question_about_its_currency_unless_it_is_told() -> None:
    reading = read_export(OWN / "mailchimp.csv", "mailchimp_campaigns")
    asked = {question.field: question.assumed for question in reading.questions}
    assert asked == {"time_zone": "UTC", "currency": "XXX"}
    told = read_export(OWN / "mailchimp.csv", "mailchimp_campaigns", Choices(currency="usd", time_zone="Asia/Seoul"))
    assert told.questions == []
    revenue = told.rows["fact_measure"].filter(pl.col("measure_code") == "revenue")
    assert revenue["currency"].unique().to_list() == ["USD"]
    assert total(told, "revenue") == 75
    assert total(told, "orders") == 3
    assert told.rows["dim_account"]["time_zone"].to_list() == ["Asia/Seoul"]


def test_send_times_give_day_weekday_and_hour() -> None:
    items = read_export(OWN / "mailchimp.csv", "mailchimp_campaigns").rows["dim_item"]
    assert items.select("item_ext", "published_on", "weekday", "hour").rows()[1:] == [
        ("aaa0000002", dt.date(2018, 6, 9), 6, 21),
        ("aaa0000003", dt.date(2018, 7, 14), 6, 0),
    ]


def test_one_audience_names_the_account() -> None:
    assert read_export(OWN / "mailchimp.csv", "mailchimp_campaigns").account_name == "Readers"
