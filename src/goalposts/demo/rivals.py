"""Two competitors, of which only what anybody can see is known."""

from __future__ import annotations

import numpy as np

from goalposts.demo.calendar import Calendar
from goalposts.demo.ledger import Account, Ledger, Part, generator
from goalposts.demo.truths import Truths

RIVALS = (
    (Account("instagram", "Haneul Tea House (simulated)", "Haneul Tea House (simulated)", "competitor"), 83_000, 0.9),
    (Account("instagram", "Jade Peak Tea (simulated)", "Jade Peak Tea (simulated)", "competitor"), 37_000, 0.5),
)
"""Account, followers at the start, posts a day."""


def rivals(calendar: Calendar, truths: Truths) -> Part:
    """Followers, posts, likes and comments of every day; no impressions, reach or clicks."""
    batches = []
    for account, followers, posts in RIVALS:
        rng = generator(truths.seed, account.name)
        ledger = Ledger(account, f"{account.name.split()[0].lower()}-public-simulated.csv", truths.captured_at)
        rhythm = calendar.rhythm((1, 1, 1, 1, 1.05, 0.95, 0.95), growth=0.15)
        published = rng.poisson(posts * rhythm)
        likes = rng.poisson(followers * 0.011 * rhythm * (0.4 + 0.6 * published / posts))
        counted = {"posts_published": published, "likes": likes, "comments": rng.binomial(likes, 0.05)}
        ledger.daily(calendar, counted, [calendar.period])
        level = followers + np.cumsum(rng.poisson(0.0006 * followers, len(calendar)))
        ledger.measure("followers", level, calendar.dates, window="instant", covers=calendar.period)
        batches.append(ledger.batch())
    return Part(batches)
