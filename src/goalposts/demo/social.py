"""The four social accounts: posts, and what each account counted on each day."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl

from goalposts.demo.calendar import Calendar, Ints
from goalposts.demo.ledger import BRAND, Account, Ledger, Part, generator
from goalposts.demo.posts import Posts, Style, publish, write_readings
from goalposts.demo.truths import Campaign, Truths
from goalposts.demo.uniques import write_windows
from goalposts.periods import Grain, Period
from goalposts.warehouse.batch import Batch
from goalposts.warehouse.tables import campaign_identity

ACCOUNTS = {
    "facebook": (
        Account("facebook", f"{BRAND} on Facebook", time_zone="America/Los_Angeles"),
        Style(0.62, 4200, 0.018, 0.012, ("video", "image", "link", "text"), saves=0.002),
        42_000,
    ),
    "instagram": (
        Account("instagram", f"{BRAND} on Instagram"),
        Style(0.72, 5200, 0.028, None, ("video", "image", "carousel"), saves=0.006),
        58_000,
    ),
    "x": (
        Account("x", f"{BRAND} on X", time_zone="UTC"),
        Style(0.66, 1900, 0.012, 0.009, ("text", "image", "video", "link"), saves=0.0015, has_reach=False),
        12_500,
    ),
    "linkedin": (
        Account("linkedin", f"{BRAND} on LinkedIn", time_zone="UTC"),
        Style(0.36, 1500, 0.024, 0.011, ("article", "image", "text", "video", "link")),
        6_800,
    ),
}
_WEEK = (1.0, 0.98, 1.0, 1.03, 1.06, 0.97, 0.96)
_OLD_SHARE = 0.92
"""What Facebook first counted of the week it corrected later."""


def social(calendar: Calendar, truths: Truths, waves: list[Campaign]) -> tuple[Part, Truths]:
    """Everything the social accounts reported; the truths come back with the totals of the restated week."""
    batches: list[Batch] = []
    daily: dict[str, Ints] = {}
    for platform, (account, style, followers) in ACCOUNTS.items():
        rng = generator(truths.seed, f"social {platform}")
        posts, rows = publish(rng, calendar, truths, account, style, waves)
        ledger = Ledger(account, f"{platform}-posts-simulated.csv", truths.captured_at)
        ledger.add("dim_item", rows)
        _write_campaigns(ledger, waves)
        write_readings(ledger, calendar, posts)
        batches.append(ledger.batch())
        days = _days(rng, calendar, style, posts, followers)
        batches += _account_batches(calendar, truths, account, style, days)
        if platform == "facebook":
            truths = _with_totals(calendar, truths, days["impressions"])
        for code, values in days.items():
            if code not in ("followers",):
                daily[code] = daily.get(code, 0) + values
    return Part(batches, daily), truths


def _write_campaigns(ledger: Ledger, waves: list[Campaign]) -> None:
    rows = [
        {
            "campaign_id": campaign_identity(wave.name),
            "name": wave.name,
            "objective_code": wave.objective,
            "starts_on": wave.start,
            "ends_on": wave.end,
        }
        for wave in waves
    ]
    if rows:
        ledger.add("dim_campaign", pl.DataFrame(rows))


def _days(rng: np.random.Generator, calendar: Calendar, style: Style, posts: Posts, followers: int) -> dict[str, Ints]:
    """What the account counted on each day: its posts, and a little for everything older."""
    size = len(calendar)
    rhythm = calendar.rhythm(_WEEK, growth=0.25, rest=1.06)
    days = {}
    for code in posts.counters:
        if code != "reach":
            gained = posts.per_day(code, size)
            days[code] = gained + rng.poisson(0.12 * gained.mean() * rhythm)
    days["profile_visits"] = rng.poisson(0.004 * followers * rhythm)
    days["follows_gained"] = rng.poisson(0.0011 * followers * rhythm)
    days["follows_lost"] = rng.poisson(0.0005 * followers * rhythm)
    days["posts_published"] = np.bincount(posts.day, minlength=size)
    days["posts_scheduled"] = days["posts_published"] + rng.binomial(1, 0.06, size)
    days["posts_on_time"] = rng.binomial(days["posts_published"], 0.9)
    days["inbound_messages"] = rng.poisson(0.00012 * followers * rhythm + 0.5)
    if style.saves == 0:
        days["inbound_messages_enterprise"] = rng.binomial(days["inbound_messages"], 0.2)
    days["followers"] = followers + np.cumsum(days["follows_gained"] - days["follows_lost"])
    return {code: values.astype(np.int64) for code, values in days.items()}


def _account_batches(
    calendar: Calendar, truths: Truths, account: Account, style: Style, days: dict[str, Ints]
) -> list[Batch]:
    """One file, or two where a week was restated: what was known in between stays to be asked for."""
    ledger = Ledger(account, f"{account.platform}-account-simulated.csv", truths.captured_at)
    rng = generator(truths.seed, f"reach {account.platform}")
    if account.platform != "facebook":
        _write_days(ledger, calendar, days, calendar.period)
        _write_uniques(ledger, calendar, style, days, rng)
        return [ledger.batch()]
    until = truths.restated.known_until
    first = replace(ledger, file="facebook-account-first-simulated.csv", captured_at=until, tables={}, loads=[])
    week = Period(truths.restated.start, truths.restated.end)
    old = {**days, "impressions": np.where(calendar.inside(week), _old(days["impressions"]), days["impressions"])}
    known = Period(calendar.start, truths.restated.end)
    _write_days(first, calendar, old, known)
    _write_days(ledger, calendar, days, Period(week.start, calendar.end))
    _write_uniques(ledger, calendar, style, days, rng)
    return [first.batch(), ledger.batch()]


def _old(impressions: Ints) -> Ints:
    return np.asarray(np.floor(impressions * _OLD_SHARE).astype(np.int64))


def _with_totals(calendar: Calendar, truths: Truths, impressions: Ints) -> Truths:
    week = impressions[calendar.slice(Period(truths.restated.start, truths.restated.end))]
    restated = replace(truths.restated, old_total=int(_old(week).sum()), new_total=int(week.sum()))
    return replace(truths, restated=restated)


def _write_days(ledger: Ledger, calendar: Calendar, days: dict[str, Ints], known: Period) -> None:
    counted = {code: values for code, values in days.items() if code != "followers"}
    ledger.daily(calendar, counted, [known])
    keep = calendar.inside(known)
    ledger.measure("followers", days["followers"][keep], calendar.dates[keep], window="instant", covers=known)


def _write_uniques(
    ledger: Ledger, calendar: Calendar, style: Style, days: dict[str, Ints], rng: np.random.Generator
) -> None:
    """People, for the very windows a platform reports: days, whole weeks, whole months."""
    if not style.has_reach:
        return
    seen = {"reach": days["impressions"] / rng.uniform(1.2, 1.35, len(calendar))}
    seen["accounts_engaged"] = (days["likes"] + days["comments"] + days["shares"]) * rng.uniform(
        0.82, 0.9, len(calendar)
    )
    if "link_clicks" in days:
        seen["unique_link_clicks"] = days["link_clicks"] * rng.uniform(0.9, 0.96, len(calendar))
    for code, people in seen.items():
        ledger.daily(calendar, {code: np.floor(people)}, [calendar.period])
        for grain, again in ((Grain.WEEK, 0.52), (Grain.MONTH, 0.27)):
            write_windows(ledger, calendar, code, people, grain, again)
