"""Search: what a search console reports, and what a link index knows of the site."""

from __future__ import annotations

import numpy as np
import polars as pl

from goalposts.demo.calendar import Calendar, Dates
from goalposts.demo.ledger import BRAND, Account, Array, Ledger, Part, generator
from goalposts.demo.truths import Truths
from goalposts.demo.uniques import edges
from goalposts.periods import Grain
from goalposts.warehouse.batch import Batch
from goalposts.warehouse.tables import item_identity

CONSOLE = Account("gsc", f"{BRAND} in search", time_zone="America/Los_Angeles")
LINK_INDEX = Account("semrush", f"{BRAND} link index", time_zone="UTC")
KEYWORDS = {
    "maru tea": (0.16, 1.4),
    "oolong tea": (0.13, 13.0),
    "matcha powder": (0.12, 16.5),
    "cold brew tea": (0.08, 9.5),
    "tea gift box": (0.08, 11.0),
    "우롱차": (0.12, 10.2),
    "말차 가루": (0.09, 14.1),
    "차 선물 세트": (0.07, 8.4),
    "烏龍茶": (0.08, 18.3),
    "冷泡茶": (0.07, 12.6),
}
"""Keyword -> share of the impressions that name a keyword, typical position."""
_NAMED = 0.7
"""Share of impressions whose keyword is told: rare ones are withheld."""
COUNTRIES = {"KR": 0.46, "TW": 0.22, "US": 0.14, "JP": 0.08, "SG": 0.05, "GB": 0.05}
_WEEK = (1.05, 1.04, 1.03, 1.0, 0.96, 0.93, 0.99)


def search(calendar: Calendar, truths: Truths) -> Part:
    """Days of the whole site; whole months by keyword (not all are told) and by country (these add up)."""
    rng = generator(truths.seed, "search")
    ledger = Ledger(CONSOLE, "search-console-simulated.csv", truths.captured_at)
    shown = rng.poisson(8200 * calendar.rhythm(_WEEK, yearly=0.14, growth=0.35))
    clicks = rng.binomial(shown, 0.031)
    place = np.linspace(14.5, 11.0, len(calendar)) * rng.normal(1, 0.02, len(calendar))
    days = {"search_impressions": shown, "search_clicks": clicks, "position_weighted": np.rint(shown * place)}
    ledger.daily(calendar, days, [calendar.period])
    months = calendar.whole(Grain.MONTH)
    totals = {code: np.array([values[calendar.slice(m)].sum() for m in months]) for code, values in days.items()}
    _keywords(rng, ledger, totals, edges(months))
    _countries(rng, ledger, totals, edges(months))
    return Part([ledger.batch(), _links(calendar, truths)], {"search_impressions": shown, "search_clicks": clicks})


def _keywords(rng: np.random.Generator, ledger: Ledger, totals: dict[str, Array], months: tuple[Dates, Dates]) -> None:
    items = np.array([item_identity(CONSOLE.id, "keyword", word) for word in KEYWORDS])
    rows = {"item_id": items, "account_id": CONSOLE.id, "item_kind": "keyword", "item_ext": list(KEYWORDS)}
    ledger.add("dim_item", pl.DataFrame(rows).with_columns(pl.Series("title", list(KEYWORDS))))
    shares = np.array([share for share, _ in KEYWORDS.values()]) * _NAMED
    shown = rng.multinomial(totals["search_impressions"], [*shares, 1 - shares.sum()])[:, :-1]
    place = np.array([place for _, place in KEYWORDS.values()]) * np.linspace(1.08, 0.92, len(shown))[:, None]
    clicks = rng.binomial(shown, np.minimum(0.32 / place, 0.3))
    found = {"search_impressions": shown, "search_clicks": clicks, "position_weighted": np.rint(shown * place)}
    first, last = (np.repeat(edge, len(items)) for edge in months)
    for code, values in found.items():
        item = np.tile(items, len(values))
        ledger.measure(
            code, values.ravel(), first, last, window="month", cut="keyword", adds_up=False, slices={"item_id": item}
        )


def _countries(rng: np.random.Generator, ledger: Ledger, totals: dict[str, Array], months: tuple[Dates, Dates]) -> None:
    first, last = (np.repeat(edge, len(COUNTRIES)) for edge in months)
    for code, values in totals.items():
        parts = rng.multinomial(values.astype(np.int64), list(COUNTRIES.values()))
        codes = np.tile(np.array(list(COUNTRIES)), len(values))
        ledger.measure(code, parts.ravel(), first, last, window="month", cut="country", slices={"country_code": codes})


def _links(calendar: Calendar, truths: Truths) -> Batch:
    """Links to the site, read every Sunday and on the last day."""
    rng = generator(truths.seed, "links")
    ledger = Ledger(LINK_INDEX, "link-index-simulated.csv", truths.captured_at)
    read = np.flatnonzero((calendar.weekdays == 6) | (np.arange(len(calendar)) == len(calendar) - 1))
    domains = 310 + np.cumsum(rng.poisson(1.4, len(read)))
    levels = {
        "referring_domains": domains,
        "backlinks": np.rint(domains * 6.4),
        "linking_domains": domains,
        "quality_referring_domains": np.rint(domains * np.linspace(0.29, 0.34, len(read))),
        "authority_score": np.rint(np.linspace(31, 36, len(read))),
    }
    for code, values in levels.items():
        ledger.measure(code, values, calendar.dates[read], window="instant", covers=calendar.period)
    return ledger.batch()
