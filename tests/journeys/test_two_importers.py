"""Several processes import the same files in different orders: the warehouse is the same as after one quiet import."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

import goalposts
from goalposts.warehouse.keys import PROVENANCE
from goalposts.warehouse.tables import FACT_MEASURE

SAID = ["--account", "Tea House", "--platform", "facebook", "--timezone", "UTC", "--currency", "EUR", "--yes"]


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Four monthly tables of one page; neighbours overlap by one day and agree about it."""
    made = []
    for month in range(1, 5):
        days = [f"2026-{month:02}-{day:02}" for day in range(1, 29)] + [f"2026-{month + 1:02}-01"]
        rows = [f"{day},{_number(day, 1)},{_number(day, 2)}" for day in days]
        made.append(tmp_path / f"month{month}.csv")
        made[-1].write_text("\n".join(["Date,Impressions,Likes", *rows]) + "\n")
    return made


def _number(day: str, salt: int) -> int:
    return int(hashlib.sha256(f"{day}{salt}".encode()).hexdigest()[:4], 16)


def _importing(home: Path, files: list[Path]) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "goalposts", "import", *map(str, files), *SAID, "--home", str(home)]
    return subprocess.Popen([*command, "--format", "json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _facts(home: Path) -> pl.DataFrame:
    columns = [name for name in FACT_MEASURE.columns if name not in PROVENANCE]
    with goalposts.open(home) as workspace:
        assert workspace.lake.query("SELECT count(*) FROM fact_measure_superseded").item() == 0
        return workspace.lake.query(f"SELECT {', '.join(columns)} FROM fact_measure ORDER BY ALL")


def test_any_order_twice_and_in_two_processes(tmp_path: Path, files: list[Path]) -> None:
    quiet = tmp_path / "quiet"
    _importing(quiet, files).communicate()
    busy = tmp_path / "busy"
    orders = [files[::-1], [files[2], files[0], files[3], files[1]], files]
    running = [_importing(busy, order) for order in orders]
    for process in running:
        out, err = process.communicate()
        assert process.returncode == 0, out + err
    assert _facts(busy).equals(_facts(quiet))
    assert len(_facts(quiet)) == 2 * (4 * 29 - 3)
