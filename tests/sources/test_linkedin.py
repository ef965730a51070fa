import datetime as dt

import polars as pl
import pytest

from goalposts.sources.source import Choices, Reading
from tests.sources.exports import OWN, logged, read_export, shared, total, totals

APRIL_TO_JUNE = (dt.date(2020, 4, 1), dt.date(2020, 6, 30), "loaded")


def test_reference_figures_of_the_real_page() -> None:
    reading = read_export(shared("exports/linkedin_page/NPLF LinkedIn Q1.xls"), "linkedin_page")
    assert reading.faults == []
    days = totals(reading, "")
    assert (days["impressions"], days["clicks_all"]) == (2147, 44)
    assert logged(reading, "impressions") == [APRIL_TO_JUNE]
    assert (APRIL_TO_JUNE[1] - APRIL_TO_JUNE[0]).days + 1 == 91
    assert totals(reading, "paid")["impressions"] == 2147
    assert totals(reading, "post")["posts_published"] == 10
    assert reading.rows["dim_item"]["published_on"].max() == dt.date(2020, 6, 26)
    assert reading.rows_read == 259
    assert not any("Sheets not imported" in note for note in reading.notes)


def by_slice(reading: Reading, measure: str, axis: str) -> dict[str, int]:
    facts = reading.rows["fact_measure"].filter((pl.col("measure_code") == measure) & (pl.col("cut") == axis))
    named = facts.join(reading.rows["dim_segment"], on="segment_id").select(axis, pl.col("value").cast(pl.Int64))
    return dict(named.rows())


@pytest.mark.parametrize(
    ("axis", "slices", "views", "largest", "most"),
    [
        ("region", 10, 96, "Greater Nashville Area, TN", 75),
        ("job_function", 15, 87, "Business Development", 13),
        ("seniority", 7, 92, "Entry", 32),
        ("industry", 27, 98, "Government Administration", 11),
        ("company_size", 8, 81, "51-200", 27),
    ],
)
def test_visitors_of_the_real_page_by_audience(axis: str, slices: int, views: int, largest: str, most: int) -> None:
    reading = read_export(shared("exports/linkedin_page/NPLF LinkedIn Q1.xls"), "linkedin_page")
    found = by_slice(reading, "page_views", axis)
    assert (len(found), sum(found.values()), found[largest]) == (slices, views, most)
    assert logged(reading, "page_views", axis) == [APRIL_TO_JUNE]
    log = reading.load_log.filter(pl.col("cut") == axis)
    assert log.select("window_kind", "adds_up").rows() == [("custom", False)]
    assert total(reading, "page_views", "") == 119


def test_totals_and_their_parts_have_different_cuts() -> None:
    reading = read_export(OWN / "linkedin_page.xls", "linkedin_page")
    assert total(reading, "impressions", "") == 350
    assert total(reading, "impressions", "paid", paid_split="organic") == 300
    assert total(reading, "impressions", "paid", paid_split="paid") == 50
    assert total(reading, "shares", "") == 3
    assert total(reading, "likes", "") == 10


def test_organic_reach_is_kept_by_day_and_promises_no_sum() -> None:
    reading = read_export(OWN / "linkedin_page.xls", "linkedin_page")
    reach = reading.rows["fact_measure"].filter((pl.col("measure_code") == "reach") & (pl.col("cut") == "paid"))
    assert reach.select("period_start", "paid_split", "value").rows() == [
        (dt.date(2026, 6, 1), "organic", 80),
        (dt.date(2026, 6, 2), "organic", 150),
    ]
    assert reading.load_log.filter(pl.col("measure_code") == "reach")["adds_up"].to_list() == [False]


def test_total_followers_is_the_gain_of_the_day() -> None:
    reading = read_export(OWN / "linkedin_page.xls", "linkedin_page")
    assert total(reading, "follows_gained", "") == 7
    assert total(reading, "followers") is None
    assert any("`Total followers` is the day's gain" in note for note in reading.notes)


def test_posts_keep_their_numbers_and_count_nothing_where_a_cell_is_empty() -> None:
    reading = read_export(OWN / "linkedin_page.xls", "linkedin_page")
    items = reading.rows["dim_item"]
    assert items["item_ext"].to_list() == ["7000000000000000001", "7000000000000000002"]
    assert items["content_type"].to_list() == ["video", "image"]
    assert total(reading, "video_views", "post") == 40
    assert logged(reading, "video_views", "post")[0][2] == "partial"
    assert logged(reading, "likes", "post")[0][2] == "loaded"


def test_visitors_by_day_and_by_audience() -> None:
    reading = read_export(OWN / "linkedin_page.xls", "linkedin_page")
    assert (total(reading, "page_views", ""), total(reading, "users", period_start=dt.date(2026, 6, 1))) == (7, 4)
    assert by_slice(reading, "page_views", "seniority") == {"Senior": 5}
    assert logged(reading, "page_views", "seniority") == [(dt.date(2026, 6, 1), dt.date(2026, 6, 2), "loaded")]
    assert reading.rows_read == 9


def test_followers_by_audience_are_a_level_of_the_day_read() -> None:
    reading = read_export(OWN / "linkedin_followers.xls", "linkedin_page", Choices(read_on=dt.date(2026, 7, 1)))
    assert total(reading, "follows_gained", "") == 9
    assert by_slice(reading, "followers", "company_size") == {"11-50": 40, "51-200": 25}
    assert by_slice(reading, "followers", "region") == {"Seoul Incheon Metropolitan Area, South Korea": 30}
    facts = reading.rows["fact_measure"].filter(pl.col("measure_code") == "followers")
    assert facts.select("window_kind", "period_start").unique().rows() == [("instant", dt.date(2026, 7, 1))]
    assert [fault.line for fault in reading.faults] == [4]
    assert logged(reading, "followers", "seniority")[0][2] == "partial"
    assert total(reading, "followers", "") is None
