"""What a quarterly review proposes for a KPI or target: keep, change, improve or retire, from evidence, by fixed rules.

Data comes first (nobody can judge a number that is broken), then use and purpose, then how often the target was hit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from goalposts.goals.progress import AT_RISK, BEHIND, MET, MISSED, PAUSED, Hit, Progress

KEEP, CHANGE, IMPROVE, RETIRE = "keep", "change", "improve", "retire"
DECISIONS = (KEEP, CHANGE, IMPROVE, RETIRE)

REVIEW_DAYS = 92
"""A quarter: what was not looked at for longer is overdue."""

FEWEST_WINDOWS = 4
"""Past windows below which a hit rate says nothing."""

TOO_EASY, TOO_HARD = 0.9, 0.2


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known about one KPI or target when it is reviewed.

    met, missed: past windows of its targets; unknown ones count in neither. pace: of the running window ('' without a
    target); ended: its due day is over. state: of its newest value (`metrics` words), '' when nothing can measure it;
    late: its source is late or failed. findings: open findings on its data, errors: those that are errors.
    objectives: names of objectives it serves. goals, targets, reports: how many use it; reports is None while the
    product knows of none. north_star: it is one. benchmark: 'better' or 'worse' than the published figure, '' unknown.
    """

    met: int = 0
    missed: int = 0
    pace: str = ""
    ended: bool = False
    state: str = ""
    late: bool = False
    findings: int = 0
    errors: int = 0
    objectives: tuple[str, ...] = ()
    goals: int = 0
    targets: int = 0
    reports: int | None = None
    north_star: bool = False
    benchmark: str = ""

    @property
    def windows(self) -> int:
        """Past windows that are known."""
        return self.met + self.missed

    @property
    def hit_rate(self) -> float | None:
        """Share of known past windows that were met; None without any."""
        return self.met / self.windows if self.windows else None

    @property
    def is_used(self) -> bool:
        return bool(self.goals or self.targets or self.reports or self.north_star)

    def to_dict(self) -> dict[str, Any]:
        """The evidence as it is kept with a review and shown as JSON."""
        return {
            "hit_rate": self.hit_rate,
            "windows": self.windows,
            "met": self.met,
            "pace": self.pace or None,
            "ended": self.ended,
            "data": {"state": self.state or None, "late": self.late, "findings": self.findings, "errors": self.errors},
            "use": {
                "goals": self.goals,
                "targets": self.targets,
                "reports": self.reports,
                "north_star": self.north_star,
            },
            "objectives": list(self.objectives),
            "benchmark": self.benchmark or None,
        }


@dataclass(frozen=True, slots=True)
class Because:
    """One rule that fired: its code and the facts its sentence needs."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What to do, and every rule that fired, the deciding one first."""

    decision: str
    because: tuple[Because, ...]


Rule = tuple[str, str, Callable[[Evidence], bool]]

RULES: tuple[Rule, ...] = (
    ("no_data", IMPROVE, lambda e: not e.state),
    ("data_broken", IMPROVE, lambda e: e.errors > 0 or e.state == "failed"),
    ("data_late", IMPROVE, lambda e: e.late),
    ("data_missing", IMPROVE, lambda e: e.pace == PAUSED and e.state == "partial"),
    ("unused", RETIRE, lambda e: not e.is_used and not e.objectives),
    ("no_objective", CHANGE, lambda e: not e.objectives and not e.north_star),
    ("ended_met", CHANGE, lambda e: e.ended and e.pace == MET),
    ("ended_missed", CHANGE, lambda e: e.ended and e.pace == MISSED),
    ("too_easy", CHANGE, lambda e: e.windows >= FEWEST_WINDOWS and (e.hit_rate or 0) >= TOO_EASY),
    ("too_hard", CHANGE, lambda e: e.windows >= FEWEST_WINDOWS and (e.hit_rate or 0) <= TOO_HARD),
    ("behind", IMPROVE, lambda e: e.pace in (BEHIND, AT_RISK)),
    ("below_benchmark", IMPROVE, lambda e: e.benchmark == "worse"),
    ("findings", IMPROVE, lambda e: e.findings > 0),
    ("no_target", IMPROVE, lambda e: e.targets == 0 and not e.north_star),
)
"""Rules from the most pressing to the least: code, what it proposes, when it fires."""


def propose(evidence: Evidence) -> Proposal:
    """The first rule that fires decides; where none does, the KPI is kept."""
    fired = [(code, decision) for code, decision, holds in RULES if holds(evidence)]
    if not fired:
        return Proposal(KEEP, (Because("healthy", _facts(evidence)),))
    return Proposal(fired[0][1], tuple(Because(code, _facts(evidence)) for code, _ in fired))


def count_hits(hits: Iterable[Hit]) -> tuple[int, int]:
    """How many past windows were met and how many missed; unknown ones count in neither."""
    known = [hit.met for hit in hits if hit.met is not None]
    return sum(known), len(known) - sum(known)


def worst_pace(progresses: Sequence[Progress]) -> str:
    """The pace that needs most care; '' without any."""
    order = (BEHIND, MISSED, AT_RISK)
    paces = [progress.pace for progress in progresses]
    return next((pace for pace in order if pace in paces), paces[0] if paces else "")


def due_on(last_looked_at: dt.date) -> dt.date:
    """The last day on which a review is still in time."""
    return last_looked_at + dt.timedelta(days=REVIEW_DAYS)


def is_overdue(last_looked_at: dt.date, today: dt.date) -> bool:
    """Whether more than 92 days have passed since it was set or last reviewed."""
    return today > due_on(last_looked_at)


def _facts(evidence: Evidence) -> dict[str, Any]:
    return {
        "met": evidence.met,
        "windows": evidence.windows,
        "findings": evidence.findings,
        "errors": evidence.errors,
        "objective": ", ".join(evidence.objectives),
    }
