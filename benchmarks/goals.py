"""The goals overview on the sample world: server CPU for the progress of 200 targets, and for their odds.

    python -m benchmarks.goals [--targets 200] [--rounds 10]

Cold: a new workspace with nothing in memory, its lake and database open (opening them is shown by itself). What each
target measured is kept from before, or nothing is, as after an import: then every target is measured, and that is kept.
Warm: the facts are unchanged, and what was answered is in memory. Beside it, what it costs to ask the engine for the
running window of one target after the other.
"""

from __future__ import annotations

import argparse
import datetime as dt
import statistics
import tempfile
import time
from collections.abc import Callable
from itertools import cycle, islice, product
from pathlib import Path
from typing import Any

from sqlalchemy import delete

import goalposts
from goalposts.app import tracking
from goalposts.app.tracking_values import conditions_of
from goalposts.app.workspace import Workspace
from goalposts.demo.build import build_demo
from goalposts.goals.calendar import Calendar
from goalposts.goals.windows import window_on
from goalposts.metrics.question import Question
from goalposts.periods import Grain, add_months
from goalposts.store.goal_tables import TargetProgressRow
from goalposts.store.goals import ACTIVE, add_goal, add_target, list_goals

SOCIAL = (
    "likes",
    "engagements",
    "impressions",
    "engagement_rate",
    "link_clicks",
    "followers",
    "posts_published",
    "reach",
)
PLATFORMS = ({}, {"platform": "facebook"}, {"platform": "instagram"}, {"platform": "linkedin"}, {"platform": "x"})
ELSEWHERE = (
    ("website_visits", {}),
    ("conversions", {}),
    ("conversion_rate", {}),
    ("bounce_rate", {}),
    ("email_open_rate", {}),
    ("email_click_rate", {}),
    ("leads", {}),
    ("qualified_leads", {}),
    ("revenue", {}),
    ("new_customers", {}),
    ("marketing_spend", {}),
    ("cost_per_click", {}),
)
CADENCES = ("once", "per_month", "per_quarter", "per_week")
RATES = frozenset({"engagement_rate", "conversion_rate", "bounce_rate", "email_open_rate", "email_click_rate"})
LEVELS = frozenset({"followers", "reach", "cost_per_click"})


def fill(workspace: Workspace, count: int) -> None:
    """`count` targets, four to a goal: KPIs, platforms and cadences in all their combinations."""
    today, now = workspace.today(), workspace.now()
    subjects = [*product(SOCIAL, PLATFORMS), *ELSEWHERE]
    wanted = list(islice(cycle(product(CADENCES, subjects)), count))
    quarter = Calendar().unit(today, Grain.QUARTER)
    with workspace.database.transaction() as transaction:
        for number, (cadence, (kpi, where)) in enumerate(wanted):
            if number % 4 == 0:
                days = {"starts_on": quarter.start, "due_on": quarter.end}
                values = {"name": f"Goal {number // 4 + 1}", "owner": "owner", "status": ACTIVE} | days
                goal = add_goal(transaction, values, person="owner", now=now)
            target: dict[str, Any] = {"name": f"{kpi} {cadence}", "kind": "number", "kpi": kpi, "where": where}
            target |= {"cadence": cadence, "operator": "increase_by", "mode": "relative_pct", "amount": 20.0}
            target |= {"progress_mode": "improvement" if kpi in RATES | LEVELS else "accrual"}
            if cadence == "once":
                target |= {"starts_on": quarter.start, "due_on": quarter.end}
            else:
                target |= {"starts_on": add_months(quarter.start, -6)}
            add_target(transaction, goal.id, target, person="owner", now=now)


def cost(deed: Callable[[], object], rounds: int, before: Callable[[], object] = lambda: None) -> tuple[float, float]:
    """Median CPU and wall milliseconds."""
    cpu, wall = [], []
    for _ in range(rounds):
        before()
        start, begun = time.process_time(), time.perf_counter()
        deed()
        cpu.append((time.process_time() - start) * 1000)
        wall.append((time.perf_counter() - begun) * 1000)
    return statistics.median(cpu), statistics.median(wall)


def one_by_one(workspace: Workspace) -> None:
    """The running window of every target as a question of its own."""
    today = workspace.today()
    for goal in goals_of(workspace):
        for target in goal.targets:
            window = window_on(target, today, Calendar())
            question = Question((target.kpi,), window, where=conditions_of(target, workspace.catalog))
            workspace.engine.answer(question, workspace.now()).rows()


def goals_of(workspace: Workspace) -> list[Any]:
    with workspace.database.reading() as transaction:
        return list_goals(transaction)


def read_rows(workspace: Workspace, rounds: int) -> dict[str, tuple[float, float]]:
    """CPU and wall milliseconds of each way to the overview."""
    few = max(1, rounds // 5)

    def reopen() -> None:
        workspace.close()
        open_rooms()

    def open_rooms() -> None:
        workspace.snapshot()
        goals_of(workspace)

    def without_kept() -> None:
        with workspace.database.transaction() as transaction:
            transaction.execute(delete(TargetProgressRow))
        reopen()

    def overview(*, odds: bool = False) -> None:
        tracking.track(workspace, goals_of(workspace), odds=odds)

    overview(odds=True)
    return {
        "progress, cold, kept": cost(overview, rounds, reopen),
        "progress, warm": cost(overview, rounds),
        "odds, cold, kept": cost(lambda: overview(odds=True), few, reopen),
        "opening lake and database": cost(open_rooms, few, workspace.close),
        "progress, cold, all measured": cost(overview, rounds, without_kept),
        "one by one, cold": cost(lambda: one_by_one(workspace), few, reopen),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--targets", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=10)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "demo"
        build_demo(home, dt.date.today())
        with goalposts.open(home) as workspace:
            fill(workspace, given.targets)
            rows = read_rows(workspace, given.rounds)
        print(f"{given.targets} targets")
        for name, (cpu, wall) in rows.items():
            print(f"{name:32} CPU {cpu:7.0f} ms   wall {wall:7.0f} ms")


if __name__ == "__main__":
    main()
