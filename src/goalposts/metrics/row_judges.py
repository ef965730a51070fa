"""How far counts of people and running levels can be trusted: both are made of rows, day by day."""

from __future__ import annotations

import numpy as np

from goalposts.metrics import cells as cell
from goalposts.metrics.cells import Cells, Reasons
from goalposts.metrics.facts import Facts
from goalposts.metrics.nodes import STORED
from goalposts.metrics.reason import Reason
from goalposts.metrics.vendors import of_one_vendor


def not_of_several(cells: Cells, facts: Facts, reasons: Reasons) -> Cells:
    """The same counts of people, but none over several accounts: one person may be known to each of them."""
    keys = facts.arrays.keys
    for count in np.unique(keys[keys > 1]):
        reason = Reason("not_added", measure=facts.measure.code, count=int(count))
        cells = cells.worsened(keys == count, cell.UNAVAILABLE, reasons.index(reason))
    return cells


def lacking_undated(cells: Cells, facts: Facts, reasons: Reasons) -> Cells:
    """The same cells, `partial` where a file told some rows without a date: they may belong into the period."""
    if facts.undated:
        return cells
    reason = reasons.index(Reason("undated_rows", measure=facts.measure.code))
    for pick, concerned in zip(facts.picks, facts.members, strict=True):
        if pick.table != STORED and any(load.state == "partial" for load in pick.holdings[0].loads):
            cells = cells.worsened(np.broadcast_to(concerned[None, :, None], cells.rank.shape), cell.PARTIAL, reason)
    return cells


def judge_running(facts: Facts, reasons: Reasons) -> Cells:
    """The sum of all movements; known where a day of the bucket is loaded, partial where accounts lack one."""
    arrays, code = facts.arrays, facts.measure.code
    starts, ends = facts.edges
    read, wanted = np.zeros(arrays.shape), np.zeros(arrays.shape)
    for holding, _, accounts, _ in facts.alike():
        first = holding.spans[0, 0] if len(holding.spans) else np.inf
        begun = (ends > first) | facts.undated
        loaded = (holding.days_in(starts.ravel(), ends.ravel()).reshape(starts.shape) > 0) | facts.undated
        for total, there in ((read, loaded), (wanted, begun)):
            total += accounts[None, :, None] * there[:, None, :]
    rank = np.select([read <= 0, read < wanted], [cell.UNAVAILABLE, cell.PARTIAL], cell.MEASURED)
    cause = np.where(rank == cell.UNAVAILABLE, reasons.index(Reason("no_reading", measure=code)), -1)
    short = rank == cell.PARTIAL
    for pair in np.unique(np.stack([read[short], wanted[short]], axis=1), axis=0):
        reason = Reason("readings_missing", measure=code, held=int(pair[0]), wanted=int(pair[1]))
        cause[short & (read == pair[0]) & (wanted == pair[1])] = reasons.index(reason)
    value = np.where(np.isnan(arrays.value), 0.0, arrays.value)
    value = np.where(rank < cell.NO_BASE, value, np.nan)
    cells = of_one_vendor(Cells(value, rank, cause, arrays.rows, arrays.currency), facts, reasons)
    return lacking_undated(cells, facts, reasons)
