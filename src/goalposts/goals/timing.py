"""From what a sentence says of time to a start, a due day and a cadence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from goalposts.goals.calendar import GRAIN_OF
from goalposts.goals.draft import Span
from goalposts.goals.reading import Parts
from goalposts.goals.spans_of_time import Times
from goalposts.periods import Period

Ask = Callable[[str, str, tuple[str, ...]], str | None]


@dataclass(frozen=True, slots=True)
class Timing:
    """When a target runs. problems: codes of what cannot be; spans: field -> places in the folded text."""

    start: dt.date | None = None
    due: dt.date | None = None
    cadence: str | None = None
    problems: tuple[str, ...] = ()
    spans: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)


def settle_time(parts: Parts, ask: Ask) -> Timing:
    """The one time a sentence means; where it says several that do not go together, the author is asked."""
    times = parts.times
    spans = _spans(times)
    cadence = _one(times.cadences, "which_cadence", "cadence", ask)
    if times.either:
        chosen = ask("which_date", "due", tuple(day.isoformat() for day in times.either))
        start, due = (parts.today, dt.date.fromisoformat(chosen)) if chosen else (None, None)
    else:
        start, due = _days(times, parts, ask)
    if start is None and due is None and cadence is not None and not times.windows and not times.dues:
        start = parts.calendar.unit(parts.today, GRAIN_OF[cadence]).start
    problems = []
    if due is not None and due < parts.today:
        problems.append("past_due")
    if start is not None and due is not None and due < start:
        problems.append("ends_before_start")
    if cadence is None and due is not None:
        cadence = "once"
    return Timing(start, due, cadence, tuple(problems), spans)


def _days(times: Times, parts: Parts, ask: Ask) -> tuple[dt.date | None, dt.date | None]:
    windows, dues = list(dict.fromkeys(times.windows)), list(dict.fromkeys(times.dues))
    if len(windows) > 1 and (inner := _innermost(windows)):
        windows = [inner]
    if len(windows) > 1 or len(dues) > 1:
        values = [*(f"{w.start}..{w.end}" for w in windows), *(f"{_start(times, parts)}..{due}" for due in dues)]
        chosen = ask("which_period", "due", tuple(values))
        first, _, last = (chosen or "").partition("..")
        return (dt.date.fromisoformat(first), dt.date.fromisoformat(last)) if chosen else (None, None)
    window = windows[0] if windows else None
    due = dues[0] if dues else None
    if window and due:
        return (window.start, due) if due in window else _both(window, due, times, parts, ask)
    if window:
        return (times.starts[0] if times.starts else window.start), window.end
    if due:
        return _start(times, parts), due
    return (times.starts[0] if times.starts else None), None


def _start(times: Times, parts: Parts) -> dt.date:
    return times.starts[0] if times.starts else parts.today


def _both(window: Period, due: dt.date, times: Times, parts: Parts, ask: Ask) -> tuple[dt.date | None, dt.date | None]:
    values = (f"{window.start}..{window.end}", f"{_start(times, parts)}..{due}")
    chosen = ask("which_period", "due", values)
    first, _, last = (chosen or "").partition("..")
    return (dt.date.fromisoformat(first), dt.date.fromisoformat(last)) if chosen else (None, None)


def _innermost(windows: list[Period]) -> Period | None:
    """The window that lies within all others: next quarter, in March."""
    return next((one for one in windows if all(one in other for other in windows)), None)


def _one(values: tuple[str, ...], code: str, about: str, ask: Ask) -> str | None:
    different = tuple(dict.fromkeys(values))
    if len(different) > 1:
        return ask(code, about, different)
    return different[0] if different else None


def _spans(times: Times) -> dict[str, tuple[Span, ...]]:
    found: dict[str, tuple[Span, ...]] = {}
    for kind, names in (
        ("windows", ("start", "due")),
        ("dues", ("due",)),
        ("starts", ("start",)),
        ("cadences", ("cadence",)),
    ):
        for name in names:
            if kind in times.spans:
                found[name] = (*found.get(name, ()), *times.spans[kind])
    return found
