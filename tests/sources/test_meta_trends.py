import datetime as dt

import pytest

from goalposts.errors import Invalid
from goalposts.sources.detect import detect
from goalposts.sources.source import Choices, RawFile
from goalposts.sources.tables import FileBytes, read_bytes, read_file
from tests.sources.exports import NOW, OWN, check_contract, logged, read_export, total


def named(metric: str) -> RawFile:
    text = f'sep=,\n"{metric}"\n"Date","Primary"\n"2026-06-01T00:00:00","7"\n'
    return read_bytes(FileBytes(OWN / "trend.csv", "trend.csv", text.encode("utf-16"), "0" * 64))


def test_the_metric_is_named_above_the_table() -> None:
    reading = read_export(OWN / "meta_suite_facebook_trend.csv", "meta_suite_facebook_trend")
    assert (total(reading, "follows_gained"), total(reading, "followers")) == (8, None)
    assert read_file(OWN / "meta_suite_facebook_trend.csv").encoding == "utf-16"
    assert logged(reading, "follows_gained") == [
        (dt.date(2026, 6, 1), dt.date(2026, 6, 2), "loaded"),
        (dt.date(2026, 6, 4), dt.date(2026, 6, 4), "loaded"),
    ]
    assert {question.field for question in reading.questions} == {"account", "time_zone"}


def test_reach_is_kept_by_day() -> None:
    reading = read_export(OWN / "meta_suite_instagram_trend.csv", "meta_suite_instagram_trend")
    assert reading.rows["fact_measure"]["value"].to_list() == [120, 150]
    assert any("never added up" in note for note in reading.notes)


def test_a_metric_of_either_platform_is_asked() -> None:
    with pytest.raises(Invalid, match="Say which with --platform"):
        detect(named("Content interactions"))
    source, _ = detect(named("Content interactions"), platform="instagram")
    assert source.name == "meta_suite_instagram_trend"


@pytest.mark.parametrize(
    ("metric", "measure"), [("Views", "impressions"), ("Viewers", "reach"), ("瀏覽次數", "impressions")]
)
def test_views_and_viewers_say_what_they_took_the_place_of(metric: str, measure: str) -> None:
    source, _ = detect(named(metric), platform="facebook")
    reading = source.read(named(metric), Choices(), NOW)
    check_contract(reading)
    assert total(reading, measure) == 7
    assert any(f"Meta replaced {measure}" in note for note in reading.notes)


def test_an_unknown_metric_is_a_fault_and_no_number() -> None:
    source, _ = detect(named("Facebook stars received"))
    reading = source.read(named("Facebook stars received"), Choices(), NOW)
    assert "fact_measure" not in reading.rows
    (fault,) = reading.faults
    assert (fault.line, fault.value) == (2, "Facebook stars received")
    assert "no metric known here" in fault.message
