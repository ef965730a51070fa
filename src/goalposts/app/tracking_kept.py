"""What the facts said of targets, kept with their outcomes: a page asks the engine only for what may have changed."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from hashlib import sha256
from typing import Any

from goalposts import __version__
from goalposts.app.workspace import Workspace
from goalposts.errors import Conflict, Unavailable
from goalposts.goals.calendar import Calendar
from goalposts.goals.pace import Measured
from goalposts.goals.progress import Reading
from goalposts.metrics.reason import TEMPLATES, Reason
from goalposts.periods import Period
from goalposts.store.goals import Target
from goalposts.store.progress import Outcome, keep_measured, newest_measured

log = logging.getLogger("goalposts.tracking")


def stamp_of(workspace: Workspace, calendar: Calendar) -> str:
    """What measurements of this moment depend on besides the target: equal stamps mean equal measurements.

    The facts, the definitions and the words of reasons, the fiscal year, the day here, and the days that each platform
    must have delivered by now: the hour changes answers only by these.
    """
    catalog, now = workspace.catalog, workspace.now()
    lags = sorted({0, *(platform.lag_hours for platform in catalog.platforms.values())})
    due = [f"{(now - dt.timedelta(hours=lag)).date()}" for lag in lags]
    parts = (__version__, workspace.snapshot(), catalog.digest, TEMPLATES, calendar, f"{workspace.today()}", lags, due)
    return sha256(repr(parts).encode()).hexdigest()


def read_kept(workspace: Workspace, targets: Sequence[Target], stamp: str) -> dict[int, Measured]:
    """What was kept of stored targets with this very stamp and version, by target id."""
    with workspace.database.reading() as transaction:
        kept = newest_measured(transaction, [target.id for target in targets])
    versions = {target.id: target.version for target in targets}
    return {
        id_: _measured(told) for id_, told in kept.items() if (told["stamp"], told["version"]) == (stamp, versions[id_])
    }


def keep(workspace: Workspace, targets: Sequence[Target], measured: Mapping[int, Measured], stamp: str) -> None:
    """Keep what was measured of stored targets."""
    now, snapshot, day = workspace.now(), workspace.snapshot(), workspace.today()
    wanted = [
        Outcome(
            target_id=target.id,
            day=day,
            snapshot=snapshot,
            target_version=target.version,
            worked_out_at=now,
            outcome={"stamp": stamp, "version": target.version, **_told(measured[target.id])},
        )
        for target in targets
    ]
    with only_logged("measurements"), workspace.database.transaction() as transaction:
        keep_measured(transaction, wanted)


@contextmanager
def only_logged(what: str) -> Iterator[None]:
    """A database that is busy, or to which another was faster, is no reason not to show what would have been kept."""
    try:
        yield
    except (Unavailable, Conflict) as error:
        log.warning("%s were not kept: %s", what, error)


def _told(measured: Measured) -> dict[str, Any]:
    """Measurements as JSON; tasks and earlier values are not of the facts."""
    readings = [
        (*_days(window), *_days(found.window), found.value, found.state, _why(found.reason), found.known, found.settled)
        for window, found in measured.readings.items()
    ]
    return {"readings": readings, "baseline": measured.baseline}


def _measured(told: Mapping[str, Any]) -> Measured:
    readings = {}
    for first, last, start, end, value, state, reason, known, settled in told["readings"]:
        why = reason if isinstance(reason, str) else Reason(reason[0], **reason[1])
        readings[_period(first, last)] = Reading(_period(start, end), value, state, why, known, settled)
    return Measured(readings, told["baseline"])


def _days(period: Period) -> tuple[str, str]:
    return period.start.isoformat(), period.end.isoformat()


@lru_cache(maxsize=4096)
def _period(start: str, end: str) -> Period:
    return Period(dt.date.fromisoformat(start), dt.date.fromisoformat(end))


def _why(reason: str) -> Any:
    return [reason.code, reason.facts] if isinstance(reason, Reason) else reason
