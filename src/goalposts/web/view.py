"""What an address says to look at: days, comparison, platform, as known when; and addresses made of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode

from goalposts.errors import Fault, GoalpostsError, Invalid
from goalposts.metrics.question import read_moment
from goalposts.periods import (
    DAY,
    Comparison,
    Grain,
    Period,
    bucket_end,
    bucket_start,
    parse_period,
)

ROLLING = {"7d": 7, "28d": 28, "90d": 90}
UNITS = {"month": Grain.MONTH, "quarter": Grain.QUARTER, "year": Grain.YEAR}
RANGES = (*ROLLING, *UNITS, "all", "custom")
COMPARISONS = ("previous", "same_weekdays", "last_year", "off")
DEFAULT_RANGE, DEFAULT_COMPARISON = "28d", "same_weekdays"
_DAILY_UP_TO, _WEEKLY_UP_TO = 93, 400


@dataclass(frozen=True, slots=True)
class View:
    """One look at the data. `newest` is the last day that can be shown; `period` may end after it while it runs.

    `asked` is the period for the engine: None for all that is held, which has no comparison. `known`: as the address
    says it, the moment whose knowledge is shown; '' = now.
    """

    span: str
    period: Period
    compare: str
    platform: str
    newest: dt.date
    known: str = ""

    @property
    def as_of(self) -> dt.datetime | None:
        """The moment whose knowledge is shown, in UTC; None = now."""
        return read_moment(self.known)

    @property
    def asked(self) -> Period | None:
        """Days after the newest are left out, so that like is compared with like; only `to_date` cuts for itself."""
        if self.span == "all":
            return None
        if self.comparison == Comparison.TO_DATE:
            return self.period
        return self.period.clipped(Period(min(self.period.start, self.newest), self.newest)) or self.period

    @property
    def grain(self) -> Grain:
        """How a chart of this period is cut: at most about 90 points."""
        if self.period.days <= _DAILY_UP_TO:
            return Grain.DAY
        return Grain.WEEK if self.period.days <= _WEEKLY_UP_TO else Grain.MONTH

    @property
    def comparison(self) -> str | None:
        """The engine's word for it; a unit that still runs is held against as many days of the one before."""
        if self.compare == "off" or self.span == "all":
            return None
        if self.compare == Comparison.PREVIOUS and self.period.end > self.newest:
            return Comparison.TO_DATE.value
        return self.compare

    @property
    def where(self) -> dict[str, str]:
        return {"platform": self.platform} if self.platform else {}

    def query(self, **changes: str) -> str:
        """The address query that leads to this view, or to a changed one."""
        state = {
            "range": self.span,
            "end": "" if self._is_newest else self.period.end.isoformat(),
            "compare": self.compare if self.compare != DEFAULT_COMPARISON else "",
            "platform": self.platform,
            "as_of": self.known,
        }
        if self.span == "custom":
            state |= {"from": self.period.start.isoformat(), "to": self.period.end.isoformat(), "end": ""}
        if "range" in changes:
            state |= {"end": "", "from": "", "to": ""}
        state |= changes
        if state["range"] == DEFAULT_RANGE:
            state["range"] = ""
        return urlencode({name: value for name, value in state.items() if value})

    def fields(self, *without: str) -> list[tuple[str, str]]:
        """What a form keeps of this view besides the fields it asks for."""
        return [(name, value) for name, value in parse_qsl(self.query()) if name not in without]

    @property
    def _is_newest(self) -> bool:
        return self.span == "all" or self.period.end == _latest(self.span, self.newest).end

    @property
    def before(self) -> str | None:
        """The query of the period before this one; None where all is shown."""
        return None if self.span == "all" else self._moved(-1).query()

    @property
    def after(self) -> str | None:
        """The query of the period after this one; None at the newest."""
        if self.span == "all" or self.period.end >= self.newest:
            return None
        return self._moved(1).query()

    def _moved(self, steps: int) -> View:
        if self.span in UNITS:
            day = self.period.start - DAY if steps < 0 else self.period.end + DAY
            return replace(self, period=_unit(self.span, day))
        return replace(self, period=self.period.shifted(steps * self.period.days))


def read_view(given: Mapping[str, str], held: Period | None, today: dt.date) -> View:
    """The view an address asks for. Raises Invalid naming every part that does not fit.

    Where nothing dated is held (`held` None), everything is shown unless the address says otherwise.
    """
    newest = min(held.end, today) if held else today
    faults: list[Fault] = []
    span = _one_of(given, "range", RANGES, DEFAULT_RANGE if held else "all", faults)
    compare = _one_of(given, "compare", COMPARISONS, DEFAULT_COMPARISON, faults)
    if "from" in given and "to" in given and "range" not in given:
        span = "custom"
    try:
        whole = held or Period(today, today)
        period = whole if span == "all" else _period(given, span, newest, today)
    except GoalpostsError as error:
        faults.extend(getattr(error, "faults", ()) or [Fault(str(error), column="from–to")])
    known = given.get("as_of", "").strip()
    if known and known_at(given) is None:
        faults.append(
            Fault("expected a day or a moment such as 2026-11-01 or 2026-11-01T09:00", column="as_of", value=known)
        )
    if faults:
        raise Invalid("The address asks for something that does not exist.", faults)
    return View(span, period, compare, given.get("platform", ""), newest, known)


def known_at(given: Mapping[str, str]) -> dt.datetime | None:
    """The moment (UTC) whose knowledge an address asks for; None = now, or a text that is no moment."""
    try:
        return read_moment(given.get("as_of", "").strip())
    except ValueError:
        return None


def _one_of(given: Mapping[str, str], name: str, allowed: tuple[str, ...], default: str, faults: list[Fault]) -> str:
    word = given.get(name) or default
    if word not in allowed:
        faults.append(Fault(f"allowed: {', '.join(allowed)}", column=name, value=word))
    return word


def _period(given: Mapping[str, str], span: str, newest: dt.date, today: dt.date) -> Period:
    if span == "custom":
        if not given.get("from") or not given.get("to"):
            raise Invalid("", [Fault("give both days, for example 2026-01-01", column="from–to")])
        return Period(parse_period(given["from"], today).start, parse_period(given["to"], today).end)
    end = parse_period(given["end"], today).end if given.get("end") else newest
    return _unit(span, end) if span in UNITS else _latest(span, end)


def _latest(span: str, end: dt.date) -> Period:
    if span in UNITS:
        return _unit(span, end)
    return Period(end - (ROLLING.get(span, 1) - 1) * DAY, end)


def _unit(span: str, day: dt.date) -> Period:
    start = bucket_start(day, UNITS[span])
    return Period(start, bucket_end(start, UNITS[span]))
