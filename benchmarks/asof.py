"""The question of a page asked as of an earlier moment against the same question asked of today: CPU, wall, ratio.

    python -m benchmarks.asof [--rows 20000000] [--restated 2] [--rounds 5] [--folder DIR]

A lake of which some per cent of the facts were restated afterwards; the moment lies before the restatement. Both kinds
run in turns, each in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from benchmarks.lakes import lake_with
from benchmarks.question import KPIS, NOW, QUESTION

from goalposts.warehouse import connection
from goalposts.warehouse.tables import FACT_MEASURE, identity

THEN, RESTATED_AT = datetime(2026, 6, 2), datetime(2026, 6, 8)
"""Both lie after the moment the facts of the lake were captured."""


def restated_lake(rows: int, percent: int, folder: Path) -> Path:
    """The workspace folder of a lake in which `percent` of 100 facts once had another value; made when absent."""
    home = folder / f"lake-{rows // 1_000_000}M-restated-{percent}"
    if not (home / "restated").exists():
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(lake_with(rows, folder), home)
        _restate(home, percent)
        (home / "restated").touch()
    return home


def _restate(home: Path, percent: int) -> None:
    """As an import would leave it: the old rows among the superseded, the new ones in their place."""
    db = connection.cursor(connection.connect(home, "6GB"))
    columns = ", ".join(FACT_MEASURE.columns)
    moment = f"TIMESTAMP '{RESTATED_AT}'"
    changed = {"value": "value + 1", "source_id": str(identity("restatement"))}
    changed |= {"captured_at": moment, "known_from": moment}
    row = ", ".join(f"{changed.get(name, name)} AS {name}" for name in FACT_MEASURE.columns)
    chosen = f"hash(measure_code, account_id, period_start, country_code) % 100 < {percent}"
    db.execute("BEGIN")
    db.execute(f"CREATE TEMP TABLE old AS SELECT {columns} FROM fact_measure WHERE {chosen}")
    db.execute(f"DELETE FROM fact_measure WHERE {chosen}")
    order = "ORDER BY measure_code, account_id, period_start"
    db.execute(f"INSERT INTO fact_measure_superseded SELECT {columns}, {moment} FROM old {order}")
    db.execute(f"INSERT INTO fact_measure SELECT {row} FROM old {order}")
    db.execute("COMMIT")
    db.close()


def measure(kind: str, home: Path) -> dict[str, float]:
    """CPU seconds and wall time of one warm question, now or as of the earlier moment, and its check sum."""
    from goalposts.catalog.files import load_catalog
    from goalposts.metrics.engine import Engine
    from goalposts.metrics.question import read_question
    from goalposts.warehouse.lake import Lake

    with Lake.open(home) as lake:
        engine = Engine(lake, load_catalog())
        question = read_question(KPIS, today=NOW.date(), **QUESTION)  # type: ignore[arg-type]
        question = replace(question, as_of=THEN) if kind == "then" else question
        engine.coverage(question.as_of)
        engine.answer(question, NOW)
        engine._answers.clear()
        cpu, wall = time.process_time(), time.perf_counter()
        frame = engine.answer(question, NOW).to_polars()
        took = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}
    return {**took, "total": float(frame.filter(frame["kpi"] == "impressions")["value"].sum())}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=20_000_000)
    parser.add_argument("--restated", type=int, default=2, help="per cent of the facts")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path, default=Path(".benchmarks"))
    parser.add_argument("--one", choices=("now", "then"))
    given = parser.parse_args()
    home = restated_lake(given.rows, given.restated, given.folder)
    if given.one:
        print(json.dumps(measure(given.one, home)))
        return
    found: dict[str, list[dict[str, float]]] = {"now": [], "then": []}
    for _ in range(given.rounds):
        for kind, results in found.items():
            command = [sys.executable, "-m", "benchmarks.asof", "--one", kind, "--rows", str(given.rows)]
            command += ["--restated", str(given.restated), "--folder", str(given.folder)]
            results.append(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
    now, then = ({result["total"] for result in results} for results in found.values())
    assert len(now) == len(then) == 1, "answers differ from round to round"
    assert max(now) > max(then), "the moment does not show the values of before"
    median = {kind: statistics.median(r["cpu"] for r in results) for kind, results in found.items()}
    for kind, results in found.items():
        wall = statistics.median(r["wall"] for r in results)
        print(f"{kind:5} CPU {median[kind]:.2f} s  ratio {median[kind] / median['now']:.2f}  wall {wall:.2f} s")


if __name__ == "__main__":
    main()
