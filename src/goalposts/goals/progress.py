"""How far a target has come: values only; `pace.py` works them out."""

from __future__ import annotations

from dataclasses import dataclass

from goalposts.periods import Period

NOT_STARTED, AHEAD, ON_PACE, AT_RISK, BEHIND, PAUSED, MET, MISSED = (
    "not_started",
    "ahead",
    "on_pace",
    "at_risk",
    "behind",
    "paused",
    "met",
    "missed",
)
PACES = (NOT_STARTED, AHEAD, ON_PACE, AT_RISK, BEHIND, PAUSED, MET, MISSED)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a target measured in one window: the value, its state (`metrics` words) and the reason where it is not
    whole."""

    window: Period
    value: float | None
    state: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """One window of a recurring target that is over: what was wanted, what came, met or not (None = not known)."""

    window: Period
    wanted: float | None
    value: float | None
    met: bool | None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one target is on one day.

    window: the days that count now (of a recurring target: the running one). wanted: what this window must reach.
    percent: 0..1 of the way (may exceed 1 or be negative); None while it is not known. expected: the share of time
    gone.
    gap: wanted - value, in the unit of the KPI. hits: past windows, oldest first; streak: windows met in a row until
    now.
    line: the best of minimum, good, excellent that is reached, or ''.
    """

    target_id: int
    window: Period
    value: float | None
    baseline: float | None
    wanted: float | None
    percent: float | None
    expected: float
    pace: str
    state: str
    reason: str = ""
    gap: float | None = None
    line: str = ""
    hits: tuple[Hit, ...] = ()
    streak: int = 0
