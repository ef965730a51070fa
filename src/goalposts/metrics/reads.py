"""Which facts a statement reads: the picked cuts and windows of accounts, under the conditions of the question."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from goalposts.catalog.dimensions import DIMENSIONS, ITEM_AXES
from goalposts.catalog.expression import Condition
from goalposts.metrics.coverage import BY_HAND, Coverage, Holding, date_of
from goalposts.metrics.nodes import STORED, Atom, Pick, Plan, Shape
from goalposts.periods import DAY, Grain, Period
from goalposts.warehouse.exclusions import excluded_items
from goalposts.warehouse.history import relation
from goalposts.warehouse.providers import provider_relation


@dataclass(frozen=True)
class Slot:
    """Atoms that one statement can answer together."""

    shape: Shape
    table: str
    where: tuple[Condition, ...]
    dimensions: tuple[str, ...]
    level_at: str


def slots(plan: Plan) -> Iterator[tuple[Slot, dict[int, list[Pick]]]]:
    """Atoms that can share a statement, together; two atoms of one measure never share one."""
    gathered: dict[tuple[Slot, int], dict[int, list[Pick]]] = defaultdict(dict)
    for index, atom in enumerate(plan.atoms):
        by_slot: dict[Slot, list[Pick]] = defaultdict(list)
        for pick in atom.picks:
            level_at = atom.measure.level_at if pick.shape in (Shape.LEVEL, Shape.RUNNING) else ""
            by_slot[Slot(pick.shape, pick.table, atom.where, atom.dimensions, level_at)].append(pick)
        for slot, picks in by_slot.items():
            round_ = 0
            while any(plan.atoms[other].stored == atom.stored for other in gathered[slot, round_]):
                round_ += 1
            gathered[slot, round_][index] = picks
    yield from ((slot, atoms) for (slot, _), atoms in gathered.items() if atoms)


@dataclass(frozen=True)
class Source:
    """The FROM and WHERE that every shape shares."""

    plan: Plan
    slot: Slot
    picks: Sequence[tuple[Atom, Pick]]

    @property
    def facts(self) -> str:
        as_of = self.plan.question.as_of
        table = self.slot.table
        if table == STORED:
            return relation(table, as_of)
        return provider_relation(table, as_of, sorted({atom.stored for atom, _ in self.picks}))

    @property
    def dimensions(self) -> str:
        columns = (f"{_column(name)} AS d{i}" for i, name in enumerate(self.slot.dimensions))
        return "".join(f", {column}" for column in columns)

    @property
    def dimension_names(self) -> str:
        return "".join(f", d{i}" for i in range(len(self.slot.dimensions)))

    def joins(self, also: Sequence[str] = ()) -> str:
        named = (*self.slot.dimensions, *(c.dimension for c in self.slot.where))
        tables = {DIMENSIONS[name].column.partition(".")[0] for name in named} - {"fact"}
        text = _account_join(self.plan.coverage, self.slot.dimensions, self.picks)
        for table in ("item", "campaign", "segment"):
            if table in tables or table in also:
                text += f"\nLEFT JOIN dim_{table} AS {table} ON {table}.{table}_id = fact.{table}_id"
        return text

    @property
    def rows(self) -> str:
        """Which rows belong to the picked cuts and windows, and meet the conditions."""
        kept = [_picked(self.picks, self.plan.coverage), *_given_way(self.picks)]
        if leaves_out(self.plan.coverage, (pick for _, pick in self.picks)):
            kept.append(f"fact.item_id NOT IN ({excluded_items(self.plan.question.as_of)})")
        kept += [_condition(c) for c in self.slot.where if not DIMENSIONS[c.dimension].column.startswith("account.")]
        return "\n  AND ".join(kept)

    def within(self, first: str, last: str | None = None) -> str:
        """Rows whose dates lie inside one of the sides."""
        sides = [s for s in self.plan.sides if s]
        if not sides:
            return ""
        touching = [sides[1], sides[0]] if len(sides) > 1 and sides[1].end + DAY == sides[0].start else None
        spans = [Period(touching[0].start, touching[1].end)] if touching else sides
        texts = (f"{first} BETWEEN {sql_date(s.start)} AND {sql_date(s.end)}" for s in spans)
        text = f"\n  AND ({' OR '.join(texts)})"
        if last:
            text += (
                f"\n  AND ({' OR '.join(f'{last} BETWEEN {sql_date(s.start)} AND {sql_date(s.end)}' for s in sides)})"
            )
        return text

    def place(self, day: str) -> str:
        """The side (0 = asked, 1 = compared) and the bucket's first day."""
        sides = self.plan.sides
        if self.plan.told_apart:
            return f"{self.bucket(day)} AS bucket"
        side = "0" if len(sides) == 1 else f"CASE WHEN {day} >= {sql_date(start_of(sides[0]))} THEN 0 ELSE 1 END"
        return f"{side} AS side, {self.bucket(day)} AS bucket"

    def bucket(self, day: str) -> str:
        grain = self.plan.question.grain
        if grain is Grain.TOTAL or self.plan.sides[0] is None:
            return "CAST(NULL AS DATE)"
        return day if grain is Grain.DAY else f"CAST(date_trunc('{grain}', {day}) AS DATE)"


def leaves_out(coverage: Coverage, picks: Iterable[Pick]) -> int:
    """How many items of the accounts that are read item by item do not count."""
    accounts = {p.account_id for p in picks if any(not h.axes.isdisjoint(ITEM_AXES) for h in p.holdings)}
    return sum(coverage.excluded.get(account, 0) for account in accounts)


def _column(dimension: str) -> str:
    column = DIMENSIONS[dimension].column
    neutral = {"fact.channel": "''", "fact.country_code": "'ZZ'"}.get(column)
    return f"nullif({column}, {neutral})" if neutral else column


def _account_join(coverage: Coverage, named: Iterable[str], picks: Sequence[tuple[Atom, Pick]]) -> str:
    """The accounts' own words as an inline table: a handful of rows, no file to open."""
    columns = sorted({c for n in named if (c := DIMENSIONS[n].column).startswith("account.")})
    if not columns:
        return ""
    names = [column.removeprefix("account.") for column in columns]
    accounts = (coverage.accounts[a] for a in sorted({pick.account_id for _, pick in picks}))
    rows = (f"({a.account_id}, {', '.join(_text(getattr(a, name)) for name in names)})" for a in accounts)
    head = ", ".join(("account_id", *names))
    return f"\nJOIN (VALUES {', '.join(rows)}) AS account({head}) ON account.account_id = fact.account_id"


def _picked(picks: Sequence[tuple[Atom, Pick]], coverage: Coverage) -> str:
    """Keep the picked holdings of these measures and nothing else, with as few comparisons as that takes."""
    table = picks[0][1].table
    wanted = {h for _, pick in picks for h in pick.holdings}
    codes = sorted({h.measure for h in wanted})
    others = [h for code in codes for h in coverage.held(code) if h.table == table and h not in wanted]
    for kept in _COMPARISONS if table == STORED else (_ROWS,):
        groups = _groups(wanted, kept)
        if not any(_admits(groups, kept, other) for other in others):
            break
    measures = f"fact.measure_code IN ({sql_list(codes)})"
    if not kept:
        return measures
    texts = [" AND ".join(f"{column} IN ({sql_list(sorted(v))})" for column, v in group) for group in groups]
    return measures + "\n  AND (" + "\n    OR ".join(texts) + ")"


def _given_way(picks: Sequence[tuple[Atom, Pick]]) -> Iterator[str]:
    """A figure entered by hand does not count where a file gives the same measure for the same window."""
    for held in sorted({h for _, pick in picks for h in pick.holdings if h.given_way}, key=str):
        starts, ends = (">=", "<=") if held.window == "day" else ("=", "=")
        spans = ((sql_date(date_of(first)), sql_date(date_of(last))) for first, last in held.given_way)
        windows = " OR ".join(f"(fact.period_start {starts} {a} AND fact.period_end {ends} {b})" for a, b in spans)
        own = " AND ".join(f"{column} = {sql_list([getattr(held, name)])}" for name, column in _COLUMNS.items())
        yield f"NOT (fact.source_kind LIKE '%/{BY_HAND}' AND {own} AND ({windows}))"


_COLUMNS = {
    "window": "fact.window_kind",
    "cut": "fact.cut",
    "account_id": "fact.account_id",
    "measure": "fact.measure_code",
}
_ROWS = ("measure", "window", "account_id")
"""Rows may tell more than their load log says (an order tells nothing of churn), so what is read is named in full."""
_COMPARISONS = ((), ("window",), ("cut",), ("window", "cut"), ("account_id",), ("cut", "account_id"), tuple(_COLUMNS))

_Group = list[tuple[str, set[Any]]]


def _groups(wanted: Iterable[Holding], kept: Sequence[str]) -> list[_Group]:
    """The wanted holdings as products of value sets of the columns kept; the last column's values are gathered."""
    if not kept:
        return [[]]
    gathered: dict[tuple[Any, ...], set[Any]] = defaultdict(set)
    for holding in wanted:
        gathered[tuple(getattr(holding, name) for name in kept[:-1])].add(getattr(holding, kept[-1]))
    merged: dict[tuple[tuple[Any, ...], frozenset[Any]], set[Any]] = defaultdict(set)
    for key, last in gathered.items():
        merged[key[:-1], frozenset(last)].update(key[-1:])
    columns = [_COLUMNS[name] for name in kept]
    found = []
    for (first, last_set), middle in sorted(merged.items(), key=str):
        sets = [*({value} for value in first), *([middle] if len(kept) > 1 else []), set(last_set)]
        found.append(list(zip(columns, sets, strict=True)))
    return found


def _admits(groups: Sequence[_Group], kept: Sequence[str], other: Holding) -> bool:
    values = {_COLUMNS[name]: getattr(other, name) for name in kept}
    return any(all(values[column] in allowed for column, allowed in group) for group in groups)


def _condition(condition: Condition) -> str:
    column = DIMENSIONS[condition.dimension].column
    if column.endswith((".weekday", ".hour")):
        column = f"CAST({column} AS VARCHAR)"
    return f"{column} IN ({sql_list(condition.values)})"


def sql_list(values: Iterable[str | int]) -> str:
    """Values for an IN."""
    return ", ".join(str(v) if isinstance(v, int) else _text(v) for v in values)


def _text(value: str | None) -> str:
    """A text literal; the only character with a meaning inside one is the quote itself."""
    return "NULL" if value is None else "'" + value.replace("'", "''").replace("\x00", "") + "'"


def sql_date(day: dt.date) -> str:
    """A day as a literal."""
    return f"DATE '{day.isoformat()}'"


def start_of(period: Period | None) -> dt.date:
    """The first day of a period, or the first there is."""
    return period.start if period else dt.date.min
