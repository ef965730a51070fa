"""The shop: customers who come back until they do not, their orders, and refunds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from goalposts.demo.calendar import Calendar, Floats, Ints, stamps
from goalposts.demo.ledger import BRAND, CURRENCY, Account, Array, Ledger, Part, generator
from goalposts.demo.truths import Truths
from goalposts.demo.uniques import edges
from goalposts.periods import DAY, Grain, Period, add_months
from goalposts.warehouse.tables import identity

SHOP = Account("stripe", f"{BRAND} shop")
ACTIVE_DAYS = 120
"""A customer is active until this many days after the last order; the gaps between orders are shorter."""
_LONGEST_GAP = 110
_BEFORE = 600
"""Customers are drawn from this many days before the world, so that it begins with regulars."""
_CHANNELS = {
    "direct": 0.2,
    "organic_search": 0.26,
    "paid_search": 0.16,
    "email": 0.13,
    "paid_social": 0.1,
    "organic_social": 0.09,
    "referral": 0.06,
}
_COUNTRIES = {"KR": 0.55, "TW": 0.25, "US": 0.12, "JP": 0.08}
_WEEK = (1.05, 1.0, 0.98, 0.98, 1.0, 0.95, 1.04)


@dataclass(frozen=True)
class Customers:
    """Days count from the first day of the world and may lie before or after it."""

    first: Ints
    last: Ints
    order_day: Ints
    order_owner: Ints


def shop(calendar: Calendar, truths: Truths) -> Part:
    """Orders and refunds row by row, the customers, and how many there were in each window."""
    rng = generator(truths.seed, "shop")
    customers = _customers(rng, calendar)
    inside = (customers.order_day >= 0) & (customers.order_day < len(calendar))
    day, owner = customers.order_day[inside], customers.order_owner[inside]
    ids = np.array([identity("customer", SHOP.id, n) for n in range(len(customers.first))], dtype=np.int64)
    orders = _orders(rng, calendar, truths, day, ids[owner])
    refunds = _refunds(rng, calendar, orders)
    ledger = Ledger(SHOP, "orders-simulated.csv", truths.captured_at)
    rows = pl.concat([orders, refunds]).drop("day").with_columns(pl.lit(CURRENCY).alias("currency"))
    money = [(pl.col(c).cast(pl.Decimal(20, 6)) / 100).cast(pl.Decimal(20, 6)).alias(c) for c in _MONEY]
    ledger.events("fact_revenue", rows.with_columns(money), calendar.period)
    ledger.add("dim_customer", _customer_rows(rng, calendar, customers, ids))
    _windows(ledger, calendar, customers)
    size = len(calendar)
    revenue = _by_day(orders, "amount", size) - _by_day(refunds, "amount", size)
    fresh = customers.first[(customers.first >= 0) & (customers.first < size)]
    daily = {"orders": np.bincount(day, minlength=size), "revenue": revenue}
    return Part([ledger.batch()], daily | {"new_customers": np.bincount(fresh, minlength=size)})


_MONEY = ("amount", "gross_amount", "cost_of_goods")


def _customers(rng: np.random.Generator, calendar: Calendar) -> Customers:
    """First orders at a growing pace; after each order most come back within the longest gap, the rest never."""
    demand = calendar.rhythm(_WEEK, yearly=0.1, growth=0.25)
    before = np.full(_BEFORE, demand[: min(365, len(demand))].mean() * 0.9)
    arrivals = rng.poisson(7.6 * np.concatenate([before, demand]))
    first = np.repeat(np.arange(-_BEFORE, len(calendar)), arrivals)
    count = rng.geometric(0.23, len(first))
    owner = np.repeat(np.arange(len(first)), count)
    gaps = np.clip(np.rint(rng.gamma(2.4, 20, len(owner))), 4, _LONGEST_GAP).astype(np.int64)
    starts = np.cumsum(count) - count
    gaps[starts] = 0
    walked = np.cumsum(gaps)
    order_day = first[owner] + walked - walked[starts][owner]
    return Customers(first, order_day[starts + count - 1], order_day, owner)


def _orders(rng: np.random.Generator, calendar: Calendar, truths: Truths, day: Ints, owner: Ints) -> pl.DataFrame:
    count = len(day)
    quantity = 1 + rng.poisson(1.1, count)
    price = rng.lognormal(np.log(1850), 0.25, count)
    raised = day >= calendar.index(truths.price_change.day)
    gross = np.rint(quantity * price * np.where(raised, truths.price_change.factor, 1.0))
    net = np.rint(gross * np.where(rng.random(count) < 0.18, 0.9, 1.0)).astype(np.int64)
    names = [f"S-{n:06d}" for n in range(1, count + 1)]
    return pl.DataFrame(
        {
            "revenue_id": [identity("order", SHOP.id, name) for name in names],
            "event": ["order"] * count,
            "account_id": [SHOP.id] * count,
            "customer_id": owner,
            "occurred_at": stamps(calendar.dates[day], rng.integers(0, 86_400, count)),
            "amount": net,
            "gross_amount": gross.astype(np.int64),
            "cost_of_goods": np.rint(quantity * price * 0.41).astype(np.int64),
            "quantity": quantity.astype(np.int32),
            "order_ext": names,
            "channel": rng.choice(list(_CHANNELS), count, p=list(_CHANNELS.values())),
            "country_code": rng.choice(list(_COUNTRIES), count, p=list(_COUNTRIES.values())),
            "day": day,
        }
    )


def _refunds(rng: np.random.Generator, calendar: Calendar, orders: pl.DataFrame) -> pl.DataFrame:
    """One order in forty comes back within two weeks."""
    chosen = orders.filter(pl.Series(rng.random(orders.height) < 0.025))
    later = chosen["day"].to_numpy() + rng.integers(2, 15, chosen.height)
    kept = later < len(calendar)
    chosen, later = chosen.filter(pl.Series(kept)), later[kept]
    ids = [identity("refund", SHOP.id, name) for name in chosen["order_ext"]]
    return chosen.with_columns(
        pl.Series("revenue_id", ids),
        pl.lit("refund").alias("event"),
        pl.Series("occurred_at", stamps(calendar.dates[later], rng.integers(0, 86_400, len(later)))),
        pl.Series("day", later),
    )


def _by_day(rows: pl.DataFrame, column: str, size: int) -> Floats:
    return np.bincount(rows["day"].to_numpy(), rows[column].to_numpy(), size).astype(np.float64)


def _customer_rows(rng: np.random.Generator, calendar: Calendar, customers: Customers, ids: Ints) -> pl.DataFrame:
    """Those who ever ordered up to the last day; who has been silent for longer than the active days is gone."""
    size = len(calendar)
    gone_on = customers.last + ACTIVE_DAYS
    first = calendar.dates[0] + customers.first
    gone = gone_on < size
    churned = stamps(calendar.dates[0] + gone_on, np.zeros(len(ids), dtype=np.int64))
    return pl.DataFrame(
        {
            "customer_id": ids,
            "customer_ext": [f"simulated-{n:05d}" for n in range(len(ids))],
            "first_order_at": stamps(first, np.zeros(len(ids), dtype=np.int64)),
            "acquired_channel": rng.choice(list(_CHANNELS), len(ids), p=list(_CHANNELS.values())),
            "country_code": rng.choice(list(_COUNTRIES), len(ids), p=list(_COUNTRIES.values())),
            "status": np.where(gone, "churned", "active"),
            "churned_at": churned,
        }
    ).with_columns(pl.when(pl.Series(gone)).then("churned_at").alias("churned_at"))


def customer_units(calendar: Calendar) -> dict[str, list[Period]]:
    """The windows customers are counted for: whole months, quarters and years, and the last twelve months."""
    after = calendar.end + DAY
    units = {grain.value: calendar.whole(grain) for grain in (Grain.MONTH, Grain.QUARTER, Grain.YEAR)}
    return {name: found for name, found in units.items() if found} | {
        "custom": [Period(add_months(after, -12), calendar.end)]
    }


def _windows(ledger: Ledger, calendar: Calendar, customers: Customers) -> None:
    for window, units in customer_units(calendar).items():
        counts = [_count(calendar, customers, unit) for unit in units]
        for code in counts[0]:
            values: Array = np.array([count[code] for count in counts])
            ledger.measure(code, values, *edges(units), window=window)


def _count(calendar: Calendar, customers: Customers, unit: Period) -> dict[str, int]:
    """Lost are those of the start who are gone at the end; somebody who came and went in between is not among them."""
    first, last = calendar.index(unit.start), calendar.index(unit.end)
    at_start = (customers.first < first) & (customers.last + ACTIVE_DAYS >= first)
    at_end = (customers.first <= last) & (customers.last + ACTIVE_DAYS > last)
    bought = (customers.order_day >= first) & (customers.order_day <= last)
    times = np.bincount(customers.order_owner[bought], minlength=len(customers.first))
    return {
        "customers_start": int(at_start.sum()),
        "customers_end": int(at_end.sum()),
        "customers_lost": int((at_start & ~at_end).sum()),
        "active_customers": int((times > 0).sum()),
        "repeat_customers": int((times > 1).sum()),
    }
