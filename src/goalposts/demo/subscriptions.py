"""The tea club: a small subscription with its monthly recurring revenue."""

from __future__ import annotations

import numpy as np
import polars as pl

from goalposts.demo.calendar import Calendar, stamps
from goalposts.demo.ledger import BRAND, CURRENCY, Account, Array, Ledger, Part, generator
from goalposts.demo.truths import Truths
from goalposts.warehouse.tables import identity

CLUB = Account("stripe", f"{BRAND} tea club")
_OPENING = 640_000
"""Recurring revenue before the first day, in US cents a month."""
_MOVES = {
    "mrr_new": (0.95, 2_400, 1),
    "mrr_expansion": (0.35, 1_100, 1),
    "mrr_reactivation": (0.12, 2_400, 1),
    "mrr_contraction": (0.16, 900, -1),
    "mrr_churn": (0.62, 2_400, -1),
}
"""Movement -> how many a day, US cents a month, and the direction."""


def subscriptions(calendar: Calendar, truths: Truths) -> Part:
    """Every movement as a row, and the level at the end of each day, which the movements explain."""
    rng = generator(truths.seed, "subscriptions")
    ledger = Ledger(CLUB, "tea-club-simulated.csv", truths.captured_at)
    level = np.full(len(calendar), _OPENING, dtype=np.int64)
    frames = []
    for event, (per_day, cents, sign) in _MOVES.items():
        day = np.repeat(np.arange(len(calendar)), rng.poisson(per_day * calendar.rhythm((1,) * 7, growth=0.2)))
        amount = cents + 100 * rng.integers(-3, 4, len(day))
        level += np.cumsum(np.bincount(day, sign * amount, len(calendar)).astype(np.int64))
        frames.append(_rows(rng, calendar, event, day, sign * amount))
    ledger.events("fact_revenue", pl.concat(frames), calendar.period)
    ledger.measure("mrr", level, calendar.dates, window="instant", covers=calendar.period, currency=CURRENCY)
    return Part([ledger.batch()])


def _rows(rng: np.random.Generator, calendar: Calendar, event: str, day: Array, cents: Array) -> pl.DataFrame:
    count = len(day)
    names = [f"{event}-{n:05d}" for n in range(count)]
    return pl.DataFrame(
        {
            "revenue_id": [identity("club", CLUB.id, name) for name in names],
            "event": [event] * count,
            "expansion_kind": ["upsell" if event == "mrr_expansion" else None] * count,
            "account_id": [CLUB.id] * count,
            "occurred_at": stamps(calendar.dates[day], rng.integers(0, 86_400, count)),
            "effective_month": pl.Series(calendar.dates[day].astype("datetime64[M]").astype("datetime64[D]")),
            "amount": pl.Series(cents / 100).cast(pl.Decimal(20, 6)),
            "currency": [CURRENCY] * count,
        },
        schema_overrides={"expansion_kind": pl.String},
    )
