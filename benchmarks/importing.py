"""Importing CSV against reading the same file with Polars alone: fact rows per CPU second.

python -m benchmarks.importing [--facts 1000000] [--rounds 3]
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import statistics
import tempfile
import time
from pathlib import Path

import polars as pl

import goalposts
from goalposts.sources.source import Choices

MEASURES = ("Impressions", "Likes", "Comments", "Shares", "Saves")


def write_table(path: Path, facts: int) -> None:
    """A daily table of many campaigns with five measures: the shape people export from ad managers."""
    dice, first = random.Random(facts), dt.date(2023, 1, 1)
    days = [str(first + dt.timedelta(n)) for n in range(1000)]
    campaigns = facts // len(MEASURES) // len(days)
    with path.open("w") as file:
        file.write("Date,Campaign name," + ",".join(MEASURES) + "\n")
        for number in range(campaigns):
            for day in days:
                figures = ",".join(str(dice.randrange(10_000)) for _ in MEASURES)
                file.write(f"{day},Campaign {facts}-{number},{figures}\n")


def measure(path: Path, folder: Path) -> tuple[float, float, int]:
    """CPU seconds of our import into a new workspace, of a bare read, and the facts stored."""
    start = time.process_time()
    pl.read_csv(path, try_parse_dates=True).unpivot(index=["Date", "Campaign name"])
    bare = time.process_time() - start
    with goalposts.open(folder) as workspace:
        said = Choices(account="Ads", platform="manual", time_zone="UTC", currency="EUR", accept_flags=True)
        first = path.with_name("first.csv")
        write_table(first, 5_000)
        workspace.import_paths([first], said)  # every module is loaded, the lake is open
        start = time.process_time()
        report = workspace.import_paths([path], said)
        ours = time.process_time() - start
        assert report.ok, report.to_dict()
        return ours, bare, int(workspace.lake.query("SELECT count(*) FROM fact_measure").item()) - 5_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--facts", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "table.csv"
        write_table(table, given.facts)
        results = [measure(table, Path(folder) / f"home{n}") for n in range(given.rounds)]
    ours, bare = (statistics.median(result[i] for result in results) for i in (0, 1))
    facts = results[0][2]
    print(f"import    CPU {ours:.2f} s  {facts / ours:,.0f} fact rows per CPU second")
    print(f"bare read CPU {bare:.2f} s  ratio {ours / bare:.1f}")


if __name__ == "__main__":
    main()
