"""What states cost: a page's question with and without judging, in CPU seconds, in turns in one process.

    python -m benchmarks.states [--rows 20000000] [--rounds 7] [--folder DIR]

Without judging, every cell takes the value its statement gave; SQL, placing rows into cells and formulas stay the same.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from benchmarks.lakes import lake_with
from benchmarks.question import KPIS, NOW, QUESTION

from goalposts.catalog.files import load_catalog
from goalposts.metrics import evaluate
from goalposts.metrics.cells import MEASURED, UNAVAILABLE, Cells, Reasons
from goalposts.metrics.engine import Engine
from goalposts.metrics.facts import Facts
from goalposts.metrics.judges import JUDGES
from goalposts.metrics.question import Question, read_question
from goalposts.warehouse.lake import Lake


def unjudged(facts: Facts, reasons: Reasons) -> Cells:
    """The value as read; nothing is said about it."""
    arrays = facts.arrays
    rank = np.where(np.isnan(arrays.value), UNAVAILABLE, MEASURED)
    return Cells(arrays.value, rank, np.full(rank.shape, -1, dtype=np.int64), arrays.rows, arrays.currency)


def cpu_seconds(ask: Callable[[], object]) -> float:
    started = time.process_time()
    ask()
    return time.process_time() - started


def asking(engine: Engine, question: Question, judges: Mapping[Any, Any]) -> Callable[[], object]:
    """Ask anew, with these judges."""

    def ask() -> object:
        engine._answers.clear()
        with patch.object(evaluate, "JUDGES", judges):
            return engine.answer(question, NOW).to_polars()

    return ask


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=20_000_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--folder", type=Path, default=Path(".benchmarks"))
    given = parser.parse_args()
    with Lake.open(lake_with(given.rows, given.folder)) as lake:
        engine = Engine(lake, load_catalog())
        question = read_question(KPIS, today=NOW.date(), **QUESTION)  # type: ignore[arg-type]
        runs = {
            "with states": asking(engine, question, JUDGES),
            "without": asking(engine, question, dict.fromkeys(JUDGES, unjudged)),
        }
        found: dict[str, list[float]] = {name: [] for name in runs}
        for ask in runs.values():
            ask()
        for _ in range(given.rounds):
            for name, ask in runs.items():
                found[name].append(cpu_seconds(ask))
    median = {name: statistics.median(times) for name, times in found.items()}
    for name, seconds in median.items():
        print(f"{name:12} CPU {seconds:.3f} s")
    print(f"ratio {median['with states'] / median['without']:.3f}")


if __name__ == "__main__":
    main()
