"""Targets for tests, said in few words."""

from __future__ import annotations

import datetime as dt
from typing import Any

from goalposts.periods import Period
from goalposts.store.goals import Step, Target


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def span(text: str) -> Period:
    """`2026-04-01..2026-06-30`."""
    first, _, last = text.partition("..")
    return Period(day(first), day(last or first))


def step(text: str, value: float) -> Step:
    days = span(text)
    return Step(days.start, days.end, value)


def a_target(days: str = "2026-07-01..2026-09-30", **values: Any) -> Target:
    """A flow that accrues once, unless told otherwise; `days` without an end have no due day."""
    first, _, last = days.partition("..")
    columns: dict[str, Any] = {
        "id": 1,
        "version": 1,
        "goal_id": 1,
        "position": 0,
        "name": "target",
        "kind": "number",
        "kpi": "likes",
        "where": {},
        "operator": "reach",
        "direction": "up",
        "mode": "absolute",
        "amount": None,
        "target_value": None,
        "unit": "count",
        "progress_mode": "accrual",
        "baseline_value": None,
        "baseline_from": None,
        "baseline_to": None,
        "cadence": "once",
        "starts_on": day(first),
        "due_on": day(last) if last else None,
        "steps": (),
        "lines": {},
        "weight": 1.0,
        "done_on": None,
        "status": "active",
    }
    return Target(**(columns | values))
