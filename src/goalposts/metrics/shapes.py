"""One aggregate statement per shape of measure: sums, levels, growth of counters, different people, items.

Every statement answers with the same columns: measure_code, side, bucket, one column per breakdown (d0, d1, ...),
value, rows, worst, currency, currencies, keys, days_off, and for items item_id and age_days.
"""

# ruff: noqa: S608 - every value is a quoted literal, every name is ours

from __future__ import annotations

from collections.abc import Callable, Mapping

from goalposts.metrics.nodes import Plan, Shape
from goalposts.metrics.reads import Source, sql_date, sql_list, start_of
from goalposts.periods import DAY, Grain, bucket_start
from goalposts.warehouse.providers import MEMBER, TIMES
from goalposts.warehouse.tables import NO_DAY, UNDATED

KEY = "account_id, item_id, campaign_id, channel, segment_id, country_code, device, paid_split"


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
        pairs = (f"(fact.period_start = {sql_date(s.start)} AND fact.period_end = {sql_date(s.end)})" for s in sides)
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


def _distinct(source: Source) -> str:
    """Different people behind rows of the bucket, counted anew for every bucket and slice."""
    needed = " ".join(f"WHEN '{code}' THEN {times}" for code, times in TIMES.items())
    return f"""WITH told AS (
SELECT fact.measure_code, {source.place("fact.period_start")}{source.dimensions}, fact.account_id, fact.{MEMBER},
  count(*) AS times
FROM {source.facts} AS fact{source.joins()}
WHERE {source.rows}{source.within("fact.period_start")}
GROUP BY ALL)
SELECT measure_code, {"" if source.plan.told_apart else "side, "}bucket{source.dimension_names},
  CAST(count(*) FILTER (WHERE times >= CASE measure_code {needed} ELSE 1 END) AS DOUBLE) AS value,
  CAST(sum(times) AS BIGINT) AS rows, 'final' AS worst, count(DISTINCT account_id) AS keys
FROM told GROUP BY ALL"""


def _running(source: Source) -> str:
    """A level as the sum of all its movements up to the end of each bucket (or before its start)."""
    at_start = source.slot.level_at == "start"
    moves = f"""SELECT fact.measure_code{source.dimensions}, fact.account_id, fact.period_start AS day,
  fact.window_kind = '{UNDATED}' AND fact.value > 0 AS opening, sum(fact.value) AS value, count(*) AS rows,
  max(fact.currency) AS currency, count(DISTINCT fact.currency) AS currencies
FROM {source.facts} AS fact{source.joins()}
WHERE {source.rows}{moved_by_then(source)}
GROUP BY ALL"""
    places, side, meets = _edges(source, at_start), "" if source.plan.told_apart else "edge.side, ", "day < edge.after"
    if not places:
        places, meets = f"(0, CAST(NULL AS DATE), {sql_date(NO_DAY)})", "opening" if at_start else "TRUE"
    return f"""WITH move AS (
{moves})
SELECT measure_code, {side}edge.bucket{source.dimension_names},
  CAST(sum(value) AS DOUBLE) AS value, CAST(sum(rows) AS BIGINT) AS rows, 'final' AS worst,
  count(DISTINCT account_id) AS keys, max(currency) AS currency, max(currencies) AS currencies
FROM move JOIN (VALUES {places}) AS edge(side, bucket, after) ON {meets}
GROUP BY ALL"""


def moved_by_then(source: Source) -> str:
    """Only movements up to the last day that was asked for."""
    ends = [side.end for side in source.plan.sides if side]
    return f"\n  AND fact.period_start <= {sql_date(max(ends))}" if ends else ""


def _edges(source: Source, at_start: bool) -> str:
    """Side, first day and the first day that no longer counts, for every bucket; '' without a period."""
    grain = source.plan.question.grain
    rows = []
    for side, found in enumerate(source.plan.buckets):
        for bucket in filter(None, found):
            start = "CAST(NULL AS DATE)" if grain is Grain.TOTAL else sql_date(bucket_start(bucket.start, grain))
            rows.append(f"({side}, {start}, {sql_date(bucket.start if at_start else bucket.end + DAY)})")
    return ", ".join(rows)


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
    asked = sql_date(start_of(plan.sides[0]))
    if len(plan.sides) == 1:
        return asked
    return f"CASE WHEN until >= {asked} THEN {asked} ELSE {sql_date(start_of(plan.sides[1]))} END"


def latest_counters(source: Source, per_item: bool) -> str:
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
{latest_counters(source, per_item=False)})
SELECT measure_code, {source.place("published_on")}{source.dimension_names}, CAST(sum(value) AS DOUBLE) AS value,
  count(*) AS rows, max(worst) AS worst, count(*) AS keys,
  max(currency) AS currency, count(DISTINCT currency) AS currencies
FROM latest GROUP BY ALL"""


def _items(source: Source) -> str:
    unique = sorted({atom.code for atom, _ in source.picks if atom.measure.additivity == "unique"})
    value = "CAST(sum(value) AS DOUBLE)"
    if unique:
        value = f"CASE WHEN count(*) = 1 OR any_value(measure_code) NOT IN ({sql_list(unique)}) THEN {value} END"
    return f"""WITH latest AS (
{latest_counters(source, per_item=True)})
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


WRITERS: Mapping[Shape, Callable[[Source], str]] = {
    Shape.SUM: _sums,
    Shape.UNIQUE: _uniques,
    Shape.DISTINCT: _distinct,
    Shape.LEVEL: _levels,
    Shape.RUNNING: _running,
    Shape.GROWTH: _growth,
    Shape.PUBLISHED: _published,
    Shape.ITEMS: _items,
}
