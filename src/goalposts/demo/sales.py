"""Leads of cafés and offices that buy wholesale, followed to their end."""

from __future__ import annotations

import numpy as np
import polars as pl

from goalposts.demo.calendar import Calendar, stamps
from goalposts.demo.ledger import BRAND, CURRENCY, Account, Array, Ledger, Part, generator
from goalposts.demo.truths import Truths
from goalposts.warehouse.tables import identity

PIPELINE = Account("hubspot", f"{BRAND} wholesale pipeline")
_CHANNELS = {
    "organic_search": 0.28,
    "paid_search": 0.2,
    "organic_social": 0.16,
    "referral": 0.16,
    "email": 0.12,
    "direct": 0.08,
}
_SIZES = {"smb": 0.62, "mid": 0.26, "enterprise": 0.12}
_DAY = 86_400


def sales(calendar: Calendar, truths: Truths) -> Part:
    """One row per lead; what lies after the last day has not happened yet."""
    rng = generator(truths.seed, "sales")
    per_day = rng.poisson(3.1 * calendar.rhythm((1.2, 1.2, 1.15, 1.1, 1.0, 0.6, 0.75), growth=0.2, rest=0.6))
    day = np.repeat(np.arange(len(calendar)), per_day)
    count = len(day)
    created = stamps(calendar.dates[day], rng.integers(0, _DAY, count))
    until = calendar.dates[-1].astype("datetime64[us]") + np.timedelta64(1, "D")

    def later(moment: Array, days: float, chance: float) -> Array:
        """The next stage, reached with `chance` after about `days`; never after the last day."""
        wait = (rng.gamma(2, days / 2, count) * _DAY).astype("timedelta64[s]")
        reached = moment + wait
        reached[(rng.random(count) >= chance) | (reached >= until)] = np.datetime64("NaT")
        return np.asarray(reached)

    qualified = later(created, 4, 0.42)
    accepted = later(qualified, 5, 0.8)
    opened = later(accepted, 8, 0.82)
    closed = later(opened, 24, 1.0)
    is_closed = ~np.isnat(closed)
    won = is_closed & (rng.random(count) < 0.41)
    ledger = Ledger(PIPELINE, "leads-simulated.csv", truths.captured_at)
    names = [f"L-{n:05d}" for n in range(1, count + 1)]
    rows = pl.DataFrame(
        {
            "lead_id": [identity("lead", PIPELINE.id, name) for name in names],
            "lead_ext": names,
            "account_id": [PIPELINE.id] * count,
            "created_at": created,
            "qualified_at": qualified,
            "accepted_at": accepted,
            "opportunity_at": opened,
            "closed_at": closed,
            "outcome": np.where(won, "won", np.where(is_closed, "lost", "open")),
            "amount": pl.Series(np.rint(rng.lognormal(np.log(640), 0.5, count))).cast(pl.Decimal(20, 6)),
            "currency": [CURRENCY] * count,
            "company_size": rng.choice(list(_SIZES), count, p=list(_SIZES.values())),
            "first_channel": rng.choice(list(_CHANNELS), count, p=list(_CHANNELS.values())),
            "channel": rng.choice(list(_CHANNELS), count, p=list(_CHANNELS.values())),
        }
    )
    ledger.events("fact_lead", rows, calendar.period)
    ledger.daily(calendar, {"leads_won": np.bincount(day, won, len(calendar))}, [calendar.period])
    return Part([ledger.batch()], {"leads": per_day})
