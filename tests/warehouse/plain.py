"""The plain truth about a history: every telling and every withdrawal in lists, and what they come to at a moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field

TICK = dt.timedelta(microseconds=1)
EVER = dt.datetime.max


@dataclass(frozen=True)
class Capture:
    """One value as one source told it."""

    moment: dt.datetime
    source: int
    value: float


@dataclass
class Log:
    """What was told and taken back, in the order it came in."""

    captures: dict[Hashable, list[Capture]] = field(default_factory=dict)
    readings: list[tuple[int, dt.datetime]] = field(default_factory=list)
    withdrawals: list[tuple[int, dt.datetime]] = field(default_factory=list)
    listed: dict[int, dt.datetime] = field(default_factory=dict)

    def tell(self, source: int, moment: dt.datetime, said: Mapping[Hashable, float]) -> None:
        """A source repeats itself: no capture. After a withdrawal it may say the same again."""
        for key, value in said.items():
            told = self.captures.setdefault(key, [])
            before = [c for c in told if c.source == source and c.moment <= moment]
            own = [c for c in before if self.end(source, c.moment) == self.end(source, moment)]
            if not own or sorted(own, key=lambda c: c.moment)[-1].value != value:
                told.append(Capture(moment, source, value))
        epoch = [m for s, m in self.readings if s == source and self.end(s, m) == self.end(source, moment)]
        if not epoch or moment < min(epoch):
            self.readings.append((source, moment))
        listed = self.listed.setdefault(source, moment)
        if any(s == source and listed < w <= moment for s, w in self.withdrawals):
            self.listed[source] = moment

    def withdraw(self, sources: Iterable[int], at: dt.datetime) -> None:
        chosen = set(sources)
        told = [c.moment for captures in self.captures.values() for c in captures if c.source in chosen]
        moment = max(at, *(one + TICK for one in [*told, *(self.listed[s] for s in chosen)]))
        self.withdrawals += [(source, moment) for source in chosen]

    def end(self, source: int, moment: dt.datetime) -> dt.datetime | None:
        """When what the source told at `moment` was taken back."""
        return min((w for s, w in self.withdrawals if s == source and w > moment), default=None)

    def stands(self, source: int, moment: dt.datetime, at: dt.datetime) -> bool:
        end = self.end(source, moment)
        return moment <= at and (end is None or end > at)

    def known(self, key: Hashable, at: dt.datetime = EVER) -> Capture | None:
        """The value at a moment, by the first who told it since another value was known."""
        standing = [c for c in self.captures[key] if self.stands(c.source, c.moment, at)]
        standing.sort(key=lambda c: (c.moment, c.source))
        newest = None
        for capture in reversed(standing):
            if newest is not None and capture.value != newest.value:
                break
            newest = capture
        return newest

    def state(self, at: dt.datetime = EVER) -> dict[Hashable, Capture]:
        return {key: known for key in self.captures if (known := self.known(key, at))}

    def covered(self, at: dt.datetime = EVER) -> dict[int, dt.datetime]:
        """Since when each source's days count as covered."""
        standing = [(s, m) for s, m in self.readings if self.stands(s, m, at)]
        return {s: min(m for other, m in standing if other == s) for s, _ in standing}

    def withdrawn(self) -> dict[int, dt.datetime | None]:
        return {source: self.end(source, moment) for source, moment in self.listed.items()}

    def moments(self) -> list[dt.datetime]:
        """Every moment at which something changed."""
        told = {moment for _, moment in self.readings}
        return sorted(told | {moment for _, moment in self.withdrawals})
