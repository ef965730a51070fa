"""Which export a file is: by its headers, in any language they come in, and never by its name."""

from __future__ import annotations

from collections.abc import Sequence

from goalposts.errors import Fault, Invalid
from goalposts.sources.airline_tweets import AIRLINE_TWEETS
from goalposts.sources.backlinks import AHREFS_BACKLINKS, SEMRUSH_BACKLINKS
from goalposts.sources.brevo import BREVO_CAMPAIGNS
from goalposts.sources.cdnow import CDNOW, CDNOW_SUMMARY
from goalposts.sources.experiments import EMAIL_TEST, PAGE_TEST, UNIT_COUNTRIES
from goalposts.sources.facebook import PAGE_POSTS
from goalposts.sources.feedback import LABELLED_REVIEWS, RATED_REVIEWS, SURVEY
from goalposts.sources.ga4 import GA4
from goalposts.sources.google_ads import GOOGLE_ADS
from goalposts.sources.google_alerts import GOOGLE_ALERTS
from goalposts.sources.headers import normalise
from goalposts.sources.hubspot import HUBSPOT_CONTACTS, HUBSPOT_DEALS
from goalposts.sources.instagram import INSTAGRAM_REACH
from goalposts.sources.linkedin import LINKEDIN_PAGE
from goalposts.sources.linkedin_ads import LINKEDIN_ADS
from goalposts.sources.listening import BRAND24, MELTWATER
from goalposts.sources.mailchimp import MAILCHIMP_CAMPAIGNS
from goalposts.sources.mailchimp_audience import MAILCHIMP_AUDIENCE
from goalposts.sources.meta_ads import ADS_MANAGER, KAG_ADS
from goalposts.sources.meta_suite import FACEBOOK_CONTENT, INSTAGRAM_CONTENT
from goalposts.sources.meta_trends import FACEBOOK_TREND, INSTAGRAM_TREND
from goalposts.sources.naver_ads import NAVER_ADS
from goalposts.sources.paths import PATHS
from goalposts.sources.saas_journeys import COSTS, SESSIONS, VISITORS
from goalposts.sources.search_console import SEARCH_CONSOLE
from goalposts.sources.seo_overview import AHREFS_OVERVIEW, SEMRUSH_OVERVIEW
from goalposts.sources.seo_ranks import AHREFS_POSITIONS, SEMRUSH_POSITIONS
from goalposts.sources.source import RawFile, Source
from goalposts.sources.stripe import STRIPE_SUBSCRIPTIONS
from goalposts.sources.subscribers import ACCOUNTS, TELCO
from goalposts.sources.tiktok import TIKTOK_OVERVIEW
from goalposts.sources.uci_facebook import UCI_FACEBOOK
from goalposts.sources.universal_analytics import UNIVERSAL_ANALYTICS
from goalposts.sources.x import CONTENT, OVERVIEW
from goalposts.sources.x_legacy import LEGACY_DAYS, LEGACY_TWEETS
from goalposts.sources.youtube import YOUTUBE

SOURCES: tuple[Source, ...] = (
    CONTENT,
    OVERVIEW,
    LEGACY_DAYS,
    LEGACY_TWEETS,
    TIKTOK_OVERVIEW,
    YOUTUBE,
    LINKEDIN_PAGE,
    PAGE_POSTS,
    FACEBOOK_CONTENT,
    INSTAGRAM_CONTENT,
    FACEBOOK_TREND,
    INSTAGRAM_TREND,
    UCI_FACEBOOK,
    INSTAGRAM_REACH,
    MAILCHIMP_CAMPAIGNS,
    MAILCHIMP_AUDIENCE,
    BREVO_CAMPAIGNS,
    SEARCH_CONSOLE,
    GA4,
    UNIVERSAL_ANALYTICS,
    ADS_MANAGER,
    KAG_ADS,
    GOOGLE_ADS,
    NAVER_ADS,
    LINKEDIN_ADS,
    SEMRUSH_POSITIONS,
    AHREFS_POSITIONS,
    SEMRUSH_OVERVIEW,
    AHREFS_OVERVIEW,
    SEMRUSH_BACKLINKS,
    AHREFS_BACKLINKS,
    HUBSPOT_DEALS,
    HUBSPOT_CONTACTS,
    STRIPE_SUBSCRIPTIONS,
    MELTWATER,
    BRAND24,
    GOOGLE_ALERTS,
    CDNOW,
    CDNOW_SUMMARY,
    SESSIONS,
    VISITORS,
    COSTS,
    ACCOUNTS,
    TELCO,
    PATHS,
    EMAIL_TEST,
    PAGE_TEST,
    UNIT_COUNTRIES,
    SURVEY,
    RATED_REVIEWS,
    LABELLED_REVIEWS,
    AIRLINE_TWEETS,
)
"""Every kind of export that is known by its headers; a generic table comes after all of them."""

_TIE = 0.02
_SHOWN_HEADERS = 12


def detect(raw: RawFile, sources: Sequence[Source] = SOURCES, platform: str | None = None) -> tuple[Source, float]:
    """The kind of export this file is, and how surely (0..1).

    `platform`, if the person named one, decides between kinds and leaves out those of other platforms; a source without
    headers of its own (the generic table) fits every platform. Raises Invalid for a file that is none of them, with
    what it looked like and what comes nearest, and for one that fits two kinds equally.
    """
    wanted = platform.strip().lower() if platform else None
    own = [one for one in sources if one.expected_headers and wanted in (None, one.platform)]
    scores = _scores(raw, own) or _scores(raw, [one for one in sources if not one.expected_headers])
    if not scores:
        raise _unknown(raw, sources)
    best, source = scores[0]
    tied = [one for score, one in scores if best - score < _TIE]
    if len(tied) > 1:
        names = " or ".join(one.title for one in tied)
        faults = [Fault(f"{one.title}: --platform {one.platform}") for one in tied]
        raise Invalid(f"{raw.name} could be {names}. Say which with --platform. Nothing was stored.", faults)
    return source, best


def _scores(raw: RawFile, sources: Sequence[Source]) -> list[tuple[float, Source]]:
    """The sources that know the file at all, surest first."""
    scores = [(one.recognise(raw), one) for one in sources]
    return sorted((pair for pair in scores if pair[0] > 0), key=lambda pair: -pair[0])


def _unknown(raw: RawFile, sources: Sequence[Source]) -> Invalid:
    known = ", ".join(source.title for source in sources if source.expected_headers)
    return Invalid(
        f"{raw.name} is no export known here, and no column of it is named like a measure. {_looks(raw)} "
        f"Known: {known}; or any table whose columns you map to measures. Nothing was stored.",
        [fault for fault in [_nearest_source(raw, sources)] if fault is not None],
    )


def _looks(raw: RawFile) -> str:
    """What the file looked like: how it was decoded, its rows and its headers."""
    sign = {"\t": "tab", "": "no delimiter"}.get(raw.delimiter, raw.delimiter)
    parts = []
    for table in raw.tables[:3]:
        headers = ", ".join(table.headers[:_SHOWN_HEADERS]) + (", …" if len(table.headers) > _SHOWN_HEADERS else "")
        parts.append(f"{table.cells.height:,} rows under: {headers}")
    return f"It looked like {raw.encoding} text cut by {sign!r} with {'; '.join(parts)}."


def _nearest_source(raw: RawFile, sources: Sequence[Source]) -> Fault | None:
    """The kind of export that shares most headers with the file, and the headers it lacks."""
    held = {normalise(header) for table in raw.tables for header in table.headers}
    shared = {
        source.name: [header for header in source.expected_headers if normalise(header) in held] for source in sources
    }
    best = max(sources, key=lambda source: len(shared[source.name]), default=None)
    if best is None or not shared[best.name]:
        return None
    missing = [header for header in best.expected_headers if header not in shared[best.name]]
    return Fault(f"nearest known export: {best.title}; missing headers: {', '.join(missing[:_SHOWN_HEADERS])}")
