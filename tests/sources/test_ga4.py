"""Google Analytics 4: comments, several tables, hours, comparisons, people, and four languages."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from goalposts.sources.ga4 import GA4
from goalposts.sources.source import Choices, Reading
from goalposts.sources.tables import read_file
from tests.sources.exports import NOW, OWN, fault_places, logged, read_export, shared, total, totals

JUNE = (dt.date(2026, 6, 1), dt.date(2026, 6, 30))
THREE_DAYS = (dt.date(2026, 6, 1), dt.date(2026, 6, 3))


def by(reading: Reading, column: str, measure: str, cut: str, window: str = "custom") -> dict[str, int]:
    facts = reading.rows["fact_measure"].filter(
        (pl.col("measure_code") == measure) & (pl.col("cut") == cut) & (pl.col("window_kind") == window)
    )
    if "dim_segment" in reading.rows:
        facts = facts.join(reading.rows["dim_segment"], on="segment_id", how="left")
    return {key: int(value) for key, value in facts.select(column, "value").iter_rows()}


def test_hours_of_the_real_property_are_days_by_channel() -> None:
    reading = read_export(shared("exports/ga4/traffic_acquisition_hourly.csv"), "ga4")
    assert (reading.rows_read, reading.faults) == (3182, [])
    assert totals(reading, "channel") == {
        "sessions": 162_895, "engaged_sessions": 90_132, "event_count": 770_911, "engagement_seconds": 9_441_176,
    }  # fmt: skip
    assert logged(reading, "sessions", "channel") == [(dt.date(2024, 4, 6), dt.date(2024, 5, 3), "loaded")]
    facts = reading.rows["fact_measure"]
    assert sorted(facts["channel"].unique()) == [
        "Unassigned", "direct", "email", "organic_search", "organic_social", "referral", "video",
    ]  # fmt: skip
    assert reading.gathered == 3182 - facts.select("channel", "period_start").n_unique()


def test_events_of_the_real_property() -> None:
    reading = read_export(shared("exports/ga4/events_with_preamble.csv"), "ga4")
    assert reading.account_name == "www.aptamergroup.com"
    assert totals(reading, "") == {"page_views": 129_094, "downloads": 1_976}
    assert by(reading, "behaviour", "users", "behaviour")["page_view"] == 29_418
    assert logged(reading, "users", "behaviour") == [(dt.date(2023, 1, 1), dt.date(2023, 12, 31), "loaded")]
    assert total(reading, "revenue") is None


def test_three_tables_of_cities_are_one() -> None:
    reading = read_export(shared("exports/ga4/cities_with_preamble.csv"), "ga4")
    assert by(reading, "region", "users", "region")["Schaumburg"] == 53
    assert by(reading, "region", "engagement_seconds", "region")["Schaumburg"] == 1238
    assert reading.rows["fact_measure"].filter(pl.col("measure_code") == "users").height == 105
    assert "Tables that say again what another table of the file says are counted once." in reading.notes


def test_of_eleven_tech_tables_the_devices_are_kept() -> None:
    reading = read_export(shared("exports/ga4/tech_details_multi_section.csv"), "ga4")
    assert by(reading, "device", "users", "device") == {"mobile": 409, "desktop": 45, "tablet": 3}
    (note,) = [note for note in reading.notes if note.startswith("Tables not stored")]
    assert "`Browser`" in note
    assert "`Screen resolution`" in note


def test_a_total_row_is_the_whole_and_its_people_are_never_added() -> None:
    reading = read_export(OWN / "ga4_channels.csv", "ga4", Choices(currency="EUR", time_zone="UTC"))
    assert reading.questions == []
    assert totals(reading, "") == {
        "sessions": 52, "engaged_sessions": 30, "event_count": 260, "conversions": 3, "revenue": 120,
        "engagement_seconds": 1915, "users": 44, "new_users": 20,
    }  # fmt: skip
    assert by(reading, "channel", "sessions", "channel") == {
        "direct": 30, "organic_search": 14, "video": 3, "Cross-network": 5,
    }  # fmt: skip
    assert by(reading, "channel", "users", "channel") == {"direct": 20, "organic_search": 15, "Cross-network": 4}
    assert reading.rows["fact_measure"].filter(pl.col("currency") == "EUR")["value"].sum() == Decimal(241)


def test_nth_days_are_counted_from_the_start_and_a_chart_shows_the_largest_only() -> None:
    reading = read_export(OWN / "ga4_channels.csv", "ga4")
    assert fault_places(reading) == [(15, "Sessions", "x"), (16, "Sessions", "-3")]
    days = reading.rows["fact_measure"].filter(pl.col("window_kind") == "day").sort("period_start", "channel")
    told = [
        (day.day, channel, int(value)) for day, channel, value in days.select("period_start", "channel", "value").rows()
    ]
    assert told == [(1, "direct", 10), (1, "organic_search", 7), (2, "direct", 12), (3, "direct", 8)]
    log = reading.load_log.filter((pl.col("measure_code") == "sessions") & (pl.col("cut") == "channel"))
    assert dict(log.select("window_kind", "adds_up").iter_rows()) == {"custom": True, "day": False}
    assert log.filter(pl.col("window_kind") == "custom").select("first_day", "last_day").rows() == [THREE_DAYS]


def test_a_comparison_beside_all_users_is_left_out() -> None:
    reading = read_export(OWN / "ga4_channels.csv", "ga4")
    assert "Comparisons not stored: Mobile traffic." in reading.notes
    assert by(reading, "channel", "users", "channel")["direct"] == 20


def test_a_file_of_one_comparison_only_needs_an_account_of_its_own() -> None:
    raw = read_file(OWN / "ga4_events_ko.csv")
    (table,) = raw.tables
    preamble = tuple(line.replace("모든 사용자", "모바일 트래픽") for line in table.preamble)
    raw = replace(raw, tables=(replace(table, preamble=preamble),))
    (question,) = GA4.read(raw, Choices(), NOW).questions
    assert (question.field, question.assumed) == ("account", None)
    assert "모바일 트래픽" in question.question
    said = Choices(account="빵집 모바일", time_zone="Asia/Seoul")
    assert GA4.read(raw, said, NOW).questions == []


@pytest.mark.parametrize(
    ("name", "account", "cut", "sums"),
    [
        ("ga4_events_ko", "빵집.example", "behaviour", {"event_count": 1024, "users": 260}),
        (
            "ga4_pages_zh",
            "bakery.example",
            "page",
            {"page_views": 854, "event_count": 2249, "conversions": 9, "users": 369},
        ),
        (
            "ga4_cities_ja",
            "pan.example",
            "region",
            {"engaged_sessions": 70, "event_count": 502, "users": 67, "new_users": 56},
        ),
    ],
)
def test_other_languages(name: str, account: str, cut: str, sums: dict[str, int]) -> None:
    reading = read_export(OWN / f"{name}.csv", "ga4")
    assert (reading.account_name, reading.faults) == (account, [])
    assert totals(reading, cut) == sums
    facts = reading.rows["fact_measure"]
    assert facts.select("window_kind", "period_start", "period_end").unique().rows() == [("custom", *JUNE)]


def test_events_that_google_documents_count_for_the_property() -> None:
    reading = read_export(OWN / "ga4_events_ko.csv", "ga4")
    assert totals(reading, "") == {"page_views": 1000, "downloads": 12, "form_submits": 5}


def test_averages_with_too_few_digits_are_not_rebuilt() -> None:
    reading = read_export(OWN / "ga4_pages_zh.csv", "ga4")
    assert total(reading, "engagement_seconds") is None
    assert any(note.startswith("`平均參與時間` is not stored") for note in reading.notes)


def test_rows_are_added_up_over_what_is_no_slice_and_people_are_not() -> None:
    reading = read_export(OWN / "ga4_exploration_ko.csv", "ga4")
    assert fault_places(reading) == [(12, "국가", "아틀란티스")]
    assert totals(reading, "campaign+country") == {"sessions": 39, "engaged_sessions": 22}
    facts = (
        reading.rows["fact_measure"].filter(pl.col("measure_code") == "sessions").sort("period_start", "country_code")
    )
    told = facts.select("country_code", pl.col("value").cast(pl.Int64)).rows()
    assert told == [("KR", 29), ("TW", 4), ("TW", 6)]
    assert reading.rows["dim_campaign"]["name"].to_list() == ["봄 신메뉴"]
    assert reading.rows_read == 5


def test_hours_become_days_without_people() -> None:
    reading = read_export(OWN / "ga4_hours.csv", "ga4")
    assert totals(reading, "channel") == {"sessions": 18, "engaged_sessions": 11, "engagement_seconds": 309}
    assert [(question.field, question.assumed) for question in reading.questions] == [
        ("account", "ga4_hours"),
        ("time_zone", "UTC"),
    ]


def test_without_dates_the_days_are_asked_for() -> None:
    raw = read_file(OWN / "ga4_cities_ja.csv")
    (table,) = raw.tables
    lines = tuple(line for line in table.preamble if "日" not in line)
    raw = replace(raw, tables=(replace(table, preamble=lines, headers=("City", *table.headers[1:])),))
    raw = replace(raw, tables=(replace(raw.tables[0], cells=table.cells.rename({table.headers[0]: "City"})),))
    reading = GA4.read(raw, Choices(time_zone="UTC"), NOW)
    assert [(question.field, question.assumed) for question in reading.questions] == [("period", "undated")]
    said = Choices(time_zone="UTC", first_day=JUNE[0], last_day=JUNE[1])
    asked = GA4.read(raw, said, NOW)
    assert asked.questions == []
    assert logged(asked, "users", "region") == [(*JUNE, "loaded")]


EXPLORATION = """# ----------------------------------------
# Free form 1
# bakery.example-20260601-20260630
# ----------------------------------------

Event name,Event count,Total users,
,100,20,Grand total
page_view,60,20,
scroll,40,10,
"""


def test_a_grand_total_told_at_the_end_of_its_row_is_no_event(tmp_path: Path) -> None:
    path = tmp_path / "exploration.csv"
    path.write_text(EXPLORATION)
    reading = GA4.read(read_file(path), Choices(account="b", time_zone="UTC"), NOW)
    assert (reading.questions, reading.faults) == ([], [])
    assert totals(reading, "") == {"event_count": 100, "users": 20, "page_views": 60}
    assert totals(reading, "behaviour") == {"event_count": 100, "users": 30}
    assert logged(reading, "users", "behaviour") == [(*JUNE, "loaded")]


LANDING = """# Property: bakery.example
# Start date: 20260601
# End date: 20260630
Landing page,Page title,Sessions,Active users,Views
/,Home,100,80,150
/,Startseite,5,5,7
"""


def test_landing_pages_are_items_of_their_own_whose_sessions_add_up(tmp_path: Path) -> None:
    path = tmp_path / "landing.csv"
    path.write_text(LANDING)
    reading = GA4.read(read_file(path), Choices(time_zone="UTC"), NOW)
    assert reading.rows["dim_item"].select("item_kind", "item_ext", "title").rows() == [("landing_page", "/", "Home")]
    assert totals(reading, "page") == {"sessions": 105, "page_views": 157}
    assert reading.load_log["adds_up"].to_list() == [True, True]
    assert total(reading, "users") is None


def test_source_and_medium_tell_the_channel_and_the_platform_that_sent_the_visit() -> None:
    reading = read_export(OWN / "ga4_sources.csv", "ga4")
    assert totals(reading, "channel+source") == {"sessions": 52, "engaged_sessions": 27, "users": 38}
    rows = reading.rows["fact_measure"].join(
        reading.rows["dim_segment"].select("segment_id", "source"), on="segment_id"
    )
    sessions = (
        rows.filter(pl.col("measure_code") == "sessions").group_by("channel", "source").agg(pl.col("value").sum())
    )
    assert {(channel, source): int(value) for channel, source, value in sessions.rows()} == {
        ("organic_search", "google"): 20,
        ("organic_social", "facebook"): 11,
        ("paid_social", "facebook"): 4,
        ("direct", "(direct)"): 7,
        ("organic_social", "x"): 3,
        ("email", "newsletter"): 6,
        ("other", "(not set)"): 1,
    }
