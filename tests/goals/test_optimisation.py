"""Gaps and what follows if all targets hold: the figures of the optimisation table, worked out by hand."""

from __future__ import annotations

import pytest

from goalposts.catalog.files import load_catalog
from goalposts.goals.optimisation import A_VISIT_A_VISITOR, ONCE_A_VISIT, Derived, Held, derive, gap_of

CATALOG = load_catalog()
TRAFFIC = Held("website_traffic", "count", 10_000, 15_000, "per_month")
RATE = Held("conversion_rate", "ratio", 0.02, 0.03)
CAC = Held("customer_acquisition_cost", "TRY", 50, 40)
LTV = Held("customer_lifetime_value", "TRY", 500, 600)


@pytest.mark.parametrize(
    ("current", "wanted", "unit", "absolute", "relative", "points"),
    [
        (10_000, 15_000, "count", 5_000, 0.5, None),
        (0.02, 0.03, "ratio", 0.01, 0.5, 1.0),
        (50, 40, "TRY", -10, -0.2, None),
        (500, 600, "TRY", 100, 0.2, None),
        (0, 5, "count", 5, None, None),
        (-40, -20, "points", 20, 0.5, None),
        (7, 7, "count", 0, 0, None),
    ],
)
def test_gaps(
    current: float, wanted: float, unit: str, absolute: float, relative: float | None, points: float | None
) -> None:
    gap = gap_of(current, wanted, unit)
    assert (gap.absolute, gap.relative, gap.points) == (
        pytest.approx(absolute),
        relative if relative is None else pytest.approx(relative),
        points if points is None else pytest.approx(points),
    )


def test_the_four_targets_of_the_table_give_conversions_and_lifetime_value_to_cost() -> None:
    conversions, ratio = derive([TRAFFIC, RATE, CAC, LTV], CATALOG)
    assert (conversions.kpi, conversions.cadence, conversions.assumes) == ("conversions", "per_month", ONCE_A_VISIT)
    assert (conversions.current, conversions.wanted) == (pytest.approx(200), pytest.approx(450))
    assert conversions.of == ("website_traffic", "conversion_rate")
    assert ratio == Derived(
        kpi="ltv_to_cac",
        unit="score",
        current=10.0,
        wanted=15.0,
        of=("customer_lifetime_value", "customer_acquisition_cost"),
        formula="customer_lifetime_value / customer_acquisition_cost",
    )


def test_visitors_stand_in_for_visits_and_it_is_said() -> None:
    visitors = Held("website_visitors", "count", 10_000, 15_000, "per_month")
    (found,) = derive([visitors, RATE], CATALOG)
    assert (found.kpi, found.assumes, found.wanted) == ("conversions", A_VISIT_A_VISITOR, pytest.approx(450))


def test_money_follows_in_its_currency_and_two_currencies_give_nothing() -> None:
    orders = Held("sales", "count", 100, 120, "per_month")
    basket = Held("average_order_value", "EUR", 50, 55)
    (found,) = derive([orders, basket], CATALOG)
    assert (found.kpi, found.unit, found.current, found.wanted) == ("revenue", "EUR", 5_000, 6_600)
    parts = [
        Held("average_order_value", "EUR", 50, 60),
        Held("purchase_frequency", "per_year", 4, 5),
        Held("customer_lifespan", "years", 2, 2),
    ]
    told = [(one.kpi, one.current, one.wanted, one.unit) for one in derive(parts, CATALOG)]
    assert told == [("customer_lifetime_value", 400, 600, "EUR")]
    two = [LTV, Held("customer_acquisition_cost", "EUR", 50, 40)]
    assert derive(two, CATALOG) == []


@pytest.mark.parametrize(
    "rows",
    [
        [TRAFFIC],
        [TRAFFIC, CAC],
        [TRAFFIC, TRAFFIC, RATE],
        [Held("website_traffic", "count", 1, 2, "per_month", {"channel": "organic_social"}), RATE],
        [TRAFFIC, RATE, Held("conversions", "count", 200, 300)],
        [LTV, Held("customer_acquisition_cost", "TRY", 0, 0)],
    ],
    ids=["alone", "unrelated", "two targets", "other scope", "has a target itself", "no base"],
)
def test_nothing_follows_from(rows: list[Held]) -> None:
    assert derive(rows, CATALOG) == []
