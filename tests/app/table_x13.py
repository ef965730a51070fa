"""The four targets of the optimisation table, and figures that put each of them half-way."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from goalposts.app.entering import enter
from goalposts.app.workspace import Workspace
from goalposts.settings import read_settings
from goalposts.store.goals import Goal, add_goal, add_target, find_goal

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
YEAR = "2025-11-22..2026-11-21"
COSTS = ("ad_spend", "content_cost", "tool_cost", "agency_cost", "marketing_people_cost")


def open_workspace(home: Path) -> Workspace:
    return Workspace(read_settings({}, home=home), clock=lambda: NOW)


def add_four_targets(workspace: Workspace, **values: Any) -> Goal:
    """Visits 10,000 to 15,000 a month, conversion rate 2 % to 3 %, CAC 50 to 40 lira, lifetime value 500 to 600."""
    with workspace.database.transaction() as transaction:
        columns = {"name": "Grow", "owner": "owner", "status": "active", "starts_on": dt.date(2026, 10, 1)}
        goal = add_goal(transaction, columns | values, person="owner", now=NOW)
        for kpi, start, wanted, unit, said in (
            ("website_traffic", 10_000.0, 15_000.0, "count", {"cadence": "per_month"}),
            ("conversion_rate", 0.02, 0.03, "ratio", {}),
            ("customer_acquisition_cost", 50.0, 40.0, "TRY", {"direction": "down"}),
            ("customer_lifetime_value", 500.0, 600.0, "TRY", {"starts_on": dt.date(2025, 11, 22)}),
        ):
            target: dict[str, Any] = {
                "name": kpi,
                "kind": "currency" if unit == "TRY" else "number",
                "kpi": kpi,
                "amount": wanted,
                "target_value": wanted,
                "unit": unit,
                "progress_mode": "improvement",
                "baseline_value": start,
                "starts_on": dt.date(2026, 10, 1),
                "due_on": dt.date(2026, 12, 31) if kpi != "customer_lifetime_value" else dt.date(2026, 11, 21),
            }
            add_target(transaction, goal.id, target | said, person="owner", now=NOW)
        return find_goal(transaction, goal.id)


def enter_half_way(workspace: Workspace) -> None:
    """12,500 visits, a conversion rate of 2.5 %, 45 lira a new customer, a lifetime value of 550 lira."""
    for measure, value in (("sessions", 12_500), ("converting_sessions", 312.5), ("new_customers", 100)):
        enter(workspace, measure, value, "2026-10", account="Shop")
    for measure in COSTS:
        enter(workspace, measure, 800, "2026-10", account="Shop", currency="TRY")
    enter(workspace, "sales_cost", 500, "2026-10", account="Shop", currency="TRY")
    enter(workspace, "revenue", 55_000, YEAR, account="Shop", currency="TRY")
    for measure, value in (
        ("orders", 1_000),
        ("active_customers", 200),
        ("customers_start", 100),
        ("customers_lost", 50),
    ):
        enter(workspace, measure, value, YEAR, account="Shop")
