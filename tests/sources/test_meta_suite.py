import datetime as dt

import polars as pl
import pytest

from goalposts.sources.source import Choices
from tests.sources.exports import OWN, TODAY, fault_places, logged, read_export, total, totals, with_items

FACEBOOK, INSTAGRAM = "meta_suite_facebook", "meta_suite_instagram"


def test_facebook_posts_with_views_in_place_of_impressions() -> None:
    reading = read_export(OWN / "meta_suite_facebook.csv", FACEBOOK)
    assert (reading.rows_read, reading.account_name) == (3, "Corner Bakery")
    assert fault_places(reading) == [(4, "Post ID", "1.221E+17")]
    assert totals(reading, "post") == {
        "impressions": 4000, "reach": 2900, "engagements_reported": 170, "likes": 140, "comments": 21, "shares": 8,
        "clicks_all": 90, "link_clicks": 10, "posts_published": 2,
    }  # fmt: skip
    assert any("must not be compared across that change" in note for note in reading.notes)
    assert [question.field for question in reading.questions] == ["time_zone"]


def test_the_combined_column_is_not_the_reactions() -> None:
    posts = with_items(read_export(OWN / "meta_suite_facebook.csv", FACEBOOK))
    first = posts.filter((pl.col("item_ext") == "122100000000000001") & (pl.col("cut") == "post"))
    values = dict(first.select("measure_code", pl.col("value").cast(pl.Int64)).rows())
    assert (values["engagements_reported"], values["likes"], values["comments"], values["shares"]) == (50, 40, 6, 3)


def test_organic_and_boosted_parts_stand_beside_the_whole() -> None:
    reading = read_export(OWN / "meta_suite_facebook.csv", FACEBOOK)
    assert total(reading, "impressions", "paid+post", paid_split="organic") == 3700
    assert total(reading, "impressions", "paid+post", paid_split="paid") == 300
    assert total(reading, "reach", "paid+post", paid_split="paid") == 250
    log = reading.load_log.filter(pl.col("cut") == "paid+post")
    assert dict(log.select("measure_code", "adds_up").rows()) == {"impressions": True, "reach": False}


def test_posts_know_their_hour_and_shape() -> None:
    items = read_export(OWN / "meta_suite_facebook.csv", FACEBOOK).rows["dim_item"]
    assert items.select("title", "published_on", "hour", "content_type", "item_kind").rows() == [
        ("Fresh rye", dt.date(2026, 6, 2), 7, "image", "post"),
        ("How we bake", dt.date(2026, 6, 14), 18, "video", "short_video"),
    ]


def test_an_empty_cell_makes_its_measure_partial() -> None:
    reading = read_export(OWN / "meta_suite_facebook.csv", FACEBOOK)
    assert logged(reading, "link_clicks", "post") == [(TODAY, TODAY, "partial")]


def test_old_files_hold_impressions_and_say_nothing_of_views() -> None:
    reading = read_export(OWN / "meta_suite_facebook_old.csv", FACEBOOK)
    assert (total(reading, "impressions"), total(reading, "engagements_reported")) == (900, 24)
    assert not any("views" in note for note in reading.notes)


@pytest.mark.parametrize(
    ("file", "account", "views", "likes", "combined", "shape"),
    [
        ("meta_suite_facebook_sv.csv", "Hörnbageriet", 500, 30, 33, "image"),
        ("meta_suite_facebook_zh.csv", "街角麵包店", 2400, 60, 66, "image"),
    ],
)
def test_facebook_in_other_languages(
    file: str, account: str, views: int, likes: int, combined: int, shape: str
) -> None:
    reading = read_export(OWN / file, FACEBOOK)
    assert (reading.account_name, reading.faults) == (account, [])
    assert (total(reading, "impressions"), total(reading, "likes")) == (views, likes)
    assert total(reading, "engagements_reported") == combined
    assert reading.rows["dim_item"]["content_type"].to_list() == [shape]
    assert logged(reading, "likes", "post") == [(TODAY, TODAY, "loaded")]


def test_instagram_posts() -> None:
    reading = read_export(OWN / "meta_suite_instagram.csv", INSTAGRAM, Choices(read_on=dt.date(2026, 7, 1)))
    assert reading.account_name == "corner.bakery"
    assert totals(reading, "post") == {
        "impressions": 5900, "reach": 4700, "likes": 380, "comments": 45, "shares": 44, "saves": 102,
        "follows_gained": 27, "posts_published": 2,
    }  # fmt: skip
    assert reading.rows["dim_item"]["item_kind"].to_list() == ["post", "short_video"]
    day = dt.date(2026, 7, 1)
    assert logged(reading, "saves", "post") == [(day, day, "loaded")]


def test_instagram_in_korean() -> None:
    reading = read_export(OWN / "meta_suite_instagram_ko.csv", INSTAGRAM)
    assert (reading.account_name, reading.faults) == ("dongne.bakery", [])
    assert (total(reading, "impressions"), total(reading, "likes"), total(reading, "saves")) == (700, 61, 9)


def test_an_export_by_day_is_activity_and_not_a_counter() -> None:
    reading = read_export(OWN / "meta_suite_instagram_days.csv", INSTAGRAM)
    facts = reading.rows["fact_measure"]
    assert set(facts["window_kind"]) == {"day"}
    assert (total(reading, "impressions"), total(reading, "video_views")) == (140, 110)
    assert logged(reading, "likes", "post") == [(dt.date(2025, 2, 1), dt.date(2025, 2, 2), "loaded")]
    assert total(reading, "posts_published") is None
    assert reading.rows["dim_item"].height == 1
