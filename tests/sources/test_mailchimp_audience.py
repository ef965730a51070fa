import datetime as dt
import shutil
from pathlib import Path

import polars as pl
import pytest

import goalposts
from goalposts.sources.source import Choices
from goalposts.sources.tables import read_file
from tests.sources.exports import OWN, TODAY, logged, read_export, total

SUBSCRIBED, LEFT = OWN / "mailchimp_subscribed.csv", OWN / "mailchimp_unsubscribed.csv"
NAME = "mailchimp_audience"


def by_day(path: Path, measure: str) -> list[tuple[dt.date, int]]:
    facts = read_export(path, NAME).rows["fact_measure"].filter(pl.col("measure_code") == measure)
    return facts.select("period_start", pl.col("value").cast(pl.Int64)).rows()


def cleaned(folder: Path) -> Path:
    file = folder / "cleaned.csv"
    file.write_text(LEFT.read_text().replace("UNSUB_", "CLEAN_").replace("2026-06-0", "2026-05-0"))
    return file


def test_subscribers_are_counted_once_on_the_day_read() -> None:
    reading = read_export(SUBSCRIBED, NAME)
    assert (reading.rows_read, total(reading, "subscribers")) == (4, 3)
    assert logged(reading, "subscribers") == [(TODAY, TODAY, "loaded")]
    assert any("1 rows repeat an address" in note for note in reading.notes)


def test_sign_ups_of_those_who_stayed_are_partial() -> None:
    assert by_day(SUBSCRIBED, "signups") == [(dt.date(2026, 6, 1), 2), (dt.date(2026, 6, 3), 2)]
    assert logged(read_export(SUBSCRIBED, NAME), "signups") == [(dt.date(2026, 6, 1), dt.date(2026, 6, 3), "partial")]


def test_unsubscribes_by_day() -> None:
    assert by_day(LEFT, "unsubscribes") == [(dt.date(2026, 6, 20), 1), (dt.date(2026, 6, 22), 1)]
    assert total(read_export(LEFT, NAME), "signups") is None


def test_a_file_of_cleaned_addresses_alone_stores_nothing(tmp_path: Path) -> None:
    reading = read_export(cleaned(tmp_path), NAME)
    assert (reading.rows_read, reading.faults, "fact_measure" in reading.rows) == (2, [], False)


def test_a_cell_that_is_no_address_or_no_date_is_a_fault_that_quotes_nothing(tmp_path: Path) -> None:
    lines = SUBSCRIBED.read_text().splitlines()
    lines[1] = lines[1].replace('"2026-06-01 08:00:00"', "ann@example.com", 1)
    lines[2] = lines[2].replace("ben@example.com", "Ben Secret")
    file = tmp_path / "members.csv"
    file.write_text("\n".join(lines) + "\n")
    reading = read_export(file, NAME)
    assert [(fault.line, fault.column, fault.value) for fault in reading.faults] == [
        (3, "Email Address", None),
        (2, "OPTIN_TIME", None),
    ]
    assert not any("ann" in fault.message or "Secret" in fault.message for fault in reading.faults)
    assert logged(reading, "subscribers")[0][2] == "partial"


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    folder = tmp_path / "audience"
    folder.mkdir()
    for path in (SUBSCRIBED, LEFT):
        shutil.copy(path, folder)
    cleaned(folder)
    return folder


def test_the_whole_folder_counts_those_who_left_and_keeps_nobody(whole: Path, tmp_path: Path) -> None:
    ragged = whole / SUBSCRIBED.name
    ragged.write_text(ragged.read_text() + "zoe@example.com,Zoe\n")
    with goalposts.open(tmp_path / "home") as workspace:
        choices = Choices(account="Readers", accept_flags=True)
        report = workspace.import_paths([whole], choices)
        assert [file.detected for file in report.files] == [NAME] * 3
        assert report.ok, report.to_dict()
        rows = workspace.ask("newsletter_signups", start="2026-05-01", end="2026-06-30").rows()
        assert rows[0].value == 8
        assert workspace.ask("unsubscribes", start="2026-06-20", end="2026-06-22").rows()[0].value == 2
    texts = str(report.to_dict())
    for path in sorted((tmp_path / "home").rglob("*")):
        if path.is_file():
            assert b"@example.com" not in path.read_bytes(), path
    assert "@example.com" not in texts
    assert read_file(ragged).tables[0].faults[0].value is not None
