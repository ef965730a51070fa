import datetime as dt
from pathlib import Path

import pytest

from goalposts.errors import Invalid, Unsupported
from goalposts.sources.detect import detect
from goalposts.sources.feeds import read_feed
from goalposts.sources.google_alerts import GOOGLE_ALERTS
from goalposts.sources.source import Choices
from goalposts.sources.tables import read_file
from tests.sources.exports import NOW, OWN, check_contract, fault_places, shared

FILE = OWN / "google_alerts.xml"
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><title>A blog</title>{}</feed>'


def test_an_alert_becomes_coverage_of_the_page_behind_the_link() -> None:
    raw = read_file(FILE)
    assert detect(raw)[0] is GOOGLE_ALERTS
    reading = GOOGLE_ALERTS.read(raw, Choices(), NOW)
    check_contract(reading)
    mentions = reading.rows["fact_mention"]
    assert mentions.select("kind", "url", "domain", "published_at", "sentiment", "text_excerpt", "line").rows() == [
        (
            "media_coverage",
            "https://news.example/shop?id=3",
            "news.example",
            dt.datetime(2026, 3, 4, 22, 15),
            "unknown",
            "The brand said on Wednesday ...",
            1,
        ),
        (
            "media_coverage",
            "https://magazine.example/list",
            "magazine.example",
            dt.datetime(2026, 3, 5, 8),
            "unknown",
            "Shops of the year",
            2,
        ),
    ]
    assert reading.account_name == "Example Brand"
    assert fault_places(reading) == [(3, "Published", "2026-02-30T08:00:00Z")]
    assert set(reading.load_log["measure_code"]) == {"pr_mentions"}
    assert reading.questions == []


def test_another_feed_is_no_alert(tmp_path: Path) -> None:
    path = tmp_path / "blog.xml"
    path.write_text(ATOM.format("<entry><title>Hello</title></entry>"))
    with pytest.raises(Invalid, match="no export known here"):
        detect(read_file(path))


def test_feeds_of_the_wild_are_read_or_refused_in_words() -> None:
    assert read_feed(shared("feeds/gulp-atom.atom").read_bytes()).cells.height > 0
    with pytest.raises(Unsupported, match="neither a workbook nor an Atom feed"):
        read_file(shared("feeds/rss-1.rss"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<feed xmlns='http://www.w3.org/2005/Atom'><entry></feed>", "XML of the feed is broken"),
        ("<!DOCTYPE f [<!ENTITY a 'b'>]><feed xmlns='http://www.w3.org/2005/Atom'>&a;</feed>", "declares XML entities"),
    ],
)
def test_broken_and_hostile_feeds_are_refused(text: str, message: str) -> None:
    with pytest.raises(Invalid, match=message):
        read_feed(text.encode())
