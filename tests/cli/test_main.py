"""The command edge: quick help, one exit status for each kind of error, no tracebacks, closed pipes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from goalposts import __version__
from goalposts.cli import main
from goalposts.errors import Conflict, GoalpostsError, Invalid, NotAllowed, NotFound, Unavailable, Unsupported
from tests.cli.conftest import Run

HEAVY = ("polars", "duckdb", "fastapi", "sqlalchemy", "yaml", "numpy", "babel", "rich", "alembic", "uvicorn")


def goalposts(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "goalposts", *words], capture_output=True, text=True, check=False)


def test_help_loads_no_heavy_room() -> None:
    code = "import sys, goalposts.cli.main, typer; typer.main.get_command(goalposts.cli.main.app);"
    code += f"print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_help_lists_every_command() -> None:
    done = goalposts("--help")
    assert done.returncode == 0
    for name in ("import", "ask", "explain", "status", "kpis", "guide", "catalog", "serve", "demo"):
        assert f" {name} " in done.stdout


def test_the_version_is_that_of_the_package(run: Run) -> None:
    assert run("--version").stdout == f"goalposts {__version__}\n"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (NotFound("KPI", "x"), 3),
        (Invalid("no"), 4),
        (Conflict("no"), 5),
        (NotAllowed("no"), 6),
        (Unavailable("no"), 7),
        (Unsupported("no"), 8),
        (GoalpostsError("no"), 9),
        (PermissionError(13, "Permission denied", "there"), 7),
        (ZeroDivisionError("division by zero"), main.UNFORESEEN),
    ],
)
def test_an_error_is_one_text_and_one_status(error: Exception, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("goalposts.app.workspace.Workspace.open", fail)
    done = CliRunner().invoke(main.app, ["ask", "impressions"])
    assert done.exit_code == code
    assert done.stderr.startswith("goalposts: ")
    assert "Traceback" not in done.output


def test_a_traceback_is_there_for_who_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("goalposts.app.workspace.Workspace.open", fail)
    assert "Traceback" in CliRunner().invoke(main.app, ["--traceback", "ask", "impressions"]).stderr


def test_exit_statuses_leave_the_process(tmp_path: Path) -> None:
    assert goalposts("ask", "nothing_like_it", "--home", str(tmp_path)).returncode == 3
    assert goalposts("ask", "impressions", "--grain", "x", "--home", str(tmp_path)).returncode == 4
    assert goalposts("ask").returncode == 2


def test_a_reader_that_leaves_early_is_no_error(home: Path) -> None:
    command = f'"{sys.executable}" -m goalposts kpis --format json --home "{home}" | head -c 1'
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert done.stderr == ""
