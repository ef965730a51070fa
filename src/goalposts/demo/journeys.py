"""Journeys of people over channels, with the effect of every channel known."""

from __future__ import annotations

import numpy as np
import polars as pl

from goalposts.demo.calendar import Calendar, stamps
from goalposts.demo.ledger import BRAND, CURRENCY, Account, Ledger, Part, generator
from goalposts.demo.truths import Truths
from goalposts.warehouse.tables import identity

JOURNEYS = Account("manual", f"{BRAND} journeys")
_COUNT = 6_000
_LENGTHS = (0.42, 0.27, 0.16, 0.09, 0.06)
_POPULARITY = {
    "email": 0.13,
    "paid_search": 0.17,
    "organic_search": 0.25,
    "organic_social": 0.19,
    "paid_social": 0.16,
    "display": 0.1,
}
_KINDS = {"email": "email_click", "display": "impression"}


def journeys(calendar: Calendar, truths: Truths) -> Part:
    """Every touch of every journey. A journey converts on its last touch, or not at all."""
    rng = generator(truths.seed, "journeys")
    names = list(_POPULARITY)
    length = 1 + rng.choice(5, _COUNT, p=_LENGTHS)
    owner = np.repeat(np.arange(_COUNT), length)
    channel = rng.choice(len(names), len(owner), p=list(_POPULARITY.values()))
    touched = np.zeros((_COUNT, len(names)), dtype=bool)
    touched[owner, channel] = True
    effect = np.array([truths.channel_effects[name] for name in names])
    converts = rng.random(_COUNT) < 1 - np.prod(np.where(touched, 1 - effect, 1.0), axis=1)
    start = rng.integers(0, len(calendar) - 15, _COUNT) * 86_400
    place = np.arange(len(owner)) - (np.cumsum(length) - length)[owner]
    seconds = start[owner] + place * 2 * 86_400 + rng.integers(0, 86_400, len(owner))
    last = (place == length[owner] - 1) & converts[owner]
    value = np.where(last, np.rint(rng.lognormal(np.log(38), 0.3, len(owner))), 0)
    count = len(owner)
    labels = [names[c] for c in channel]
    rows = pl.DataFrame(
        {
            "touch_id": [identity("touch", JOURNEYS.id, n) for n in range(count)],
            "account_id": [JOURNEYS.id] * count,
            "person_key": [f"simulated-{n:05d}" for n in owner],
            "touched_at": stamps(np.repeat(calendar.dates[:1], count), seconds),
            "channel": labels,
            "touch_kind": [_KINDS.get(name, "visit") for name in labels],
            "is_conversion": last,
            "conversion_code": pl.Series(np.where(last, "order", "")).replace("", None),
            "conversion_value": pl.Series(value).cast(pl.Decimal(20, 6)),
        }
    ).with_columns(
        pl.when("is_conversion").then("conversion_value").alias("conversion_value"),
        pl.when("is_conversion").then(pl.lit(CURRENCY)).alias("currency"),
    )
    ledger = Ledger(JOURNEYS, "journeys-simulated.csv", truths.captured_at)
    ledger.add("fact_touchpoint", rows)
    return Part([ledger.batch()])
