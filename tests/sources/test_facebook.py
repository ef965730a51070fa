import datetime as dt

from goalposts.sources.source import Choices
from tests.sources.exports import OWN, TODAY, logged, read_export, shared, total, totals

FILE = "facebook_page_posts"


def test_the_real_workbook() -> None:
    reading = read_export(shared("exports/facebook_page_posts/Facebook Posts Q2.xls"), FILE)
    assert (reading.rows_read, reading.faults, reading.account_name) == (63, [], "NPLFoundation")
    assert totals(reading, "post") == {
        "impressions": 50773, "reach": 38804, "accounts_engaged": 2165, "clicks_all": 1262, "link_clicks": 243,
        "video_views": 268, "likes": 1484, "comments": 86, "shares": 90, "posts_published": 63,
    }  # fmt: skip
    assert total(reading, "impressions", "paid+post", paid_split="organic") == 23458
    assert total(reading, "impressions", "paid+post", paid_split="paid") == 27315
    assert reading.rows["dim_item"]["published_on"].max() == dt.date(2020, 9, 22)


def test_descriptions_are_no_post_and_times_are_kept() -> None:
    reading = read_export(OWN / "facebook_posts.xls", FILE)
    assert reading.rows_read == 2
    items = reading.rows["dim_item"]
    assert items.select("item_ext", "published_on", "weekday", "hour", "content_type").rows() == [
        ("10001_20001", dt.date(2026, 6, 1), 1, 7, "image"),
        ("10001_20002", dt.date(2026, 6, 2), 2, 18, "video"),
    ]


def test_breakdowns_are_joined_by_post() -> None:
    reading = read_export(OWN / "facebook_posts.xls", FILE)
    sums = totals(reading, "post")
    assert (sums["likes"], sums["comments"], sums["shares"]) == (55, 9, 5)
    assert (sums["clicks_all"], sums["link_clicks"]) == (29, 7)
    assert sums["video_views"] == 35
    assert logged(reading, "link_clicks", "post") == [(TODAY, TODAY, "loaded")]
    assert any("1 empty cells of link clicks are 0" in note for note in reading.notes)


def test_the_time_zone_is_asked_with_the_pacific_one_assumed() -> None:
    (question,) = read_export(OWN / "facebook_posts.xls", FILE).questions
    assert (question.field, question.assumed) == ("time_zone", "America/Los_Angeles")
    told = read_export(OWN / "facebook_posts.xls", FILE, Choices(time_zone="America/Chicago"))
    assert told.questions == []
    assert told.rows["dim_account"]["time_zone"].to_list() == ["America/Chicago"]
