"""A command line to call in this process, and a workspace with two days of one account."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from goalposts.cli.main import app

DAILY = "Date,Impressions,Link clicks\n2025-03-09,1000,20\n2025-03-10,3000,30\n"
SAID = ("--account", "Corner Bakery", "--platform", "facebook", "--timezone", "UTC", "--currency", "EUR", "--yes")

Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    """Call the command line with these words."""
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace that holds DAILY; read it only."""
    folder = tmp_path_factory.mktemp("workspace")
    (folder / "daily.csv").write_text(DAILY)
    done = CliRunner().invoke(app, ["import", str(folder / "daily.csv"), *SAID, "--home", str(folder / "home")])
    assert done.exit_code == 0, done.output
    return folder / "home"
