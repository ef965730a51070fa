"""Who sent a visit: platforms told by their domains, and channels told by source and medium as GA4 groups them."""

from __future__ import annotations

import re

SENDERS = {
    "facebook": ("facebook", "fb", "fb.com", "facebook.com", "fb.me", "messenger.com"),
    "instagram": ("instagram", "ig", "instagram.com"),
    "x": ("x", "twitter", "x.com", "twitter.com", "t.co"),
    "linkedin": ("linkedin", "linkedin.com", "lnkd.in"),
    "youtube": ("youtube", "youtube.com", "youtu.be"),
    "tiktok": ("tiktok", "tiktok.com"),
    "pinterest": ("pinterest", "pinterest.com", "pin.it"),
    "threads": ("threads", "threads.net", "threads.com"),
    "bluesky": ("bluesky", "bsky.app"),
    "mastodon": ("mastodon", "mastodon.social"),
}
"""Social platform -> names and domains it appears under; subdomains (l.facebook.com, m.youtube.com) belong to them."""

SEARCHERS = frozenset(
    ("google", "bing", "naver", "daum", "yahoo", "duckduckgo", "baidu", "ecosia", "yandex", "zum"),
)
_PAID = re.compile(r"(.*cp.*|ppc|retargeting|paid.*)")
_SOCIAL_MEDIA = frozenset(("social", "social-network", "social-media", "sm", "social network", "social media"))
_DISPLAY = frozenset(("display", "banner", "expandable", "interstitial", "cpm"))
_EMAIL = frozenset(("email", "e-mail", "e_mail", "e mail"))
_OF_NAME = {name: platform for platform, names in SENDERS.items() for name in names}


def source_of(told: str) -> str:
    """The platform code of a social source, else the source as told, in lower case: "m.facebook.com" is facebook."""
    name = told.strip().lower()
    parts = name.split(".")
    for place in range(len(parts)):
        if found := _OF_NAME.get(".".join(parts[place:])):
            return found
    return name


def channel_of(source: str, medium: str) -> str:
    """Our channel of a source (as `source_of` gives it) and a medium.

    By the definitions of GA4's default channel group for manual traffic (Analytics help 9756891): first match counts.
    """
    medium = medium.strip().lower()
    if source == "(direct)" and medium in ("(none)", "(not set)"):
        return "direct"
    social, search = source in SENDERS, source.split(".")[0] in SEARCHERS
    if _PAID.fullmatch(medium) and medium not in _DISPLAY:
        return "paid_social" if social else "paid_search" if search else "other"
    if medium in _DISPLAY:
        return "display"
    if source == "youtube" and medium not in _SOCIAL_MEDIA:
        return "video"
    if social or medium in _SOCIAL_MEDIA:
        return "organic_social"
    if search or medium == "organic":
        return "organic_search"
    if medium in _EMAIL or source in _EMAIL:
        return "email"
    if medium == "affiliate":
        return "affiliate"
    return "referral" if medium in ("referral", "app", "link") else "other"
