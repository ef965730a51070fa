"""From a question to what must be read: which measures, of which accounts, at which cut and window."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from goalposts.catalog.expression import Diversity, Expression, MeanOfItems, Number, Operation
from goalposts.catalog.files import Catalog
from goalposts.catalog.kpi import Definition
from goalposts.metrics.answer import Basis
from goalposts.metrics.coverage import Coverage
from goalposts.metrics.nodes import (
    Atom,
    Calculation,
    ItemMean,
    Leaf,
    Node,
    Parts,
    Pick,
    Plan,
    PlannedKpi,
    Shape,
    Spread,
    leaves,
)
from goalposts.metrics.picking import Picker, Wanted, wanted_measures
from goalposts.metrics.question import Question
from goalposts.metrics.reads import leaves_out
from goalposts.metrics.reason import Reason
from goalposts.periods import Period, compared


def plan_question(question: Question, catalog: Catalog, coverage: Coverage, now: dt.datetime) -> Plan:
    """Decide what to read. `now` (UTC) tells which days could already have been reported.

    Raises NotFound for an unknown KPI, Invalid for a breakdown a comparison cannot have.
    """
    today = min(now.date(), question.as_of.date()) if question.as_of else now.date()
    sides = _sides(question, today)
    planner = _Planner(catalog, Picker(question, catalog.platforms, coverage, sides[0]))
    kpis = tuple(planner.plan_kpi(name) for name in question.kpis)
    return Plan(question, sides, kpis, tuple(planner.atoms), coverage, now, catalog.series_breaks)


def _sides(question: Question, today: dt.date) -> tuple[Period | None, ...]:
    if question.period is None or question.compare is None:
        return (question.period,)
    return compared(question.period, question.compare, today)


@dataclass
class _Planner:
    catalog: Catalog
    picker: Picker
    atoms: list[Atom] = field(default_factory=list)
    _known: dict[Atom, int] = field(default_factory=dict)

    def plan_kpi(self, name: str) -> PlannedKpi:
        as_of = self.picker.question.as_of
        definition = self.catalog.define(name, on=as_of.date() if as_of else None)
        wanted = list(dict.fromkeys(wanted_measures(definition.expression, self.catalog.measures)))
        sizes = list(wanted_measures(definition.n_of, self.catalog.measures)) if definition.n_of else []
        held = {w: self.picker.candidates(w) for w in (*wanted, *sizes)}
        kept, note = self.picker.same_accounts(wanted, held)
        kept |= {w: set(held[w]) for w in sizes if w not in kept}
        picks = self.picker.picked(kept, held)
        build = _Builder(self, definition, picks)
        node = build.node(definition.expression, per_item=False, extra=())
        size = _size(definition, node, build)
        shapes = {pick.shape for w in wanted for pick in picks[w]}
        published = bool(shapes) and shapes <= {Shape.PUBLISHED, Shape.ITEMS}
        if note is None and published and Shape.PUBLISHED in shapes and self.picker.period:
            note = Reason("published")
        if left_out := leaves_out(self.picker.coverage, (pick for w in wanted for pick in picks[w])):
            note = note or Reason("left_out", count=left_out)
        return PlannedKpi(definition, node, size, Basis.PUBLISHED if published else Basis.ACTIVITY, note)

    def atom(self, atom: Atom) -> int:
        if atom not in self._known:
            self._known[atom] = len(self.atoms)
            self.atoms.append(atom)
        return self._known[atom]


@dataclass
class _Builder:
    """Turns an expression into a node over atoms."""

    planner: _Planner
    definition: Definition
    picks: Mapping[Wanted, tuple[Pick, ...]]

    def node(self, expression: Expression, per_item: bool, extra: tuple[str, ...]) -> Node:
        if isinstance(expression, Number):
            return expression
        if isinstance(expression, Operation):
            left, right = (self.node(side, per_item, extra) for side in (expression.left, expression.right))
            return Calculation(expression.sign, left, right)
        if isinstance(expression, MeanOfItems):
            return ItemMean(self.node(expression.of, True, extra), -(-self.definition.min_age_hours // 24))
        if isinstance(expression, Diversity):
            leaf = self.node(expression.of, per_item, (*extra, expression.dimension))
            return Spread(leaf.atom) if isinstance(leaf, Leaf) else leaf
        wanted = tuple(wanted_measures(expression, self.planner.catalog.measures, per_item, extra))
        leaves = tuple(Leaf(self._atom(w)) for w in wanted)
        if self.planner.catalog.measures[expression.code].sum_of:
            return Parts(expression.code, leaves)
        return leaves[0]

    def _atom(self, wanted: Wanted) -> int:
        picks, picker = self.picks.get(wanted, ()), self.planner.picker
        missing = None if picks else picker.why_missing(wanted)
        atom = Atom(wanted.measure, wanted.code, picker.conditions(wanted), picker.dimensions(wanted), picks, missing)
        return self.planner.atom(atom)


def _size(definition: Definition, node: Node, build: _Builder) -> Node | None:
    """What `n` counts: the declared size, else the divisor of a ratio unless it is money, else None = rows."""
    if definition.n_of is not None:
        return build.node(definition.n_of, per_item=False, extra=())
    divisor = _divisor(node)
    if divisor is None or definition.additivity != "R":
        return None
    atoms = [build.planner.atoms[leaf.atom] for leaf in leaves(divisor)]
    return divisor if atoms and all(a.measure.unit != "currency" for a in atoms) else None


def _divisor(node: Node) -> Node | None:
    if not isinstance(node, Calculation):
        return None
    if node.sign == "/":
        return node.right
    return _divisor(node.left) or _divisor(node.right)
