import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from goalposts.sources.source import Choices
from goalposts.sources.tables import read_file
from tests.sources.exports import OWN, logged, read_export, total

CUT = "campaign+paid"


def test_utf16_with_lines_above_the_table() -> None:
    raw = read_file(OWN / "linkedin_ads.csv")
    assert (raw.encoding, raw.delimiter, len(raw.tables[0].preamble)) == ("utf-16", "\t", 5)
    reading = read_export(OWN / "linkedin_ads.csv", "linkedin_ads")
    assert (reading.rows_read, reading.faults, reading.account_name) == (3, [], "Corner Bakery")
    assert (total(reading, "clicks_all"), total(reading, "link_clicks")) == (55, 35)
    assert (total(reading, "impressions"), total(reading, "ad_spend")) == (3500, 90)
    assert logged(reading, "ad_spend", CUT) == [(dt.date(2026, 6, 1), dt.date(2026, 6, 2), "loaded")]
    assert logged(reading, "conversions", CUT)[0][2] == "partial"


def test_the_currency_is_asked_because_no_column_names_it() -> None:
    reading = read_export(OWN / "linkedin_ads.csv", "linkedin_ads")
    assert {question.field: question.assumed for question in reading.questions} == {"currency": "XXX"}
    told = read_export(OWN / "linkedin_ads.csv", "linkedin_ads", Choices(currency="eur"))
    assert told.questions == []
    assert told.rows["fact_measure"]["currency"].drop_nulls().unique().to_list() == ["EUR"]


def test_reach_is_kept_by_row() -> None:
    reach = read_export(OWN / "linkedin_ads.csv", "linkedin_ads").rows["fact_measure"]
    values = reach.filter(pl.col("measure_code") == "reach")["value"]
    assert [int(value) for value in values] == [1500, 900, 400]


@pytest.mark.parametrize(
    ("starts", "window", "first", "last"),
    [
        (("6/1/2026", "6/1/2026"), "custom", dt.date(2026, 6, 1), dt.date(2026, 6, 30)),
        (("5/1/2026", "6/1/2026"), "month", dt.date(2026, 5, 1), dt.date(2026, 6, 30)),
    ],
)
def test_rows_of_months_or_of_the_whole_range(
    tmp_path: Path, starts: tuple[str, str], window: str, first: dt.date, last: dt.date
) -> None:
    lines = (OWN / "linkedin_ads.csv").read_text("utf-16").splitlines()
    rows = [f"{start}{lines[7 + at][8:]}" for at, start in zip((0, 2), starts, strict=True)]
    file = tmp_path / "months.csv"
    file.write_text("\n".join([*lines[:7], *rows]) + "\n", "utf-16")
    reading = read_export(file, "linkedin_ads", Choices(currency="EUR"))
    facts = reading.rows["fact_measure"]
    assert (set(facts["window_kind"]), facts["period_start"].min(), facts["period_end"].max()) == (
        {window},
        first,
        last,
    )


def test_ads_are_items_of_their_own(tmp_path: Path) -> None:
    text = (OWN / "linkedin_ads.csv").read_text("utf-16").replace("Campaign Type", "Creative Name")
    file = tmp_path / "ads.csv"
    file.write_text(text, "utf-16")
    reading = read_export(file, "linkedin_ads", Choices(currency="EUR"))
    assert reading.rows["dim_item"]["item_ext"].to_list() == [
        "Hire bakers / Sponsored Update",
        "Wholesale / Sponsored Update",
    ]
    assert total(reading, "ad_spend", "ad+campaign+paid") == 90
