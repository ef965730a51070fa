import datetime as dt
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from goalposts.sources.source import Choices, Reading
from tests.sources.exports import OWN, logged, read_export, shared, total

KAG_CUT = "ad+age+campaign+gender+interest+paid"


def by_campaign(reading: Reading, measure: str) -> dict[str, Decimal]:
    facts = reading.rows["fact_measure"].filter(pl.col("measure_code") == measure)
    named = facts.join(reading.rows["dim_campaign"], on="campaign_id").group_by("name").agg(pl.col("value").sum())
    return dict(named.iter_rows())


def test_kag_totals_and_campaigns() -> None:
    reading = read_export(shared("kag_ads/KAG_conversion_data.csv"), "meta_ads_kag", Choices(currency="USD"))
    assert (reading.rows_read, reading.faults) == (1143, [])
    sums = {code: total(reading, code, KAG_CUT) or 0 for code in ("impressions", "link_clicks", "conversions")}
    assert sums == {"impressions": 213434828, "link_clicks": 38165, "conversions": 3264}
    assert round(total(reading, "ad_spend") or 0, 2) == Decimal("58705.23")
    assert by_campaign(reading, "impressions") == {"916": 482925, "936": 8128187, "1178": 204823716}
    assert by_campaign(reading, "link_clicks") == {"916": 113, "936": 1984, "1178": 36068}
    assert by_campaign(reading, "conversions") == {"916": 58, "936": 537, "1178": 2669}
    assert by_campaign(reading, "orders") == {"916": 24, "936": 184, "1178": 872}
    spent = {name: round(value, 2) for name, value in by_campaign(reading, "ad_spend").items()}
    assert spent == {"916": Decimal("149.71"), "936": Decimal("2893.37"), "1178": Decimal("55662.15")}


def test_kag_slices_are_parts_that_add_up_and_zeros_are_measured() -> None:
    reading = read_export(OWN / "kag_ads.csv", "meta_ads_kag")
    facts = reading.rows["fact_measure"]
    assert reading.load_log["adds_up"].all()
    assert set(facts["paid_split"]) == {"paid"}
    assert reading.rows["dim_segment"]["value"].to_list() == [
        "age=30-34|gender=M|interest=15",
        "age=30-34|gender=F|interest=16",
        "age=35-39|gender=F|interest=15",
    ]
    clicks = facts.filter(pl.col("measure_code") == "link_clicks")["value"].to_list()
    assert clicks == [10, 0, 20]


def test_kag_asks_the_currency_and_says_what_orders_are() -> None:
    reading = read_export(OWN / "kag_ads.csv", "meta_ads_kag")
    assert {question.field: question.assumed for question in reading.questions} == {
        "account": "kag_ads",
        "currency": "XXX",
    }
    money = reading.rows["fact_measure"].filter(pl.col("currency").is_not_null())
    assert set(money["measure_code"]) == {"ad_spend"}
    assert set(money["currency"]) == {"XXX"}
    assert any("`Approved_Conversion` (purchases) as orders" in note for note in reading.notes)


def test_ads_manager_by_day_leaves_the_total_row_out() -> None:
    reading = read_export(OWN / "ads_manager_en.csv", "meta_ads_manager")
    assert (reading.rows_read, reading.faults) == (3, [])
    assert total(reading, "ad_spend") == Decimal("30.75")
    assert total(reading, "impressions") == 3500
    assert total(reading, "conversions") == 3
    assert set(reading.rows["fact_measure"]["window_kind"]) == {"day"}
    assert logged(reading, "impressions", "ad+campaign+paid") == [(dt.date(2026, 6, 1), dt.date(2026, 6, 2), "loaded")]
    assert logged(reading, "conversions", "ad+campaign+paid")[0][2] == "partial"
    assert any("totals of the others" in note for note in reading.notes)
    assert [question.field for question in reading.questions] == ["account", "time_zone"]


@pytest.mark.parametrize(
    ("file", "currency", "campaign", "spend", "clicks", "conversions"),
    [
        ("ads_manager_ko.csv", "KRW", "봄 행사", 240000, 400, 17),
        ("ads_manager_zh.csv", "TWD", "春季活動", 2230, 210, 10),
    ],
)
def test_ads_manager_in_korean_and_chinese(
    file: str, currency: str, campaign: str, spend: int, clicks: int, conversions: int
) -> None:
    reading = read_export(OWN / file, "meta_ads_manager", Choices(account="Bakery ads"))
    assert by_campaign(reading, "ad_spend") == {campaign: spend}
    assert total(reading, "link_clicks") == clicks
    assert total(reading, "conversions") == conversions
    money = reading.rows["fact_measure"].filter(pl.col("measure_code") == "ad_spend")
    assert set(money["currency"]) == {currency}
    assert "currency" not in {question.field for question in reading.questions}


def test_ads_manager_without_days_is_one_window() -> None:
    reading = read_export(OWN / "ads_manager_ko.csv", "meta_ads_manager")
    assert set(reading.rows["fact_measure"]["window_kind"]) == {"custom"}
    assert logged(reading, "reach", "ad+campaign+paid") == [(dt.date(2026, 6, 1), dt.date(2026, 6, 30), "loaded")]
    assert total(reading, "conversion_value") == 680000
    assert any("`Results` mixes different actions" in note for note in reading.notes)


def test_ad_sets_are_added_up_by_campaign_and_their_reach_is_not() -> None:
    reading = read_export(OWN / "ads_manager_ad_sets_ko.csv", "meta_ads_manager", Choices(account="상담 광고"))
    spent = reading.rows["fact_measure"].filter(pl.col("measure_code") == "ad_spend")
    assert [int(value) for value in spent["value"]] == [50_000, 10_000]
    assert spent["currency"].unique().to_list() == ["KRW"]
    assert (total(reading, "impressions"), total(reading, "link_clicks")) == (12_000, 120)
    assert total(reading, "reach") is None
    assert any("added up over ad set" in note for note in reading.notes)


def test_results_of_one_kind_of_conversion_are_conversions() -> None:
    reading = read_export(OWN / "ads_manager_ad_sets_ko.csv", "meta_ads_manager")
    assert total(reading, "conversions") == 6
    assert any("Every result is '잠재 고객(양식)'" in note for note in reading.notes)


@pytest.mark.parametrize(
    ("kinds", "said"),
    [(("도달", "도달"), "of the kind '도달' are no conversions"), (("구매", "도달"), "mixes different actions")],
)
def test_other_results_are_not_stored(tmp_path: Path, kinds: tuple[str, str], said: str) -> None:
    lines = (OWN / "ads_manager_ad_sets_ko.csv").read_text().splitlines()[:3]
    rows = [line.replace("잠재 고객(양식)", kind) for line, kind in zip(lines[1:], kinds, strict=True)]
    file = tmp_path / "results.csv"
    file.write_text("\n".join([lines[0], *rows]) + "\n")
    reading = read_export(file, "meta_ads_manager")
    assert total(reading, "conversions") is None
    assert any(said in note for note in reading.notes)


def test_full_width_brackets_and_rows_by_placement() -> None:
    reading = read_export(OWN / "ads_manager_placements_zh.csv", "meta_ads_manager")
    cut = "ad+campaign+paid"
    assert (total(reading, "ad_spend", cut), total(reading, "conversion_value", cut)) == (1250, 9000)
    assert (total(reading, "clicks_all"), total(reading, "link_clicks"), total(reading, "conversions")) == (170, 120, 6)
    assert (total(reading, "likes"), total(reading, "comments"), total(reading, "shares")) == (42, 5, 4)
    assert set(reading.rows["fact_measure"]["currency"].drop_nulls()) == {"TWD"}
    assert total(reading, "reach") is None
    assert [question.field for question in reading.questions] == ["account", "time_zone"]
