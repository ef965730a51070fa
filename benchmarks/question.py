"""A page's question against the best hand-written SQL on the same lake: CPU, memory, and the cost of making the SQL.

    python -m benchmarks.question [--rows 20000000] [--rounds 5] [--folder DIR]

Eight KPIs, daily, by platform, one year and the year before. Both run in turns, each in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from benchmarks.lakes import lake_with

NOW = datetime(2026, 6, 1, 12)
KPIS = (
    "impressions",
    "engagements",
    "engagement_rate",
    "link_clicks",
    "click_through_rate",
    "likes",
    "shares",
    "comments",
)
QUESTION = {"period": "2025-06-01..2026-05-31", "grain": "day", "by": "platform", "compare": "last_year"}

BY_HAND = """
WITH daily AS (
  SELECT a.platform, f.period_start AS day,
    sum(value) FILTER (WHERE measure_code = 'impressions') AS impressions,
    sum(value) FILTER (WHERE measure_code = 'likes') AS likes,
    sum(value) FILTER (WHERE measure_code = 'comments') AS comments,
    sum(value) FILTER (WHERE measure_code = 'shares') AS shares,
    sum(value) FILTER (WHERE measure_code = 'link_clicks') AS link_clicks
  FROM fact_measure AS f JOIN dim_account AS a USING (account_id)
  WHERE measure_code IN ('impressions', 'likes', 'comments', 'shares', 'link_clicks')
    AND f.period_start BETWEEN DATE '2024-06-01' AND DATE '2026-05-31' AND window_kind = 'day'
  GROUP BY ALL),
kpi AS (
  SELECT platform, day, impressions, likes, comments, shares, link_clicks,
    likes + comments + shares AS engagements, (likes + comments + shares) / nullif(impressions, 0) AS engagement_rate,
    link_clicks / nullif(impressions, 0) AS click_through_rate
  FROM daily)
SELECT now.*, before.* EXCLUDE (platform, day)
FROM kpi AS now LEFT JOIN kpi AS before ON before.platform = now.platform AND before.day = now.day - INTERVAL 1 YEAR
WHERE now.day >= DATE '2025-06-01' ORDER BY ALL
"""

BY_HAND_LONG = """
WITH daily AS (
  SELECT a.platform, f.period_start AS day, measure_code, sum(value) AS value
  FROM fact_measure AS f JOIN dim_account AS a USING (account_id)
  WHERE measure_code IN ('impressions', 'likes', 'comments', 'shares', 'link_clicks')
    AND f.period_start BETWEEN DATE '2024-06-01' AND DATE '2026-05-31' AND window_kind = 'day'
  GROUP BY ALL),
wide AS (
  SELECT platform, day, max(value) FILTER (WHERE measure_code = 'impressions') AS impressions,
    max(value) FILTER (WHERE measure_code = 'likes') AS likes,
    max(value) FILTER (WHERE measure_code = 'comments') AS comments,
    max(value) FILTER (WHERE measure_code = 'shares') AS shares,
    max(value) FILTER (WHERE measure_code = 'link_clicks') AS link_clicks
  FROM daily GROUP BY ALL),
kpi AS (
  SELECT *, likes + comments + shares AS engagements,
    (likes + comments + shares) / nullif(impressions, 0) AS engagement_rate,
    link_clicks / nullif(impressions, 0) AS click_through_rate FROM wide)
SELECT now.*, before.* EXCLUDE (platform, day)
FROM kpi AS now LEFT JOIN kpi AS before ON before.platform = now.platform AND before.day = now.day - INTERVAL 1 YEAR
WHERE now.day >= DATE '2025-06-01' ORDER BY ALL
"""


def ours(home: Path) -> tuple[Callable[[], float], Callable[[], object]]:
    """Ask through the engine; also how to make only the SQL."""
    from goalposts.catalog.files import load_catalog
    from goalposts.metrics.compile import compile_plan
    from goalposts.metrics.engine import Engine
    from goalposts.metrics.question import read_question
    from goalposts.warehouse.lake import Lake

    engine = Engine(Lake.open(home), load_catalog())
    question = read_question(KPIS, today=NOW.date(), **QUESTION)  # type: ignore[arg-type]
    engine.coverage()

    def ask() -> float:
        engine._answers.clear()
        frame = engine.answer(question, NOW).to_polars()
        return float(frame.filter(frame["kpi"] == "impressions")["value"].sum())

    return ask, lambda: compile_plan(engine.plan(question, NOW))


def by_hand(home: Path, sql: str) -> Callable[[], float]:
    from goalposts.warehouse.lake import Lake

    lake = Lake.open(home)
    return lambda: float(lake.query(sql)["impressions"].sum())


def measure(kind: str, home: Path) -> dict[str, float]:
    """CPU seconds of one warm question, its wall time, peak memory (MB), and the check sum."""
    make: Callable[[], object] | None = None
    if kind == "ours":
        run, make = ours(home)
    else:
        run = by_hand(home, BY_HAND if kind == "hand" else BY_HAND_LONG)
    run()
    cpu, wall = time.process_time(), time.perf_counter()
    total = run()
    result = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall, "total": total}
    result["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if make:
        make()
        cpu = time.process_time()
        for _ in range(50):
            make()
        result["sql_ms"] = (time.process_time() - cpu) / 50 * 1000
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=20_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path, default=Path(".benchmarks"))
    parser.add_argument("--one", choices=("ours", "hand", "hand_long"))
    given = parser.parse_args()
    home = lake_with(given.rows, given.folder)
    if given.one:
        print(json.dumps(measure(given.one, home)))
        return
    found: dict[str, list[dict[str, float]]] = {"ours": [], "hand": [], "hand_long": []}
    for _ in range(given.rounds):
        for kind, results in found.items():
            command = [sys.executable, "-m", "benchmarks.question", "--one", kind, "--rows", str(given.rows)]
            command += ["--folder", str(given.folder)]
            results.append(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
    assert len({r["total"] for results in found.values() for r in results}) == 1, "the answers differ"
    median = {kind: statistics.median(r["cpu"] for r in results) for kind, results in found.items()}
    best = min(median["hand"], median["hand_long"])
    for kind, results in found.items():
        peak = max(r["peak_mb"] for r in results)
        wall = statistics.median(r["wall"] for r in results)
        print(f"{kind:10} CPU {median[kind]:.2f} s  ratio {median[kind] / best:.2f}", end="")
        print(f"  wall {wall:.2f} s  peak {peak:.0f} MB")
    print(f"making the SQL: {statistics.median(r['sql_ms'] for r in found['ours']):.2f} ms CPU")


if __name__ == "__main__":
    main()
