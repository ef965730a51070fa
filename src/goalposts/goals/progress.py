"""How far a target has come: values only; `pace.py` works them out."""

from __future__ import annotations

from dataclasses import dataclass, field

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
    whole.

    reason is a `metrics.reason.Reason` where the engine gave one, so that a page can say it in the reader's language.
    known: the share of the window's days (0..1) the value tells of; None where only the calendar says so (a level).
    settled: False while the value may still change or the window still waits for data.
    """

    window: Period
    value: float | None
    state: str
    reason: str = ""
    known: float | None = None
    settled: bool = True


@dataclass(frozen=True, slots=True)
class Hit:
    """One window of a recurring target that is over: what was wanted, what came, met or not (None = not known)."""

    window: Period
    wanted: float | None
    value: float | None
    met: bool | None

    @property
    def missed_by(self) -> float | None:
        """How far the value is from what was wanted; negative where more came than was wanted."""
        return None if self.wanted is None or self.value is None else self.wanted - self.value


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one target is on one day.

    window: the days that count now (of a recurring target: the running one). wanted: what this window must reach.
    percent: 0..1 of the way (may exceed 1 or be negative); None while it is not known. Of a budget ("at most") it is
    the share that is used.
    expected: the share of the way that should lie behind by now: of the days that are known, or of the steps.
    gap: wanted - value, in the unit of the KPI. hits: past windows, oldest first; streak: windows met in a row until
    now.
    line: the best of minimum, good, excellent that is reached, or ''.
    change: the value's relative change against the baseline, None where there is none (or it is 0).
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
    hits: tuple[Hit, ...] = field(default=())
    streak: int = 0
    change: float | None = None
