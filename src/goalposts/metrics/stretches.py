"""Facts summed over any windows at once: one statement gives stretches of days that every window is made of.

The edges of all windows cut time into stretches; daily figures that add up are summed within a stretch, all others
(people, readings, figures of a longer window) keep their own days. A sum over a window is then that of what lies inside
it, which needs no further statement.
"""

# ruff: noqa: S608 - every value is a quoted literal, every name is ours

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from goalposts.metrics import cells as cell
from goalposts.metrics.arrays import Arrays
from goalposts.metrics.cells import Flags, Floats, Ints, Shape3
from goalposts.metrics.coverage import day_number
from goalposts.metrics.nodes import Atom, Pick, Plan, Shape
from goalposts.metrics.reads import Slot, Source, sql_date, sql_list
from goalposts.metrics.shapes import latest_counters
from goalposts.periods import Period

Texts = np.ndarray[tuple[int, ...], np.dtype[np.object_]]


@dataclass(frozen=True)
class Stretches:
    """Rows of one measure: account, first and last day (as numbers), sum, rows read, rows with a value, status."""

    account: Ints
    first: Ints
    last: Ints
    value: Floats
    rows: Floats
    valued: Floats
    worst: Texts
    currency: Texts


def stretches_sql(
    plan: Plan, slot: Slot, picks: Sequence[tuple[Atom, Pick]], windows: Sequence[Period], *, currency: bool
) -> str:
    """The statement for picks of one table under the same conditions; `plan` spans all windows."""
    source = Source(plan, slot, picks)
    start, firsts = _cut(windows)
    if slot.shape is Shape.PUBLISHED:
        return f"""WITH latest AS (
{latest_counters(source, per_item=False)})
SELECT measure_code, account_id, {firsts}[published_on - {start} + 1] AS first, -1 AS last,
  currency, CAST(sum(value) AS DOUBLE) AS value, count(*) AS rows, count(value) AS valued, max(worst) AS worst
FROM latest GROUP BY ALL"""
    summed = sorted({atom.stored for atom, pick in picks if pick.shape is Shape.SUM})
    whole = f"fact.window_kind = 'day' AND fact.measure_code IN ({sql_list(summed)})" if summed else "FALSE"
    money = "fact.currency" if currency else "CAST(NULL AS VARCHAR)"
    return f"""SELECT fact.measure_code, fact.account_id,
  CASE WHEN {whole} THEN {firsts}[fact.period_start - {start} + 1] ELSE fact.period_start - {start} END AS first,
  CASE WHEN {whole} THEN -1 ELSE fact.period_end - {start} END AS last, {money} AS currency,
  CAST(sum(fact.value) AS DOUBLE) AS value, count(*) AS rows, count(fact.value) AS valued, max(fact.status) AS worst
FROM {source.facts} AS fact{source.joins()}
WHERE {source.rows}{source.within("fact.period_start", "fact.period_end")}
GROUP BY ALL"""


def _cut(windows: Sequence[Period]) -> tuple[str, str]:
    """The first day of all windows, and as a list of SQL the first day of each day's stretch, counted from there."""
    span = Period(min(w.start for w in windows), max(w.end for w in windows))
    cuts = np.array(sorted({day_number(w.start) for w in windows} | {day_number(w.end) + 1 for w in windows}))
    days = np.arange(day_number(span.start), day_number(span.end) + 1)
    firsts = cuts[np.searchsorted(cuts, days, side="right") - 1] - days[0]
    return sql_date(span.start), f"[{', '.join(map(str, firsts.tolist()))}]"


def split_stretches(frame: pl.DataFrame, windows: Sequence[Period]) -> dict[str, Stretches]:
    """The rows of a statement by measure."""
    start = min(day_number(w.start) for w in windows)
    cuts = np.array(sorted({day_number(w.start) for w in windows} | {day_number(w.end) + 1 for w in windows}))
    frame = frame.sort("measure_code")
    codes: Any = frame["measure_code"].to_numpy()
    first = frame["first"].to_numpy().astype(np.int64) + start
    last = frame["last"].to_numpy().astype(np.int64)
    ends = cuts[np.minimum(np.searchsorted(cuts, first, side="right"), len(cuts) - 1)] - 1
    columns: tuple[Any, ...] = (
        frame["account_id"].to_numpy(),
        first,
        np.where(last < 0, ends, last + start),
        frame["value"].fill_null(np.nan).to_numpy(),
        frame["rows"].to_numpy().astype(float),
        frame["valued"].to_numpy().astype(float),
        frame["worst"].to_numpy(),
        frame["currency"].to_numpy(),
    )
    found = {}
    for name in frame["measure_code"].unique().to_list():
        begin, end = np.searchsorted(codes, name), np.searchsorted(codes, name, side="right")
        found[name] = Stretches(*(column[begin:end] for column in columns))
    return found


class WindowArrays(Arrays):
    """The cells of one atom over (scopes, windows), from its stretches.

    members: account -> the scopes it belongs to. The shape of the measure says how rows make a value.
    """

    def __init__(
        self,
        shape: Shape3,
        kind: Shape,
        rows: Stretches | None,
        windows: tuple[Ints, Ints],
        members: Mapping[int, Flags],
        currencies: list[str],
        *,
        at_start: bool = False,
    ) -> None:
        self.shape, self.frame = shape, None
        self.value, self.rows = np.full(shape, np.nan), np.zeros(shape)
        self.keys, self.days_off = np.zeros(shape), np.zeros(shape)
        self.suppressed = self.provisional = self.mixed = np.zeros(shape, dtype=bool)
        self.currency = np.full(shape, cell.NO_CURRENCY, dtype=np.int64)
        if rows is None or not len(rows.account):
            return
        none = np.zeros(shape[1], dtype=bool)
        own = np.stack([members.get(account, none) for account in rows.account.tolist()], axis=1).astype(float)
        inside = _inside(kind, rows, windows, at_start).astype(float)
        self._fill(rows, own, inside)
        self._money(rows, own, inside, currencies)

    def _fill(self, rows: Stretches, own: Floats, inside: Floats) -> None:
        def summed(values: Floats) -> Floats:
            return np.asarray((own * values) @ inside)[None]

        valued = summed(rows.valued)
        self.value = np.where(valued > 0, summed(np.nan_to_num(rows.value)), np.nan)
        self.rows = summed(rows.rows)
        _, numbers = np.unique(rows.account, return_inverse=True)
        per_account = np.zeros((numbers.max() + 1, inside.shape[1]))
        np.add.at(per_account, numbers, inside)
        owners = np.zeros((own.shape[0], numbers.max() + 1))
        owners[:, numbers] = own
        self.keys = np.asarray(owners @ (per_account > 0))[None]
        if (rows.worst != "final").any():
            self.suppressed = summed((rows.worst == "suppressed").astype(float)) > 0
            self.provisional = (summed((rows.worst == "provisional").astype(float)) > 0) & ~self.suppressed

    def _money(self, rows: Stretches, own: Floats, inside: Floats, currencies: list[str]) -> None:
        codes = sorted({code for code in rows.currency.tolist() if code is not None})
        seen = np.zeros(self.shape)
        for code in codes:
            if code not in currencies:
                currencies.append(code)
            there = ((own * (rows.currency == code)) @ inside > 0)[None]
            seen += there
            self.currency = np.where(there, currencies.index(code), self.currency)
        self.mixed = seen > 1


def _inside(kind: Shape, rows: Stretches, windows: tuple[Ints, Ints], at_start: bool) -> Flags:
    """Which rows (first axis) make the value of which windows: those inside, the very window, or one reading."""
    starts, ends = windows
    if kind is Shape.UNIQUE:
        return np.asarray((rows.first[:, None] == starts) & (rows.last[:, None] + 1 == ends))
    inside = (rows.first[:, None] >= starts) & (rows.last[:, None] < ends)
    if kind is not Shape.LEVEL:
        return np.asarray(inside)
    kept = np.zeros_like(inside)
    for account in np.unique(rows.account):
        own = np.flatnonzero(rows.account == account)
        own = own[np.argsort(rows.first[own] if at_start else rows.last[own])]
        order = inside[own] if at_start else inside[own][::-1]
        hits = np.flatnonzero(order.any(axis=0))
        chosen = order.argmax(axis=0)[hits]
        kept[own[chosen] if at_start else own[::-1][chosen], hits] = True
    return kept
