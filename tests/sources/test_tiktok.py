"""TikTok: days without a year, over New Year, newest first, in three languages."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from goalposts.sources.source import Choices
from goalposts.sources.tables import read_file
from goalposts.sources.tiktok import TIKTOK_OVERVIEW
from tests.sources.exports import NOW, OWN, fault_places, logged, read_export, shared, totals

NAME = "tiktok_overview"


def test_the_real_overview_asks_for_its_year() -> None:
    reading = read_export(shared("exports/tiktok/Overview.csv"), NAME, Choices(account="a"))
    assert [(asked.field, asked.assumed) for asked in reading.questions] == [("period", "2026-04-12 to 2026-04-18")]
    assert totals(reading, "") == {"video_views": 7919, "profile_visits": 35, "likes": 51, "comments": 2, "shares": 3}
    said = read_export(
        shared("exports/tiktok/Overview.csv"), NAME, Choices(account="a", first_day=dt.date(2022, 4, 12))
    )
    assert said.questions == []
    assert logged(said, "likes") == [(dt.date(2022, 4, 12), dt.date(2022, 4, 18), "loaded")]


def test_rows_over_new_year_with_bad_cells_and_a_hole() -> None:
    reading = read_export(OWN / "tiktok.csv", NAME)
    assert fault_places(reading) == [(7, "Date", "January 32"), (6, "Video Views", "many")]
    assert totals(reading, "")["video_views"] == 7048
    assert logged(reading, "video_views") == [
        (dt.date(2025, 12, 29), dt.date(2026, 1, 1), "loaded"),
        (dt.date(2026, 1, 4), dt.date(2026, 1, 4), "loaded"),
    ]


def test_korean_newest_first() -> None:
    reading = read_export(OWN / "tiktok_ko.csv", NAME)
    facts = reading.rows["fact_measure"].filter(measure_code="video_views").sort("period_start")
    told = [(day, int(value)) for day, value in facts.select("period_start", "value").iter_rows()]
    assert told == [(dt.date(2026, 4, 12), 100), (dt.date(2026, 4, 13), 200), (dt.date(2026, 4, 14), 300)]


def test_chinese_with_a_leap_day() -> None:
    assert logged(read_export(OWN / "tiktok_zh.csv", NAME), "likes") == [
        (dt.date(2024, 2, 28), dt.date(2024, 3, 1), "loaded")
    ]


def test_days_with_a_year_ask_nothing(tmp_path: Path) -> None:
    path = tmp_path / "Overview.csv"
    path.write_text((OWN / "tiktok_ko.csv").read_text("utf-8-sig").replace('"4월', '"2025년 4월'), encoding="utf-8")
    reading = TIKTOK_OVERVIEW.read(read_file(path), Choices(account="a"), NOW)
    assert reading.questions == []
    assert logged(reading, "likes") == [(dt.date(2025, 4, 12), dt.date(2025, 4, 14), "loaded")]


def test_a_leap_day_in_a_year_without_one_cannot_be_assumed() -> None:
    reading = TIKTOK_OVERVIEW.read(
        read_file(OWN / "tiktok_zh.csv"), Choices(account="a", first_day=dt.date(2025, 2, 28)), NOW
    )
    assert [(asked.field, asked.assumed) for asked in reading.questions] == [("period", None)]
    assert reading.load_log.is_empty()
