"""Which files stand behind a value, read from the load log."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np

from goalposts.catalog.dimensions import DIMENSIONS
from goalposts.metrics.cells import Flags
from goalposts.metrics.coverage import DATELESS, READINGS, Coverage, date_of, day_number
from goalposts.metrics.nodes import Leaf, Pick, Plan, PlannedKpi, Spread, leaves
from goalposts.periods import Period


def picks_of(plan: Plan, planned: PlannedKpi) -> list[Pick]:
    """Every pick of every atom a KPI reads."""
    node = planned.node
    found = [Leaf(node.atom)] if isinstance(node, Spread) else list(leaves(node))
    return [pick for leaf in found for pick in plan.atoms[leaf.atom].picks]


def held_period(plan: Plan, planned: PlannedKpi) -> Period | None:
    """From the first to the last day covered by what a KPI reads; None for counters, which have no span."""
    holdings = [h for pick in picks_of(plan, planned) for h in pick.holdings if h.window not in DATELESS]
    spans = [holding.spans for holding in holdings if len(holding.spans)]
    if not spans:
        return None
    return Period(date_of(min(int(s[0, 0]) for s in spans)), date_of(max(int(s[-1, 1]) for s in spans) - 1))


def not_a_year(plan: Plan, planned: PlannedKpi) -> Flags:
    """Which buckets are not about twelve months long: shape (sides, buckets)."""
    held = held_period(plan, planned)
    spans = [[bucket or held for bucket in side] for side in plan.buckets]
    days = np.array([[span.days if span else 0 for span in side] for side in spans])
    return np.asarray(np.abs(days - 365) > 5)


def sources_covering(plan: Plan) -> frozenset[int]:
    """Every source whose load log touches the days a plan asks for, in the accounts and cuts it reads.

    A source among them that gave no row still counts: it says that there was nothing.
    """
    spans = [(day_number(side.start), day_number(side.end)) for side in plan.sides if side]
    holdings = [holding for atom in plan.atoms for pick in atom.picks for holding in pick.holdings]
    return frozenset(
        load.source_id
        for holding in holdings
        for load in holding.loads
        if not spans
        or holding.window in READINGS
        or any(load.first <= last and load.last >= first for first, last in spans)
    )


class FileIndex:
    """The files of one KPI by account and days; answers are kept, for most cells share them."""

    def __init__(self, plan: Plan, planned: PlannedKpi) -> None:
        self.coverage: Coverage = plan.coverage
        self.picks = picks_of(plan, planned)
        self._find = cache(self._files)

    def files(self, by: Mapping[str, str | int | None], bucket: Period | None) -> tuple[str, ...]:
        """Names of the files whose loaded days touch `bucket` (None = all) for the accounts of this slice, sorted."""
        account = tuple((n, v) for n, v in by.items() if DIMENSIONS[n].column.startswith("account."))
        return self._find(account, bucket)

    def _files(self, account: tuple[tuple[str, str | int | None], ...], bucket: Period | None) -> tuple[str, ...]:
        columns = [(DIMENSIONS[name].column.removeprefix("account."), value) for name, value in account]
        first, last = (day_number(bucket.start), day_number(bucket.end)) if bucket else (0, 0)
        names = set()
        for pick in self.picks:
            known = self.coverage.accounts[pick.account_id]
            if any(getattr(known, column) != value for column, value in columns):
                continue
            for holding in pick.holdings:
                undated = bucket is None or holding.window in READINGS
                for load in holding.loads:
                    if undated or (load.first <= last and load.last >= first):
                        names.add(self.coverage.files.get(load.source_id, str(load.source_id)))
        return tuple(sorted(names))
