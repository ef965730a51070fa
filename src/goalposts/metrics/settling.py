"""Values that may still change: days read before their platform had settled them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from goalposts.metrics import cells as cell
from goalposts.metrics.cells import Cells, Ints, Reasons
from goalposts.metrics.coverage import Holding, date_of, last_day_in
from goalposts.metrics.facts import Facts
from goalposts.metrics.nodes import Shape
from goalposts.metrics.reason import Reason
from goalposts.periods import Grain


def settled_or_provisional(cells: Cells, facts: Facts, reasons: Reasons) -> Cells:
    """The same cells; those with a day read too early to be final are `provisional`, and say until when.

    A platform restates a day for `restate_days` more days; a day read after that is settled.
    """
    until = _settle_days(facts)
    code = facts.measure.code
    for day in np.unique(until[until >= 0]).tolist():
        if day > facts.today:
            reason = Reason("provisional_until", measure=code, day=date_of(day))
        else:
            reason = Reason("read_early", measure=code)
        cells = cells.worsened(until == day, cell.PROVISIONAL, reasons.index(reason))
    return cells


def _settle_days(facts: Facts) -> Ints:
    """Per cell the last day on which a day behind it may still change; -1 = all of it is settled."""
    starts, ends = facts.edges
    found = np.full(facts.arrays.shape, -1, dtype=np.int64)
    for holding, numbers in _still_open(facts):
        if facts.undated:
            last = np.full(starts.shape, int(holding.open_spans[-1, 1]) - 1)
        else:
            last = last_day_in(holding.open_spans, starts.ravel(), ends.ravel()).reshape(starts.shape)
        settles = np.where(last >= 0, last + holding.restate_days, -1)[:, None, :]
        concerned = np.asarray(facts.members[numbers].any(axis=0))[None, :, None]
        found = np.where(concerned, np.maximum(found, settles), found)
    return found


def _still_open(facts: Facts) -> Iterator[tuple[Holding, list[int]]]:
    """Holdings that were read and are not settled, one for all that are alike, with the picks they belong to."""
    alike: dict[tuple[bytes, int], tuple[Holding, list[int]]] = {}
    for number, pick in enumerate(facts.picks):
        for holding in pick.holdings if pick.shape is not Shape.UNIQUE else _of_window(pick.holdings, facts.window):
            if len(holding.open_spans):
                key = (holding.open_spans.tobytes(), holding.restate_days)
                alike.setdefault(key, (holding, []))[1].append(number)
    yield from alike.values()


def _of_window(holdings: tuple[Holding, ...], window: str) -> tuple[Holding, ...]:
    """Different people are read from rows of the very window of the buckets; '' = any."""
    same = tuple(holding for holding in holdings if holding.window == window)
    return same or tuple(holding for holding in holdings if not window or holding.window not in set(Grain))
