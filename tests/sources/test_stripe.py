import datetime as dt

import polars as pl

from goalposts.sources.source import Choices
from tests.sources.exports import OWN, TODAY, fault_places, read_export

TOLD = Choices(account="Shop")
FILE = OWN / "stripe_subscriptions.csv"


def test_each_start_and_end_is_a_movement_of_its_customer() -> None:
    reading = read_export(FILE, "stripe_subscriptions", TOLD)
    moves = reading.rows["fact_revenue"].sort("occurred_at", "order_ext")
    assert moves.select(pl.col("occurred_at").dt.date(), "order_ext", "event", pl.col("amount").cast(float)).rows() == [
        (dt.date(2026, 1, 5), "sub_1", "mrr_new", 20.0),
        (dt.date(2026, 1, 15), "sub_3", "mrr_new", 20.0),
        (dt.date(2026, 1, 24), "sub_2", "mrr_new", 30.0),
        (dt.date(2026, 2, 1), "sub_5", "mrr_expansion", 5.0),
        (dt.date(2026, 2, 15), "sub_3", "mrr_churn", -20.0),
        (dt.date(2026, 3, 5), "sub_5", "mrr_contraction", -5.0),
        (dt.date(2026, 4, 1), "sub_4", "mrr_reactivation", 25.0),
    ]
    assert set(moves["currency"]) == {"USD"}
    assert fault_places(reading) == [(8, "Interval", "fortnight")]


def test_movements_reconcile_from_nothing_to_what_runs_now() -> None:
    moves = read_export(FILE, "stripe_subscriptions", TOLD).rows["fact_revenue"]
    assert moves["amount"].cast(float).sum() == 20 + 30 + 25


def test_customers_are_known_by_number_only_and_churn_is_dated() -> None:
    reading = read_export(FILE, "stripe_subscriptions", TOLD)
    customers = reading.rows["dim_customer"].sort("first_order_at")
    assert customers.select("status", "churned_at").rows() == [("active", None)] * 3
    assert "cus_" not in str(customers.to_dicts())
    assert "example.org" not in str([frame.to_dicts() for frame in reading.rows.values()])


def test_the_export_speaks_for_every_day_until_it_was_read() -> None:
    log = read_export(FILE, "stripe_subscriptions", TOLD).load_log
    assert set(log.select("first_day", "last_day").rows()) == {(dt.date(2026, 1, 5), TODAY)}
    assert {"mrr_new", "mrr_churn"} <= set(log["measure_code"])
    assert "orders" not in set(log["measure_code"])


def test_what_is_not_known_is_said() -> None:
    notes = read_export(FILE, "stripe_subscriptions", TOLD).notes
    assert "1 subscriptions never paid (trial, incomplete or free): they add no MRR." in notes
    assert any("carry a coupon" in note for note in notes)
    assert "Personal data is not kept: `Customer Email`." in notes
