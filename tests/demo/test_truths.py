"""Every planted truth comes back through the engine."""

from __future__ import annotations

import datetime as dt
import json

import numpy as np
import polars as pl
import pytest

from goalposts.demo.ads import COSTS
from goalposts.demo.build import UCI_ACCOUNT
from goalposts.demo.experiments import ARMS
from goalposts.demo.posts import HOURS
from goalposts.metrics.answer import State
from goalposts.periods import DAY

from .conftest import Demo


@pytest.mark.parametrize("platform", ["facebook", "instagram", "linkedin", "x"])
def test_best_hour(demo: Demo, platform: str) -> None:
    rows = demo.ask(
        "avg_engagement_rate", by="hour", where={"platform": platform}, start=demo.truths.start, end=demo.truths.end
    )
    rates = {int(row.by["hour"]): row.value for row in rows if row.value is not None}
    assert set(rates) == set(HOURS)
    best = max(rates, key=lambda hour: rates[hour])
    others = np.mean([rate for hour, rate in rates.items() if hour != best])
    assert best == demo.truths.best_hour[platform]
    assert rates[best] / others == pytest.approx(demo.truths.best_hour_factor, rel=0.15)


@pytest.mark.parametrize("platform", ["facebook", "instagram", "linkedin", "x"])
def test_winning_content_type(demo: Demo, platform: str) -> None:
    where = {"platform": platform}
    rows = demo.ask("avg_engagement_rate", by="content_type", where=where, start=demo.truths.start, end=demo.truths.end)
    rates = {row.by["content_type"]: row.value for row in rows if row.value is not None}
    best = max(rates, key=lambda kind: rates[kind])
    others = np.mean([rate for kind, rate in rates.items() if kind != best])
    assert best == demo.truths.best_content_type
    assert rates[best] / others == pytest.approx(demo.truths.best_content_factor, rel=0.12)


def test_campaign_lift(demo: Demo) -> None:
    lift = demo.truths.lift
    days = (lift.end - lift.start).days + 1
    during = demo.value("website_visits", start=lift.start, end=lift.end)
    before = demo.value("website_visits", start=lift.start - days * DAY, end=lift.start - DAY)
    after = demo.value("website_visits", start=lift.end + DAY, end=lift.end + days * DAY)
    assert during / ((before + after) / 2) == pytest.approx(lift.factor, rel=0.05)


def test_outage_is_failed_never_zero(demo: Demo) -> None:
    outage = demo.truths.outage
    rows = demo.ask("website_visits", start=outage.start - DAY, end=outage.end + DAY, grain="day")
    assert [row.state for row in rows] == [State.MEASURED, *[State.FAILED] * 4, State.MEASURED]
    assert [row.value is None for row in rows] == [False, True, True, True, True, False]
    assert outage.reason in str(rows[1].reason)
    (channel,) = demo.ask("organic_traffic", start=outage.start, end=outage.end)
    assert (channel.state, channel.value) == (State.FAILED, None)


def test_restated_week_as_of(demo: Demo) -> None:
    week = demo.truths.restated
    question = {"start": week.start, "end": week.end, "where": {"account": week.account}}
    assert week.old_total < week.new_total
    assert demo.value("impressions", **question) == week.new_total
    assert demo.value("impressions", **question, as_of=week.known_until.isoformat()) == week.old_total
    before_last = demo.truths.captured_at - dt.timedelta(seconds=1)
    assert demo.value("impressions", **question, as_of=before_last.isoformat()) == week.old_total


def test_price_change_lifts_order_value(demo: Demo) -> None:
    change = demo.truths.price_change
    before = demo.value("average_order_value", start=change.day - 60 * DAY, end=change.day - DAY)
    after = demo.value("average_order_value", start=change.day, end=change.day + 59 * DAY)
    assert after / before == pytest.approx(change.factor, rel=0.04)


def test_channel_effects_show_in_journeys_of_one_channel(demo: Demo) -> None:
    journeys = demo.lake.query(
        "SELECT channel, avg(CAST(bought AS INTEGER)) AS rate, count(*) AS size FROM (SELECT person_key, "
        "min(channel) AS channel, bool_or(is_conversion) AS bought FROM fact_touchpoint GROUP BY person_key "
        "HAVING count(DISTINCT channel) = 1) GROUP BY channel"
    )
    rates = {channel: (rate, size) for channel, rate, size in journeys.iter_rows()}
    assert rates.keys() == demo.truths.channel_effects.keys()
    for channel, effect in demo.truths.channel_effects.items():
        rate, size = rates[channel]
        assert rate == pytest.approx(effect, abs=3.5 * (effect * (1 - effect) / size) ** 0.5), channel


def test_the_better_subject_line_shows_in_the_experiment(demo: Demo) -> None:
    rows = {row.by["arm"]: row for row in demo.ask("experiment_visit_rate", by="arm")}
    assert rows.keys() == ARMS.keys()
    for arm, (visits, _) in ARMS.items():
        row = rows[arm]
        assert row.value == pytest.approx(visits, abs=3.5 * (visits * (1 - visits) / (row.n or 1)) ** 0.5), arm


def test_paths_add_up_to_the_journeys(demo: Demo) -> None:
    held = demo.lake.query("SELECT sum(conversions + without_conversion)::INT AS journeys FROM fact_path")
    people = demo.lake.query("SELECT count(DISTINCT person_key)::INT AS people FROM fact_touchpoint")
    months = demo.ask("journeys", start=demo.truths.totals_start, end=demo.truths.totals_end, grain="month")
    assert 0 < held["journeys"][0] <= people["people"][0]
    assert all(row.state is State.MEASURED and row.value for row in months)


def test_grand_totals(demo: Demo) -> None:
    truths = demo.truths
    rows = demo.ask(list(truths.totals), start=truths.totals_start, end=truths.totals_end)
    found = {row.kpi: row.value for row in rows}
    assert found == pytest.approx(truths.totals, abs=0.005)
    assert len(found) >= 20


def test_truths_are_in_the_workspace(demo: Demo) -> None:
    told = json.loads((demo.home / "truths.json").read_text(encoding="utf-8"))
    assert told["simulated"] is True
    assert told["lift"]["start"] == demo.truths.lift.start.isoformat()
    assert told["totals"] == demo.truths.totals


def test_real_posts_keep_their_published_figures(demo: Demo) -> None:
    where = {"account": UCI_ACCOUNT}
    (mean,) = demo.ask("interactions_per_post", where=where)
    assert round(mean.value or 0, 2) == 212.12
    assert mean.n == 500
    reach = demo.ask("reach", where=where, by=["item", "paid"])
    assert len(reach) == 500
    assert round(sum(row.value or 0 for row in reach) / 500, 2) == 13_903.36


def test_real_posts_are_never_mixed_with_the_simulated(demo: Demo) -> None:
    kinds = dict(demo.lake.accounts().select("name", "owner_kind").iter_rows())
    assert kinds[UCI_ACCOUNT] == "competitor"
    rows = demo.ask("posts_published", by="account", where={"owner_kind": "own"})
    assert {row.by["account"] for row in rows if row.value}
    assert UCI_ACCOUNT not in {row.by["account"] for row in rows}


def test_credible_figures(demo: Demo) -> None:
    quarter = {"start": demo.truths.totals_start, "end": demo.truths.totals_end}
    ranges = {
        "engagement_rate": (0.01, 0.06),
        "click_through_rate": (0.005, 0.03),
        "bounce_rate": (0.35, 0.55),
        "email_open_rate": (0.30, 0.45),
        "nps": (30, 50),
        "win_rate": (0.2, 0.5),
        "roas": (1.5, 5),
    }
    found = {row.kpi: row.value for row in demo.ask(list(ranges), **quarter)}
    for kpi, (least, most) in ranges.items():
        assert least <= (found[kpi] or 0) <= most, kpi
    year = {"start": demo.truths.end - 364 * DAY, "end": demo.truths.end}
    value, cost = (row.value for row in demo.ask(["customer_lifetime_value", "customer_acquisition_cost"], **year))
    assert value
    assert cost
    assert value > cost


def test_customer_counts_agree_with_the_orders(demo: Demo) -> None:
    start, end = demo.truths.totals_start, demo.truths.totals_end
    days = f"DATE '{start}' AND DATE '{end}'"
    bought = demo.lake.query(
        "SELECT count(*) AS people, count(*) FILTER (WHERE orders > 1) AS again FROM (SELECT count(*) AS orders "
        f"FROM fact_revenue WHERE event = 'order' AND CAST(occurred_at AS DATE) BETWEEN {days} "
        "GROUP BY customer_id)"
    )
    people, again = bought.row(0)
    assert demo.value("active_customers", start=start, end=end) == people
    assert demo.value("repeat_customers", start=start, end=end) == again
    levels = {
        row.kpi: row.value
        for row in demo.ask(["customers_start", "customers_end", "new_customers"], start=start, end=end)
    }
    (lost,) = demo.lake.query(
        f"SELECT value FROM fact_measure WHERE measure_code = 'customers_lost' AND window_kind = 'quarter' "
        f"AND period_start = DATE '{start}'"
    )["value"]
    assert levels["customers_end"] == levels["customers_start"] + levels["new_customers"] - int(lost)


def test_costs_are_money_of_whole_months(demo: Demo) -> None:
    rows = demo.lake.query("SELECT DISTINCT measure_code, window_kind FROM fact_measure WHERE currency = 'USD'")
    monthly = rows.filter(pl.col("window_kind") == "month")
    assert set(monthly["measure_code"]) == set(COSTS)


WITHOUT_DATA = {
    "target_progress": "the sample sets no goals yet",
    "variance_to_target": "the sample sets no goals yet",
}


def test_nearly_every_kpi_has_a_value(demo: Demo) -> None:
    kpis = [str(kpi) for kpi in demo.engine.catalog.kpis]
    start, end = demo.truths.totals_start, demo.truths.totals_end
    year = {"start": demo.truths.end - 364 * DAY, "end": demo.truths.end}
    questions = (
        year,
        {"start": start, "end": end},
        {"period": "2026-07"},
        {"period": "2026-07", "where": {"platform": "facebook"}},
        {"start": demo.truths.end, "end": demo.truths.end, "where": {"platform": "instagram"}},
        {**year, "grain": "day", "where": {"platform": "instagram"}},
    )
    valued = {row.kpi for question in questions for row in demo.ask(kpis, **question) if row.value is not None}
    assert set(kpis) - valued == set(WITHOUT_DATA)
