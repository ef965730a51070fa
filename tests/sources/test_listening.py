import datetime as dt

import pytest

from goalposts.sources.listening import plain_address
from goalposts.sources.source import Choices
from tests.sources.exports import OWN, fault_places, read_export

TOLD = Choices(account="Brand", time_zone="UTC")


def test_social_mentions_and_coverage_are_told_apart_and_copies_count_once() -> None:
    reading = read_export(OWN / "meltwater.csv", "meltwater_mentions", Choices(time_zone="UTC"))
    mentions = reading.rows["fact_mention"].sort("published_at")
    assert mentions.select("kind", "platform", "domain", "sentiment", "est_reach", "author_ext").rows() == [
        ("media_coverage", "web", "news.example", "positive", 12000, None),
        ("social_mention", "x", "x.com", "negative", 340, "@someone"),
        ("social_mention", "x", "x.com", "unknown", None, "@other"),
    ]
    assert mentions["published_at"][0] == dt.datetime(2026, 3, 2, 9, 15)
    assert reading.account_name == "Brand watch"
    assert fault_places(reading) == [(6, "Date", "someday")]
    assert "1 rows repeat an address already listed and were counted once." in reading.notes


def test_influencers_are_known_only_where_followers_are_told() -> None:
    reading = read_export(OWN / "brand24.csv", "brand24_mentions", TOLD)
    assert reading.rows["fact_mention"].sort("published_at")["author_class"].to_list() == [None, "influencer", None]
    assert "influencer_mentions" in set(reading.load_log["measure_code"])
    other = read_export(OWN / "meltwater.csv", "meltwater_mentions", TOLD)
    assert "influencer_mentions" not in set(other.load_log["measure_code"])


def test_the_days_between_first_and_last_mention_are_covered() -> None:
    log = read_export(OWN / "brand24.csv", "brand24_mentions", TOLD).load_log
    assert set(log.select("first_day", "last_day").rows()) == {(dt.date(2026, 3, 2), dt.date(2026, 3, 5))}
    assert {"mentions", "pr_mentions", "mentions_negative"} <= set(log["measure_code"])
    assert "tags" not in set(log["measure_code"])


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("https://www.News.Example/a/?utm_source=x&id=3#top", ("https://news.example/a?id=3", "news.example")),
        ("HTTP://news.example/a/", ("http://news.example/a", "news.example")),
        ("not an address", ("not an address", "")),
        ("http://[broken", ("http://[broken", "")),
    ],
)
def test_an_address_is_the_same_whatever_tracking_it_carries(url: str, plain: tuple[str, str]) -> None:
    assert plain_address(url) == plain
