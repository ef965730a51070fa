"""What the lake holds, from the load log: per measure and account, which cuts, windows, days and files."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from goalposts.catalog.platforms import Platform
from goalposts.periods import DAY, Period
from goalposts.warehouse.tables import UNDATED

Days = np.ndarray[Any, np.dtype[np.int64]]
"""Days counted from 1970-01-01."""

READINGS = ("lifetime", "instant")
"""Window kinds whose dates say when a counter was read, not what it spans."""

DATELESS = (*READINGS, UNDATED)
"""Window kinds that lie in no period."""

BY_HAND = "manual"
"""Method of sources a person typed in; their rows have the source_kind `<platform>/manual`."""


@dataclass(frozen=True, slots=True)
class Load:
    """One file's claim on a span of days; `captured` is the day (UTC) it was read, `error` why it failed, if it did."""

    first: int
    last: int
    state: str
    reason: str | None
    source_id: int
    captured: int
    error: str | None
    by_hand: bool = False


@dataclass(frozen=True)
class Holding:
    """One way an account's measure is held: a cut, a window kind and a table, with the loads behind it."""

    measure: str
    account_id: int
    cut: str
    window: str
    table: str
    adds_up: bool = field(compare=False)
    loads: tuple[Load, ...] = field(compare=False)
    restate_days: int = field(default=0, compare=False)

    @cached_property
    def axes(self) -> frozenset[str]:
        """The axes the rows are sliced by."""
        return frozenset(filter(None, self.cut.split("+")))

    @cached_property
    def spans(self) -> Days:
        """Merged spans of loaded days, shape (k, 2): first day and the day after the last."""
        return merged(load for load in self.loads if load.state != "failed")

    @cached_property
    def by_hand(self) -> bool:
        """True if nothing but figures entered by hand stands behind it."""
        return all(load.by_hand for load in self.loads if load.state != "failed")

    @cached_property
    def given_way(self) -> tuple[tuple[int, int], ...]:
        """Windows for which a figure entered by hand gives way, for a file gives the very same ones; often none."""
        typed = [load for load in self.loads if load.by_hand]
        files = [load for load in self.loads if not load.by_hand and load.state != "failed"] if typed else []
        if self.window != "day":
            return tuple(sorted({(one.first, one.last) for one in typed} & {(one.first, one.last) for one in files}))
        spans = [(int(first), int(after) - 1) for first, after in merged(files)]
        return tuple(s for s in spans if any(one.first <= s[1] and s[0] <= one.last for one in typed))

    @cached_property
    def failed_spans(self) -> Days:
        """Spans of days whose load failed and that no later load gave, as `spans`."""
        return days_without(merged(load for load in self.loads if load.state == "failed"), self.spans)

    @cached_property
    def open_spans(self) -> Days:
        """Spans of loaded days that were last read before the platform had settled them, as `spans`."""
        settled = merged(
            replace(load, last=min(load.last, load.captured - self.restate_days))
            for load in self.loads
            if load.state != "failed" and load.captured - self.restate_days >= load.first
        )
        return days_without(self.spans, settled)

    def days_within(self, first: int, last: int) -> int:
        """How many of the days first..last are loaded."""
        return sum(max(0, min(after, last + 1) - max(start, first)) for start, after in self._span_list)

    @cached_property
    def _span_list(self) -> list[tuple[int, int]]:
        return [(int(start), int(after)) for start, after in self.spans]

    def days_in(self, starts: Days, ends: Days, failed: bool = False) -> Days:
        """For each span [start, end) the number of loaded (or failed) days inside it."""
        return days_in(self.failed_spans if failed else self.spans, starts, ends)

    @cached_property
    def readings(self) -> tuple[int, ...]:
        """The distinct days on which the counter was read, in order (lifetime and instant only)."""
        return tuple(sorted({load.first for load in self.loads if load.state != "failed"}))


def merged(loads: Iterable[Load]) -> Days:
    """Spans of days that loads cover together, shape (k, 2): first day and the day after the last."""
    merged: list[list[int]] = []
    for first, after in sorted((load.first, load.last + 1) for load in loads):
        if merged and first <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], after)
        else:
            merged.append([first, after])
    return np.array(merged, dtype=np.int64).reshape(-1, 2)


def days_without(spans: Days, others: Days) -> Days:
    """The days of `spans` that are not in `others`; both are merged and in order."""
    if not len(others) or not len(spans):
        return spans
    edges = np.unique(np.concatenate((spans.ravel(), others.ravel())))
    starts, afters = edges[:-1], edges[1:]
    keep = _holds(spans, starts) & ~_holds(others, starts)
    return np.stack((starts[keep], afters[keep]), axis=1)


def _holds(spans: Days, days: Days) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Which of `days` lie in one of the spans."""
    index = np.searchsorted(spans[:, 0], days, side="right") - 1
    return np.asarray((index >= 0) & (days < spans[np.maximum(index, 0), 1]))


def days_in(spans: Days, starts: Days, ends: Days) -> Days:
    """For each span [start, end) the number of days of `spans` inside it."""
    if not len(spans):
        return np.zeros(len(starts), dtype=np.int64)
    return _days_before(spans, ends) - _days_before(spans, starts)


def last_day_in(spans: Days, starts: Days, ends: Days) -> Days:
    """For each span [start, end) the last day of `spans` inside it, -1 where there is none."""
    if not len(spans):
        return np.full(len(starts), -1, dtype=np.int64)
    index = np.searchsorted(spans[:, 0], ends, side="left") - 1
    last = np.where(index >= 0, np.minimum(spans[np.maximum(index, 0), 1], ends) - 1, -1)
    return np.where(last >= starts, last, -1)


def _days_before(spans: Days, days: Days) -> Days:
    """How many days of `spans` lie before each of `days`."""
    lengths = np.concatenate(([0], np.cumsum(spans[:, 1] - spans[:, 0])))
    index = np.searchsorted(spans[:, 0], days, side="right")
    inside = np.where(index > 0, np.minimum(days, spans[index - 1, 1]) - spans[index - 1, 0], 0)
    return np.asarray(lengths[np.maximum(index - 1, 0)] + inside)


@dataclass(frozen=True, slots=True)
class Account:
    """One row of dim_account that questions look at."""

    account_id: int
    name: str
    platform: str
    brand: str | None
    owner_kind: str
    industry_code: str | None


@dataclass(frozen=True)
class Coverage:
    """Everything the planner needs to know, without looking at a single fact."""

    holdings: Mapping[str, tuple[Holding, ...]]
    accounts: Mapping[int, Account]
    files: Mapping[int, str]
    excluded: Mapping[int, int] = field(default_factory=dict)
    """How many items of an account do not count."""

    def held(self, measure: str) -> tuple[Holding, ...]:
        """Every way `measure` is held."""
        return self.holdings.get(measure, ())

    @cached_property
    def period(self) -> Period | None:
        """From the first to the last day any window covers; None if only undated counters are held."""
        spans = [h.spans for hs in self.holdings.values() for h in hs if h.window not in DATELESS and len(h.spans)]
        if not spans:
            return None
        return Period(date_of(min(int(s[0, 0]) for s in spans)), date_of(max(int(s[-1, 1]) for s in spans)) - DAY)


def read_coverage(
    load_log: pl.DataFrame,
    accounts: pl.DataFrame,
    batches: pl.DataFrame,
    platforms: Mapping[str, Platform],
    exclusions: pl.DataFrame,
) -> Coverage:
    """Build the coverage from the lake's small tables (log and exclusions as of a moment, for an as-of question).

    Accounts of which nothing is loaded are left out: at that moment they were not known.
    """
    grouped: dict[tuple[str, int, str, str, str], list[Load]] = defaultdict(list)
    adds_up: dict[tuple[str, int, str, str, str], bool] = {}
    typed = set(batches.filter(pl.col("method") == BY_HAND)["source_id"]) if len(batches) else set()
    rows = load_log.select(
        "measure_code", "account_id", "cut", "window_kind", "table_name", "adds_up",
        pl.col("first_day").cast(pl.Int32), pl.col("last_day").cast(pl.Int32), "state", "reason", "source_id",
        pl.col("captured_at").cast(pl.Date).cast(pl.Int32), "error_class",
        pl.col("source_id").is_in(list(typed)).alias("by_hand"),
    )  # fmt: skip
    for code, account, cut, window, table, whole, *load in rows.iter_rows():
        key = (code, account, cut, window, table)
        grouped[key].append(Load(*load))
        adds_up[key] = adds_up.get(key, True) and bool(whole)
    loaded = {account for _, account, *_ in grouped}
    known = {row["account_id"]: _account(row) for row in accounts.iter_rows(named=True) if row["account_id"] in loaded}
    settles = {a: platforms[found.platform].restate_days for a, found in known.items() if found.platform in platforms}
    holdings: dict[str, list[Holding]] = defaultdict(list)
    for key in sorted(grouped):
        code, account, cut, window, table = key
        loads = tuple(sorted(grouped[key], key=lambda load: (load.first, load.last, load.source_id)))
        holding = Holding(code, account, cut, window, table, adds_up[key], loads, settles.get(account, 0))
        holdings[code].append(holding)
    files = dict(batches.select("source_id", "file_name").iter_rows()) if len(batches) else {}
    excluded = dict(exclusions.group_by("account_id").len().iter_rows()) if len(exclusions) else {}
    return Coverage({code: tuple(found) for code, found in holdings.items()}, known, files, excluded)


def _account(row: dict[str, Any]) -> Account:
    return Account(
        row["account_id"],
        row["name"] or row["account_ext"],
        row["platform"],
        row["brand"],
        row["owner_kind"] or "own",
        row["industry_code"],
    )


_EPOCH = dt.date(1970, 1, 1)


def day_number(day: dt.date) -> int:
    """Days from 1970-01-01 to `day`."""
    return (day - _EPOCH).days


def date_of(number: int) -> dt.date:
    """The date `number` days after 1970-01-01."""
    return _EPOCH + dt.timedelta(days=int(number))
