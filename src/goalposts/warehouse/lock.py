"""One writer at a time: a file lock around every write, which the system drops when its holder dies."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from goalposts.errors import Unavailable

_PAUSE_SECONDS = 0.01


@contextmanager
def write_lock(file: Path, purpose: str, timeout_seconds: float) -> Iterator[None]:
    """Hold the lock while the block runs; other processes and threads wait their turn.

    Raises Unavailable after `timeout_seconds`, naming the process that holds it and what it does.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise Unavailable(f"The lock {file} cannot be opened: {error.strerror}.") from error
    try:
        _wait(handle, file, timeout_seconds)
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"process {os.getpid()} ({purpose})".encode(), 0)
        yield
    finally:
        os.close(handle)


def _wait(handle: int, file: Path, timeout_seconds: float) -> None:
    deadline = time.monotonic() + timeout_seconds
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError as error:
            if time.monotonic() >= deadline:
                holder = os.pread(handle, 200, 0).decode(errors="replace") or "another process"
                raise Unavailable(
                    f"The lake is being written by {holder} for more than {timeout_seconds:g} s. "
                    f"Wait for it to end, or end it, then try again ({file})."
                ) from error
            time.sleep(_PAUSE_SECONDS)
