"""Universal Analytics: pages without dates, sources that are no channel, bounces that cannot be known."""

from __future__ import annotations

import datetime as dt

import polars as pl

from goalposts.sources.source import Choices
from goalposts.sources.tables import read_file
from goalposts.sources.universal_analytics import UNIVERSAL_ANALYTICS
from goalposts.warehouse.tables import NO_DAY
from tests.sources.exports import NOW, OWN, fault_places, logged, read_export, shared, total, totals

NAME, CUT = "universal_analytics", "country+device+page"
YEAR = (dt.date(2018, 1, 1), dt.date(2018, 12, 31))


def test_the_real_blog() -> None:
    reading = read_export(shared("exports/ga_universal/blog_analytics.csv"), NAME)
    assert (reading.rows_read, reading.faults) == (17_243, [])
    assert totals(reading, CUT) == {"sessions": 56_001, "page_views": 112_871}


def test_rows_of_one_page_country_and_device_are_added_up_over_sources() -> None:
    reading = read_export(OWN / "universal_analytics.csv", NAME)
    assert fault_places(reading) == [(7, "Sessions", "no"), (5, "Country", "Atlantis")]
    assert totals(reading, CUT) == {"sessions": 1255, "page_views": 2070}
    assert total(reading, "sessions", country_code="ES") == 1210
    assert total(reading, "sessions", country_code="ZZ") == 40
    assert total(reading, "users") is None
    assert reading.gathered == 1
    assert reading.rows["dim_item"]["title"].to_list() == ["Home", "Bread"]


def test_the_days_are_asked_for_and_undated_without_an_answer() -> None:
    reading = read_export(OWN / "universal_analytics.csv", NAME)
    assert [(asked.field, asked.assumed) for asked in reading.questions][-1] == ("period", "undated")
    assert set(reading.rows["fact_measure"]["window_kind"]) == {"undated"}
    assert logged(reading, "sessions", CUT) == [(NO_DAY, NO_DAY, "partial")]
    said = read_export(OWN / "universal_analytics.csv", NAME, Choices(first_day=YEAR[0], last_day=YEAR[1]))
    assert [asked.field for asked in said.questions] == ["account", "time_zone"]
    assert logged(said, "sessions", CUT) == [(*YEAR, "partial")]


def test_comments_name_the_days_and_users_stay_where_no_source_cuts_the_rows() -> None:
    raw = read_file(OWN / "universal_analytics.csv")
    (table,) = raw.tables
    kept = [header for header in table.headers if header not in ("Source", "Country", "Device Category")]
    cells = table.cells.select(kept).filter(pl.col("Page") == "/es/").with_columns(pl.lit("7").alias("Sessions"))
    table = type(table)("pages", tuple(kept), cells, [2], ("# Pages", "# 20180101-20181231"))
    raw = type(raw)(raw.path, raw.name, raw.sha256, raw.encoding, (table,))
    reading = UNIVERSAL_ANALYTICS.read(raw, Choices(account="b", time_zone="UTC"), NOW)
    assert reading.questions == []
    assert logged(reading, "users", "page") == [(*YEAR, "loaded")]
    assert total(reading, "users") == 5
