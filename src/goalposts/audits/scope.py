"""The values and relations that the SQL of a check may name as `$name`."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping

import polars as pl

from goalposts.catalog.benchmarks import Benchmark
from goalposts.catalog.measure import Measure
from goalposts.catalog.platforms import load_platforms
from goalposts.warehouse.literals import literal
from goalposts.warehouse.providers import PROVIDERS, provider_relation

SEGMENT_AXES = ("age", "gender", "region", "interest", "seniority", "industry", "job_function", "company_size")

_LOG = """(SELECT log.* FROM load_log AS log
  LEFT JOIN (SELECT source_id, max(withdrawn_at) AS gone FROM withdrawal GROUP BY source_id) AS taken USING (source_id)
  WHERE gone IS NULL OR log.captured_at > gone)"""

_BATCHES = """(SELECT batch.* FROM import_batch AS batch
  LEFT JOIN (SELECT source_id, max(withdrawn_at) AS gone FROM withdrawal GROUP BY source_id) AS taken USING (source_id)
  WHERE gone IS NULL OR batch.captured_at > gone)"""


def scope(
    measures: Mapping[str, Measure], benchmarks: Iterable[Benchmark], today: dt.date, log: pl.DataFrame
) -> dict[str, str]:
    """SQL text for every name: the day, the load log and imports without what was withdrawn, lists, small tables.

    `log` is the load log as the lake holds it: it tells which row-level tables are needed at all.
    """
    told_twice = _told_twice(log)
    stored = [measure for measure in measures.values() if not measure.sum_of and not measure.rows_of]
    return {
        "today": literal(today),
        "log": _LOG,
        "batches": _BATCHES,
        "money": _codes(m.code for m in stored if m.unit == "currency"),
        "ratios": _codes(m.code for m in stored if m.unit == "ratio"),
        "never_negative": _codes(m.code for m in stored if m.unit in ("count", "seconds", "rank")),
        "counters": _codes(m.code for m in stored if m.additivity != "level" and m.unit == "count"),
        "additive": _codes(m.code for m in stored if m.additivity == "additive"),
        "platforms": _platforms(),
        "providers": _providers(told_twice),
        "told_twice": _codes(told_twice["measure_code"]),
        "provider_tables": _codes(PROVIDERS),
        "segment_cut": f"(string_split(cut, '+') && [{', '.join(map(literal, SEGMENT_AXES))}])",
        "benchmarks": _benchmarks(benchmarks, today),
    }


def _told_twice(log: pl.DataFrame) -> pl.DataFrame:
    """The log of measures counted from rows of which the same account also has a stored total."""
    series = ["account_id", "measure_code"]
    stored = log.filter(~pl.col("table_name").is_in(PROVIDERS)).select(series).unique()
    counted = log.filter(pl.col("table_name").is_in(PROVIDERS))
    return counted.join(stored, on=series, how="semi").unique(["table_name", "measure_code"])


def _providers(told_twice: pl.DataFrame) -> str:
    """Row-level tables as measures, only those that are needed."""
    tables = sorted(set(told_twice["table_name"])) or [PROVIDERS[0]]
    return f"({' UNION ALL BY NAME '.join(f'FROM {provider_relation(name)}' for name in tables)})"


def _codes(codes: Iterable[str]) -> str:
    """A list to stand behind IN; never empty."""
    return f"({', '.join(map(literal, sorted(codes))) or 'NULL'})"


def _platforms() -> str:
    rows = (
        f"({literal(p.code)}, {literal(p.kind)}, {math.ceil(p.lag_hours / 24)}, {p.restate_days})"
        for p in load_platforms().values()
    )
    return f"(VALUES {', '.join(rows)}) AS known(platform, kind, lag_days, restate_days)"


def _benchmarks(benchmarks: Iterable[Benchmark], today: dt.date) -> str:
    """Only figures of one platform: they matter where an account of that platform is held."""
    rows = [
        f"({literal(b.platform)}, {literal(b.source)}, {literal(b.data_to or b.published)})"
        for b in benchmarks
        if b.platform and b.is_stale(today)
    ]
    return f"(VALUES {', '.join(rows) or '(NULL, NULL, NULL)'}) AS figure(platform, publisher, data_to)"
