"""What the past says about reaching a target: the values that pass between odds, progress and pages."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FLOW, LEVEL, RATIO = "flow", "level", "ratio"


@dataclass(frozen=True)
class Case:
    """What is known about one target on the day before `today`.

    kind: flow (daily values add up within the window), level (the last value counts), ratio (sum over sum).
    history: one value a day, the newest last (of yesterday); nan where it is not known. base: the denominators of a
    ratio,
    day by day. Days of a ratio are numerators.
    so_far: what a flow has in the running window (a ratio: its numerator), so_far_base: the denominator so far.
    days_left: days of the window from `today` on, 0 when it is over. window_days: length of the whole window.
    target: what must be reached, in the unit of the KPI; `lower_is_better` turns the comparison around.
    windows: values of past windows of the same kind and length, oldest first, nan where not known.
    change: the wanted relative change against the window before (0.2 for +20 %, -0.2 for a fifth less), None for an
    absolute target. days_until: days from `today` to the start of a window that has not begun.
    """

    today: dt.date
    kind: str
    history: Floats
    days_left: int
    window_days: int
    target: float
    lower_is_better: bool = False
    base: Floats | None = None
    so_far: float = 0.0
    so_far_base: float = 0.0
    windows: Floats = field(default_factory=lambda: np.empty(0))
    change: float | None = None
    days_until: int = 0


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the past says: odds of reaching the target, where it will land (80 % interval), and how often it was done.

    needed_per_week and recent_per_week: the pace that is needed from today on, and that of the last four weeks (None
    for
    ratios and levels without a trend). windows and reached: past windows, and those that reached such a change (or
    value).
    problem: '' or why nothing is said: `not_enough_history`, `gaps`, `no_data`.
    far_beyond: the target lies beyond everything the past has shown.
    """

    odds: float | None = None
    low: float | None = None
    middle: float | None = None
    high: float | None = None
    needed_per_week: float | None = None
    recent_per_week: float | None = None
    windows: int = 0
    reached: int = 0
    far_beyond: bool = False
    problem: str = ""

    @property
    def share(self) -> float | None:
        """Share of past windows that did it; None without any."""
        return self.reached / self.windows if self.windows else None
