from decimal import Decimal
from pathlib import Path

from goalposts.sources.source import Choices
from tests.sources.exports import OWN, TODAY, fault_places, logged, read_export, total


def test_totals_of_one_site() -> None:
    reading = read_export(OWN / "semrush_overview.csv", "semrush_overview")
    assert (reading.account_name, reading.platform, reading.questions) == ("corner-bakery.example", "semrush", [])
    assert (total(reading, "backlinks"), total(reading, "referring_domains")) == (5400, 310)
    assert total(reading, "authority_score") == 38
    assert logged(reading, "backlinks") == [(TODAY, TODAY, "loaded")]
    assert set(reading.rows["fact_measure"]["window_kind"]) == {"instant"}


def test_of_several_sites_the_one_the_person_names() -> None:
    asked = read_export(OWN / "ahrefs_overview.csv", "ahrefs_overview")
    assert [question.field for question in asked.questions] == ["account"]
    reading = read_export(OWN / "ahrefs_overview.csv", "ahrefs_overview", Choices(account="www.corner-bakery.example"))
    assert (total(reading, "backlinks"), total(reading, "authority_score")) == (6100, Decimal("41.5"))
    assert any("1 rows are of other sites" in note for note in reading.notes)
    assert any("Organic traffic is an estimate" in note for note in reading.notes)


def test_a_site_that_is_not_in_the_file_is_a_fault() -> None:
    reading = read_export(OWN / "ahrefs_overview.csv", "ahrefs_overview", Choices(account="bakery"))
    assert total(reading, "backlinks") is None
    assert ["no row is of the site 'bakery'" in fault.message for fault in reading.faults] == [True]


def test_a_score_beyond_its_scale_is_a_fault(tmp_path: Path) -> None:
    file = tmp_path / "overview.csv"
    file.write_text((OWN / "semrush_overview.csv").read_text().replace(";38;", ";380;"))
    assert fault_places(read_export(file, "semrush_overview")) == [(2, "ascore", "380")]
