"""Carries answers of surveys into the lake a moment after they came, many at once, so that answering stays quick."""

from __future__ import annotations

import logging
import threading
from types import TracebackType

from goalposts.app.surveying import send_answers
from goalposts.app.workspace import Workspace
from goalposts.errors import GoalpostsError

log = logging.getLogger("goalposts.surveys")

WAIT_SECONDS = 3.0
"""From the first answer of a batch to its sending."""


class Courier:
    """One for each server. Answers that could not be sent wait in our database, and are sent with the next batch."""

    def __init__(self, workspace: Workspace, wait: float = WAIT_SECONDS) -> None:
        self._workspace, self._wait = workspace, wait
        self._guard = threading.Lock()
        self._pending: threading.Timer | None = None
        self._running: threading.Timer | None = None

    def __enter__(self) -> Courier:
        """Send what was left from last time, soon."""
        self.wake()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.stop()

    def wake(self) -> None:
        """There is something to send soon; costs microseconds."""
        with self._guard:
            if self._pending is None:
                self._pending = threading.Timer(self._wait, self._send)
                self._pending.daemon = True
                self._pending.start()

    def stop(self) -> None:
        """Send what waits, and return when nothing is on its way any more."""
        with self._guard:
            pending, running = self._pending, self._running
        if running is not None:
            running.join()
        if pending is not None:
            pending.cancel()
            self._send()

    def _send(self) -> None:
        with self._guard:
            self._running, self._pending = self._pending, None
        try:
            send_answers(self._workspace)
        except GoalpostsError as error:
            log.warning("Answers of surveys wait: %s", error)
        with self._guard:
            self._running = None
