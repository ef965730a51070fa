import datetime as dt
from decimal import Decimal

import polars as pl
import pytest

from goalposts.sources.detect import detect
from goalposts.sources.google_ads import GOOGLE_ADS
from goalposts.sources.source import Choices, RawFile
from goalposts.sources.tables import FileBytes, read_bytes
from tests.sources.exports import NOW, OWN, fault_places, logged, read_export, total

JUNE = (dt.date(2026, 6, 1), dt.date(2026, 6, 30), "loaded")
CAMPAIGN = "campaign+paid"


def raw_text(text: str) -> RawFile:
    return read_bytes(FileBytes(OWN / "typed.csv", "typed.csv", text.encode(), "0" * 64))


def test_days_without_the_total_rows() -> None:
    reading = read_export(OWN / "google_ads_days.csv", "google_ads")
    assert reading.rows_read == 4
    assert fault_places(reading) == [(7, "Clicks", "many")]
    assert (total(reading, "impressions"), total(reading, "link_clicks")) == (7000, 70)
    assert (total(reading, "ad_spend"), total(reading, "conversions")) == (39, Decimal("3.5"))
    assert any("2 rows are totals of the others" in note for note in reading.notes)
    facts = reading.rows["fact_measure"]
    assert set(facts["paid_split"]) == {"paid"}
    assert facts.filter(pl.col("measure_code") == "ad_spend")["currency"].unique().to_list() == ["EUR"]
    assert [question.field for question in reading.questions] == ["account", "time_zone"]


def test_cost_is_not_cost_per_conversion_and_missing_is_not_zero() -> None:
    reading = read_export(OWN / "google_ads_days.csv", "google_ads")
    value = reading.rows["fact_measure"].filter(pl.col("measure_code") == "conversion_value")
    assert [int(cell) for cell in value["value"]] == [75, 30]
    span = (dt.date(2026, 6, 1), dt.date(2026, 6, 4), "partial")
    assert logged(reading, "conversion_value", CAMPAIGN) == [span]


def test_the_range_above_the_table_says_which_days_were_without_delivery() -> None:
    text = (OWN / "google_ads_days.csv").read_text().replace("500,many", "500,9")
    raw = raw_text(text)
    source, _ = detect(raw)
    reading = source.read(raw, Choices(), NOW)
    assert logged(reading, "ad_spend", CAMPAIGN) == [(dt.date(2026, 6, 1), dt.date(2026, 6, 4), "loaded")]
    without = raw_text("\n".join(text.splitlines()[2:]) + "\n")
    spans = logged(detect(without)[0].read(without, Choices(), NOW), "ad_spend", CAMPAIGN)
    assert [span[:2] for span in spans] == [
        (dt.date(2026, 6, 1), dt.date(2026, 6, 2)),
        (dt.date(2026, 6, 4), dt.date(2026, 6, 4)),
    ]


def test_ad_groups_are_added_up_by_campaign_and_a_cut_week_keeps_its_days() -> None:
    reading = read_export(OWN / "google_ads_weeks.csv", "google_ads")
    facts = reading.rows["fact_measure"].filter(pl.col("measure_code") == "ad_spend")
    assert facts.select("window_kind", "period_start", "period_end", pl.col("value").cast(pl.Int64)).rows() == [
        ("week", dt.date(2026, 6, 1), dt.date(2026, 6, 7), 16),
        ("custom", dt.date(2026, 6, 8), dt.date(2026, 6, 10), 3),
    ]
    assert total(reading, "conversions", window_kind="week") == 2
    assert any("added up over ad group" in note for note in reading.notes)


def test_korean_keywords_are_parts_that_promise_no_sum() -> None:
    reading = read_export(OWN / "google_ads_keywords_ko.csv", "google_ads", Choices(account="빵집"))
    cut = "campaign+keyword+paid"
    assert reading.faults == []
    assert (total(reading, "ad_spend"), total(reading, "conversions")) == (210_300, 10)
    assert logged(reading, "ad_spend", cut) == [JUNE]
    assert not reading.load_log["adds_up"].any()
    spent = reading.rows["fact_measure"].filter(pl.col("measure_code") == "ad_spend")
    named = spent.join(reading.rows["dim_item"], on="item_id").select("item_ext", pl.col("value").cast(pl.Int64))
    assert dict(named.rows()) == {"식빵 맛집": 210_000, "total": 300}
    assert spent["currency"].unique().to_list() == ["KRW"]


def test_traditional_chinese_range() -> None:
    reading = read_export(OWN / "google_ads_zh.csv", "google_ads", Choices(account="麵包店", time_zone="Asia/Taipei"))
    assert reading.questions == []
    assert (total(reading, "impressions"), total(reading, "link_clicks"), total(reading, "ad_spend")) == (
        28_000,
        200,
        1_680,
    )
    assert logged(reading, "conversions", CAMPAIGN) == [JUNE]
    assert set(reading.rows["fact_measure"]["currency"].drop_nulls()) == {"TWD"}


@pytest.mark.parametrize("header", ["Campaign,Cost,Clicks", "Campaign,Cost / conv.,Impr.,Avg. CPC"])
def test_a_table_with_a_cost_is_not_yet_google_ads(header: str) -> None:
    raw = raw_text(f"{header}\n" + ",".join("1" for _ in header.split(",")) + "\n")
    assert GOOGLE_ADS.recognise(raw) == 0


def test_rows_that_cannot_be_told_apart_and_disagree_are_a_fault() -> None:
    lines = (OWN / "google_ads_weeks.csv").read_text().splitlines()
    again = [*lines, lines[3], lines[4].replace(",500,", ",501,")]
    raw = raw_text("\n".join(again) + "\n")
    reading = detect(raw)[0].read(raw, Choices(), NOW)
    assert [fault.line for fault in reading.faults] == [8]
    assert total(reading, "impressions", window_kind="week") == 1500
