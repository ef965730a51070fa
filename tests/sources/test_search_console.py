import datetime as dt
from dataclasses import replace
from decimal import Decimal

import polars as pl
import pytest

from goalposts.sources.search_console import SEARCH_CONSOLE
from goalposts.sources.source import Choices, Reading
from goalposts.sources.tables import read_file
from tests.sources.exports import NOW, OWN, logged, read_export, shared, total

NAME = "search_console"
FILES = {
    "en": ("Chart", "Queries", "Pages", "Countries", "Devices", "Filters"),
    "ko": ("차트", "검색어 수", "페이지", "국가", "기기", "필터"),
    "zh": ("圖表", "查詢", "網頁", "國家_地區", "裝置", "篩選器"),
    "ja": ("グラフ", "クエリ", "ページ", "国", "デバイス", "フィルタ"),
}
PLACES = {"en": ["KR", "TR", "HK"], "ko": ["KR", "HK", "TW"], "zh": ["TW", "HK", "KR"], "ja": ["JP", "KR", "TW"]}
SPAN = (dt.date(2026, 6, 2), dt.date(2026, 6, 5))


def figures(reading: Reading) -> tuple[int, int, Decimal]:
    """Clicks, impressions and position × impressions."""
    clicks, shown = (int(total(reading, code) or 0) for code in ("search_clicks", "search_impressions"))
    return clicks, shown, total(reading, "position_weighted") or Decimal(0)


@pytest.mark.parametrize(
    ("file", "cut", "clicks", "impressions"),
    [
        ("Dates.csv", "", 110, 496),
        ("Countries.csv", "country", 110, 496),
        ("Devices.csv", "device", 110, 496),
        ("Pages.csv", "page", 113, 908),
        ("Queries.csv", "keyword", 68, 313),
    ],
)
def test_reference_totals_of_the_real_export(file: str, cut: str, clicks: int, impressions: int) -> None:
    reading = read_export(shared(f"exports/google_search_console/{file}"), NAME)
    assert figures(reading)[:2] == (clicks, impressions)
    assert set(reading.rows["fact_measure"]["cut"]) == {cut}
    assert reading.account_name == "www.hcidirect.co.uk"
    assert (reading.faults, reading.questions) == ([], [])
    assert logged(reading, "search_clicks", cut) == [(dt.date(2025, 3, 17), dt.date(2025, 4, 19), "loaded")]


def test_mean_position_of_the_real_devices_is_weighted() -> None:
    clicks, impressions, weighted = figures(read_export(shared("exports/google_search_console/Devices.csv"), NAME))
    assert weighted == Decimal("22.5") * 358 + Decimal("15.74") * 134 + Decimal(1) * 4
    assert round(weighted / impressions, 2) == Decimal("20.50")
    assert round(clicks / impressions, 4) == 0.2218


@pytest.mark.parametrize("language", FILES)
def test_every_table_in_four_languages(language: str) -> None:
    folder = OWN / f"search_console_{language}"
    days, queries, pages, countries, devices, _ = (
        read_export(folder / f"{name}.csv", NAME) if name != FILES[language][5] else None for name in FILES[language]
    )
    assert days is not None
    assert queries is not None
    assert pages is not None
    assert countries is not None
    assert devices is not None
    assert figures(days) == (4, 160, Decimal("1750"))
    assert figures(queries) == (2, 80, Decimal("610"))
    assert figures(pages) == (4, 180, Decimal("1500"))
    assert figures(countries)[:2] == (4, 160)
    assert countries.rows["fact_measure"]["country_code"].unique(maintain_order=True).to_list() == PLACES[language]
    assert devices.rows["fact_measure"]["device"].unique(maintain_order=True).to_list() == [
        "desktop",
        "mobile",
        "tablet",
    ]
    assert {one.account_name for one in (days, queries, pages, countries, devices)} == {"bakery.example"}
    assert not [fault for one in (days, queries, pages, countries, devices) for fault in one.faults]


def test_spanish_tables_with_decimal_commas() -> None:
    folder = OWN / "search_console_es"
    assert figures(read_export(folder / "Gráfico.csv", NAME)) == (4, 150, Decimal(1350))
    assert figures(read_export(folder / "Consultas.csv", NAME)) == (2, 60, Decimal(360))
    countries = read_export(folder / "Países.csv", NAME)
    assert countries.rows["fact_measure"]["country_code"].unique(maintain_order=True).to_list() == ["ES", "GB"]


def test_a_lone_table_is_of_the_days_the_person_names() -> None:
    raw = read_file(OWN / "search_console_en" / "Queries.csv")
    reading = SEARCH_CONSOLE.read(raw, Choices(account="b", first_day=SPAN[0], last_day=SPAN[1]), NOW)
    assert logged(reading, "search_clicks", "keyword") == [(*SPAN, "loaded")]


@pytest.mark.parametrize("language", FILES)
def test_the_list_of_filters_is_read_but_holds_no_facts(language: str) -> None:
    reading = read_export(OWN / f"search_console_{language}" / f"{FILES[language][5]}.csv", NAME)
    assert "fact_measure" not in reading.rows
    assert reading.rows_read == 2
    assert reading.load_log.is_empty()


def test_days_between_are_covered_and_tables_take_the_span_of_the_days() -> None:
    folder = OWN / "search_console_en"
    days = read_export(folder / "Chart.csv", NAME)
    assert days.rows["fact_measure"]["period_start"].n_unique() == 3
    assert logged(days, "search_clicks") == [(*SPAN, "loaded")]
    queries = read_export(folder / "Queries.csv", NAME)
    facts = queries.rows["fact_measure"]
    assert facts.select("window_kind", "period_start", "period_end").unique().rows() == [("custom", *SPAN)]
    assert queries.load_log["adds_up"].to_list() == [False] * 3
    assert read_export(folder / "Devices.csv", NAME).load_log["adds_up"].to_list() == [True] * 3


def test_search_appearance_is_a_segment() -> None:
    reading = read_export(OWN / "search_console_en" / "Search appearance.csv", NAME)
    assert reading.rows["dim_segment"]["search_appearance"].to_list() == ["Product snippets"]
    assert figures(reading) == (2, 30, Decimal(150))


def test_a_lone_table_has_no_days_and_says_so() -> None:
    raw = read_file(OWN / "search_console_en" / "Queries.csv")
    reading = SEARCH_CONSOLE.read(raw, Choices(), NOW)
    assert set(reading.rows["fact_measure"]["window_kind"]) == {"lifetime"}
    assert any("Import the whole folder or zip" in note for note in reading.notes)
    (question,) = reading.questions
    assert (question.field, question.assumed) == ("account", "search_console_en")


def test_unknown_countries_and_devices_are_faults() -> None:
    raw = read_file(OWN / "search_console_en" / "Countries.csv")
    (table,) = raw.tables
    cells = table.cells.with_columns(pl.Series(table.cells.columns[0], ["Atlantis", "Unknown Region", "Taiwan"]))
    reading = SEARCH_CONSOLE.read(replace(raw, tables=(replace(table, cells=cells),)), Choices(), NOW)
    assert [str(fault) for fault in reading.faults] == [
        "Countries.csv:2 [Country]: 'Atlantis' is not a country known here"
    ]
    assert reading.rows["fact_measure"]["country_code"].unique(maintain_order=True).to_list() == ["ZZ", "TW"]


def test_an_export_narrowed_by_a_filter_is_not_taken_for_the_whole() -> None:
    folder = OWN / "search_console_en"
    raw, filters = read_file(folder / "Chart.csv"), read_file(folder / "Filters.csv")
    (table,) = filters.tables
    cells = table.cells.with_columns(pl.Series(table.cells.columns[0], ["Search type", "Country"]))
    raw = replace(raw, siblings={"Filters.csv": replace(filters, tables=(replace(table, cells=cells),))})
    (question,) = SEARCH_CONSOLE.read(raw, Choices(), NOW).questions
    assert (question.field, question.assumed) == ("account", None)
    assert SEARCH_CONSOLE.read(raw, Choices(account="bakery Korea"), NOW).questions == []


def test_image_search_is_another_account_than_web_search() -> None:
    folder = OWN / "search_console_en"
    raw, filters = read_file(folder / "Pages.csv"), read_file(folder / "Filters.csv")
    (table,) = filters.tables
    cells = table.cells.with_columns(pl.Series(table.cells.columns[1], ["Image", "2026-06-01 - 2026-06-28"]))
    raw = replace(raw, siblings={"Filters.csv": replace(filters, tables=(replace(table, cells=cells),))})
    reading = SEARCH_CONSOLE.read(raw, Choices(), NOW)
    assert reading.account_name == "bakery.example (Image)"
    assert logged(reading, "search_clicks", "page") == [(dt.date(2026, 6, 1), dt.date(2026, 6, 28), "loaded")]
