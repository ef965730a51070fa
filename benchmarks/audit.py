"""Every check of the audit over a large lake, each in one statement, and three of them against SQL written by hand.

    python -m benchmarks.audit [--rows 20000000] [--folder DIR] [--memory 1GB]

Seconds are wall time of a warm lake; the peak is that of the process that runs all checks.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

from benchmarks.lakes import lake_with

from goalposts.audits.checks import chosen
from goalposts.audits.runner import run_checks
from goalposts.catalog.files import load_catalog
from goalposts.warehouse.lake import Lake

TODAY = date(2026, 6, 2)

BY_HAND = {
    "negative_value": """
SELECT account_id, measure_code, count(*), min(period_start), max(period_end) FROM fact_measure
WHERE value < 0 AND measure_code NOT IN ('ad_spend', 'revenue') GROUP BY ALL
""",
    "part_exceeds_whole": """
WITH wide AS (
  SELECT account_id, cut, period_start, country_code, source_kind,
    max(value) FILTER (WHERE measure_code = 'link_clicks') AS clicks,
    max(value) FILTER (WHERE measure_code = 'impressions') AS shown
  FROM fact_measure WHERE measure_code IN ('link_clicks', 'impressions') GROUP BY ALL)
SELECT account_id, count(*), min(period_start), max(period_start) FROM wide WHERE clicks > shown + 0.5 GROUP BY ALL
""",
    "log_gap": """
SELECT f.account_id, f.measure_code, count(*) FROM fact_measure AS f
LEFT JOIN load_log AS l ON l.account_id = f.account_id AND l.measure_code = f.measure_code AND l.cut = f.cut
  AND l.window_kind = f.window_kind AND f.period_start BETWEEN l.first_day AND l.last_day
WHERE l.source_id IS NULL GROUP BY ALL
""",
}
"""The plainest statement that answers the same question, without lines, facts and examples."""


def measure(home: Path, memory: str) -> dict[str, object]:
    """Seconds of every check and of the statements by hand, and the peak memory (MB)."""
    catalog = load_catalog()
    with Lake.open(home, memory) as lake:
        lake.query("SELECT count(*) FROM fact_measure")
        seconds, counts = {}, {}
        for check in chosen(()):
            begun = time.perf_counter()
            outcome = run_checks(lake, [check], catalog.measures, today=TODAY)
            seconds[check.code] = time.perf_counter() - begun
            counts[check.code] = len(outcome.found)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        by_hand = {}
        for code, sql in BY_HAND.items():
            begun = time.perf_counter()
            lake.query(sql)
            by_hand[code] = time.perf_counter() - begun
    return {"seconds": seconds, "found": counts, "by_hand": by_hand, "peak_mb": peak}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=20_000_000)
    parser.add_argument("--folder", type=Path, default=Path(".benchmarks"))
    parser.add_argument("--memory", default="1GB")
    parser.add_argument("--one", action="store_true")
    given = parser.parse_args()
    home = lake_with(given.rows, given.folder)
    if given.one:
        print(json.dumps(measure(home, given.memory)))
        return
    command = [sys.executable, "-m", "benchmarks.audit", "--one", "--rows", str(given.rows)]
    command += ["--folder", str(given.folder), "--memory", given.memory]
    told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    for code, seconds in sorted(told["seconds"].items(), key=lambda pair: -pair[1]):
        hand = f"  by hand {told['by_hand'][code]:.2f} s" if code in told["by_hand"] else ""
        print(f"{code:32} {seconds:6.2f} s  {told['found'][code]:4} findings{hand}")
    print(f"all checks {sum(told['seconds'].values()):.1f} s, peak {told['peak_mb']:.0f} MB")


if __name__ == "__main__":
    main()
