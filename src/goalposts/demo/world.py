"""The whole sample world: every subject drawn, and its truths completed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import numpy as np

from goalposts.demo.ads import COSTS, ads
from goalposts.demo.calendar import Calendar
from goalposts.demo.experiments import experiments, paths
from goalposts.demo.feedback import feedback
from goalposts.demo.journeys import journeys
from goalposts.demo.ledger import Part
from goalposts.demo.mail import mail
from goalposts.demo.mentions import mentions
from goalposts.demo.rivals import rivals
from goalposts.demo.sales import sales
from goalposts.demo.search import search
from goalposts.demo.shop import shop
from goalposts.demo.social import social
from goalposts.demo.subscriptions import subscriptions
from goalposts.demo.truths import Truths, campaigns, plan_truths
from goalposts.demo.web import web
from goalposts.errors import Invalid
from goalposts.periods import DAY, Period, add_months
from goalposts.warehouse.batch import Batch

_FEWEST_MONTHS = 6
MONEY = ("revenue", "ad_spend", "conversion_value", *COSTS)
TOTALLED = (
    *("likes", "comments", "shares", "impressions", "follows_gained", "posts_published", "profile_visits"),
    *("sessions", "page_views", "converting_sessions", "signups", "search_clicks", "search_impressions"),
    *("emails_sent", "email_unique_opens", "ad_spend", "leads", "orders", "revenue", "new_customers"),
    *("nps_promoters", "reviews", "mentions"),
)


@dataclass(frozen=True)
class World:
    """What the lake is to be told, and what is true of it."""

    batches: tuple[Batch, ...]
    truths: Truths


def make_world(end: dt.date, seed: int = 7, months: int = 18) -> World:
    """Draw the world whose last day is `end`: the same arguments give the same world, number by number.

    Raises Invalid for less than six months: a whole quarter and the truths before it would not fit.
    """
    if months < _FEWEST_MONTHS:
        raise Invalid(f"A sample world of {months} months is too short; give at least {_FEWEST_MONTHS}.")
    calendar = Calendar(add_months(end + DAY, -months), end)
    truths = plan_truths(calendar, seed)
    waves = campaigns(truths)
    posted, truths = social(calendar, truths, waves)
    walked = journeys(calendar, truths)
    parts = [
        posted,
        web(calendar, truths),
        search(calendar, truths),
        mail(calendar, truths, waves),
        ads(calendar, truths, waves),
        shop(calendar, truths),
        subscriptions(calendar, truths),
        sales(calendar, truths),
        feedback(calendar, truths),
        mentions(calendar, truths),
        walked,
        paths(calendar, walked),
        experiments(calendar, truths),
        rivals(calendar, truths),
    ]
    batches = tuple(batch for part in parts for batch in part.batches)
    return World(batches, replace(truths, totals=_totals(calendar, truths, parts)))


def _totals(calendar: Calendar, truths: Truths, parts: list[Part]) -> dict[str, float]:
    span = calendar.slice(Period(truths.totals_start, truths.totals_end))
    daily = {code: values for part in parts for code, values in part.daily.items()}
    sums = {code: int(np.rint(daily[code][span].sum())) for code in TOTALLED}
    return {code: total / 100 if code in MONEY else total for code, total in sums.items()}
