"""From a plan to SQL: one short aggregate statement per shape, the same on every page.

Statements only aggregate measures; calendar and formula are applied afterwards on the small result. Every statement
answers with the same columns: measure_code, side, bucket, one column per breakdown (d0, d1, ...), value, rows, worst,
currency, currencies, keys, days_off, and for items item_id and age_days.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from goalposts.catalog.dimensions import DIMENSIONS
from goalposts.catalog.expression import Condition
from goalposts.metrics.coverage import BY_HAND, Coverage, Holding, date_of
from goalposts.metrics.nodes import Atom, Pick, Plan, Shape
from goalposts.periods import DAY, Grain, Period
from goalposts.warehouse.history import relation
from goalposts.warehouse.providers import provider_relation

KEY = "account_id, item_id, campaign_id, channel, segment_id, country_code, device, paid_split"


@dataclass(frozen=True, slots=True)
class Statement:
    """One SELECT and which atoms it answers, by measure code."""

    sql: str
    shape: Shape
    dimensions: tuple[str, ...]
    atoms: Mapping[str, int]


@dataclass(frozen=True)
class Slot:
    """Atoms that one statement can answer together."""

    shape: Shape
    table: str
    where: tuple[Condition, ...]
    dimensions: tuple[str, ...]
    level_at: str


def compile_plan(plan: Plan) -> tuple[Statement, ...]:
    """The statements of a plan, in DuckDB's dialect, kept to what other engines have too."""
    return tuple(_statement(plan, slot, atoms) for slot, atoms in slots(plan))


def slots(plan: Plan) -> Iterator[tuple[Slot, dict[int, list[Pick]]]]:
    """Atoms that can share a statement, together; two atoms of one measure never share one."""
    gathered: dict[tuple[Slot, int], dict[int, list[Pick]]] = defaultdict(dict)
    for index, atom in enumerate(plan.atoms):
        by_slot: dict[Slot, list[Pick]] = defaultdict(list)
        for pick in atom.picks:
            level_at = atom.measure.level_at if pick.shape is Shape.LEVEL else ""
            by_slot[Slot(pick.shape, pick.table, atom.where, atom.dimensions, level_at)].append(pick)
        for slot, picks in by_slot.items():
            round_ = 0
            while any(plan.atoms[other].stored == atom.stored for other in gathered[slot, round_]):
                round_ += 1
            gathered[slot, round_][index] = picks
    yield from ((slot, atoms) for (slot, _), atoms in gathered.items() if atoms)


def _statement(plan: Plan, slot: Slot, atoms: Mapping[int, Sequence[Pick]]) -> Statement:
    codes = {plan.atoms[index].stored: index for index in atoms}
    picks = [(plan.atoms[index], pick) for index, found in atoms.items() for pick in found]
    write = {
        Shape.SUM: _sums,
        Shape.UNIQUE: _uniques,
        Shape.LEVEL: _levels,
        Shape.GROWTH: _growth,
        Shape.PUBLISHED: _published,
        Shape.ITEMS: _items,
    }[slot.shape]
    return Statement(write(Source(plan, slot, picks)), slot.shape, slot.dimensions, codes)


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
        return relation(table, as_of) if table == "fact_measure" else provider_relation(table, as_of)

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
        kept += [_condition(c) for c in self.slot.where if not DIMENSIONS[c.dimension].column.startswith("account.")]
        return "\n  AND ".join(kept)

    def within(self, first: str, last: str | None = None) -> str:
        """Rows whose dates lie inside one of the sides."""
        sides = [s for s in self.plan.sides if s]
        if not sides:
            return ""
        touching = [sides[1], sides[0]] if len(sides) > 1 and sides[1].end + DAY == sides[0].start else None
        spans = [Period(touching[0].start, touching[1].end)] if touching else sides
        texts = (f"{first} BETWEEN {_date(s.start)} AND {_date(s.end)}" for s in spans)
        text = f"\n  AND ({' OR '.join(texts)})"
        if last:
            text += f"\n  AND ({' OR '.join(f'{last} BETWEEN {_date(s.start)} AND {_date(s.end)}' for s in sides)})"
        return text

    def place(self, day: str) -> str:
        """The side (0 = asked, 1 = compared) and the bucket's first day."""
        sides = self.plan.sides
        if self.plan.told_apart:
            return f"{self.bucket(day)} AS bucket"
        side = "0" if len(sides) == 1 else f"CASE WHEN {day} >= {_date(_start(sides[0]))} THEN 0 ELSE 1 END"
        return f"{side} AS side, {self.bucket(day)} AS bucket"

    def bucket(self, day: str) -> str:
        grain = self.plan.question.grain
        if grain is Grain.TOTAL or self.plan.sides[0] is None:
            return "CAST(NULL AS DATE)"
        return day if grain is Grain.DAY else f"CAST(date_trunc('{grain}', {day}) AS DATE)"


def _sums(source: Source) -> str:
    windows = {h.window for _, pick in source.picks for h in pick.holdings}
    inside = source.within("fact.period_start", None if windows == {"day"} else "fact.period_end")
    if windows != {"day"} and inside and source.plan.question.grain is not Grain.TOTAL:
        inside += f"\n  AND {source.bucket('fact.period_start')} = {source.bucket('fact.period_end')}"
    return f"""SELECT fact.measure_code, {source.place("fact.period_start")}{source.dimensions},
  CAST(sum(fact.value) AS DOUBLE) AS value, count(*) AS rows, max(fact.status) AS worst{_currency(source)}
FROM {source.facts} AS fact{source.joins()}
WHERE {source.rows}{inside}
GROUP BY ALL"""


def _uniques(source: Source) -> str:
    dates = "" if source.plan.sides[0] else ", fact.period_start, fact.period_end"
    return f"""SELECT fact.measure_code, {source.place("fact.period_start")}{source.dimensions},
  CAST(arg_max(fact.value, fact.captured_at) AS DOUBLE) AS value, count(*) AS rows, max(fact.status) AS worst,
  count(DISTINCT ({_key("fact")}{dates})) AS keys
FROM {source.facts} AS fact{source.joins()}
WHERE {source.rows}{exact_windows(source)}
GROUP BY ALL"""


def exact_windows(source: Source) -> str:
    """Only rows whose window is exactly a bucket."""
    grain, sides = source.plan.question.grain, [s for s in source.plan.sides if s]
    if not sides:
        return ""
    if grain is Grain.TOTAL:
        pairs = (f"(fact.period_start = {_date(s.start)} AND fact.period_end = {_date(s.end)})" for s in sides)
        return f"\n  AND ({' OR '.join(pairs)})"
    last = {
        Grain.DAY: "fact.period_start",
        Grain.WEEK: "fact.period_start + 6",
        Grain.MONTH: "CAST(fact.period_start + INTERVAL 1 MONTH AS DATE) - 1",
        Grain.QUARTER: "CAST(fact.period_start + INTERVAL 3 MONTH AS DATE) - 1",
        Grain.YEAR: "CAST(fact.period_start + INTERVAL 1 YEAR AS DATE) - 1",
    }[grain]
    first = "" if grain is Grain.DAY else f"\n  AND fact.period_start = {source.bucket('fact.period_start')}"
    return f"{source.within('fact.period_start', 'fact.period_end')}{first}\n  AND fact.period_end = {last}"


def _levels(source: Source) -> str:
    pick, edge = ("arg_min", "period_start") if source.slot.level_at == "start" else ("arg_max", "period_end")
    inside = source.within("fact.period_start", "fact.period_end")
    if inside and source.plan.question.grain is not Grain.TOTAL:
        inside += f"\n  AND {source.bucket('fact.period_start')} = {source.bucket('fact.period_end')}"
    return f"""WITH reading AS (
SELECT fact.measure_code, {source.place("fact.period_end")}{source.dimensions}, {_key("fact")},
  {pick}(fact.value, fact.{edge}) AS value, count(*) AS rows, max(fact.status) AS worst,
  max(fact.currency) AS currency
FROM {source.facts} AS fact{source.joins()}
WHERE {source.rows}{inside}
GROUP BY ALL)
SELECT measure_code, {"" if source.plan.told_apart else "side, "}bucket{source.dimension_names},
  CAST(sum(value) AS DOUBLE) AS value, CAST(sum(rows) AS BIGINT) AS rows, max(worst) AS worst,
  count(DISTINCT account_id) AS keys, max(currency) AS currency, count(DISTINCT currency) AS currencies
FROM reading GROUP BY ALL"""


def _growth(source: Source) -> str:
    start = source.bucket("until") if source.plan.question.grain is not Grain.TOTAL else _side_start(source.plan)
    return f"""WITH reading AS (
SELECT fact.measure_code{source.dimensions}, {_key("fact")}, fact.value, fact.status, fact.period_end AS until,
  lag(fact.value) OVER counter AS before, lag(fact.period_end) OVER counter AS since, item.published_on
FROM {source.facts} AS fact{source.joins(also=("item",))}
WHERE {source.rows}
WINDOW counter AS (PARTITION BY fact.measure_code, fact.cut, {_key("fact")} ORDER BY fact.period_end)),
step AS (
SELECT *, value - coalesce(before, CASE WHEN published_on IS NOT NULL THEN 0 END) AS growth,
  coalesce(since, published_on - 1) AS known_on, {start} - 1 AS base_day
FROM reading WHERE TRUE{source.within("until")})
SELECT measure_code, {source.place("until")}{source.dimension_names}, CAST(sum(growth) AS DOUBLE) AS value,
  count(*) AS rows, max(status) AS worst,
  max(CASE WHEN known_on < base_day THEN base_day - known_on ELSE 0 END) AS days_off
FROM step
WHERE growth IS NOT NULL AND 2 * (until - greatest(known_on, base_day)) > until - known_on
GROUP BY ALL"""


def _side_start(plan: Plan) -> str:
    asked = _date(_start(plan.sides[0]))
    if len(plan.sides) == 1:
        return asked
    return f"CASE WHEN until >= {asked} THEN {asked} ELSE {_date(_start(plan.sides[1]))} END"


def _latest(source: Source, per_item: bool) -> str:
    """The newest reading of each counter of each item, with the item's own date."""
    value = "arg_max(fact.value, fact.period_end)"
    if per_item:
        counter, day = "fact.window_kind = 'lifetime'", "fact.window_kind <> 'lifetime'"
        value = f"coalesce({value} FILTER (WHERE {counter}), sum(fact.value) FILTER (WHERE {day}))"
    inside = source.within("item.published_on")
    return f"""SELECT fact.measure_code{source.dimensions}, {_key("fact")}, item.published_on,
  {value} AS value, max(fact.period_end) AS read_on, max(fact.status) AS worst, max(fact.currency) AS currency
FROM {source.facts} AS fact{source.joins(also=("item",))}
WHERE {source.rows}{inside}
GROUP BY ALL"""


def _published(source: Source) -> str:
    return f"""WITH latest AS (
{_latest(source, per_item=False)})
SELECT measure_code, {source.place("published_on")}{source.dimension_names}, CAST(sum(value) AS DOUBLE) AS value,
  count(*) AS rows, max(worst) AS worst, count(*) AS keys,
  max(currency) AS currency, count(DISTINCT currency) AS currencies
FROM latest GROUP BY ALL"""


def _items(source: Source) -> str:
    unique = sorted({atom.code for atom, _ in source.picks if atom.measure.additivity == "unique"})
    value = "CAST(sum(value) AS DOUBLE)"
    if unique:
        value = f"CASE WHEN count(*) = 1 OR any_value(measure_code) NOT IN ({_list(unique)}) THEN {value} END"
    return f"""WITH latest AS (
{_latest(source, per_item=True)})
SELECT measure_code, {source.place("published_on")}{source.dimension_names}, item_id,
  {value} AS value, count(*) AS rows, max(worst) AS worst,
  max(read_on) - max(published_on) AS age_days, max(currency) AS currency, count(DISTINCT currency) AS currencies
FROM latest GROUP BY ALL"""


def _currency(source: Source) -> str:
    if all(atom.measure.unit != "currency" for atom, _ in source.picks):
        return ""
    return ",\n  max(fact.currency) AS currency, count(DISTINCT fact.currency) AS currencies"


def _key(table: str) -> str:
    return ", ".join(f"{table}.{column}" for column in KEY.split(", "))


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
    for kept in _COMPARISONS:
        groups = _groups(wanted, kept)
        if not any(_admits(groups, kept, other) for other in others):
            break
    measures = f"fact.measure_code IN ({_list(codes)})"
    if not kept:
        return measures
    texts = [" AND ".join(f"{column} IN ({_list(sorted(v))})" for column, v in group) for group in groups]
    return measures + "\n  AND (" + "\n    OR ".join(texts) + ")"


def _given_way(picks: Sequence[tuple[Atom, Pick]]) -> Iterator[str]:
    """A figure entered by hand does not count where a file gives the same measure for the same window."""
    for held in sorted({h for _, pick in picks for h in pick.holdings if h.given_way}, key=str):
        starts, ends = (">=", "<=") if held.window == "day" else ("=", "=")
        spans = ((_date(date_of(first)), _date(date_of(last))) for first, last in held.given_way)
        windows = " OR ".join(f"(fact.period_start {starts} {a} AND fact.period_end {ends} {b})" for a, b in spans)
        own = " AND ".join(f"{column} = {_list([getattr(held, name)])}" for name, column in _COLUMNS.items())
        yield f"NOT (fact.source_kind LIKE '%/{BY_HAND}' AND {own} AND ({windows}))"


_COLUMNS = {
    "window": "fact.window_kind",
    "cut": "fact.cut",
    "account_id": "fact.account_id",
    "measure": "fact.measure_code",
}
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
    return f"{column} IN ({_list(condition.values)})"


def _list(values: Iterable[str | int]) -> str:
    return ", ".join(str(v) if isinstance(v, int) else _text(v) for v in values)


def _text(value: str | None) -> str:
    """A text literal; the only character with a meaning inside one is the quote itself."""
    return "NULL" if value is None else "'" + value.replace("'", "''").replace("\x00", "") + "'"


def _date(day: dt.date) -> str:
    return f"DATE '{day.isoformat()}'"


def _start(period: Period | None) -> dt.date:
    return period.start if period else dt.date.min
