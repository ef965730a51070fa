"""YouTube Studio: totals that are no sums, ids that begin like formulas, footers, percents, Korean."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import polars as pl

from goalposts.sources.source import Choices
from goalposts.sources.tables import read_file
from goalposts.sources.youtube import YOUTUBE
from tests.sources.exports import NOW, OWN, fault_places, logged, read_export, shared, total, totals, with_items

NAME = "youtube_studio"
JUNE = (dt.date(2026, 6, 1), dt.date(2026, 6, 30))
SAID = Choices(account="Bakery", first_day=JUNE[0], last_day=JUNE[1])


def test_contents_of_the_real_channel() -> None:
    reading = read_export(shared("exports/youtube_studio/DangerTV_Content.csv"), NAME)
    assert (reading.rows_read, reading.faults) == (500, [])
    assert totals(reading, "post")["video_views"] == 45_198_884
    assert set(reading.rows["fact_measure"]["currency"].drop_nulls()) == {"USD"}
    ids = reading.rows["dim_item"]["item_ext"]
    assert "_mf5P4uoMNk" in ids
    assert ids.str.starts_with("-").any()
    assert reading.load_log["state"].unique().to_list() == ["partial"]


def test_days_and_total_of_the_real_channel_differ_and_both_are_kept() -> None:
    days = read_export(shared("exports/youtube_studio/Subscription status_Chart data.csv"), NAME)
    assert total(days, "video_views", "follower_status") == 100_325_568
    assert logged(days, "video_views", "follower_status") == [(dt.date(2023, 11, 28), dt.date(2024, 11, 26), "loaded")]
    table = read_export(shared("exports/youtube_studio/Subscription_status.csv"), NAME)
    assert total(table, "video_views", "") == 100_325_767
    assert total(table, "video_views", "follower_status") == 100_325_568
    assert table.notes[0].endswith("is kept as the total of the channel; the rows add up to 100,325,568.")


def test_percents_of_the_real_channel_are_not_stored() -> None:
    for name in ("viewer_age", "Viewer_gender"):
        reading = read_export(shared(f"exports/youtube_studio/{name}.csv"), NAME)
        assert "fact_measure" not in reading.rows
        assert "Not stored, for a percent is no count: `Views (%)`" in " ".join(reading.notes)


def test_contents_with_a_total_and_a_footer() -> None:
    reading = read_export(OWN / "youtube_content.csv", NAME, SAID)
    assert fault_places(reading) == [(6, "Video publish time", "Feb 30, 2026")]
    assert (reading.rows_read, reading.questions) == (5, [])
    assert totals(reading, "") == {"video_views": 1000, "watch_seconds": 181_800, "revenue": 3, "impressions": 9000}
    assert totals(reading, "post") == {"video_views": 990, "watch_seconds": 158_400, "revenue": 2, "impressions": 8700}
    assert set(reading.rows["fact_measure"]["window_kind"]) == {"custom"}
    rows = with_items(reading).filter(pl.col("measure_code") == "video_views", pl.col("cut") == "post")
    told = rows.select("item_ext", "published_on", pl.col("value").cast(pl.Int64)).rows()
    assert told[0] == ("-aB3dEfGhIj", dt.date(2026, 6, 7), 600)
    assert told[2] == ("uVwXyZ01234", None, 90)
    assert reading.load_log.filter(pl.col("cut") == "post")["adds_up"].to_list() == [False] * 4


def test_korean_contents_are_whole_and_give_the_number_of_videos() -> None:
    reading = read_export(OWN / "youtube_content_ko.csv", NAME, SAID)
    assert reading.faults == []
    sums = totals(reading, "post")
    assert (sums["video_views"], sums["likes"], sums["comments"], sums["shares"]) == (260, 30, 4, 6)
    assert (sums["watch_seconds"], sums["posts_published"]) == (36_000, 2)
    assert total(reading, "revenue", "", currency="KRW") == Decimal(4200)
    assert any("`구독자` is the gain less the loss" in note for note in reading.notes)
    assert reading.load_log.filter(pl.col("cut") == "post")["adds_up"].unique().to_list() == [True]


def test_days_by_subscription_leave_holes_unknown() -> None:
    reading = read_export(OWN / "youtube_chart.csv", NAME, SAID)
    assert fault_places(reading) == [(7, "Subscription status", "Sometimes")]
    facts = reading.rows["fact_measure"].join(reading.rows["dim_segment"], on="segment_id")
    by_status = dict(facts.group_by("follower_status").agg(pl.col("value").sum().cast(pl.Int64)).iter_rows())
    assert by_status == {"follower": 50, "non_follower": 650}
    assert [span[:2] for span in logged(reading, "video_views", "follower_status")] == [
        (dt.date(2026, 6, 1), dt.date(2026, 6, 2)),
        (dt.date(2026, 6, 4), dt.date(2026, 6, 4)),
    ]


def test_cities_are_regions() -> None:
    reading = read_export(OWN / "youtube_cities.csv", NAME, SAID)
    assert reading.rows["dim_segment"]["region"].to_list() == ["New York, NY, USA", "London, UK"]
    assert total(reading, "watch_seconds") == Decimal("2035837.44")


def test_a_table_of_days_beside_it_makes_its_days_likely() -> None:
    raw = read_file(OWN / "youtube_cities.csv")
    raw = replace(raw, siblings={"Chart data.csv": read_file(OWN / "youtube_chart.csv")})
    reading = YOUTUBE.read(raw, Choices(account="Bakery"), NOW)
    assert [(asked.field, asked.assumed) for asked in reading.questions] == [("period", "2026-06-01 to 2026-06-04")]
    assert logged(reading, "video_views", "region")[0][:2] == (dt.date(2026, 6, 1), dt.date(2026, 6, 4))


def test_days_and_views_alone_are_known_only_beside_the_other_tables(tmp_path: Path) -> None:
    path = tmp_path / "Totals.csv"
    path.write_text("Date,Views\n2026-06-01,331\n2026-06-02,270\n")
    raw = read_file(path)
    assert YOUTUBE.recognise(raw) == 0
    raw = replace(raw, siblings={"Chart data.csv": read_file(OWN / "youtube_chart.csv")})
    assert YOUTUBE.recognise(raw) == 0.9
    reading = YOUTUBE.read(raw, Choices(account="Bakery"), NOW)
    assert total(reading, "video_views", "") == 601
    assert logged(reading, "video_views") == [(dt.date(2026, 6, 1), dt.date(2026, 6, 2), "loaded")]
