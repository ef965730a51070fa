"""What a judge looks at when it decides how far a measure's cells can be trusted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from goalposts.catalog.measure import Measure
from goalposts.metrics.arrays import Arrays
from goalposts.metrics.cells import Flags, Ints
from goalposts.metrics.coverage import Account, Holding, date_of, day_number
from goalposts.metrics.nodes import Pick
from goalposts.periods import DAY, Grain, bucket_end, bucket_start

_WINDOW_GRAIN = {"week": Grain.WEEK, "month": Grain.MONTH, "quarter": Grain.QUARTER, "year": Grain.YEAR}


@dataclass(frozen=True)
class Facts:
    """The picks, which groups each concerns, the first day not yet due of each, and the rows read.

    edges: first day, and day after the last, of every bucket, shape (sides, buckets). window: the calendar unit the
    buckets are ('' = none, or undated). today: the day of the answer.
    """

    measure: Measure
    picks: Sequence[Pick]
    members: Flags
    due: Sequence[int]
    edges: tuple[Ints, Ints]
    arrays: Arrays
    undated: bool
    window: str
    today: int
    accounts: Mapping[int, Account]

    def alike(self) -> Iterator[tuple[Holding, int, Ints, list[int]]]:
        """Picks with the same days: one of their holdings, the first day not due, how many each group has, and which.

        Only the first holding of each pick is looked at, as sums have just one.
        """
        found: dict[tuple[bytes, bytes, str, int], list[int]] = {}
        for number, (pick, due) in enumerate(zip(self.picks, self.due, strict=True)):
            held = pick.holdings[0]
            days = (held.spans.tobytes(), held.failed_spans.tobytes())
            found.setdefault((*days, held.window, due), []).append(number)
        for (*_, due), numbers in found.items():
            accounts = self.members[numbers].sum(axis=0)
            yield self.picks[numbers[0]].holdings[0], due, accounts, numbers

    def until(self, due: int) -> Ints:
        """The day after the last due day of every bucket, never before its start."""
        starts, ends = self.edges
        return np.maximum(ends if self.undated else np.minimum(ends, max(due, 0)), starts)


def whole_windows(holding: Holding, starts: Ints, ends: Ints) -> tuple[Ints, Ints]:
    """The part of each span made of whole windows: a month's figure says nothing of its first half."""
    grain = _WINDOW_GRAIN.get(holding.window)
    if grain is None:
        return starts, ends
    first, last = _mapped(starts, lambda d: _next_start(d, grain)), _mapped(ends, lambda d: _this_start(d, grain))
    return first, np.maximum(last, first)


def _mapped(days: Ints, change: Callable[[int], int]) -> Ints:
    changed = {int(day): change(int(day)) for day in np.unique(days)}
    return np.array([changed[int(day)] for day in days.ravel()], dtype=np.int64).reshape(days.shape)


def _this_start(day: int, grain: Grain) -> int:
    return day_number(bucket_start(date_of(day), grain))


def _next_start(day: int, grain: Grain) -> int:
    start = bucket_start(date_of(day), grain)
    return day if day_number(start) == day else day_number(bucket_end(start, grain) + DAY)
