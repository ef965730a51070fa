"""Where a target stands among published figures: each base by itself, with source and year, and what is out of date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from goalposts.catalog.benchmarks import Benchmark

BELOW, BETWEEN, ABOVE = "below", "between", "above"
OWN_BASE = "own"
"""The base of publishers who divide by something of their own: nothing can be held against such a figure."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where a value stands among figures that may stand side by side.

    where: `below` the lowest figure, `above` the highest, `between` otherwise (a value equal to one of them, too).
    marks: the figures, lowest first, each with its source, year, base and statistic. stale: those out of date.
    """

    where: str
    marks: tuple[Benchmark, ...]
    stale: tuple[Benchmark, ...]

    @property
    def base(self) -> str:
        return self.marks[0].base

    @property
    def statistic(self) -> str:
        return self.marks[0].statistic

    @property
    def is_stale(self) -> bool:
        """Whether every figure is out of date."""
        return len(self.stale) == len(self.marks)


def positions_of(
    value: float,
    kpi: str,
    marks: Iterable[Benchmark],
    *,
    on: dt.date,
    platform: str = "",
    industry: str = "",
    unit: str = "ratio",
) -> tuple[Position, ...]:
    """Where `value` (ratios 0..1, money in `unit`) stands among the figures of `kpi`, one position for each base.

    Only figures of all platforms or of `platform`, of all industries or of `industry`, and in the same unit count; of
    one publisher the newest. Changes against the year before and figures on a base of the publisher's own are left out.
    Bases, statistics, and opens of mail before and after machines open it, are never mixed (`Benchmark.compares_with`).
    Positions with a figure that is not out of date come first.
    """
    groups: list[list[Benchmark]] = []
    for mark in _newest(mark for mark in marks if _is_about(mark, kpi, platform, industry, unit)):
        group = next((group for group in groups if group[0].compares_with(mark)), None)
        if group is None:
            groups.append([mark])
        else:
            group.append(mark)
    return tuple(sorted((_position(value, group, on) for group in groups), key=lambda position: position.is_stale))


def _is_about(mark: Benchmark, kpi: str, platform: str, industry: str, unit: str) -> bool:
    is_same = mark.kpi == kpi and mark.unit == unit
    is_level = not mark.change and mark.base != OWN_BASE
    return is_same and is_level and mark.platform in ("", platform) and mark.industry in ("", industry)


def _newest(marks: Iterable[Benchmark]) -> list[Benchmark]:
    """The last figure of each publisher for each platform, industry and country."""
    newest: dict[tuple[str, ...], Benchmark] = {}
    for mark in marks:
        key = (mark.source, mark.platform, mark.industry, mark.country, mark.base, mark.statistic)
        if key not in newest or _age(newest[key]) <= _age(mark):
            newest[key] = mark
    return list(newest.values())


def _age(mark: Benchmark) -> dt.date:
    return mark.data_to or mark.published


def _position(value: float, group: list[Benchmark], on: dt.date) -> Position:
    marks = tuple(sorted(group, key=lambda mark: mark.value))
    where = BELOW if value < marks[0].value else ABOVE if value > marks[-1].value else BETWEEN
    return Position(where, marks, tuple(mark for mark in marks if mark.is_stale(on)))
