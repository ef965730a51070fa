import datetime as dt

import polars as pl

from goalposts.sources.source import Choices
from tests.sources.exports import OWN, logged, read_export, with_items


def test_the_best_organic_position_of_each_keyword() -> None:
    reading = read_export(OWN / "semrush_positions.csv", "semrush_positions", Choices(read_on=dt.date(2026, 7, 9)))
    facts = with_items(reading)
    assert facts.select("item_ext", pl.col("value").cast(pl.Int64), "line").rows() == [
        ("rye bread", 3, 2),
        ("sourdough course", 1, 4),
    ]
    assert (reading.account_name, reading.platform, reading.rows_read) == ("corner-bakery.example", "semrush", 3)
    day = dt.date(2026, 6, 30)
    assert logged(reading, "keyword_position", "keyword") == [(day, day, "loaded")]
    assert set(facts["window_kind"]) == {"instant"}
    assert any("1 rows are no organic positions" in note for note in reading.notes)


def test_a_keyword_without_a_position_has_no_rank() -> None:
    reading = read_export(OWN / "ahrefs_keywords.csv", "ahrefs_positions")
    facts = with_items(reading)
    assert facts.select("item_ext", "country_code", pl.col("value").cast(pl.Int64)).rows() == [
        ("식빵 맛집", "KR", 2),
        ("식빵 맛집", "US", 35),
    ]
    day = dt.date(2026, 6, 29)
    assert logged(reading, "keyword_position", "country+keyword") == [(day, day, "partial")]


def test_volumes_of_the_vendor_are_not_ours() -> None:
    for file, name in (("semrush_positions.csv", "semrush_positions"), ("ahrefs_keywords.csv", "ahrefs_positions")):
        reading = read_export(OWN / file, name)
        assert set(reading.rows["fact_measure"]["measure_code"]) == {"keyword_position"}
        assert any("vendor's estimates and are not stored" in note for note in reading.notes)
