import datetime as dt

from goalposts.sources.source import Reading
from goalposts.warehouse.tables import FACT_MENTION
from tests.sources.exports import OWN, fault_places, read_export


def links(reading: Reading) -> list[tuple[object, ...]]:
    frame = reading.rows["fact_mention"]
    return frame.select("domain", "authority_score", "is_follow", "found_at", "lost_at", "line").rows()


def test_links_with_when_they_were_found_and_lost() -> None:
    reading = read_export(OWN / "semrush_backlinks.csv", "semrush_backlinks")
    assert (reading.account_name, reading.rows_read) == ("corner-bakery.example", 5)
    assert links(reading) == [
        ("news.example", 52.0, True, dt.datetime(2026, 5, 2, 10), None, 2),
        ("forum.example", 12.0, False, dt.datetime(2026, 5, 10, 10), dt.datetime(2026, 6, 1), 3),
        ("weekly.example", 61.0, True, dt.datetime(2026, 6, 15, 8), None, 4),
    ]
    assert fault_places(reading) == [(6, "Source url", "not an address")]
    assert any("1 rows link the same two pages again" in note for note in reading.notes)


def test_rows_say_the_vendor_and_fit_their_table() -> None:
    frame = read_export(OWN / "semrush_backlinks.csv", "semrush_backlinks").rows["fact_mention"]
    assert set(frame.columns) <= {*FACT_MENTION.columns, "_record"}
    assert frame["authority_vendor"].unique().to_list() == ["semrush"]
    assert frame["kind"].unique().to_list() == ["backlink"]
    assert frame["text_excerpt"].to_list() == ["Corner Bakery", "here", "rye recipe"]
    assert "utm_source" not in frame["url"].to_list()[1]


def test_ahrefs_names_the_day_a_link_was_lost() -> None:
    reading = read_export(OWN / "ahrefs_backlinks.csv", "ahrefs_backlinks")
    assert links(reading) == [
        ("trails.example", 70.0, True, dt.datetime(2026, 4, 1, 10), None, 2),
        ("old.example", 15.0, False, dt.datetime(2026, 3, 1, 10), dt.datetime(2026, 5, 21), 3),
    ]


def test_the_list_speaks_for_the_days_up_to_the_last_it_names() -> None:
    log = read_export(OWN / "semrush_backlinks.csv", "semrush_backlinks").load_log
    days = log.filter(log["measure_code"] == "linking_domains").select("first_day", "last_day").unique().rows()
    assert days == [(dt.date(2026, 5, 2), dt.date(2026, 6, 29))]


def test_a_list_that_a_vendor_caps_does_not_tell_the_number_of_all_links() -> None:
    reading = read_export(OWN / "semrush_backlinks.csv", "semrush_backlinks")
    assert set(reading.load_log["measure_code"]) == {"linking_domains", "quality_referring_domains"}
    assert any("the number of all backlinks is not" in note for note in reading.notes)
