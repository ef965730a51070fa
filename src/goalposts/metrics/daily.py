"""KPIs day by day as plain arrays, ratios with what is above and below their line, for everything that looks ahead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from goalposts.catalog.expression import Condition
from goalposts.metrics.answer import Basis
from goalposts.metrics.cells import PARTIAL, Cells, Floats
from goalposts.metrics.engine import Engine
from goalposts.metrics.nodes import Calculation, Node, Plan, PlannedKpi, leaves
from goalposts.metrics.question import Question
from goalposts.periods import Grain, Period

FLOW, LEVEL, RATIO, OTHER = "flow", "level", "ratio", "other"


@dataclass(frozen=True)
class Daily:
    """One value a day, NaN where it is not known.

    kind: `flow` (days add up to a window), `level` (the last day counts), `ratio` (values are what stands above the
    line and `base` what stands below; both add up, and a day of which only a part is held is not known), `other` (days
    say nothing of a window: reach, means of items).
    """

    kind: str
    values: Floats
    base: Floats | None = None


def read_daily(
    engine: Engine, kpis: Sequence[str], where: tuple[Condition, ...], period: Period, now: dt.datetime
) -> dict[str, Daily]:
    """Every KPI on every day of `period`, in one pass over the facts. Raises NotFound for an unknown KPI."""
    plan = engine.plan(Question(tuple(kpis), period, Grain.DAY, where=where), now)
    evaluation = engine.evaluate(plan)

    def days(node: Node) -> Floats:
        return _known(evaluation.node(node))

    found = {}
    for planned in plan.kpis:
        kind, node = _kind(plan, planned), planned.node
        if kind == RATIO and isinstance(node, Calculation):
            whole = np.asarray(evaluation.node(node).rank != PARTIAL)[0, 0]
            above, below = (np.where(whole, days(part), np.nan) for part in (node.left, node.right))
            found[planned.definition.asked] = Daily(kind, above, below)
        else:
            found[planned.definition.asked] = Daily(kind, days(node))
    return found


def _known(cells: Cells) -> Floats:
    return np.asarray(np.where(cells.known, cells.value, np.nan)[0, 0])


def _kind(plan: Plan, planned: PlannedKpi) -> str:
    additivity = {plan.atoms[leaf.atom].measure.additivity for leaf in leaves(planned.node)}
    if planned.definition.additivity == "L":
        return LEVEL
    if additivity != {"additive"} or planned.basis is Basis.PUBLISHED:
        return OTHER
    if planned.definition.additivity == "A":
        return FLOW
    return RATIO if isinstance(planned.node, Calculation) and planned.node.sign == "/" else OTHER
