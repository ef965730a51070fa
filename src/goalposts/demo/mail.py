"""The weekly newsletter."""

from __future__ import annotations

import numpy as np
import polars as pl

from goalposts.demo.calendar import Calendar
from goalposts.demo.ledger import BRAND, Account, Array, Ledger, Part, generator
from goalposts.demo.truths import Campaign, Truths
from goalposts.periods import Period
from goalposts.warehouse.tables import campaign_identity, item_identity

LIST = Account("mailchimp", f"{BRAND} newsletter")
_SENT_ON = 1
"""Tuesday."""
_SUBJECTS = ("This week's leaf", "이번 주의 차", "本週選茶", "From the tasting room")


def mail(calendar: Calendar, truths: Truths, waves: list[Campaign]) -> Part:
    """One e-mail a week with counters read on the last day, and the size of the list every day."""
    rng = generator(truths.seed, "mail")
    ledger = Ledger(LIST, "newsletter-simulated.csv", truths.captured_at)
    size = len(calendar)
    joined, left = rng.poisson(14, size), rng.poisson(4, size)
    subscribers = 9_000 + np.cumsum(joined - left)
    ledger.measure("subscribers", subscribers, calendar.dates, window="instant", covers=calendar.period)
    sent_on = np.flatnonzero(calendar.weekdays == _SENT_ON)
    counters = _counters(rng, subscribers[sent_on])
    names = [f"newsletter-{number:03d}" for number in range(1, len(sent_on) + 1)]
    items = np.array([item_identity(LIST.id, "email", name) for name in names])
    ledger.add("dim_item", _items(calendar, sent_on, names, items))
    campaign = np.zeros(len(sent_on), dtype=np.int64)
    for wave in waves:
        campaign[calendar.inside(wave.period)[sent_on]] = campaign_identity(wave.name)
    read = np.repeat(calendar.dates[-1:], len(sent_on))
    last = Period(calendar.end, calendar.end)
    slices = {"item_id": items, "campaign_id": campaign}
    for code, values in counters.items():
        ledger.measure(code, values, read, window="lifetime", cut="campaign+email", covers=last, slices=slices)
    daily = {code: np.bincount(sent_on, values, size) for code, values in counters.items()}
    return Part([ledger.batch()], daily)


def _counters(rng: np.random.Generator, sent: Array) -> dict[str, Array]:
    hard, soft = rng.binomial(sent, 0.004), rng.binomial(sent, 0.009)
    delivered = sent - hard - soft
    opened = rng.binomial(delivered, rng.normal(0.37, 0.02, len(sent)))
    clicked = rng.binomial(opened, rng.normal(0.085, 0.01, len(sent)).clip(0.04))
    return {
        "emails_sent": sent,
        "emails_delivered": delivered,
        "email_bounces_hard": hard,
        "email_bounces_soft": soft,
        "email_opens": opened + rng.binomial(opened, 0.35),
        "email_unique_opens": opened,
        "email_machine_opens": rng.binomial(opened, 0.28),
        "email_clicks": clicked + rng.binomial(clicked, 0.3),
        "email_unique_clicks": clicked,
        "unsubscribes": rng.binomial(delivered, 0.0018),
        "spam_complaints": rng.binomial(delivered, 0.00012),
    }


def _items(calendar: Calendar, sent_on: Array, names: list[str], items: Array) -> pl.DataFrame:
    count = len(names)
    return pl.DataFrame(
        {
            "item_id": items,
            "account_id": LIST.id,
            "item_kind": "email",
            "item_ext": names,
            "content_type": "newsletter",
            "title": [f"{_SUBJECTS[n % len(_SUBJECTS)]} #{n + 1}" for n in range(count)],
            "published_on": pl.Series(calendar.dates[sent_on]),
            "weekday": pl.Series(np.full(count, _SENT_ON + 1), dtype=pl.Int8),
            "hour": pl.Series(np.full(count, 10), dtype=pl.Int8),
        }
    )
