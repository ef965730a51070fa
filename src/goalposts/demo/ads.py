"""Advertising on two platforms, and every other cost of marketing and sales."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from goalposts.demo.calendar import Calendar, Ints
from goalposts.demo.ledger import BRAND, CURRENCY, LABEL, Account, Array, Ledger, Part, generator
from goalposts.demo.truths import Campaign, Truths
from goalposts.demo.uniques import edges
from goalposts.periods import Grain
from goalposts.warehouse.batch import Batch
from goalposts.warehouse.tables import campaign_identity, item_identity

BUDGET = Account("manual", f"{BRAND} Budget")
TEAM = Account("manual", f"{BRAND} team work")
_CUT = "ad+campaign+paid"
_WEEK = (0.98, 1.0, 1.02, 1.03, 1.04, 0.97, 0.96)


@dataclass(frozen=True)
class Buying:
    """How ads are bought on one platform: cents per thousand impressions, rates, and impressions of an ad a day."""

    account: Account
    cpm: int
    ctr: float
    per_day: int


PLATFORMS = (
    Buying(Account("google_ads", f"{BRAND} on Google Ads"), 900, 0.021, 2_300),
    Buying(Account("meta_ads", f"{BRAND} on Meta Ads"), 620, 0.0135, 3_700),
)
ALWAYS_ON = {"Everyday brand (simulated)": "awareness", "Everyday shop (simulated)": "conversion"}
COSTS = {
    "content_cost": 120_000,
    "tool_cost": 38_000,
    "agency_cost": 125_000,
    "marketing_people_cost": 450_000,
    "sales_cost": 150_000,
}
"""US cents a month."""


def ads(calendar: Calendar, truths: Truths, waves: list[Campaign]) -> Part:
    """Two ads of every campaign on each platform, one row a day while the campaign ran; spend in US dollars."""
    batches: list[Batch] = []
    daily: dict[str, Ints] = {}
    for buying in PLATFORMS:
        batch, counted = _platform(calendar, truths, waves, buying)
        batches.append(batch)
        for code, values in counted.items():
            daily[code] = daily.get(code, 0) + values
    costs = _costs(calendar, truths)
    names = {"ad_spend": "ad_spend", "conversion_value": "conversion_value", "link_clicks": "ad_link_clicks"}
    return Part([*batches, costs, _tasks(calendar, truths)], {names[c]: v for c, v in daily.items() if c in names})


def _platform(
    calendar: Calendar, truths: Truths, waves: list[Campaign], buying: Buying
) -> tuple[Batch, dict[str, Ints]]:
    platform = buying.account.platform
    rng = generator(truths.seed, platform)
    ledger = Ledger(buying.account, f"{platform}-simulated.csv", truths.captured_at)
    running = {name: np.ones(len(calendar), dtype=bool) for name in ALWAYS_ON}
    running |= {wave.name: calendar.inside(wave.period) for wave in waves}
    names = [(name, f"{LABEL}-{platform}-{name.split()[0].lower()}-{version}") for name in running for version in "ab"]
    live = np.array([running[name] for name, _ in names]).T
    rhythm = calendar.rhythm(_WEEK, growth=0.15)[:, None] * rng.gamma(60, 1 / 60, live.shape)
    shown = rng.poisson(buying.per_day * rhythm)
    clicks = rng.binomial(shown, buying.ctr * rng.normal(1, 0.05, live.shape[1]))
    bought = rng.binomial(clicks, 0.032)
    found = {
        "impressions": shown,
        "link_clicks": clicks,
        "conversions": bought,
        "conversion_value": np.rint(bought * 4_200 * rng.normal(1, 0.08, shown.shape)),
        "ad_spend": np.rint(shown * buying.cpm / 1000 * rng.normal(1, 0.04, shown.shape)),
    }
    found = {code: np.where(live, values, 0).astype(np.int64) for code, values in found.items()}
    _write(ledger, calendar, found, live, names)
    return ledger.batch(), {code: values.sum(axis=1) for code, values in found.items()}


def _write(
    ledger: Ledger,
    calendar: Calendar,
    found: dict[str, Ints],
    live: Array,
    names: list[tuple[str, str]],
) -> None:
    items = np.array([item_identity(ledger.account.id, "ad", ad) for _, ad in names])
    campaigns = np.array([campaign_identity(name) for name, _ in names])
    rows = {"item_id": items, "account_id": ledger.account.id, "item_kind": "ad", "item_ext": [ad for _, ad in names]}
    ledger.add("dim_item", pl.DataFrame(rows).with_columns(pl.col("item_ext").alias("title")))
    goals = pl.DataFrame({"name": list(ALWAYS_ON), "objective_code": list(ALWAYS_ON.values())})
    ids = pl.Series("campaign_id", [campaign_identity(name) for name in ALWAYS_ON])
    ledger.add("dim_campaign", goals.with_columns(ids))
    day, ad = np.nonzero(live)
    slices: dict[str, Array | str] = {"item_id": items[ad], "campaign_id": campaigns[ad], "paid_split": "paid"}
    for code, values in found.items():
        money = CURRENCY if code in ("ad_spend", "conversion_value") else None
        dates, covers = calendar.dates[day], calendar.period
        ledger.measure(code, values[day, ad], dates, cut=_CUT, covers=covers, currency=money, slices=slices)


def _costs(calendar: Calendar, truths: Truths) -> Batch:
    """What was booked by hand for each whole month."""
    rng = generator(truths.seed, "costs")
    ledger = Ledger(BUDGET, "budget-simulated.csv", truths.captured_at)
    months = calendar.whole(Grain.MONTH)
    for code, cents in COSTS.items():
        steady = 0.0 if code in ("tool_cost", "marketing_people_cost") else 0.12
        booked = np.rint(cents / 1000 * rng.normal(1, steady, len(months))) * 1000
        ledger.measure(code, booked, *edges(months), window="month", currency=CURRENCY)
    return ledger.batch()


def _tasks(calendar: Calendar, truths: Truths) -> Batch:
    """The team's list, counted by week."""
    rng = generator(truths.seed, "tasks")
    ledger = Ledger(TEAM, "tasks-simulated.csv", truths.captured_at)
    weeks = calendar.whole(Grain.WEEK)
    total = rng.poisson(24, len(weeks)) + 4
    ledger.measure("tasks_total", total, *edges(weeks), window="week")
    ledger.measure("tasks_done", rng.binomial(total, 0.84), *edges(weeks), window="week")
    return ledger.batch()
