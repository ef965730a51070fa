"""`serve` and `demo` as people meet them: a link that works once, a port that is taken, a folder that is not ours."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def served(home: Path, port: int) -> Iterator[tuple[subprocess.Popen[str], str]]:
    command = [sys.executable, "-u", "-m", "goalposts", "serve", "--home", str(home), "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout is not None
        link = next(line for line in process.stdout if line.startswith("http://")).strip()
        yield process, link
        process.kill()


def test_serve_prints_a_link_that_signs_in_and_stops_on_ctrl_c(
    served: tuple[subprocess.Popen[str], str], port: int
) -> None:
    process, link = served
    assert re.fullmatch(rf"http://127\.0\.0\.1:{port}/sign-in\?token=\S{{40,}}", link)
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    with browser.open(link, timeout=60) as page:
        assert page.status == 200
        assert "token=" not in page.url
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=60)
    assert process.returncode in (0, 130)
    assert "Traceback" not in output


def test_a_port_that_is_taken_is_said_clearly(home: Path, port: int) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        command = [sys.executable, "-m", "goalposts", "serve", "--home", str(home), "--port", str(port)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 7
    assert str(port) in done.stderr
    assert "Traceback" not in done.stderr
    assert "http://" not in done.stdout


def test_demo_leaves_a_folder_of_somebody_else_alone(run: Run, tmp_path: Path) -> None:
    mine = tmp_path / "mine.txt"
    mine.write_text("mine")
    done = run("demo", "--no-serve", "--home", tmp_path)
    assert done.exit_code == 5
    assert "is not a sample workspace" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_demo_builds_a_workspace_that_answers_and_keeps_it(run: Run, tmp_path: Path) -> None:
    home = tmp_path / "sample"
    first = run("demo", "--no-serve", "--home", home)
    built = (home / "goalposts.db").exists(), sorted(path.name for path in (home / "lake").iterdir())
    assert first.exit_code == 0, first.output
    assert f"goalposts ask engagements --home {home}" in first.stdout
    assert run("demo", "--no-serve", "--home", home).exit_code == 0
    assert built == ((home / "goalposts.db").exists(), sorted(path.name for path in (home / "lake").iterdir()))
    assert "simulated" in run("status", "--home", home).stdout
