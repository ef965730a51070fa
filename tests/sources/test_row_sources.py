"""What row-level files say about themselves: what is asked, noted, rejected, and never kept."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from goalposts.errors import Unsupported
from goalposts.sources.detect import detect
from goalposts.sources.source import Choices, Reading
from goalposts.sources.tables import read_file
from tests.sources.exports import NOW, OWN, fault_places, read_export


def asked(reading: Reading) -> dict[str, str | None]:
    return {question.field: question.assumed for question in reading.questions}


def log_of(reading: Reading) -> set[tuple[str, str, str]]:
    return set(reading.load_log.select("measure_code", "window_kind", "state").rows())


def test_cdnow_asks_for_the_currency_and_names_its_columns() -> None:
    reading = read_export(OWN / "cdnow_orders.txt", "cdnow_orders")
    assert asked(reading) == {"account": "cdnow_orders", "time_zone": "UTC", "currency": "USD"}
    orders = reading.rows["fact_revenue"]
    assert orders["revenue_id"].n_unique() == orders.height == 5
    assert orders["line"].to_list() == [1, 2, 3, 4, 5]
    assert orders["currency"].unique().to_list() == ["USD"]
    assert {code for code, *_ in log_of(reading)} == {
        "orders", "revenue", "items_sold", "new_customers", "active_customers", "repeat_customers",
    }  # fmt: skip


@pytest.mark.parametrize("headers", ["ID,frequency,recency,T", "ID,x,t_x,T,zbar"])
def test_summaries_of_customers_are_declined_with_the_reason(tmp_path: Path, headers: str) -> None:
    file = tmp_path / "summary.csv"
    file.write_text(f"{headers}\n1,2,30.43,38.86{',22.35' if headers.count(',') == 4 else ''}\n")
    raw = read_file(file)
    source, sure = detect(raw)
    assert (source.name, sure) == ("customer_summary", 1.0)
    with pytest.raises(Unsupported, match="Import the transactions themselves"):
        source.read(raw, Choices(), NOW)


def test_accounts_are_dated_by_the_registrations_beside_them(tmp_path: Path) -> None:
    alone = read_export(OWN / "mrr_accounts.csv", "mrr_accounts")
    assert alone.rows["fact_revenue"]["occurred_at"].null_count() == 4
    assert {window for _, window, _ in log_of(alone)} == {"undated"}
    shutil.copy(OWN / "mrr_accounts.csv", tmp_path / "accounts.csv")
    raw = read_file(tmp_path / "accounts.csv")
    raw = replace(raw, siblings={"visitors.csv": read_file(OWN / "web_registrations.csv")})
    beside = detect(raw)[0].read(raw, Choices(), NOW)
    assert beside.rows["fact_revenue"]["occurred_at"].null_count() == 1
    assert ("mrr", "day", "partial") in log_of(beside)
    assert ("mrr", "undated", "loaded") in log_of(beside)
    assert "Recurring revenue is taken to begin with the registration in visitors.csv beside it." in beside.notes
    assert asked(beside)["account"] == tmp_path.name


def test_costs_ask_for_their_days_unless_sessions_beside_them_tell() -> None:
    alone = read_export(OWN / "campaign_costs.csv", "campaign_costs")
    assert asked(alone) == {"account": "campaign_costs", "period": "undated", "currency": "XXX"}
    assert alone.rows["fact_measure"]["window_kind"].unique().to_list() == ["undated"]
    raw = read_file(OWN / "campaign_costs.csv")
    raw = replace(raw, siblings={"sessions.csv": read_file(OWN / "web_sessions.csv")})
    beside = detect(raw)[0].read(raw, Choices(), NOW)
    assert asked(beside)["period"] == "2019-01-15 to 2019-01-20"


def test_visitors_who_did_not_register_bring_no_row() -> None:
    reading = read_export(OWN / "web_registrations.csv", "web_registrations")
    assert (reading.rows_read, reading.rows["fact_touchpoint"].height) == (4, 3)
    assert "1 visitors did not register: their sessions are in the file of sessions." in reading.notes
    sessions = read_export(OWN / "web_sessions.csv", "web_sessions").rows["fact_touchpoint"]
    registered = reading.rows["fact_touchpoint"]["person_key"]
    assert registered.is_in(sessions["person_key"].to_list()).all()


def test_people_are_hashed_with_the_key_of_the_workspace() -> None:
    one, two = (
        read_export(OWN / "web_sessions.csv", "web_sessions", Choices(people_key=key)) for key in (b"one", b"two")
    )
    keys = [set(reading.rows["fact_touchpoint"]["person_key"]) for reading in (one, two)]
    assert len(keys[0]) == len(keys[1]) == 5
    assert keys[0].isdisjoint(keys[1])
    assert not any("111.1" in key for key in keys[0])


def test_rows_of_another_page_than_their_group_are_kept_and_told() -> None:
    raw = read_file(OWN / "landing_page_experiment.csv")
    raw = replace(raw, siblings={"countries.csv": read_file(OWN / "unit_countries.csv")})
    reading = detect(raw)[0].read(raw, Choices(), NOW)
    text = "1 rows show another page than that of their group; they are stored as they are, marked by both."
    assert text in reading.notes
    assert "1 rows are of a unit that was exposed before." in reading.notes
    exposures = reading.rows["fact_exposure"]
    assert exposures.select("arm", "shown", "country_code").row(3) == ("treatment", "old_page", "CA")
    assert exposures["exposed_at"].dt.microsecond().to_list() == [556739, 159739, 1, 500000, 999999]


def test_an_email_experiment_asks_for_the_currency_and_has_no_days() -> None:
    reading = read_export(OWN / "email_experiment.csv", "email_experiment")
    assert asked(reading) == {"account": "email_experiment", "currency": "USD"}
    assert {window for _, window, _ in log_of(reading)} == {"undated"}
    assert reading.rows["fact_exposure"]["exposure_id"].n_unique() == 5


def test_paths_keep_every_row_of_a_path() -> None:
    reading = read_export(OWN / "journey_paths.csv", "journey_paths")
    assert asked(reading) == {"account": "journey_paths", "period": "undated", "currency": "XXX"}
    assert reading.rows["fact_path"]["path"].to_list() == ["search > mail", "mail", "search > mail"]
    assert "1 rows tell a path that another row tells too: their sums are added." in reading.notes


def test_survey_answers_keep_their_scale_and_the_text_once() -> None:
    reading = read_export(OWN / "nps_survey.csv", "nps_survey")
    answers = reading.rows["fact_feedback"]
    assert answers.group_by("kind", maintain_order=True).agg(pl.len(), pl.col("scale_max").max().cast(int)).rows() == [
        ("nps", 4, 10), ("csat", 4, 10), ("other", 4, 10),
    ]  # fmt: skip
    assert answers["text"].drop_nulls().to_list() == ["Très bien"]


def test_labels_are_no_ratings() -> None:
    reading = read_export(OWN / "labelled_reviews.csv", "labelled_reviews")
    assert {code for code, *_ in log_of(reading)} == {"reviews", "reviews_positive"}
    assert reading.rows["fact_feedback"]["feedback_id"].n_unique() == 3


def test_a_post_told_twice_with_two_labels_is_a_fault() -> None:
    reading = read_export(OWN / "labelled_mentions.csv", "labelled_mentions", Choices(account="Red Wings"))
    assert fault_places(reading) == [(6, "airline_sentiment", "positive")]
    assert "1 rows repeat a post with the same label and were counted once." in reading.notes
    owners = reading.rows["dim_account"].select("name", "owner_kind").sort("name").rows()
    assert owners == [("Blue Air", "competitor"), ("Red Wings", "own")]


def test_a_snapshot_of_customers_says_who_left() -> None:
    reading = read_export(OWN / "telco_churn.csv", "telco_churn")
    moves = reading.rows["fact_revenue"].group_by("event").agg(pl.len(), pl.col("amount").cast(float).sum())
    assert sorted(moves.rows()) == [("mrr_churn", 1, -56.95), ("mrr_new", 3, pytest.approx(106.8))]
    assert sorted(reading.rows["dim_customer"]["status"]) == ["active", "active", "churned"]
