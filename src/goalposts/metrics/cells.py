"""Whole arrays of answers at once: values with their states, and arithmetic in which the worst state wins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from goalposts.metrics.answer import State
from goalposts.metrics.reason import Reason

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
Shape3 = tuple[int, int, int]
"""Sides, groups, buckets."""

STATES = (State.MEASURED, State.PROVISIONAL, State.PARTIAL, State.NO_BASE, State.FAILED, State.UNAVAILABLE)
"""From best to worst: the index is the rank, and the worst rank of the parts is the rank of the whole."""
MEASURED, PROVISIONAL, PARTIAL, NO_BASE, FAILED, UNAVAILABLE = range(len(STATES))
ABSENT = -1
"""Rank of a part that does not concern a cell at all (another account's part of a sum)."""
NO_CURRENCY, MIXED = -1, -2


@dataclass
class Reasons:
    """Every reason used in one evaluation, kept once; cells hold its index, -1 = none."""

    known: list[Reason] = field(default_factory=list)
    _index: dict[str, int] = field(default_factory=dict)

    def index(self, reason: Reason | None) -> int:
        if reason is None:
            return -1
        if reason not in self._index:
            self._index[reason] = len(self.known)
            self.known.append(reason)
        return self._index[reason]


@dataclass(frozen=True)
class Cells:
    """Arrays of shape (sides, groups, buckets): value (NaN = none), rank, cause, rows read, currency index."""

    value: Floats
    rank: Ints
    cause: Ints
    rows: Floats
    currency: Ints

    @property
    def known(self) -> Flags:
        return (self.rank >= MEASURED) & (self.rank < NO_BASE)

    def worsened(self, where: Flags, rank: int, cause: int | Ints) -> Cells:
        """The same cells with at least `rank` wherever `where` holds and they were better."""
        hit = where & (self.rank >= MEASURED) & (self.rank < rank)
        value = np.where(hit & (rank >= NO_BASE), np.nan, self.value)
        return Cells(value, np.where(hit, rank, self.rank), np.where(hit, cause, self.cause), self.rows, self.currency)


def constant(shape: Shape3, value: float) -> Cells:
    """Cells that all hold one measured number."""
    zeros = np.zeros(shape, dtype=np.int64)
    return Cells(np.full(shape, value), zeros, zeros - 1, np.zeros(shape), zeros + NO_CURRENCY)


def unavailable(shape: Shape3, cause: int | Ints) -> Cells:
    """Cells that hold nothing, for one reason or one each."""
    zeros = np.zeros(shape, dtype=np.int64)
    return Cells(np.full(shape, np.nan), zeros + UNAVAILABLE, zeros + cause, np.zeros(shape), zeros + NO_CURRENCY)


_ARITHMETIC: dict[str, Callable[[Floats, Floats], Floats]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
}


def calculate(sign: str, left: Cells, right: Cells, no_base: int, mixed: int) -> Cells:
    """`left sign right`: the worst rank wins with its cause; a zero divisor is `no_base`."""
    worse = right.rank > left.rank
    rank = np.where(worse, right.rank, left.rank)
    cause = np.where(worse, right.cause, left.cause)
    divisor = np.where(right.value == 0, np.nan, right.value) if sign == "/" else right.value
    value = _ARITHMETIC[sign](left.value, divisor)
    currency = _one_currency(left.currency, right.currency)
    result = Cells(np.where(rank >= NO_BASE, np.nan, value), rank, cause, np.maximum(left.rows, 0), currency)
    if sign == "/":
        result = result.worsened(right.value == 0, NO_BASE, no_base)
    return result.worsened(currency == MIXED, UNAVAILABLE, mixed)


def add_parts(parts: Sequence[Cells], missing: Callable[[Flags], Ints], mixed: int) -> Cells:
    """The sum of what is known of `parts`; a cell that lacks one is `partial`, one without any keeps the worst cause.

    `missing` gets a flag array (parts first) of what is lacking and answers the cause for each cell.
    """
    known = np.stack([part.known for part in parts])
    present = np.stack([part.rank != ABSENT for part in parts])
    value = np.nansum(np.where(known, np.stack([part.value for part in parts]), np.nan), axis=0)
    ranks = np.stack([part.rank for part in parts])
    best = np.where(known, ranks, ABSENT)
    rank, which = best.max(axis=0), best.argmax(axis=0)
    causes = np.stack([part.cause for part in parts])
    cause = np.take_along_axis(causes, which[None], axis=0)[0]
    nothing = ~known.any(axis=0)
    worst = ranks.argmax(axis=0)
    rank = np.where(nothing, ranks.max(axis=0), rank)
    cause = np.where(nothing, np.take_along_axis(causes, worst[None], axis=0)[0], cause)
    currency = parts[0].currency
    for part in parts[1:]:
        currency = _one_currency(currency, part.currency)
    rows = np.sum([part.rows for part in parts], axis=0)
    result = Cells(np.where(nothing, np.nan, value), rank, cause, rows, currency)
    lacking = present & ~known
    some: Flags = np.logical_and(lacking.any(axis=0), ~nothing)
    if some.any():
        result = result.worsened(some, PARTIAL, missing(lacking))
    return result.worsened(currency == MIXED, UNAVAILABLE, mixed)


def _one_currency(left: Ints, right: Ints) -> Ints:
    clash = (left != right) & (left != NO_CURRENCY) & (right != NO_CURRENCY)
    return np.where(clash, MIXED, np.maximum(left, right))
