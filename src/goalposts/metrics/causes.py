"""Why a cell is not what it was: restated, withdrawn, another definition, or data that came late."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from goalposts.catalog.dimensions import DIMENSIONS
from goalposts.metrics.answer import Answer
from goalposts.metrics.coverage import READINGS, Coverage, Holding, Load, day_number
from goalposts.metrics.lineage import picks_of
from goalposts.metrics.nodes import Plan, Shape

CAUSES = ("restated", "withdrawn", "definition", "late")
"""A source told another value; an import was taken back; the KPI is defined anew; what was missing came in."""

_Where = tuple[str, str, int]
_Days = tuple[int, int] | None


class Causes:
    """Tells the causes of changed cells from facts that are no longer what they were and from the two load logs.

    `gone` are the rows of `changed_facts` between the two moments.
    """

    def __init__(self, old: Plan, new: Plan, gone: pl.DataFrame) -> None:
        self._coverages = (old.coverage, new.coverage)
        self._read = [
            {planned.definition.asked: picks_of(plan, planned) for planned in plan.kpis} for plan in (old, new)
        ]
        self._gone: dict[_Where, list[tuple[int, int, str]]] = {}
        for row in gone.iter_rows(named=True):
            where = (row["table_name"], row["measure_code"] or "", row["account_id"])
            first, last = row["first_day"], row["last_day"]
            span = (day_number(first), day_number(last)) if first and last else (0, 2**31)
            self._gone.setdefault(where, []).append((*span, row["cause"]))

    def had_source(self, cell: Answer) -> bool:
        """Whether anything was held for the KPI of a cell, in its slice, at the old moment."""
        return any(_concerns(cell, self._coverages[0], pick.account_id) for pick in self._read[0].get(cell.kpi, ()))

    def grew(self, cell: Answer) -> bool:
        """Whether something that was not held at all at the old moment is in the cell now."""
        return any(old is None for old, _, _ in self._holdings(cell))

    def of(self, was: Answer, now: Answer, complete: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The causes in the order of CAUSES, and the names of the files that brought the change or were taken back.

        `complete`: nothing was missing from the cell at the old moment.
        """
        found, sources = set(), set()
        if was.lineage.definition_version != now.lineage.definition_version:
            found.add("definition")
        for old, new, days in self._holdings(now):
            gone = self._causes_of(new or old, days)
            came, left = _news(new, old, days), _news(old, new, days)
            found |= gone
            if left:
                found.add("withdrawn")
            if came and not complete:
                found.add("late")
            if gone or left or not complete:
                sources |= {self._file(load) for load in (*came, *left)}
        if not found:
            found.add("restated" if complete else "late")
        return tuple(cause for cause in CAUSES if cause in found), tuple(sorted(sources))

    def _holdings(self, cell: Answer) -> Iterator[tuple[Holding | None, Holding | None, _Days]]:
        """What is read for a cell, as it was held then and as it is held now, with its days (None = any)."""
        held: dict[Holding, None] = {}
        by_item: set[Holding] = set()
        for read, coverage in zip(self._read, self._coverages, strict=True):
            for pick in read.get(cell.kpi, ()):
                if not _concerns(cell, coverage, pick.account_id):
                    continue
                for holding in pick.holdings:
                    held[holding] = None
                    if pick.shape in (Shape.PUBLISHED, Shape.ITEMS):
                        by_item.add(holding)
        dated = cell.period_start is not None and cell.period_end is not None
        for holding in held:
            old, new = (_held_in(coverage, holding) for coverage in self._coverages)
            days = None
            if dated and holding not in by_item and holding.window not in READINGS:
                days = (day_number(cell.period_start), day_number(cell.period_end))  # type: ignore[arg-type]
            yield old, new, days

    def _causes_of(self, holding: Holding | None, days: _Days) -> set[str]:
        if holding is None:
            return set()
        code = holding.measure if holding.table == "fact_measure" else ""
        rows = self._gone.get((holding.table, code, holding.account_id), ())
        return {cause for first, last, cause in rows if days is None or (first <= days[1] and last >= days[0])}

    def _file(self, load: Load) -> str:
        names = (coverage.files.get(load.source_id) for coverage in self._coverages)
        return next((name for name in names if name), str(load.source_id))


def _held_in(coverage: Coverage, holding: Holding) -> Holding | None:
    """The same holding as another moment knows it."""
    return next((found for found in coverage.held(holding.measure) if found == holding), None)


def _concerns(cell: Answer, coverage: Coverage, account_id: int) -> bool:
    account = coverage.accounts[account_id]
    for name, value in cell.by.items():
        column = DIMENSIONS[name].column
        if column.startswith("account.") and getattr(account, column.removeprefix("account.")) != value:
            return False
    return True


def _news(one: Holding | None, other: Holding | None, days: _Days) -> list[Load]:
    """The loads of `one` that touch the days and whose file `other` does not have."""
    known = {load.source_id for load in other.loads} if other else set()
    return [
        load
        for load in (one.loads if one else ())
        if load.source_id not in known
        and load.state != "failed"
        and (days is None or (load.first <= days[1] and load.last >= days[0]))
    ]
