import datetime as dt

import polars as pl

from tests.sources.exports import OWN, logged, read_export, total


def test_keywords_by_korean_day_in_won() -> None:
    reading = read_export(OWN / "naver_ads.csv", "naver_ads")
    assert (reading.rows_read, reading.faults) == (3, [])
    assert [question.field for question in reading.questions] == ["account"]
    assert (total(reading, "impressions"), total(reading, "link_clicks"), total(reading, "ad_spend")) == (
        1600,
        45,
        14_000,
    )
    facts = reading.rows["fact_measure"]
    assert facts.filter(pl.col("measure_code") == "ad_spend")["currency"].unique().to_list() == ["KRW"]
    assert reading.rows["dim_account"]["time_zone"].to_list() == ["Asia/Seoul"]
    days = (dt.date(2026, 6, 1), dt.date(2026, 6, 2), "loaded")
    assert logged(reading, "ad_spend", "campaign+keyword+paid") == [days]


def test_a_keyword_of_two_ad_groups_is_one_keyword() -> None:
    reading = read_export(OWN / "naver_ads.csv", "naver_ads")
    clicks = reading.rows["fact_measure"].filter(pl.col("measure_code") == "link_clicks")
    named = clicks.join(reading.rows["dim_item"], on="item_id").select("item_ext", pl.col("value").cast(pl.Int64))
    assert dict(named.rows()) == {"식빵 배달": 35, "": 10}
    assert clicks["line"].to_list() == [3, 5]


def test_total_conversions_are_stored_and_their_parts_named() -> None:
    reading = read_export(OWN / "naver_ads.csv", "naver_ads")
    assert total(reading, "conversions") == 4
    assert any("direct and indirect ones are its parts" in note for note in reading.notes)
