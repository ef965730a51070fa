"""How one cell was worked out: the formula with its measured numbers in their places."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from goalposts.catalog.expression import Condition, Number
from goalposts.metrics.answer import State
from goalposts.metrics.answers import NO_CODE
from goalposts.metrics.cells import STATES, Cells
from goalposts.metrics.evaluate import Evaluation
from goalposts.metrics.nodes import Calculation, ItemMean, Leaf, Node, Parts, PlannedKpi, Spread, leaves

CELL = (0, 0, 0)
"""The only cell of a question that is neither cut nor broken down."""

MEAN, SPREAD = "mean", "spread"
_STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2}


@dataclass(frozen=True, slots=True)
class Term:
    """One measure of a formula under its conditions, with the value it has in the cell; `parts` of a derived sum.

    `unit` is `currency` spelt as its ISO 4217 code. Inside a mean over items, or a spread, a measure has no value of
    its own: `value` and `state` are None.
    """

    code: str
    where: tuple[Condition, ...]
    unit: str
    value: float | None = None
    state: State | None = None
    reason: str | None = None
    parts: tuple[Term, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As JSON shows it."""
        return {
            "measure": self.code,
            "where": {condition.dimension: list(condition.values) for condition in self.where},
            "value": self.value,
            "unit": self.unit,
            "state": self.state.value if self.state else None,
            "reason": self.reason,
            "parts": [part.to_dict() for part in self.parts],
        }


Step = str | float | Term
"""A sign, a bracket (`mean(` and `spread(` open one too), a number of the formula, or a term."""


@dataclass(frozen=True, slots=True)
class Working:
    """The formula of one KPI in reading order."""

    steps: tuple[Step, ...]

    @property
    def terms(self) -> tuple[Term, ...]:
        """Every term once, in the order of the formula."""
        return tuple(dict.fromkeys(step for step in self.steps if isinstance(step, Term)))


def work_out(evaluation: Evaluation, planned: PlannedKpi) -> Working:
    """The formula of `planned` with the numbers of its only cell put in."""
    return Working(tuple(_Writer(evaluation).steps(planned.node)))


@dataclass(frozen=True)
class _Writer:
    evaluation: Evaluation

    def steps(self, node: Node, around: int = 0) -> Iterator[Step]:
        """The node's steps; in brackets where it binds less than what is `around` it."""
        if isinstance(node, Number):
            yield node.value
        elif isinstance(node, Calculation):
            strength = _STRENGTH[node.sign]
            bracketed = strength < around
            yield from ("(",) if bracketed else ()
            yield from self.steps(node.left, strength)
            yield node.sign
            yield from self.steps(node.right, strength + (node.sign in "-/"))
            yield from (")",) if bracketed else ()
        elif isinstance(node, ItemMean):
            yield f"{MEAN}("
            yield from self._names(node.of)
            yield ")"
        elif isinstance(node, Spread):
            yield f"{SPREAD}("
            yield self._named(node.atom)
            yield ")"
        else:
            yield self._term(node)

    def _names(self, node: Node, around: int = 0) -> Iterator[Step]:
        """As `steps`, but measures stand without a value."""
        if isinstance(node, Leaf | Parts):
            yield self._named(next(leaves(node)).atom, node.name if isinstance(node, Parts) else "")
        elif isinstance(node, Calculation):
            strength = _STRENGTH[node.sign]
            yield from ("(",) if strength < around else ()
            yield from self._names(node.left, strength)
            yield node.sign
            yield from self._names(node.right, strength + (node.sign in "-/"))
            yield from (")",) if strength < around else ()
        else:
            yield from self.steps(node, around)

    def _named(self, atom: int, code: str = "") -> Term:
        found = self.evaluation.plan.atoms[atom]
        return Term(code or found.code, found.where, found.measure.unit)

    def _term(self, node: Leaf | Parts) -> Term:
        atom = self.evaluation.plan.atoms[next(leaves(node)).atom]
        cells = self.evaluation.node(node)
        state = STATES[cells.rank[CELL]]
        cause = int(cells.cause[CELL])
        return Term(
            code=node.name if isinstance(node, Parts) else atom.code,
            where=atom.where,
            unit=self._unit(atom.measure.unit, cells),
            value=_float(cells.value[CELL]),
            state=state,
            reason=self.evaluation.reasons.known[cause] if cause >= 0 else None,
            parts=tuple(self._term(leaf) for leaf in node.leaves) if isinstance(node, Parts) else (),
        )

    def _unit(self, unit: str, cells: Cells) -> str:
        if unit != "currency":
            return unit
        place = int(cells.currency[CELL])
        return self.evaluation.currencies[place] if place >= 0 else NO_CODE


def _float(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
