"""What vendors of search data must not do together: their counts never agree, and scores and ranks never add."""

from __future__ import annotations

import numpy as np

from goalposts.metrics import cells as cell
from goalposts.metrics.cells import Cells, Flags, Reasons
from goalposts.metrics.facts import Facts
from goalposts.metrics.reason import Reason

_GROUP = "search"
_NEVER_ADDED = ("score", "rank")


def of_one_vendor(cells: Cells, facts: Facts, reasons: Reasons) -> Cells:
    """The same levels, but none that adds links of several vendors, or scores and ranks of several accounts."""
    if facts.measure.group != _GROUP:
        return cells
    if facts.measure.unit in _NEVER_ADDED:
        counts = facts.arrays.keys
    else:
        counts = np.zeros(cells.rank.shape)
        for there in _by_platform(facts).values():
            counts += there
    for count in np.unique(counts[(counts > 1) & (cells.rank < cell.NO_BASE)]):
        reason = Reason("not_added", measure=facts.measure.code, count=int(count))
        cells = cells.worsened(counts == count, cell.UNAVAILABLE, reasons.index(reason))
    value = np.where(cells.rank < cell.NO_BASE, cells.value, np.nan)
    return Cells(value, cells.rank, cells.cause, cells.rows, cells.currency)


def _by_platform(facts: Facts) -> dict[str, Flags]:
    """For each platform, in which cells one of its accounts is already known."""
    _, ends = facts.edges
    found: dict[str, Flags] = {}
    for pick, concerned in zip(facts.picks, facts.members, strict=True):
        held = pick.holdings[0]
        first = min((int(h.spans[0, 0]) for h in pick.holdings if len(h.spans)), default=np.inf)
        begun = (ends > first) | (ends == 0)
        there = concerned[None, :, None] & begun[:, None, :]
        platform = facts.accounts[held.account_id].platform
        found[platform] = found.get(platform, np.zeros(there.shape, dtype=bool)) | there
    return found
