"""Building the sample workspace: the simulated brand, and 500 real posts beside it under a brand of their own."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable
from importlib import resources
from pathlib import Path

import polars as pl

from goalposts.catalog.files import load_catalog
from goalposts.demo.truths import FILE, Truths
from goalposts.demo.world import make_world
from goalposts.errors import Conflict, Invalid
from goalposts.periods import DAY
from goalposts.sources.load import import_paths
from goalposts.sources.source import Choices
from goalposts.warehouse.batch import Batch, Origin
from goalposts.warehouse.lake import Lake
from goalposts.warehouse.tables import account_identity, identity

UCI_ACCOUNT = "UCI cosmetics page (real, 2014)"
UCI_BRAND = "Cosmetics brand of the UCI data set (real, 2014)"
UCI_FILE = "dataset_Facebook.csv"

Progress = Callable[[int, int, str], None]
"""Called with how many steps are done, how many there are, and the name of the one at work."""

_STEPS = ("drawing the simulated brand", "storing it", "importing the real posts", "moving into place")


def build_demo(home: Path, today: dt.date, progress: Progress | None = None, seed: int = 7) -> Truths:
    """Make the sample workspace in `home`; its world ends on the day before `today`. Returns the planted truths.

    It is built beside `home` and moved there when whole; an older sample is replaced. Raises Conflict for a folder
    that holds anything but a sample.
    """
    home = Path(home).absolute()
    _refuse_other(home)
    home.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{home.name}-", dir=home.parent) as folder:
        fresh = Path(folder) / home.name
        fresh.mkdir()
        truths = _fill(fresh, today, progress or _silent, seed)
        (progress or _silent)(3, len(_STEPS), _STEPS[3])
        _refuse_other(home)
        if home.exists():
            home.rename(Path(folder) / "replaced")
        fresh.rename(home)
    return truths


def is_demo(home: Path) -> bool:
    """Whether a folder holds a sample workspace."""
    return (home / FILE).is_file() and (home / "lake").is_dir()


def _refuse_other(home: Path) -> None:
    if home.exists() and not home.is_dir():
        raise Conflict(f"{home} is a file, not a folder. Name another place with --home.")
    if home.exists() and any(home.iterdir()) and not is_demo(home):
        raise Conflict(
            f"{home} holds something that is not a sample workspace, and it was left as it is. "
            "Name an empty or new folder with --home."
        )


def _fill(home: Path, today: dt.date, progress: Progress, seed: int) -> Truths:
    progress(0, len(_STEPS), _STEPS[0])
    world = make_world(today - DAY, seed)
    progress(1, len(_STEPS), _STEPS[1])
    with Lake.open(home) as lake:
        lake.append_all(world.batches)
        progress(2, len(_STEPS), _STEPS[2])
        _import_uci(lake, home, world.truths)
    world.truths.write(home)
    return world.truths


def _import_uci(lake: Lake, home: Path, truths: Truths) -> None:
    """The real posts go through the importer like any file, then their page is told apart from our own."""
    choices = Choices(account=UCI_ACCOUNT, platform="facebook", read_on=truths.end, accept_flags=True)
    now = truths.captured_at.replace(tzinfo=dt.UTC)
    with resources.as_file(resources.files("goalposts.demo") / "data" / UCI_FILE) as path:
        report = import_paths(lake, load_catalog(), home, [path], choices, now)
    if not report.files or not all(file.ok for file in report.files):
        raise Invalid(f"{UCI_FILE} of the package could not be read; install Goalposts again.")
    account = account_identity("facebook", UCI_ACCOUNT)
    row = {"account_id": account, "brand": UCI_BRAND, "owner_kind": "competitor"}
    text = f"{UCI_ACCOUNT}: brand"
    origin = Origin(
        identity(text), identity(text).to_bytes(8, "big").hex(), text, "demo", "facebook", "demo", account, now
    )
    lake.append(Batch(origin, {"dim_account": pl.DataFrame([row])}))


def _silent(done: int, total: int, name: str) -> None:
    """Say nothing."""
