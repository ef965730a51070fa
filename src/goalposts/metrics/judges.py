"""How far each shape's values can be trusted: pure decisions from rows read and days loaded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from goalposts.metrics import cells as cell
from goalposts.metrics.cells import Cells, Reasons
from goalposts.metrics.facts import Facts
from goalposts.metrics.missing import causes_of
from goalposts.metrics.nodes import Shape
from goalposts.metrics.reason import Reason
from goalposts.metrics.row_judges import judge_running, lacking_undated, not_of_several
from goalposts.metrics.settling import settled_or_provisional
from goalposts.metrics.tally import count_days
from goalposts.metrics.vendors import of_one_vendor


def judge_sum(facts: Facts, reasons: Reasons) -> Cells:
    """A loaded day without a row is 0; days that were not loaded make the sum partial, failed or unavailable."""
    arrays = facts.arrays
    days = count_days(facts)
    everything = np.isinf(days.wanted)
    whole, some = (days.held >= days.wanted) & (days.wanted > 0) | everything, days.held > 0
    read = arrays.rows > 0
    rank = np.select(
        [whole | ((days.wanted <= 0) & read), some | read, days.failed > 0],
        [cell.MEASURED, cell.PARTIAL, cell.FAILED],
        cell.UNAVAILABLE,
    )
    value = np.where(np.isnan(arrays.value) & (rank < cell.NO_BASE), 0.0, arrays.value)
    cause = causes_of(facts, reasons, rank, days)
    cells = Cells(np.where(rank < cell.NO_BASE, value, np.nan), rank, cause, arrays.rows, arrays.currency)
    return settled_or_provisional(lacking_undated(cells, facts, reasons), facts, reasons)


def judge_unique(facts: Facts, reasons: Reasons) -> Cells:
    """A unique measure stands only when one row of exactly that window and slice says so."""
    arrays = facts.arrays
    rank = np.select([arrays.keys == 1], [cell.MEASURED], cell.UNAVAILABLE)
    cause = np.where(rank == cell.MEASURED, -1, reasons.index(Reason("not_window", measure=facts.measure.code)))
    for count in np.unique(arrays.keys[arrays.keys > 1]):
        clash = reasons.index(Reason("not_added", measure=facts.measure.code, count=int(count)))
        cause[arrays.keys == count] = clash
    value = np.where(rank == cell.MEASURED, arrays.value, np.nan)
    return settled_or_provisional(Cells(value, rank, cause, arrays.rows, arrays.currency), facts, reasons)


def judge_distinct(facts: Facts, reasons: Reasons) -> Cells:
    """People counted from rows: judged like a sum over the days, and never added over accounts."""
    return not_of_several(judge_sum(facts, reasons), facts, reasons)


def judge_level(facts: Facts, reasons: Reasons) -> Cells:
    """The last (or first) reading of every account; accounts already known but not read make it partial."""
    arrays = facts.arrays
    _, ends = facts.edges
    wanted = np.zeros(arrays.shape)
    for pick, concerned in zip(facts.picks, facts.members, strict=True):
        known_from = min(int(h.spans[0, 0]) for h in pick.holdings if len(h.spans))
        begun = (ends > known_from) | (ends == 0)
        wanted += concerned[None, :, None] & begun[:, None, :]
    rank = np.select([arrays.rows <= 0, arrays.keys < wanted], [cell.UNAVAILABLE, cell.PARTIAL], cell.MEASURED)
    cause = np.where(rank == cell.UNAVAILABLE, reasons.index(Reason("no_reading", measure=facts.measure.code)), -1)
    short = rank == cell.PARTIAL
    for pair in np.unique(np.stack([arrays.keys[short], wanted[short]], axis=1), axis=0):
        reason = Reason("readings_missing", measure=facts.measure.code, held=int(pair[0]), wanted=int(pair[1]))
        cause[short & (arrays.keys == pair[0]) & (wanted == pair[1])] = reasons.index(reason)
    value = np.where(rank < cell.NO_BASE, arrays.value, np.nan)
    return of_one_vendor(Cells(value, rank, cause, arrays.rows, arrays.currency), facts, reasons)


def judge_growth(facts: Facts, reasons: Reasons) -> Cells:
    """Growth between readings; partial where the counter was last read before the bucket began."""
    arrays = facts.arrays
    rank = np.select([arrays.rows <= 0, arrays.days_off > 0], [cell.UNAVAILABLE, cell.PARTIAL], cell.MEASURED)
    no_reading = reasons.index(Reason("no_reading", measure=facts.measure.code))
    gap = reasons.index(Reason("gap", measure=facts.measure.code))
    cause = np.select([rank == cell.UNAVAILABLE, rank == cell.PARTIAL], [no_reading, gap], -1)
    return Cells(np.where(rank < cell.NO_BASE, arrays.value, np.nan), rank, cause, arrays.rows, arrays.currency)


def judge_published(facts: Facts, reasons: Reasons) -> Cells:
    """Lifetime totals of items published in the bucket; a unique measure only for one single item."""
    arrays = facts.arrays
    clash = (arrays.keys > 1) & (facts.measure.additivity == "unique")
    read = (arrays.rows > 0) & ~np.isnan(arrays.value)
    rank = np.where(read & ~clash, cell.MEASURED, cell.UNAVAILABLE)
    cause = np.where(read, -1, reasons.index(Reason("not_published", measure=facts.measure.code)))
    for count in np.unique(arrays.keys[clash]):
        reason = Reason("not_added", measure=facts.measure.code, count=int(count))
        cause[clash & (arrays.keys == count)] = reasons.index(reason)
    return Cells(np.where(rank == cell.MEASURED, arrays.value, np.nan), rank, cause, arrays.rows, arrays.currency)


Judge = Callable[[Facts, Reasons], Cells]
JUDGES: Mapping[Any, Judge] = {
    Shape.SUM: judge_sum,
    Shape.UNIQUE: judge_unique,
    Shape.DISTINCT: judge_distinct,
    Shape.LEVEL: judge_level,
    Shape.RUNNING: judge_running,
    Shape.GROWTH: judge_growth,
    Shape.PUBLISHED: judge_published,
}
