import datetime as dt

import polars as pl

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
    assert any("Location, Job function, Seniority, Industry, Company size" in note for note in reading.notes)


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


def test_visitors_and_sheets_left_out() -> None:
    reading = read_export(OWN / "linkedin_page.xls", "linkedin_page")
    assert (total(reading, "page_views"), total(reading, "users", period_start=dt.date(2026, 6, 1))) == (7, 4)
    assert any("Sheets not imported: Seniority" in note for note in reading.notes)
    assert reading.rows_read == 8
