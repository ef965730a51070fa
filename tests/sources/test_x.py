import datetime as dt
from dataclasses import replace

import polars as pl

from goalposts.sources.source import Choices
from goalposts.sources.tables import read_file
from goalposts.sources.x import OVERVIEW
from tests.sources.exports import NOW, OWN, TODAY, fault_places, logged, read_export, shared, total, totals, with_items


def test_content_of_the_real_account() -> None:
    reading = read_export(shared("exports/x_twitter/account_analytics_content_2024-11-21_2025-02-19.csv"), "x_content")
    assert reading.rows_read == 141
    assert reading.account_name == "Wormhole_BR"
    assert (reading.faults, reading.questions) == ([], [])
    sums = totals(reading, "post")
    assert (sums["impressions"], sums["engagements_reported"], sums["likes"]) == (9325, 911, 354)
    assert sums["posts_published"] == 141


def test_overview_of_the_real_account() -> None:
    reading = read_export(shared("exports/x_twitter/account_overview_analytics.csv"), "x_overview")
    sums = totals(reading, "")
    assert (sums["impressions"], sums["engagements_reported"]) == (9699, 1051)
    assert logged(reading, "impressions") == [(dt.date(2024, 12, 31), dt.date(2025, 2, 18), "loaded")]


def test_content_keeps_the_good_posts_and_tells_every_bad_one() -> None:
    reading = read_export(OWN / "x_content.csv", "x_content")
    assert reading.rows_read == 5
    assert fault_places(reading) == [
        (5, "Post id", "1.89E+18"),
        (6, "Date", "Sat, Feb 30, 2025"),
        (7, "Impressions", "many"),
    ]
    assert totals(reading, "post") == {
        "impressions": 200, "likes": 10, "engagements_reported": 23, "saves": 2, "follows_gained": 1, "comments": 4,
        "shares": 4, "profile_visits": 5, "link_clicks": 8, "posts_published": 2,
    }  # fmt: skip
    assert logged(reading, "likes", "post") == [(TODAY, TODAY, "partial")]
    assert any("`Shares` counts copies of the link" in note for note in reading.notes)
    assert "Not stored: `Detail Expands`, `Hashtag Clicks`, `Permalink Clicks`." in reading.notes


def test_post_ids_stay_text_and_posts_have_a_day_but_no_hour() -> None:
    items = read_export(OWN / "x_content.csv", "x_content").rows["dim_item"]
    assert items["item_ext"].to_list() == ["1890000000000000003", "1890000000000000002"]
    assert items["published_on"].to_list() == [dt.date(2025, 2, 17), dt.date(2025, 2, 16)]
    assert items["weekday"].to_list() == [1, 7]
    assert "hour" not in items.columns


def test_japanese_content_names_the_account() -> None:
    reading = read_export(OWN / "x_content_ja.csv", "x_content")
    assert reading.account_name == "kado_no_panya"
    by_post = with_items(reading).filter(pl.col("measure_code") == "shares").select("title", "value").rows()
    assert [(title, int(value)) for title, value in by_post] == [("焼きたてのパンです", 4), ("本日定休日", 1)]
    assert total(reading, "link_clicks") == 6


def test_japanese_overview_with_a_missing_day_and_a_missing_cell() -> None:
    reading = read_export(OWN / "x_overview_ja.csv", "x_overview", Choices(account="kado_no_panya"))
    day = dt.date(2025, 2, 15)
    assert logged(reading, "impressions") == [
        (day, day, "loaded"),
        (dt.date(2025, 2, 17), dt.date(2025, 2, 18), "loaded"),
    ]
    assert logged(reading, "video_views") == [(dt.date(2025, 2, 17), dt.date(2025, 2, 18), "loaded")]
    assert total(reading, "video_views") == 3
    assert total(reading, "follows_lost") == 1
    assert total(reading, "shares") == 2


def test_overview_asks_whose_account_it_is() -> None:
    (question,) = read_export(OWN / "x_overview_ja.csv", "x_overview").questions
    assert (question.field, question.assumed) == ("account", "x_overview_ja")


def test_counters_are_dated_the_day_the_person_names() -> None:
    read_on = dt.date(2025, 2, 19)
    reading = read_export(OWN / "x_content_ja.csv", "x_content", Choices(read_on=read_on))
    assert reading.rows["fact_measure"]["period_start"].unique().to_list() == [read_on]
    assert not any("day of the import" in note for note in reading.notes)


def test_overview_beside_the_posts_of_one_account_assumes_that_account() -> None:
    raw = read_file(OWN / "x_overview_ja.csv")
    raw = replace(raw, siblings={"x_content_ja.csv": read_file(OWN / "x_content_ja.csv")})
    reading = OVERVIEW.read(raw, Choices(), NOW)
    assert [(question.field, question.assumed) for question in reading.questions] == [("account", "kado_no_panya")]
