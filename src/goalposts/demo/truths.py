"""The truths planted in the sample world, known before a single number is drawn: the oracle of tests."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from goalposts.demo.calendar import Calendar
from goalposts.demo.ledger import BRAND
from goalposts.periods import DAY, Grain, Period, add_months, bucket_start

FILE = "truths.json"


@dataclass(frozen=True)
class Lift:
    """While the campaign ran, the measure was `factor` times what it would have been."""

    campaign: str
    measure: str
    start: dt.date
    end: dt.date
    factor: float


@dataclass(frozen=True)
class Outage:
    """Days of which nothing was recorded: they are unknown, not zero."""

    account: str
    start: dt.date
    end: dt.date
    reason: str


@dataclass(frozen=True)
class Restated:
    """A week whose numbers were corrected later: as of `known_until` (UTC) the old ones stood."""

    account: str
    measure: str
    start: dt.date
    end: dt.date
    known_until: dt.datetime
    old_total: int = 0
    new_total: int = 0


@dataclass(frozen=True)
class PriceChange:
    """From this day on every price is `factor` times the old one."""

    day: dt.date
    factor: float


@dataclass(frozen=True)
class Truths:
    """Everything planted. Totals are in counts and US dollars, counted while the world was drawn, not read back."""

    seed: int
    start: dt.date
    end: dt.date
    captured_at: dt.datetime
    lift: Lift
    outage: Outage
    restated: Restated
    price_change: PriceChange
    totals_start: dt.date
    totals_end: dt.date
    totals: dict[str, float] = field(default_factory=dict)
    brand: str = BRAND
    best_hour: dict[str, int] = field(default_factory=lambda: {"facebook": 20, "instagram": 21, "linkedin": 8, "x": 12})
    best_hour_factor: float = 1.5
    best_content_type: str = "video"
    best_content_factor: float = 1.7
    channel_effects: dict[str, float] = field(
        default_factory=lambda: {
            "email": 0.16,
            "paid_search": 0.12,
            "organic_search": 0.09,
            "organic_social": 0.05,
            "paid_social": 0.07,
            "display": 0.01,
        }
    )
    """A journey converts with probability 1 minus the product of (1 - effect) over the channels it touched."""

    def to_dict(self) -> dict[str, Any]:
        """The truths as JSON shows them."""
        plain: dict[str, Any] = json.loads(json.dumps(asdict(self), default=str))
        return {"simulated": True, **plain}

    def write(self, home: Path) -> None:
        """Write them to `truths.json` in the workspace."""
        text = json.dumps(self.to_dict(), indent=2, ensure_ascii=False)
        (home / FILE).write_text(text + "\n", encoding="utf-8")


def plan_truths(calendar: Calendar, seed: int) -> Truths:
    """The truths of a world, dated back from its last day; totals are still empty."""
    end = calendar.end
    lift_start = bucket_start(end - 147 * DAY, Grain.WEEK)
    week = bucket_start(end - 35 * DAY, Grain.WEEK)
    quarter = calendar.whole(Grain.QUARTER)[-1]
    corrected = week + 9 * DAY
    return Truths(
        seed=seed,
        start=calendar.start,
        end=end,
        captured_at=dt.datetime.combine(end, dt.time(15)),
        lift=Lift(LIFT_CAMPAIGN, "sessions", lift_start, lift_start + 20 * DAY, 1.4),
        outage=Outage(
            f"{BRAND} web shop",
            end - 62 * DAY,
            end - 59 * DAY,
            "the tracking tag was missing after a shop release; these visits were never recorded",
        ),
        restated=Restated(
            f"{BRAND} on Facebook", "impressions", week, week + 6 * DAY, dt.datetime.combine(corrected, dt.time(15))
        ),
        price_change=PriceChange(add_months(end.replace(day=1), -7), 1.15),
        totals_start=quarter.start,
        totals_end=quarter.end,
    )


LIFT_CAMPAIGN = "First flush festival (simulated)"

_WAVES = (
    (520, 27, "New leaf launch (simulated)", "awareness"),
    (430, 34, "Gift box weeks (simulated)", "conversion"),
    (330, 27, "Warm cup weeks (simulated)", "engagement"),
    (240, 34, "Spring picking (simulated)", "awareness"),
    (55, 27, "Cold brew season (simulated)", "conversion"),
)


@dataclass(frozen=True)
class Campaign:
    """A campaign of the brand and when it ran."""

    name: str
    objective: str
    start: dt.date
    end: dt.date

    @property
    def period(self) -> Period:
        return Period(self.start, self.end)


def campaigns(truths: Truths) -> list[Campaign]:
    """Every campaign of the world, dated back from its last day; those that began before it are left out."""
    waves = [
        Campaign(name, goal, truths.end - ago * DAY, truths.end - (ago - days) * DAY)
        for ago, days, name, goal in _WAVES
    ]
    lift = Campaign(LIFT_CAMPAIGN, "awareness", truths.lift.start, truths.lift.end)
    return [c for c in (*waves, lift) if c.start >= truths.start]


def lift_of(calendar: Calendar, truths: Truths) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The planted factor of each day."""
    during = calendar.inside(Period(truths.lift.start, truths.lift.end))
    return np.where(during, truths.lift.factor, 1.0)
