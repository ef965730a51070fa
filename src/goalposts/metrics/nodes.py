"""What a plan is made of: atoms to read, how each account's part is read, and formulas over atoms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from goalposts.catalog.expression import Condition, Number
from goalposts.catalog.kpi import Definition
from goalposts.catalog.measure import Measure
from goalposts.catalog.series_breaks import SeriesBreak
from goalposts.metrics.answer import Basis
from goalposts.metrics.coverage import Coverage, Holding
from goalposts.metrics.question import Question
from goalposts.metrics.reason import Reason
from goalposts.periods import Grain, Period, bucket_start, buckets

STORED = "fact_measure"
"""The table of numbers as sources report them; all others hold rows that are counted."""


class Shape(StrEnum):
    """The kinds of aggregate statement: `distinct` and `running` read rows of people and movements of a level."""

    SUM = "sum"
    UNIQUE = "unique"
    DISTINCT = "distinct"
    LEVEL = "level"
    RUNNING = "running"
    GROWTH = "growth"
    PUBLISHED = "published"
    ITEMS = "items"


@dataclass(frozen=True)
class Pick:
    """How one measure of one account is read: every holding belongs to the same cut."""

    holdings: tuple[Holding, ...]
    shape: Shape
    overlapping: tuple[str, ...] = ()

    @property
    def account_id(self) -> int:
        return self.holdings[0].account_id

    @property
    def table(self) -> str:
        return self.holdings[0].table


@dataclass(frozen=True)
class Atom:
    """One measure aggregated under conditions, over the picked accounts; `dimensions` are its breakdowns."""

    measure: Measure = field(compare=False)
    code: str
    where: tuple[Condition, ...]
    dimensions: tuple[str, ...]
    picks: tuple[Pick, ...]
    missing: Reason | None = None

    @property
    def stored(self) -> str:
        """The code under which the facts are kept."""
        return self.measure.rows_of or self.code


@dataclass(frozen=True, slots=True)
class Leaf:
    """The value of one atom."""

    atom: int


@dataclass(frozen=True, slots=True)
class Parts:
    """A derived sum: the sum of its parts, `partial` where a part is missing."""

    name: str
    leaves: tuple[Leaf, ...]


@dataclass(frozen=True, slots=True)
class Calculation:
    """`left` `sign` `right`."""

    sign: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class ItemMean:
    """Mean over items of `of`, leaving out items read when younger than `min_age_days`."""

    of: Node
    min_age_days: int


@dataclass(frozen=True, slots=True)
class Spread:
    """Gini-Simpson index over the extra dimension of the atom."""

    atom: int


Node = Number | Leaf | Parts | Calculation | ItemMean | Spread


@dataclass(frozen=True)
class PlannedKpi:
    """One asked name: its definition, its formula over atoms, its sample size and what the value counts."""

    definition: Definition
    node: Node
    size: Node | None
    basis: Basis
    note: Reason | None


@dataclass(frozen=True)
class Plan:
    """Everything to read and to compute; `sides` are the asked period and, when comparing, the earlier one."""

    question: Question
    sides: tuple[Period | None, ...]
    kpis: tuple[PlannedKpi, ...]
    atoms: tuple[Atom, ...]
    coverage: Coverage
    now: dt.datetime
    breaks: tuple[SeriesBreak, ...] = ()

    @property
    def moment(self) -> dt.datetime:
        """The moment the answer is of: now, or the earlier one the question is asked as of (UTC, without a zone)."""
        now = self.now.replace(tzinfo=None)
        return min(now, self.question.as_of.replace(tzinfo=None)) if self.question.as_of else now

    @cached_property
    def told_apart(self) -> bool:
        """Whether a bucket's first day alone says which side it belongs to."""
        first, *other = ({bucket_start(b.start, self.question.grain) for b in s if b} for s in self.buckets)
        return self.question.grain is not Grain.TOTAL and all(first.isdisjoint(starts) for starts in other)

    @cached_property
    def buckets(self) -> tuple[tuple[Period | None, ...], ...]:
        """The buckets of each side, matched by position; the earlier side is cut or filled with None to fit."""
        cut = [tuple(buckets(side, self.question.grain)) if side else (None,) for side in self.sides]
        length = len(cut[0])
        return tuple((*side[:length], *([None] * (length - len(side)))) for side in cut)


def leaves(node: Node) -> Iterator[Leaf]:
    """Every atom a node reads, from left to right."""
    if isinstance(node, Leaf):
        yield node
    elif isinstance(node, Parts):
        yield from node.leaves
    elif isinstance(node, Calculation):
        yield from leaves(node.left)
        yield from leaves(node.right)
    elif isinstance(node, ItemMean):
        yield from leaves(node.of)
