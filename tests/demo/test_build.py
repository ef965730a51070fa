"""The sample is built whole or not at all, and never over something else."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from goalposts.demo import build
from goalposts.demo.build import build_demo, is_demo
from goalposts.errors import Conflict

from .conftest import Demo

TODAY = dt.date(2026, 11, 1)


def test_the_world_ends_yesterday(demo: Demo) -> None:
    assert demo.truths.end == TODAY - dt.timedelta(days=1)
    assert is_demo(demo.home)
    assert [path.name for path in demo.home.parent.iterdir()] == [demo.home.name]


def test_a_folder_with_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(Conflict, match=r"not a sample workspace.*--home"):
        build_demo(tmp_path, TODAY)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    with pytest.raises(Conflict, match="is a file"):
        build_demo(tmp_path / "home", TODAY)


def test_an_empty_folder_and_an_older_sample_are_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fill(home: Path, today: dt.date, progress: build.Progress, seed: int) -> str:
        (home / "lake").mkdir()
        (home / "truths.json").write_text(str(seed))
        progress(1, 4, "storing it")
        return f"truths {seed}"

    monkeypatch.setattr(build, "_fill", fill)
    steps: list[str] = []
    home = tmp_path / "home"
    home.mkdir()
    assert build_demo(home, TODAY, lambda done, total, name: steps.append(name), seed=1) == "truths 1"  # type: ignore[comparison-overlap]
    build_demo(home, TODAY, seed=2)
    assert (home / "truths.json").read_text() == "2"
    assert [path.name for path in tmp_path.iterdir()] == ["home"]
    assert steps == ["storing it", "moving into place"]


def test_a_failed_build_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(build, "_fill", fail)
    with pytest.raises(OSError, match="disk full"):
        build_demo(tmp_path / "home", TODAY)
    assert list(tmp_path.iterdir()) == []
