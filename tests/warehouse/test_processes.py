"""Several processes at one lake, and processes that die while they write."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from goalposts.warehouse.lake import Lake
from tests.warehouse.samples import batch

ROOT = Path(__file__).parents[2]

WRITER = """
import sys
from pathlib import Path
from goalposts.warehouse.lake import Lake
from tests.warehouse.samples import batch
home, account, first, count, size = Path(sys.argv[1]), *map(int, sys.argv[2:])
with Lake.open(home) as lake:
    print("ready", flush=True)
    for number in range(first, first + count):
        days = {n % 28 + 1: float(number * 1000 + n) for n in range(size)}
        lake.append(batch(account * 1000 + number, number % 28 + 1, days, account * 1000 + number))
        print(number, flush=True)
"""


def start(home: Path, account: int, first: int, count: int, size: int = 5) -> subprocess.Popen[str]:
    arguments = [sys.executable, "-c", WRITER, str(home), *map(str, (account, first, count, size))]
    return subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def per_source(lake: Lake) -> dict[int, int]:
    return dict(lake.query("SELECT source_id, count(*) FROM fact_measure GROUP BY 1").rows())


def test_two_writers_and_a_reader_lose_and_double_nothing(tmp_path: Path) -> None:
    with Lake.open(tmp_path) as lake:
        writers = [start(tmp_path, account, 0, 5) for account in (1, 2)]
        seen = 0
        while any(writer.poll() is None for writer in writers):
            counts = per_source(lake)
            assert set(counts.values()) <= {5}
            assert len(counts) >= seen
            seen = len(counts)
        assert [writer.wait() for writer in writers] == [0, 0]
        for writer in writers:
            assert writer.stdout
            assert writer.stdout.read().split() == ["ready", *map(str, range(5))]
            writer.stdout.close()
        expected = {account * 1000 + number: 5 for account in (1, 2) for number in range(5)}
        assert per_source(lake) == expected
        assert set(lake.batches()["source_id"]) == set(expected)
        assert lake.load_log().height == 10


def test_a_writer_killed_while_the_lake_is_made_can_be_followed(tmp_path: Path) -> None:
    for attempt in range(3):
        home = tmp_path / str(attempt)
        writer = start(home, 1, 0, 1)
        while not (home / "lake" / "catalog.sqlite").exists():
            assert writer.poll() is None
            time.sleep(0.001)
        time.sleep(attempt * 0.03)
        writer.kill()
        writer.communicate()
        with Lake.open(home, lock_timeout=1) as lake:
            lake.append(batch(5, 1, {1: 1.0}))
            assert per_source(lake)[5] == 1


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
import polars as pl
from goalposts.errors import Unavailable
from goalposts.warehouse.batch import Batch
from goalposts.warehouse.lake import Lake
from tests.warehouse.samples import batch, likes, origin
posts = likes({n: n for n in range(1, 29)}).join(pl.DataFrame({"item_id": range(1, 5_001)}), how="cross")
posts = posts.with_columns(value=pl.Series(range(posts.height)) * 7919 % 100_003)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with Lake.open(Path(sys.argv[1])) as lake:
    lake.append(batch(1, 1, {1: 1.0}))
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))
    try:
        lake.append(Batch(origin(2, 2), {"fact_measure": posts}))
    except Unavailable as error:
        print(str(error).split("(")[0].strip())
    print(lake.query("SELECT count(*) AS n FROM fact_measure")["n"][0], lake.batches().height)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    print(lake.append(Batch(origin(2, 2), {"fact_measure": posts})).rows_stored)
"""


def test_a_disk_that_takes_no_more_leaves_the_lake_as_it_was(tmp_path: Path) -> None:
    arguments = [sys.executable, "-c", FULL_DISK, str(tmp_path)]
    ended = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.stderr == ""
    assert ended.stdout.splitlines() == [
        "The lake could not be written; nothing was stored. Free disk space or memory, then try again.",
        "1 1",
        "140000",
    ]
