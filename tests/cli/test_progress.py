"""The progress bar stays away from quick work and from pipes."""

from __future__ import annotations

import io
import sys

import pytest

from goalposts.cli import progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("quiet_seconds", "shown"), [(60.0, False), (-1.0, True)])
def test_the_bar_shows_only_for_long_work(quiet_seconds: float, shown: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(progress, "QUIET_SECONDS", quiet_seconds)
    with progress.ProgressBar("Importing") as bar:
        bar.advance(1, 2, "a.csv")
        bar.advance(2, 2, "a.csv")
    assert ("Importing a.csv" in terminal.getvalue()) is shown


def test_a_pipe_gets_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = io.StringIO()
    monkeypatch.setattr(sys, "stderr", pipe)
    monkeypatch.setattr(progress, "QUIET_SECONDS", -1.0)
    with progress.ProgressBar("Importing") as bar:
        bar.advance(1, 2, "a.csv")
    assert pipe.getvalue() == ""
