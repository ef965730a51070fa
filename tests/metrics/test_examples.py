"""X28-X38 of the requirements and the corrections C1-C9, asked of the engine on data made for them."""

from __future__ import annotations

import pytest

from goalposts.metrics.answer import State
from tests.metrics.bench import Bench

YEAR = {"period": "2026-01-01..2026-05-31"}
MAY = {"period": "2026-05"}
ALL_MAY = ("2026-05-01", "2026-05-31")


def test_x28_nps_keeps_passives_in_the_base_and_says_n(bench: Bench) -> None:
    # 10,9,9,9 | 8,7,7 | 6,5,2: (4 - 3) / 10 = +10
    bench.put(
        ("nps_promoters", "2026-05-02", 4), ("nps_passives", "2026-05-02", 3), ("nps_detractors", "2026-05-02", 3),
        platform="manual", covers=ALL_MAY,
    )  # fmt: skip
    answer = bench.one("nps", **MAY)
    assert (answer.value, answer.n, answer.unit, answer.state) == (10, 10, "points", State.MEASURED)


def test_x29_cac_and_cpl(bench: Bench) -> None:
    costs = ("ad_spend", "content_cost", "tool_cost", "agency_cost", "marketing_people_cost")
    bench.put(
        *((code, "2026-05-01..2026-05-31", 1800) for code in costs), ("sales_cost", "2026-05-01..2026-05-31", 1000),
        platform="manual", window="month", currency="USD",
    )  # fmt: skip
    bench.put(("new_customers", "2026-05-01..2026-05-31", 200), platform="manual", account="Shop", window="month")
    cac = bench.one("customer_acquisition_cost", **MAY)
    assert (cac.value, cac.unit, cac.state) == (50, "USD", State.MEASURED)  # 10,000 / 200
    bench.put(("leads", "2026-05-01..2026-05-31", 360), platform="hubspot", account="CRM", window="month")
    assert bench.one("cost_per_lead", **MAY).value == 25  # 9,000 / 360


def test_cost_per_lead_without_a_part_of_the_cost_is_partial_and_says_which(bench: Bench) -> None:
    bench.put(("ad_spend", "2026-05-01", 100), platform="meta_ads", currency="USD", covers=ALL_MAY)
    bench.put(("leads", "2026-05-01", 4), platform="hubspot", covers=ALL_MAY)
    answer = bench.one("cost_per_lead", **MAY)
    assert (answer.value, answer.state) == (25, State.PARTIAL)
    assert answer.reason is not None
    assert "content_cost" in answer.reason


def test_x30_customer_lifetime_value(bench: Bench) -> None:
    # 50 a purchase x 5 purchases a year x 2 years (1 / 50 % yearly churn)
    year = "2025-01-01..2025-12-31"
    bench.put(
        ("revenue", year, 25_000), platform="manual", window="year", currency="USD",
    )  # fmt: skip
    bench.put(
        ("orders", year, 500), ("active_customers", year, 100), ("customers_lost", year, 50),
        ("customers_start", year, 100), platform="manual", window="year",
    )  # fmt: skip
    assert bench.one("average_order_value", period="2025").value == 50
    assert bench.one("purchase_frequency", period="2025").value == 5
    assert bench.one("customer_lifespan", period="2025").value == 2
    assert bench.one("customer_lifetime_value", period="2025").value == 500


def test_x31_retention_and_churn(bench: Bench) -> None:
    quarter = "2026-01-01..2026-03-31"
    bench.put(
        ("customers_start", quarter, 200), ("new_customers", quarter, 30), ("customers_end", quarter, 210),
        ("customers_lost", quarter, 20), platform="manual", window="quarter",
    )  # fmt: skip
    assert bench.one("customer_retention_rate", period="2026-Q1").value == pytest.approx(0.9)
    assert bench.one("customer_churn_rate", period="2026-Q1").value == pytest.approx(0.1)


def test_x32_repeat_purchase(bench: Bench) -> None:
    bench.put(
        ("repeat_customers", "2026-01-01..2026-03-31", 60), ("active_customers", "2026-01-01..2026-03-31", 240),
        platform="manual", window="quarter",
    )  # fmt: skip
    assert bench.one("repeat_purchase_rate", period="2026-Q1").value == 0.25


def test_x33_and_c5_session_duration_is_seconds_per_session(bench: Bench) -> None:
    bench.put(
        ("session_seconds", "2026-05-01", 30_000), ("sessions", "2026-05-01", 250), platform="ga4", covers=ALL_MAY
    )
    answer = bench.one("avg_session_duration", **MAY)
    assert (answer.value, answer.unit, answer.n) == (120, "seconds", 250)


def test_x34_expansion_mrr_apart_from_contraction(bench: Bench) -> None:
    bench.put(
        ("mrr_expansion", "2026-05-03", 300), ("mrr_expansion", "2026-05-09", 150), ("mrr_expansion", "2026-05-20", 50),
        ("mrr_contraction", "2026-05-11", 120), platform="stripe", currency="USD", covers=ALL_MAY,
    )  # fmt: skip
    assert bench.one("expansion_mrr", **MAY).value == 500
    assert bench.one("mrr_contraction", **MAY).value == 120


def test_x35_and_c1_cpm_is_per_thousand(bench: Bench) -> None:
    bench.put(
        ("ad_spend", "2026-05-01", 90), ("impressions", "2026-05-01", 30_000),
        platform="meta_ads", cut="paid", paid="paid", currency="USD", covers=ALL_MAY,
    )  # fmt: skip
    assert bench.one("cost_per_mille", **MAY).value == 3


def test_x36_pooled_and_mean_rates_differ(bench: Bench) -> None:
    bench.posts(
        {"item_ext": "1", "published_on": "2026-04-02", "likes": 10, "comments": 0, "shares": 0, "impressions": 100},
        {"item_ext": "2", "published_on": "2026-04-03", "likes": 10, "comments": 0, "shares": 0, "impressions": 1000},
    )
    april = {"period": "2026-04"}
    assert bench.one("engagement_rate", **april).value == pytest.approx(20 / 1100)
    mean = bench.one("avg_engagement_rate", **april)
    assert mean.value == pytest.approx((0.1 + 0.01) / 2)
    assert mean.n == 2


def test_x37_reach_is_never_summed(bench: Bench) -> None:
    bench.put(("reach", "2026-05-04", 800), ("reach", "2026-05-05", 700))
    week = {"period": "2026-05-04..2026-05-10"}
    answer = bench.one("reach", **week)
    assert (answer.value, answer.state) == (None, State.UNAVAILABLE)
    bench.put(("reach", "2026-05-04..2026-05-10", 1100), window="week")
    assert bench.one("reach", **week).value == 1100


def test_x38_and_c4_bounce_is_over_sessions(bench: Bench) -> None:
    bench.put(("sessions", "2026-05-01", 1000), ("engaged_sessions", "2026-05-01", 620), platform="ga4", covers=ALL_MAY)
    answer = bench.one("bounce_rate", **MAY)
    assert answer.value == pytest.approx(0.38)
    assert answer.n == 1000


def test_c2_and_c7_conversion_rate_is_a_ratio_over_sessions(bench: Bench) -> None:
    bench.put(
        ("converting_sessions", "2026-05-01", 20), ("sessions", "2026-05-01", 1000), platform="ga4", covers=ALL_MAY
    )
    assert bench.one("conversion_rate", **MAY).value == 0.02


def test_c6_churn_is_lost_over_start_and_retention_its_complement(bench: Bench) -> None:
    may = "2026-05-01..2026-05-31"
    bench.put(
        ("customers_start", may, 50), ("customers_lost", may, 5),
        ("customers_end", may, 60), ("new_customers", may, 15),
        platform="manual", window="month",
    )  # fmt: skip
    churn, kept = bench.one("customer_churn_rate", **MAY).value, bench.one("customer_retention_rate", **MAY).value
    assert churn == pytest.approx(0.1)
    assert kept == pytest.approx(0.9)


def test_c8_interactions_are_a_number_and_the_rate_has_a_base(bench: Bench) -> None:
    bench.put(
        ("likes", "2026-05-01", 8), ("comments", "2026-05-01", 3), ("shares", "2026-05-01", 1),
        ("impressions", "2026-05-01", 600), covers=ALL_MAY,
    )  # fmt: skip
    assert bench.one("engagements", **MAY).value == 12
    rate = bench.one("engagement_rate", **MAY)
    assert (rate.value, rate.n) == (0.02, 600)


def test_c9_click_through_rate_is_over_impressions_and_the_user_form_is_another_kpi(bench: Bench) -> None:
    bench.put(("link_clicks", "2026-05-01", 6), ("impressions", "2026-05-01", 600), covers=ALL_MAY)
    bench.put(
        ("unique_link_clicks", "2026-05-01..2026-05-31", 5), ("reach", "2026-05-01..2026-05-31", 100), window="month"
    )
    assert bench.one("click_through_rate", **MAY).value == 0.01
    assert bench.one("unique_ctr", **MAY).value == 0.05


def test_c3_and_c27_open_rate_is_over_delivered(bench: Bench) -> None:
    bench.posts(
        {"item_ext": "mail", "published_on": "2026-04-02", "emails_sent": 110, "emails_delivered": 108,
         "email_unique_opens": 30, "email_unique_clicks": 7},
        platform="mailchimp",
    )  # fmt: skip
    april = {"period": "2026-04"}
    assert bench.one("email_open_rate", **april).value == pytest.approx(0.2777777)
    assert bench.one("email_click_rate", **april).value == pytest.approx(0.0648148)
