"""What a formula measures: units that fit together, and how its numbers may be added up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from goalposts.catalog.expression import (
    Diversity,
    Expression,
    MeanOfItems,
    MeasureTerm,
    Number,
    Operation,
    terms,
)
from goalposts.catalog.formula import render_formula
from goalposts.catalog.measure import Measure

UNITS = ("count", "currency", "seconds", "score", "rank", "ratio", "points", "years", "per_year")

_POWERS = {"currency": (1, 0, 0), "seconds": (0, 1, 0), "years": (0, 0, 1), "per_year": (0, 0, -1)}
_NAMES = {powers: name for name, powers in _POWERS.items()}
_PLAIN = (0, 0, 0)
_FREE = frozenset({"ratio", "count", "score", "rank", "points", "years", "per_year"})
"""What a quotient of two counts may be declared as; `count` is a mean number, as pages per visit."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """Powers of money, seconds and years, and for plain numbers what they count (`number` = a bare constant)."""

    powers: tuple[int, int, int]
    kind: str = ""

    def __str__(self) -> str:
        if self.powers == _PLAIN:
            return self.kind
        if self.powers in _NAMES:
            return _NAMES[self.powers]
        parts = zip(("currency", "seconds", "years"), self.powers, strict=True)
        return " * ".join(f"{name}^{power}" for name, power in parts if power)


def quantity_of_unit(unit: str) -> Quantity:
    """The quantity a unit stands for."""
    return Quantity(_POWERS[unit]) if unit in _POWERS else Quantity(_PLAIN, unit)


def fits(quantity: Quantity, unit: str) -> bool:
    """Whether a formula of this quantity may be declared to have this unit."""
    if quantity.powers != _PLAIN:
        return _NAMES.get(quantity.powers) == unit
    if quantity.kind in ("ratio", "number"):
        return unit in _FREE
    return quantity.kind == unit


def natural_unit(quantity: Quantity) -> str:
    """The unit of a formula whose author names none; '' where there is no word for it."""
    if quantity.powers != _PLAIN:
        return _NAMES.get(quantity.powers, "")
    return "ratio" if quantity.kind == "number" else quantity.kind


class Checker:
    """Walks one formula and keeps what is wrong with it in `faults`, as (message, the part of the formula)."""

    def __init__(self, measures: Mapping[str, Measure], units: Mapping[int, str]) -> None:
        self._measures, self._units = measures, units
        self.faults: list[tuple[str, str]] = []

    def quantity(self, expression: Expression) -> Quantity | None:
        """The quantity of the formula, or None where a fault makes it unknown.

        A part that came from another KPI counts with that KPI's declared unit.
        """
        if id(expression) in self._units:
            return quantity_of_unit(self._units[id(expression)])
        if isinstance(expression, Number):
            return Quantity(_PLAIN, "number")
        if isinstance(expression, MeasureTerm):
            return quantity_of_unit(self._measures[expression.code].unit)
        if isinstance(expression, MeanOfItems):
            return self._mean(expression)
        if isinstance(expression, Diversity):
            return self._diversity(expression)
        left, right = self.quantity(expression.left), self.quantity(expression.right)
        if expression.sign in "+-":
            self._refuse_unique(expression)
            return self._sum(expression, left, right)
        if left is None or right is None:
            return None
        return _product(left, right, 1 if expression.sign == "*" else -1)

    def _mean(self, expression: MeanOfItems) -> Quantity | None:
        part = render_formula(expression)
        if any(isinstance(inner, MeanOfItems | Diversity) for inner in _inside(expression.of)):
            self.faults.append(("mean_of_items cannot hold another mean_of_items or diversity", part))
        for term in terms(expression):
            if self._measures[term.code].additivity == "level":
                self.faults.append((f"{term.code!r} is a level of the account: it has no value per item", part))
        of = self.quantity(expression.of)
        if of == Quantity(_PLAIN, "number"):
            self.faults.append(("mean_of_items needs a measure inside", part))
        return of

    def _diversity(self, expression: Diversity) -> Quantity:
        code = expression.of.code
        if (additivity := self._measures[code].additivity) != "additive":
            message = f"diversity needs a measure that adds up, and {code!r} is {additivity}"
            self.faults.append((message, render_formula(expression)))
        return Quantity(_PLAIN, "ratio")

    def _refuse_unique(self, expression: Operation) -> None:
        for side in (expression.left, expression.right):
            for term in _summands(side):
                if self._measures[term.code].additivity == "unique":
                    message = f"{term.code!r} counts different people: it cannot be added to or taken from anything"
                    self.faults.append((message, render_formula(expression)))

    def _sum(self, expression: Operation, left: Quantity | None, right: Quantity | None) -> Quantity | None:
        if left is None or right is None:
            return None
        if left == right:
            return left
        if Quantity(_PLAIN, "number") in (left, right):
            other = right if left.kind == "number" else left
            if other.kind in ("ratio", "score", "points"):
                return other
        sign, joined = ("add", "to") if expression.sign == "+" else ("take", "from")
        first, second = (left, right) if expression.sign == "+" else (right, left)
        self.faults.append(
            (f"the units do not fit: cannot {sign} {first} {joined} {second}", render_formula(expression))
        )
        return None


def _product(left: Quantity, right: Quantity, sign: int) -> Quantity:
    a, b = left.powers, right.powers
    powers = (a[0] + sign * b[0], a[1] + sign * b[1], a[2] + sign * b[2])
    if powers != _PLAIN:
        return Quantity(powers)
    if right.kind == "number":
        return Quantity(_PLAIN, left.kind or "ratio")
    if sign == 1:
        if left.kind in ("number", "ratio"):
            return Quantity(_PLAIN, right.kind or "ratio")
        if right.kind == "ratio":
            return Quantity(_PLAIN, left.kind or "ratio")
    return Quantity(_PLAIN, "ratio")


def _inside(expression: Expression) -> Iterator[Expression]:
    yield expression
    if isinstance(expression, Operation):
        yield from _inside(expression.left)
        yield from _inside(expression.right)


def _summands(expression: Expression) -> Iterator[MeasureTerm]:
    """The measures that stand as they are, or times a constant, in a sum: not those inside a quotient or a mean."""
    if isinstance(expression, MeasureTerm):
        yield expression
    elif isinstance(expression, Operation) and expression.sign in "*/":
        if isinstance(expression.right, Number):
            yield from _summands(expression.left)
        elif expression.sign == "*" and isinstance(expression.left, Number):
            yield from _summands(expression.right)


def additivity_of(expression: Expression, measures: Mapping[str, Measure]) -> str:
    """A additive, U unique, L level, M mean of items or R ratio, as the formula's shape says."""
    if isinstance(expression, MeanOfItems):
        return "M"
    if isinstance(expression, MeasureTerm):
        return {"additive": "A", "unique": "U", "level": "L"}[measures[expression.code].additivity]
    if isinstance(expression, Operation):
        left, right = (additivity_of(side, measures) for side in (expression.left, expression.right))
        if expression.sign in "+-":
            found = {left, right}
            return found.pop() if len(found) == 1 else "L" if found == {"A", "L"} else "R"
        if isinstance(expression.right, Number):
            return left
        if expression.sign == "*" and isinstance(expression.left, Number):
            return right
    return "R"


def agrees(declared: str, found: str) -> bool:
    """Whether a declared additivity may stand for a formula of this shape."""
    return declared == found or (declared in "RL" and found in "RL")
