"""A progress bar on stderr that only appears for work of more than a second."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Any

QUIET_SECONDS = 1.0


class ProgressBar:
    """Counts steps; shown on a terminal once the work has lasted a second, and gone when it is done."""

    def __init__(self, title: str) -> None:
        self._title, self._begun = title, time.monotonic()
        self._bar: Any = None
        self._task: Any = None

    def advance(self, done: int, total: int, name: str) -> None:
        """`done` of `total` steps are through; `name` is what is being worked on."""
        if self._bar is None and time.monotonic() - self._begun > QUIET_SECONDS and sys.stderr.isatty():
            self._show()
        if self._bar is not None:
            self._bar.update(self._task, completed=done, total=total, description=f"{self._title} {name}")

    def _show(self) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        from goalposts.cli.output import console

        text = TextColumn("{task.description}", markup=False)
        columns = (text, BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._bar = Progress(*columns, console=console(stderr=True), transient=True)
        self._task = self._bar.add_task(self._title)
        self._bar.start()

    def __enter__(self) -> ProgressBar:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.stop()
