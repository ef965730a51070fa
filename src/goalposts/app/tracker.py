"""While serving, progress and odds are worked out anew in the background: after every change, and every day."""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Callable
from types import TracebackType

import duckdb

from goalposts.app.tracking import track
from goalposts.app.tracking_values import read_baselines
from goalposts.app.workspace import Workspace
from goalposts.errors import GoalpostsError, Overtaken
from goalposts.goals.calendar import Calendar
from goalposts.goals.progress import Reading
from goalposts.goals.windows import is_change, value_of_change
from goalposts.i18n import N_
from goalposts.store.goals import ACTIVE, Goal, Target, change_target, list_goals
from goalposts.store.profile import read_profile
from goalposts.store.progress import target_versions
from goalposts.store.sessions import SCHEDULE

log = logging.getLogger("goalposts.tracking")

EVERY_SECONDS = 15.0
"""How often it looks whether the facts, the targets or the day have changed; looking costs a millisecond."""
BASELINE_NOTE = N_("the baseline is known now")


def refresh(workspace: Workspace) -> int:
    """Fix baselines that have become known, then work out and keep progress and odds of all active goals.

    Says how many targets were worked out.
    """
    fix_baselines(workspace)
    return len(track(workspace, _active(workspace), odds=True).progress)


def _active(workspace: Workspace) -> list[Goal]:
    with workspace.database.reading() as transaction:
        return list_goals(transaction, statuses=(ACTIVE,))


def fix_baselines(workspace: Workspace) -> list[Target]:
    """Keep the baseline of every target that had none when it was saved, once its days are over and settled.

    What a change comes to from it is kept with it, in the trail of the target; a target somebody edits meanwhile waits
    for the next time.
    """
    with workspace.database.reading() as transaction:
        calendar = Calendar(read_profile(transaction).fiscal_start)
    open_ones = [t for goal in _active(workspace) for t in goal.targets if t.kpi and t.baseline_value is None]
    fixed = []
    known = read_baselines(workspace, open_ones, calendar)
    for target in open_ones:
        reading = known.get(target.id)
        if reading is None or not reading.settled or reading.window.end >= workspace.today():
            continue
        try:
            fixed.append(_fix(workspace, target, reading))
        except Overtaken as error:
            log.info("the baseline of target %s waits: %s", target.id, error)
    return fixed


def _fix(workspace: Workspace, target: Target, reading: Reading) -> Target:
    values = {
        "baseline_value": reading.value,
        "baseline_from": reading.window.start,
        "baseline_to": reading.window.end,
    }
    if target.target_value is None and is_change(target):
        values["target_value"] = value_of_change(target, reading.value)
    with workspace.database.transaction() as transaction:
        return change_target(
            transaction,
            target.id,
            values,
            person=SCHEDULE,
            now=workspace.now(),
            expected=target.version,
            note=BASELINE_NOTE,
        )


class Tracker:
    """Refreshes inside `with`, one at a time, whenever the facts, a target or the day have changed."""

    def __init__(self, workspace: Workspace, every: float = EVERY_SECONDS) -> None:
        self._workspace, self._every = workspace, every
        self._ended = threading.Event()
        self._woken = threading.Event()
        self._clock: threading.Thread | None = None
        self._seen: object = None
        self._hour: dt.datetime | None = None
        self.refreshed: Callable[[], None] = lambda: None
        """Called after every refresh, whatever became of it."""

    def wake(self) -> None:
        """Something changed: look now."""
        self._woken.set()

    def is_due(self) -> bool:
        """Whether the facts, a target or the day have changed since the last refresh."""
        return self._stamp() != self._seen

    def refresh(self) -> None:
        """Work everything out now; what goes wrong is logged, and tried again with the next change."""
        day, snapshot, _ = self._stamp()
        try:
            refresh(self._workspace)
        except (GoalpostsError, duckdb.Error) as error:
            log.warning("progress was not worked out: %s", error)
        self._seen = (day, snapshot, self._stamp()[2])
        self.refreshed()

    def _stamp(self) -> tuple[dt.date, int, tuple[tuple[int, int], ...]]:
        with self._workspace.database.reading() as transaction:
            versions = target_versions(transaction)
        return self._workspace.today(), self._workspace.snapshot(), versions

    def _look(self) -> None:
        """Refresh what changed; a new hour may want other days to be there: measure so that no page has to."""
        hour = self._workspace.now().replace(minute=0, second=0, microsecond=0)
        try:
            if self.is_due():
                self.refresh()
            elif hour != self._hour:
                track(self._workspace, _active(self._workspace))
        except (GoalpostsError, duckdb.Error) as error:
            log.warning("no progress now: %s", error)
        self._hour = hour

    def _tick(self) -> None:
        while not self._ended.is_set():
            self._look()
            self._woken.wait(self._every)
            self._woken.clear()

    def __enter__(self) -> Tracker:
        self._clock = threading.Thread(target=self._tick, name="tracking", daemon=True)
        self._clock.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._ended.set()
        self._woken.set()
        if self._clock is not None:
            self._clock.join()
