"""From a plan to SQL: one short aggregate statement per shape, the same on every page.

Statements only aggregate measures; calendar and formula are applied afterwards on the small result.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from goalposts.metrics.nodes import Pick, Plan, Shape
from goalposts.metrics.reads import Slot, Source, slots
from goalposts.metrics.shapes import WRITERS


@dataclass(frozen=True, slots=True)
class Statement:
    """One SELECT and which atoms it answers, by measure code."""

    sql: str
    shape: Shape
    dimensions: tuple[str, ...]
    atoms: Mapping[str, int]


def compile_plan(plan: Plan) -> tuple[Statement, ...]:
    """The statements of a plan, in DuckDB's dialect, kept to what other engines have too."""
    return tuple(_statement(plan, slot, atoms) for slot, atoms in slots(plan))


def _statement(plan: Plan, slot: Slot, atoms: Mapping[int, Sequence[Pick]]) -> Statement:
    codes = {plan.atoms[index].stored: index for index in atoms}
    picks = [(plan.atoms[index], pick) for index, found in atoms.items() for pick in found]
    return Statement(WRITERS[slot.shape](Source(plan, slot, picks)), slot.shape, slot.dimensions, codes)
