"""Twitter's old exports: a sheet for each month, promoted figures apart as paid."""

from __future__ import annotations

import datetime as dt

import polars as pl

from goalposts.sources.source import Choices
from tests.sources.exports import OWN, TODAY, fault_places, logged, read_export, shared, total, totals, with_items


def test_three_months_of_the_real_account() -> None:
    reading = read_export(shared("exports/x_twitter_legacy_daily/NPLF Twitter Q1.xls"), "x_legacy_days")
    assert (reading.rows_read, reading.faults) == (91, [])
    facts = reading.rows["fact_measure"].filter(pl.col("measure_code") == "impressions")
    months = facts.group_by(pl.col("period_start").dt.month()).agg(pl.col("value").sum().cast(pl.Int64))
    assert dict(months.iter_rows()) == {4: 8_381, 5: 11_218, 6: 2_594}
    assert facts["part"].unique().sort().to_list() == [0, 1, 2]


def test_days_where_nothing_was_promoted_are_the_whole() -> None:
    reading = read_export(OWN / "x_legacy_days.csv", "x_legacy_days", Choices(account="bakery"))
    assert fault_places(reading) == [(5, "Date", "2020-04-31"), (6, "impressions", "lots")]
    assert totals(reading, "") == {
        "posts_published": 3, "impressions": 200, "engagements_reported": 17, "shares": 2, "comments": 1, "likes": 7,
        "profile_visits": 0, "link_clicks": 3, "follows_gained": 1,
    }  # fmt: skip
    assert logged(reading, "likes") == [
        (dt.date(2020, 4, 1), dt.date(2020, 4, 2), "loaded"),
        (dt.date(2020, 4, 4), dt.date(2020, 4, 4), "loaded"),
    ]


def test_promoted_tweets_are_split_into_organic_and_paid() -> None:
    reading = read_export(OWN / "x_legacy_tweets.csv", "x_legacy_tweets")
    assert fault_places(reading) == [(4, "Tweet id", "1.245E+18")]
    assert reading.account_name == "corner_bakery"
    assert total(reading, "impressions", paid_split="paid") == 400
    assert total(reading, "impressions", paid_split="organic") == 140
    assert total(reading, "posts_published", "post") == 2
    items = with_items(reading).select("item_ext", "published_on", "hour").unique().sort("item_ext").rows()
    assert items[0] == ("1245000000000000001", dt.date(2020, 4, 1), 15)
    assert logged(reading, "posts_published", "post") == [(TODAY, TODAY, "partial")]
