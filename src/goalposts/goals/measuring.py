"""Amounts in the unit of a KPI: which fit, and what they come to."""

from __future__ import annotations

from goalposts.catalog.kpi import Kpi
from goalposts.goals.amounts import MONEY, PERCENT, PLAIN, POINTS, SCORE, SECONDS, Amount

_FITTING = {
    "count": (PLAIN,),
    "currency": (MONEY, PLAIN),
    "ratio": (PERCENT,),
    "seconds": (SECONDS,),
    "score": (SCORE, PLAIN, PERCENT),
    "points": (PLAIN, POINTS, SCORE),
    "rank": (PLAIN,),
    "years": (PLAIN,),
    "per_year": (PLAIN,),
}


_BEYOND_ONE = frozenset({"roi", "follower_growth_rate", "target_progress", "profitability"})
"""Ratios that are no share of a whole, and so may pass 100 %."""


def can_be(kpi: Kpi, value: float) -> bool:
    """Whether the KPI can ever have this value: no share above 100 %, no number below 0, no NPS of 150."""
    if kpi.unit == "points":
        return -100 <= value <= 100
    if kpi.unit == "ratio" and kpi.id not in _BEYOND_ONE:
        return 0 <= value <= 1
    return value >= 0 or kpi.unit in ("score", "ratio") or kpi.id in ("net_follows", "follower_growth", "net_new_mrr")


def fits(kpi: Kpi, amount: Amount) -> bool:
    """Whether an amount can be a value of the KPI."""
    return not amount.times and amount.kind in _FITTING[kpi.unit]


def kpi_value(kpi: Kpi | None, amount: Amount) -> float | None:
    """The amount in the unit of the KPI (ratios 0..1); as said where no KPI is known; None where it does not fit."""
    percent = amount.value / 100 if amount.kind == PERCENT else amount.value
    if kpi is None:
        return percent
    if not fits(kpi, amount):
        return None
    return round(percent, 12)
