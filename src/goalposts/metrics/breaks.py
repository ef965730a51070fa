"""Where a series break lies inside a cell, or between a cell and what it is compared with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from goalposts.catalog.series_breaks import SeriesBreak
from goalposts.metrics.cells import Flags, Ints
from goalposts.metrics.coverage import day_number
from goalposts.metrics.nodes import Leaf, Pick, Plan, PlannedKpi, Shape
from goalposts.metrics.reason import Reason

NOWHERE = -1


@dataclass(frozen=True)
class Crossings:
    """Which break a cell holds (`inside`) or a comparison spans (`between`): index of `breaks`, NOWHERE = none.

    Arrays have the shape (groups, buckets). `breaks` are those that touch what the KPI reads and the days asked for.
    """

    breaks: tuple[SeriesBreak, ...]
    inside: Ints
    between: Ints

    def mixture(self, group: int, at: int) -> Reason | None:
        """That a cell holds days of both sides of a break."""
        return self._said("definition_changed", int(self.inside[group, at]))

    def refusal(self, group: int, at: int) -> Reason | None:
        """Why a cell must not be held against the earlier one."""
        return self._said("series_break", int(self.between[group, at]))

    def _said(self, code: str, number: int) -> Reason | None:
        if number == NOWHERE:
            return None
        found = self.breaks[number]
        return Reason(code, platform=found.platform, day=found.on)


def find_crossings(
    plan: Plan, planned: PlannedKpi, picks: Sequence[Pick], members: Flags, edges: tuple[Ints, Ints]
) -> Crossings | None:
    """The crossings of what a KPI reads; None where no break touches it, as is most often so.

    `members` says which groups (second axis) each pick concerns; `edges` are those of the evaluation. A level alone is
    the reading of one day and never holds two meanings.
    """
    one_day = isinstance(planned.node, Leaf) and all(pick.shape is Shape.LEVEL for pick in picks)
    accounts = plan.coverage.accounts
    found: list[tuple[SeriesBreak, Flags, Flags]] = []
    for each in plan.breaks:
        touched = [
            number
            for number, pick in enumerate(picks)
            if accounts[pick.account_id].platform == each.platform and pick.holdings[0].measure in each.measures
        ]
        if touched:
            inside, between = _crossed(
                each, [picks[n] for n in touched], members[touched], edges, plan.sides[0] is None
            )
            if between.any():
                found.append((each, inside, between))
    if not found:
        return None
    breaks = tuple(each for each, _, _ in found)
    splitting = [(n, inside, between) for n, (each, inside, between) in enumerate(found) if each.splits]
    within, across = (np.full(found[0][1].shape, NOWHERE, dtype=np.int64) for _ in range(2))
    for number, inside, between in splitting:
        within[inside & (not one_day)], across[between] = number, number
    return Crossings(breaks, within, across)


def _crossed(
    found: SeriesBreak, picks: Sequence[Pick], members: Flags, edges: tuple[Ints, Ints], undated: bool
) -> tuple[Flags, Flags]:
    """Per group and bucket: days of both meanings are in the cell, and in the cell and its comparison together."""
    starts, ends = edges
    day = day_number(found.on)
    shape = (members.shape[1], starts.shape[1])
    inside, between = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    for pick, concerned in zip(picks, members, strict=True):
        if undated:
            held = _all_days(pick)
            before, after = np.full(starts.shape, held[0] < day), np.full(starts.shape, held[1] > day)
        else:
            before = _has_days(pick, starts, np.maximum(np.minimum(ends, day), starts))
            after = _has_days(pick, np.minimum(np.maximum(starts, day), ends), ends)
        inside |= concerned[:, None] & (before[0] & after[0])[None, :]
        either = np.asarray(before.any(axis=0) & after.any(axis=0))
        between |= concerned[:, None] & either[None, :]
    return inside, between


def _has_days(pick: Pick, starts: Ints, ends: Ints) -> Flags:
    """Whether anything is held of each span; a counter speaks of the days on which its items were published."""
    held = ends > starts
    spans = [holding for holding in pick.holdings if holding.window != "lifetime"]
    if len(spans) < len(pick.holdings):
        return held
    days = [holding.days_in(starts.ravel(), ends.ravel()).reshape(starts.shape) > 0 for holding in spans]
    return np.asarray(held & np.any(days, axis=0))


def _all_days(pick: Pick) -> tuple[int, int]:
    """First day, and day after the last, of all that is held."""
    spans = [holding.spans for holding in pick.holdings if len(holding.spans)]
    if not spans:
        return 0, 0
    return min(int(s[0, 0]) for s in spans), max(int(s[-1, 1]) for s in spans)
