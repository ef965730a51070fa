"""From names to meaning: a parsed formula with measures looked up, other KPIs put in place, and everything checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from goalposts.catalog.dimensions import DIMENSIONS, ITEM_AXES
from goalposts.catalog.expression import (
    Condition,
    Diversity,
    Expression,
    MeanOfItems,
    MeasureTerm,
    Number,
    Operation,
)
from goalposts.catalog.formula import Binary, Mean, Mistake, Name, Spread, Tree, parse_formula, render_formula
from goalposts.catalog.measure import Measure
from goalposts.catalog.units import Checker, additivity_of, agrees, fits, natural_unit
from goalposts.errors import nearest

MAX_TERMS = 400
MAX_CHAIN = 20

CHANNELS = (
    "organic_search",
    "paid_search",
    "organic_social",
    "paid_social",
    "referral",
    "email",
    "direct",
    "display",
    "affiliate",
    "video",
    "offline",
    "other",
)
CONTENT_TYPES = (
    "video",
    "image",
    "carousel",
    "article",
    "link",
    "text",
    "interactive",
    "blog",
    "ebook",
    "webinar",
    "newsletter",
    "other",
)
_VALUES: Mapping[str, tuple[str, ...]] = {
    "paid": ("total", "organic", "paid", "unknown"),
    "device": ("all", "desktop", "mobile", "tablet", "other"),
    "owner_kind": ("own", "competitor"),
    "item_kind": tuple(kind for kinds in ITEM_AXES.values() for kind in kinds),
    "channel": CHANNELS,
    "content_type": CONTENT_TYPES,
}


@dataclass(frozen=True, slots=True)
class Written:
    """A formula as somebody wrote it, with the unit and additivity declared for it ('' = none declared)."""

    text: str
    unit: str = ""
    additivity: str = ""


@dataclass
class Resolver:
    """Resolves formulas against measures and against the other written formulas, each once."""

    measures: Mapping[str, Measure]
    written: Mapping[str, Written]
    report: Callable[[str, str, str], None]
    _done: dict[str, Expression | None] = field(default_factory=dict)
    _open: list[str] = field(default_factory=list)

    def resolve(self, name: str) -> Expression | None:
        """The expression of a written formula, or None after its faults went to `report(name, message, value)`."""
        if name in self._done:
            return self._done[name]
        self._open.append(name)
        written = self.written[name]
        work = _Work(self, name)
        expression = work.expression(written.text)
        if expression is not None:
            work.check(expression, written)
        self._open.pop()
        self._done[name] = None if work.failed else expression
        return self._done[name]

    def unit(self, name: str) -> str:
        """The declared unit, or the one its formula has by nature."""
        return self.written[name].unit or natural_unit_of(self._done.get(name), self.measures)

    def chain(self, name: str) -> tuple[str, ...]:
        """The formulas being resolved from `name` on, when `name` is one of them."""
        return (*self._open[self._open.index(name) :], name) if name in self._open else ()

    @property
    def depth(self) -> int:
        return len(self._open)


def natural_unit_of(expression: Expression | None, measures: Mapping[str, Measure]) -> str:
    """The unit a formula has when its author names none; '' where it has no single one."""
    quantity = Checker(measures, {}).quantity(expression) if expression is not None else None
    return natural_unit(quantity) if quantity else ""


class _Work:
    """One formula being resolved."""

    def __init__(self, resolver: Resolver, name: str) -> None:
        self._resolver, self._name = resolver, name
        self._units: dict[int, str] = {}
        self.failed = False

    def fail(self, message: str, value: str) -> None:
        self.failed = True
        self._resolver.report(self._name, message, value)

    def expression(self, text: str) -> Expression | None:
        try:
            tree = parse_formula(text)
        except Mistake as mistake:
            self.fail(f"{mistake.message} (character {mistake.at} of {text!r})", mistake.value)
            return None
        return self._built(tree)

    def _built(self, tree: Tree) -> Expression | None:
        if isinstance(tree, Number):
            return tree
        if isinstance(tree, Binary):
            left, right = self._built(tree.left), self._built(tree.right)
            return Operation(tree.sign, left, right) if left is not None and right is not None else None
        if isinstance(tree, Mean):
            of = self._built(tree.of)
            return MeanOfItems(of) if of is not None else None
        if isinstance(tree, Spread):
            return self._spread(tree)
        return self._term(tree)

    def _spread(self, tree: Spread) -> Expression | None:
        known = self._is_dimension(tree.dimension)
        if tree.of.name not in self._resolver.measures:
            self._unknown(tree.of.name, self._resolver.measures, "measure")
            return None
        self._check_filter(tree.of.where)
        return Diversity(MeasureTerm(tree.of.name, tree.of.where), tree.dimension) if known else None

    def _term(self, tree: Name) -> Expression | None:
        self._check_filter(tree.where)
        if tree.name in self._resolver.measures:
            return MeasureTerm(tree.name, tree.where)
        if tree.name not in self._resolver.written:
            self._unknown(tree.name, {**self._resolver.measures, **self._resolver.written}, "measure or KPI")
            return None
        if tree.where:
            self.fail("a filter belongs to a measure, not to another KPI", tree.name)
            return None
        return self._other_kpi(tree.name)

    def _other_kpi(self, name: str) -> Expression | None:
        if chain := self._resolver.chain(name):
            self.fail(f"the KPIs define each other in a circle: {' -> '.join(chain)}", name)
            return None
        if self._resolver.depth > MAX_CHAIN:
            self.fail(f"more than {MAX_CHAIN} KPIs are built on one another here", name)
            return None
        expression = self._resolver.resolve(name)
        if expression is None:
            self.fail(f"it uses {name!r}, which has faults of its own", name)
            return None
        if unit := self._resolver.unit(name):
            self._units[id(expression)] = unit
        return expression

    def _unknown(self, name: str, known: Mapping[str, object], kind: str) -> None:
        close = [f"{n!r} ({self._kind(n)})" for n in nearest(name, (word for word in known if "~" not in word))]
        hint = f"did you mean {' or '.join(close)}?" if close else "`goalposts kpis` lists what there is"
        self.fail(f"there is no {kind} {name!r}; {hint}", name)

    def _kind(self, name: str) -> str:
        return "measure" if name in self._resolver.measures else "KPI"

    def _is_dimension(self, name: str) -> bool:
        if name in DIMENSIONS:
            return True
        close = nearest(name, DIMENSIONS)
        hint = f"did you mean {' or '.join(close)}?" if close else f"allowed: {', '.join(DIMENSIONS)}"
        self.fail(f"there is no dimension {name!r}; {hint}", name)
        return False

    def _check_filter(self, where: tuple[Condition, ...]) -> None:
        for condition in where:
            allowed = _VALUES.get(condition.dimension)
            if not self._is_dimension(condition.dimension) or allowed is None:
                continue
            for value in condition.values:
                if value not in allowed:
                    close = nearest(value, allowed)
                    hint = f"did you mean {' or '.join(close)}?" if close else f"allowed: {', '.join(allowed)}"
                    self.fail(f"{condition.dimension} is never {value!r}; {hint}", value)

    def check(self, expression: Expression, written: Written) -> None:
        measures = self._resolver.measures
        size = _size(expression)
        if size > MAX_TERMS:
            self.fail(f"the formula has {size} parts with the KPIs it uses; allowed are {MAX_TERMS}", self._name)
            return
        checker = Checker(measures, self._units)
        quantity = checker.quantity(expression)
        for message, part in checker.faults:
            self.fail(message, part)
        if quantity and written.unit and not fits(quantity, written.unit):
            message = f"the formula gives {quantity}, but the declared unit is {written.unit}"
            self.fail(message, render_formula(expression))
        if quantity and not written.unit and not natural_unit(quantity):
            self.fail(f"the formula gives {quantity}, for which there is no unit", render_formula(expression))
        found = additivity_of(expression, measures)
        if written.additivity and not agrees(written.additivity, found):
            message = f"declared additivity {written.additivity}, but the formula is {found}"
            self.fail(message, render_formula(expression))


def _size(expression: Expression) -> int:
    if isinstance(expression, Operation):
        return 1 + _size(expression.left) + _size(expression.right)
    if isinstance(expression, MeanOfItems):
        return 1 + _size(expression.of)
    return 1
