"""The days behind every cell of a sum: how many are loaded, due, failed, and late."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from goalposts.metrics.cells import Floats, Ints
from goalposts.metrics.coverage import Holding, merged
from goalposts.metrics.facts import Facts, whole_windows
from goalposts.warehouse.tables import UNDATED

CALENDAR = ("day", "week", "month", "quarter", "year", UNDATED)
LATE_FOR = 92
"""Days after which a source that stopped is no longer called late: what it gave was a thing of the past."""


@dataclass(frozen=True)
class Tally:
    """Per cell, over the accounts it concerns, in days; `wanted` is infinite where all that is held is asked for.

    late: due, but after the last day of a source that delivered until lately; late_of: the pick that stopped first.
    """

    held: Floats
    wanted: Floats
    failed: Floats
    late: Floats
    late_of: Ints


def count_days(facts: Facts) -> Tally:
    """Count the days behind every cell."""
    shape = facts.arrays.shape
    starts, _ = facts.edges
    held, wanted, failed, late = (np.zeros(shape) for _ in range(4))
    late_of, stopped = np.full(shape, -1, dtype=np.int64), np.full(shape, np.inf)
    for holding, due, accounts, numbers in facts.alike():
        until = facts.until(due)
        loaded, broken = _loaded(holding, starts, until), _failed(holding, starts, until)
        missed = _late(holding, starts, until, facts.today)
        concerned = accounts[None, :, None]
        pairs = ((held, loaded), (wanted, until - starts), (failed, broken), (late, missed))
        for total, days in pairs:
            total += concerned * days[:, None, :]
        last = int(holding.spans[-1, 1]) if len(holding.spans) else 0
        first_to_stop = (missed > 0)[:, None, :] & (concerned > 0) & (last < stopped)
        late_of[first_to_stop], stopped[first_to_stop] = numbers[0], last
    if facts.undated:
        wanted += np.inf
    return Tally(held, wanted, failed, late, late_of)


def _loaded(holding: Holding, starts: Ints, until: Ints) -> Ints:
    if holding.window not in CALENDAR:
        return _of_whole_loads(holding, starts, until)
    first, last = whole_windows(holding, starts, until)
    return holding.days_in(first.ravel(), np.maximum(last, first).ravel()).reshape(starts.shape)


def _of_whole_loads(holding: Holding, starts: Ints, until: Ints) -> Ints:
    """Days of windows of any other length that lie inside as a whole: their sum says nothing of a part of them."""
    days = np.zeros(starts.shape, dtype=np.int64)
    for cell in np.ndindex(starts.shape):
        inside = (load for load in holding.loads if load.first >= starts[cell] and load.last < until[cell])
        spans = merged(load for load in inside if load.state != "failed")
        days[cell] = (spans[:, 1] - spans[:, 0]).sum()
    return days


def _failed(holding: Holding, starts: Ints, until: Ints) -> Ints:
    if not len(holding.failed_spans):
        return np.zeros(starts.shape, dtype=np.int64)
    return holding.days_in(starts.ravel(), until.ravel(), failed=True).reshape(starts.shape)


def _late(holding: Holding, starts: Ints, until: Ints, today: int) -> Ints:
    """Days after the last loaded one that are due and did not fail."""
    if not len(holding.spans):
        return np.zeros(starts.shape, dtype=np.int64)
    after = int(holding.spans[-1, 1])
    if today - after > LATE_FOR or (until <= after).all():
        return np.zeros(starts.shape, dtype=np.int64)
    since = np.minimum(np.maximum(starts, after), until)
    return (until - since) - _failed(holding, since, until)
