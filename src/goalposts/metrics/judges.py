"""How far each shape's values can be trusted: pure decisions from rows read and days loaded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from goalposts.catalog.measure import Measure
from goalposts.metrics import cells as cell
from goalposts.metrics.arrays import Arrays
from goalposts.metrics.cells import Cells, Flags, Floats, Ints, Reasons
from goalposts.metrics.coverage import Holding, date_of, day_number
from goalposts.metrics.nodes import Pick, Shape
from goalposts.metrics.reason import Reason
from goalposts.periods import DAY, Grain, bucket_end, bucket_start

_WINDOW_GRAIN = {"week": Grain.WEEK, "month": Grain.MONTH, "quarter": Grain.QUARTER, "year": Grain.YEAR}


@dataclass(frozen=True)
class Facts:
    """What a judge looks at: the picks, which groups each concerns, the first day not yet due, and the rows read."""

    measure: Measure
    picks: Sequence[Pick]
    members: Flags
    due: Sequence[int]
    edges: tuple[Ints, Ints]
    arrays: Arrays
    undated: bool


def judge_sum(facts: Facts, reasons: Reasons) -> Cells:
    """A loaded day without a row is 0; days that were not loaded make the sum partial, failed or unavailable."""
    arrays = facts.arrays
    held, wanted, failed = _days(facts)
    everything = np.isinf(wanted)
    whole, some = (held >= wanted) & (wanted > 0) | everything, held > 0
    read = arrays.rows > 0
    rank = np.select(
        [whole | ((wanted <= 0) & read), some | read, failed > 0],
        [cell.MEASURED, cell.PARTIAL, cell.FAILED],
        cell.UNAVAILABLE,
    )
    value = np.where(np.isnan(arrays.value) & (rank < cell.NO_BASE), 0.0, arrays.value)
    cause = _sum_causes(facts, reasons, rank, held, wanted, failed)
    return Cells(np.where(rank < cell.NO_BASE, value, np.nan), rank, cause, arrays.rows, arrays.currency)


def _days(facts: Facts) -> tuple[Floats, Floats, Floats]:
    """Per cell, over the accounts it concerns: days loaded, days due (inf = all that is held), days failed."""
    shape = facts.arrays.shape
    starts, ends = facts.edges
    held, wanted, failed = (np.zeros(shape) for _ in range(3))
    alike: dict[tuple[bytes, bytes, str, int], list[int]] = defaultdict(list)
    for number, (pick, due) in enumerate(zip(facts.picks, facts.due, strict=True)):
        holding = pick.holdings[0]
        alike[holding.spans.tobytes(), holding.failed_spans.tobytes(), holding.window, due].append(number)
    for numbers in alike.values():
        holding, due = facts.picks[numbers[0]].holdings[0], facts.due[numbers[0]]
        accounts = facts.members[numbers].sum(axis=0)[None, :, None]
        until = np.maximum(ends if facts.undated else np.minimum(ends, max(due, 0)), starts)
        first, last = _whole_windows(holding, starts, until)
        flat = (first.ravel(), np.maximum(last, first).ravel())
        loaded = holding.days_in(*flat).reshape(starts.shape)
        broken = holding.days_in(starts.ravel(), until.ravel(), failed=True).reshape(starts.shape)
        days = until - starts
        for total, part in ((held, loaded), (wanted, days), (failed, broken)):
            total += accounts * part[:, None, :]
    if facts.undated:
        wanted += np.inf
    return held, wanted, failed


def _whole_windows(holding: Holding, starts: Ints, ends: Ints) -> tuple[Ints, Ints]:
    """The part of each span made of whole windows: a month's figure says nothing of its first half."""
    grain = _WINDOW_GRAIN.get(holding.window)
    if grain is None:
        return starts, ends
    return _mapped(starts, lambda d: _next_start(d, grain)), _mapped(ends, lambda d: _this_start(d, grain))


def _mapped(days: Ints, change: Callable[[int], int]) -> Ints:
    changed = {int(day): change(int(day)) for day in np.unique(days)}
    return np.array([changed[int(day)] for day in days.ravel()], dtype=np.int64).reshape(days.shape)


def _this_start(day: int, grain: Grain) -> int:
    return day_number(bucket_start(date_of(day), grain))


def _next_start(day: int, grain: Grain) -> int:
    start = bucket_start(date_of(day), grain)
    return day if day_number(start) == day else day_number(bucket_end(start, grain) + DAY)


def _sum_causes(facts: Facts, reasons: Reasons, rank: Ints, held: Floats, wanted: Floats, failed: Floats) -> Ints:
    cause = np.full(rank.shape, -1, dtype=np.int64)
    code = facts.measure.code
    detail = _failure(facts)
    cause[rank == cell.FAILED] = reasons.index(Reason("failed", measure=code, detail=detail))
    cause[rank == cell.UNAVAILABLE] = reasons.index(Reason("not_loaded", measure=code))
    not_due = (rank == cell.UNAVAILABLE) & (wanted <= 0)
    cause[not_due] = reasons.index(Reason("not_yet", measure=code))
    partial = rank == cell.PARTIAL
    cause[partial & (failed > 0)] = reasons.index(Reason("failed", measure=code, detail=detail))
    short = partial & (failed <= 0)
    for pair in np.unique(np.stack([held[short], wanted[short]], axis=1), axis=0):
        reason = Reason("days_missing", measure=code, held=int(pair[0]), wanted=int(pair[1]))
        cause[short & (held == pair[0]) & (wanted == pair[1])] = reasons.index(reason)
    return cause


def _failure(facts: Facts) -> str:
    loads = [load for pick in facts.picks for h in pick.holdings for load in h.loads if load.state == "failed"]
    if not loads:
        return ""
    first = min(loads, key=lambda load: load.first)
    return f"{first.reason or 'no reason given'} (since {date_of(first.first)})"


def judge_unique(facts: Facts, reasons: Reasons) -> Cells:
    """A unique measure stands only when one row of exactly that window and slice says so."""
    arrays = facts.arrays
    rank = np.select([arrays.keys == 1], [cell.MEASURED], cell.UNAVAILABLE)
    cause = np.where(rank == cell.MEASURED, -1, reasons.index(Reason("not_window", measure=facts.measure.code)))
    for count in np.unique(arrays.keys[arrays.keys > 1]):
        clash = reasons.index(Reason("not_added", measure=facts.measure.code, count=int(count)))
        cause[arrays.keys == count] = clash
    return Cells(np.where(rank == cell.MEASURED, arrays.value, np.nan), rank, cause, arrays.rows, arrays.currency)


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
    return Cells(np.where(rank < cell.NO_BASE, arrays.value, np.nan), rank, cause, arrays.rows, arrays.currency)


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
    Shape.LEVEL: judge_level,
    Shape.GROWTH: judge_growth,
    Shape.PUBLISHED: judge_published,
}
