"""Platforms: all that are known, their habits, and the words people use for them."""

from __future__ import annotations

import pytest

from goalposts.catalog.measure import LANGUAGES
from goalposts.catalog.platforms import load_platforms, platform_of
from goalposts.errors import NotFound

CODES = (
    "facebook instagram x linkedin youtube tiktok pinterest bluesky mastodon ga4 gsc mailchimp brevo google_ads "
    "meta_ads linkedin_ads naver_ads hubspot salesforce stripe semrush ahrefs brand24 meltwater google_alerts manual"
)


def test_all_are_there() -> None:
    platforms = load_platforms()
    assert list(platforms) == CODES.split()
    for code, platform in platforms.items():
        assert platform.code == code
        assert set(platform.names) == set(platform.reporting_day) == set(LANGUAGES)


@pytest.mark.parametrize(
    ("code", "kind", "impressions", "reach", "lag", "restate"),
    [
        ("facebook", "social", True, True, 24, 7),
        ("instagram", "social", True, True, 48, 7),
        ("x", "social", True, False, 1, 30),
        ("tiktok", "social", False, False, 1, 90),
        ("mastodon", "social", False, False, 1, 30),
        ("gsc", "seo", False, False, 72, 4),
        ("meta_ads", "ads", True, True, 24, 28),
        ("google_ads", "ads", True, True, 24, 90),
    ],
)
def test_habits(code: str, kind: str, impressions: bool, reach: bool, lag: int, restate: int) -> None:
    found = load_platforms()[code]
    assert (found.kind, found.has_impressions, found.has_reach) == (kind, impressions, reach)
    assert (found.lag_hours, found.restate_days) == (lag, restate)


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("Twitter", "x"),
        ("트위터", "x"),
        ("X", "x"),
        ("Ｘ", "x"),
        ("페이스북", "facebook"),
        ("臉書", "facebook"),
        ("google ads", "google_ads"),
        ("Search Console", "gsc"),
        ("Meta 廣告", "meta_ads"),
    ],
)
def test_words(word: str, code: str) -> None:
    assert platform_of(word).code == code


def test_an_unknown_word_gets_the_nearest() -> None:
    with pytest.raises(NotFound, match="instagram"):
        platform_of("instagrm")
