"""Two processes import while a third asks, and all are killed at random: what was acknowledged is there, once."""

from __future__ import annotations

import multiprocessing
import random
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path

import polars as pl

from goalposts.warehouse.lake import Lake
from tests.warehouse import workers
from tests.warehouse.plain import Capture, Log

KILLS = 200
CHECKED_EVERY = 50
LONGEST_PAUSE = 0.1

Start = tuple[BaseProcess, Path]


class Crowd:
    """Two writers and a reader, each started anew when it is killed."""

    def __init__(self, home: Path, notes: Path) -> None:
        self._home, self._notes = home, notes
        self._started = 0
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["tests.warehouse.workers"])
        self.running = [self._start(slot) for slot in range(3)]

    def _start(self, slot: int) -> Start:
        self._started += 1
        notes = self._notes / f"{self._started}.txt"
        task = workers.ask if slot == 2 else workers.write
        process = self._context.Process(target=task, args=(self._home, self._started * 3000, notes), daemon=True)
        process.start()
        return process, notes

    def kill(self, slot: int, lines: int, pause: float) -> None:
        """Kill one of them some time after it noted so many lines; another takes its place."""
        process, notes = self.running[slot]
        while not notes.exists() or notes.read_text().count("\n") < lines:
            process.join(0.01)
            assert process.exitcode is None, "it ended by itself"
        process.join(pause)
        process.kill()
        process.join()
        assert process.exitcode == -signal.SIGKILL
        self.running[slot] = self._start(slot)

    def end(self) -> None:
        for process, _ in self.running:
            process.kill()
            process.join()

    def noted(self, kind: str) -> set[str]:
        """What followed `kind` in the whole lines of all notes."""
        lines = [line for file in self._notes.iterdir() for line in file.read_text().split("\n")[:-1]]
        return {line.removeprefix(kind).strip() for line in lines if line.startswith(kind)}


@contextmanager
def crowd(home: Path, notes: Path) -> Iterator[Crowd]:
    notes.mkdir()
    made = Crowd(home, notes)
    try:
        yield made
    finally:
        made.end()


def check(lake: Lake, told: set[str], withdrawn: set[str]) -> None:
    """Everything acknowledged is in the lake, and the facts are what a plain replay of what is in it says."""
    snapshot = lake.snapshot()
    batches, withdrawals = lake.batches(), lake.withdrawals()
    rows = lake.query("SELECT account_id, day(period_start), captured_at, source_id, value::DOUBLE FROM fact_measure")
    logged = lake.query("SELECT DISTINCT source_id FROM load_log")["source_id"]
    if lake.snapshot() != snapshot:
        return check(lake, told, withdrawn)
    assert {int(source) for source in told} <= set(batches["source_id"]) == set(logged)
    assert {int(source) for source in withdrawn} <= set(withdrawals["source_id"])
    log = Log(withdrawals=list(withdrawals.select("source_id", "withdrawn_at").iter_rows()))
    for source, captured_at in batches.select("source_id", "captured_at").iter_rows():
        for key, value in workers.said(source).items():
            log.captures.setdefault(key, []).append(Capture(captured_at, source, value))
    held = {(account, day): Capture(*known) for account, day, *known in rows.iter_rows()}
    assert len(held) == rows.height, "a row stands twice"
    assert held == log.state()
    return None


def test_200_kills_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    dice = random.Random(200)
    home = tmp_path / "home"
    Lake.open(home).close()
    with crowd(home, tmp_path / "notes") as running:
        for number in range(1, KILLS + 1):
            running.kill(dice.randrange(3), dice.choice((1, 1, 1, 2, 3)), dice.uniform(0, LONGEST_PAUSE))
            if number % CHECKED_EVERY == 0:
                told, withdrawn = running.noted("told"), running.noted("withdrawn")
                with Lake.open(home) as lake:
                    check(lake, told, withdrawn)
    told, withdrawn = running.noted("told"), running.noted("withdrawn")
    assert told
    assert withdrawn
    assert running.noted("asked")
    assert running.noted("wrong") == set()
    with Lake.open(home, lock_timeout=1) as lake:
        check(lake, told, withdrawn)
        before = lake.query("SELECT * FROM fact_measure ORDER BY ALL")
        lake.compact(grace_minutes=0)
        assert lake.query("SELECT * FROM fact_measure ORDER BY ALL").equals(before)
        known = lake.query("SELECT count(*) AS n, count(DISTINCT (account_id, period_start)) AS d FROM fact_measure")
        assert known.select((pl.col("n") == pl.col("d")).all()).item()
