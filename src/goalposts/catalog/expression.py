"""What a parsed formula is made of: small frozen nodes that plan and evaluate read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, order=True)
class Condition:
    """Keep only the rows whose dimension has one of these values (`objective = awareness`, `channel in (a, b)`)."""

    dimension: str
    values: tuple[str, ...]

    def __str__(self) -> str:
        if len(self.values) == 1:
            return f"{self.dimension} = {self.values[0]}"
        return f"{self.dimension} in ({', '.join(self.values)})"


@dataclass(frozen=True, slots=True)
class Number:
    """A constant."""

    value: float


@dataclass(frozen=True, slots=True)
class MeasureTerm:
    """A measure aggregated by its own additivity over the rows that meet every condition."""

    code: str
    where: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Operation:
    """`left` `sign` `right`; a zero divisor makes the answer `no_base`."""

    sign: Literal["+", "-", "*", "/"]
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class MeanOfItems:
    """The mean, over items published in the period, of `of` computed for each item alone."""

    of: Expression


@dataclass(frozen=True, slots=True)
class Diversity:
    """Gini-Simpson index: 1 - the sum of squared shares of `of` over the values of `dimension`."""

    of: MeasureTerm
    dimension: str


Expression = Number | MeasureTerm | Operation | MeanOfItems | Diversity


def terms(expression: Expression) -> Iterator[MeasureTerm]:
    """Every measure term in the expression, from left to right, repeats included."""
    if isinstance(expression, MeasureTerm):
        yield expression
    elif isinstance(expression, Operation):
        yield from terms(expression.left)
        yield from terms(expression.right)
    elif isinstance(expression, MeanOfItems | Diversity):
        yield from terms(expression.of)
