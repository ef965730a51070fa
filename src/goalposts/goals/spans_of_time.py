"""Time in a sentence: next quarter, within six months, by the end of March, per month, compared with last year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from goalposts.goals.calendar import Calendar
from goalposts.goals.dates import Written, days_of
from goalposts.goals.draft import Span
from goalposts.goals.phrases import Grammar, Rule
from goalposts.goals.tokens import Token
from goalposts.periods import DAY, Grain, Period, add_months

_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_MOST = 1200
Said = Mapping[str, Any]


@dataclass(frozen=True)
class Times:
    """What a sentence says of time.

    windows: spans the result is to happen in; dues: last days; starts: first days. against: what a change is held
    against; `last_year` is the same days a year before, `before quarter` the quarter before the first day. faults:
    codes with the place of what is wrong. either: the days 3/4/2027 may mean. spans: places in the folded text.
    """

    windows: tuple[Period, ...] = ()
    dues: tuple[dt.date, ...] = ()
    starts: tuple[dt.date, ...] = ()
    cadences: tuple[str, ...] = ()
    against: Period | str | None = None
    faults: tuple[tuple[str, Span], ...] = ()
    either: tuple[dt.date, ...] = ()
    spans: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)


@lru_cache(maxsize=8)
def clock_of(today: dt.date, calendar: Calendar) -> Clock:
    """The clock of one day, kept because it holds its rules."""
    return Clock(today, calendar)


class Clock:
    """Reads phrases of time as of one day of one calendar."""

    def __init__(self, today: dt.date, calendar: Calendar) -> None:
        self._today, self._calendar = today, calendar
        self._first = Grammar([
            Rule.of("named_span date", self._date_in_year),
            Rule.of("date which unit", self._date_in_year),
            Rule.of("date named_span", self._date_in_year),
            Rule.of("date", self._date),
            Rule.of("within|during each unit", lambda said: {"length": (1, said["unit"])}),
            Rule.of("within unit", lambda said: self._span(f"this {said['unit']}")),
            Rule.of("end unit", lambda said: self._this_end(Grain(said["unit"]))),
            Rule.of("each scope", lambda said: {"unknown": True}),
            Rule.of("scope each", lambda said: {"unknown": True} if _ends_in_each(said) else None),
            Rule.of("day_of_year date", self._holiday_of),
            Rule.of("day_of_year", self._holiday),
            Rule.of("weekday_of", lambda said: self._day_of_week(*said["weekday_of"])),
            Rule.of("named_span weekday", self._weekday_of),
            Rule.of("each weekday", lambda said: {"cadence": "per_week"}),
            Rule.of("which? weekday", self._weekday),
            Rule.of("each num unit", lambda said: {"odd_cadence": True}),
            Rule.of("each unit", lambda said: {"cadence": f"per_{said['unit']}"}),
            Rule.of("within|during? which num unit", self._several),
            Rule.of("num unit", self._length),
            Rule.of("within|during? which unit", self._unit),
            Rule.of("named_span", lambda said: self._span(said["named_span"])),
            Rule.of("which month_end", lambda said: self._end_of(said, "month")),
            Rule.of("which quarter_end", lambda said: self._end_of(said, "quarter")),
            Rule.of("which year_end", lambda said: self._end_of(said, "year")),
            Rule.of("named_span year_end", lambda said: {"point": self._named(said["named_span"]).end}),
            Rule.of("half_year", lambda said: {"length": (6, "month")}),
            Rule.of("month_end", lambda said: self._this_end(Grain.MONTH)),
            Rule.of("quarter_end", lambda said: self._this_end(Grain.QUARTER)),
            Rule.of("year_end", lambda said: self._this_end(Grain.YEAR)),
        ])  # fmt: skip
        self._second = Grammar([
            Rule.of("end period", lambda said: {"point": said["period"].end}),
            Rule.of("period end", lambda said: {"point": said["period"].end}),
            Rule.of("mid period", lambda said: {"point": said["period"].start + said["period"].days // 2 * DAY}),
            Rule.of("period mid", lambda said: {"point": said["period"].start + said["period"].days // 2 * DAY}),
            Rule.of("begin period", _beginning),
            Rule.of("period begin", lambda said: {"point": said["period"].start}),
        ])  # fmt: skip
        self._third = Grammar([
            Rule.of("year_on_year", lambda said: {"against": "last_year"}),
            Rule.of("compared period", self._against),
            Rule.of("period compared", self._against),
            Rule.of("from|after? period|point from? range|to|until period|point until|to?", self._range),
            Rule.of("between period|point range|to? period|point", self._range),
            Rule.of("before period|point", self._before),
            Rule.of("period|point before", self._before),
            Rule.of("by|until|to period|point", self._due),
            Rule.of("period|point until", self._due),
            Rule.of("from|after period|point", self._start),
            Rule.of("period|point from|after", self._start),
            Rule.of("within|during length within|during?", self._duration),
            Rule.of("length within|during|after?", self._duration),
            Rule.of("within|during period within|during?", self._window),
            Rule.of("period within|during?", self._window),
            Rule.of("point", self._due),
        ])  # fmt: skip

    def read(self, tokens: Sequence[Token]) -> tuple[Times, list[Token]]:
        """What the words say of time, and the other words."""
        whole = self._third.rewrite(self._second.rewrite(self._first.rewrite(tokens)))
        kept: list[Token] = []
        found = Times()
        for token in whole:
            taken = _take(found, token)
            if taken is None:
                kept.append(token)
            else:
                found = taken
        return found, kept

    def _date(self, said: Said) -> Said:
        written: Written = said["date"]
        period = days_of(written, self._today, self._calendar)
        if period is None:
            return {"fault": "impossible_date"}
        other = days_of(written.other, self._today, self._calendar) if written.other else None
        found = {"period": period, "written": written}
        return found | {"either": (period.end, other.end)} if other else found

    def _weekday(self, said: Said) -> Said:
        ahead = (said["weekday"] - self._today.isoweekday()) % 7 or 7
        day = self._today + ahead * DAY
        return {"period": Period(day, day)}

    def _weekday_of(self, said: Said) -> Said | None:
        name = said["named_span"]
        return self._day_of_week(name, said["weekday"]) if name.endswith(" week") else None

    def _day_of_week(self, name: str, number: int) -> Said:
        day = self._named(name).start + (number - 1) * DAY
        return {"period": Period(day, day)}

    def _holiday(self, said: Said, year: int | None = None) -> Said:
        month, _, day = said["day_of_year"].partition("-")
        return self._date({"date": Written("day", year, int(month), int(day))})

    def _holiday_of(self, said: Said) -> Said | None:
        written: Written = said["date"]
        return self._holiday(said, written.year) if written.kind == "year" else None

    def _date_in_year(self, said: Said) -> Said | None:
        name = said.get("named_span") or f"{said['which']} {said['unit']}"
        written: Written = said["date"]
        if not name.endswith(" year") or written.year is not None or written.kind == "year":
            return None
        inside = self._named(name)
        tried = [replace(written, year=year) for year in (inside.start.year, inside.end.year)]
        days = [days_of(one, self._today, self._calendar) for one in tried]
        fitting = [period for period in days if period and period in inside]
        return {"period": fitting[0]} if fitting else {"fault": "impossible_date"}

    def _named(self, name: str) -> Period:
        which, _, unit = name.partition(" ")
        grain = Grain(unit)
        if which == "this":
            return self._calendar.unit(self._today, grain)
        step = self._calendar.next_unit if which == "next" else self._calendar.previous_unit
        return step(self._today, grain)

    def _unit(self, said: Said) -> Said:
        return self._span(f"{said['which']} {said['unit']}")

    def _span(self, name: str) -> Said:
        return {"period": self._named(name), "name": name}

    def _end_of(self, said: Said, unit: str) -> Said:
        return {"point": self._named(f"{said['which']} {unit}").end}

    def _this_end(self, grain: Grain) -> Said:
        return {"point": self._calendar.unit(self._today, grain).end}

    def _length(self, said: Said) -> Said | None:
        count = said["num"].value
        return {"length": (int(count), said["unit"])} if count == int(count) and 0 < count <= _MOST else None

    def _several(self, said: Said) -> Said | None:
        length = self._length(said)
        if length is None or said["which"] == "next":
            return length
        end = self._today - DAY
        count, unit = length["length"]
        return (
            {"period": Period(_later(end, -count, unit) + DAY, end)} if said["which"] in ("last", "before") else length
        )

    def _against(self, said: Said) -> Said | None:
        name = said["@period"].reading.get("name", "")
        if name.startswith("before "):
            return {"against": name}
        return {"against": said["period"]} if said["period"].end < self._today else None

    def _range(self, said: Said) -> Said | None:
        edges = [word.reading for kind, word in said.items() if kind.startswith(("@period", "@point"))]
        first, last = _edge(edges[0], 0, first=True), _edge(edges[1], 0, first=False)
        if last < first and last >= self._today and _yearless(edges[0]):
            first = _edge(edges[0], -1, first=True)
        elif last < first and _yearless(edges[1]):
            last = _edge(edges[1], 1, first=False)
        return {"window": Period(first, last)} if first <= last else {"fault": "ends_before_start"}

    def _before(self, said: Said) -> Said:
        if "point" in said:
            return {"due": said["point"]}
        period: Period = said["period"]
        if period.start <= self._today and _yearless(said["@period"].reading):
            period = Period(add_months(period.start, 12), add_months(period.end, 12))
        strict = not (period.days == 1 and "within" not in said and _is_han(said))
        return {"due": period.start - DAY if strict else period.end}

    def _due(self, said: Said) -> Said:
        return {"due": said["point"] if "point" in said else said["period"].end, **_either(said)}

    def _start(self, said: Said) -> Said:
        return {"start": said["point"] if "point" in said else said["period"].start}

    def _duration(self, said: Said) -> Said:
        count, unit = said["length"]
        return {"window": Period(self._today, _later(self._today, count, unit))}

    def _window(self, said: Said) -> Said:
        return {"window": said["period"], **_either(said)}


def _beginning(said: Said) -> Said | None:
    """The start of March; a word that counts, such as 초 (seconds), belongs to the number before it."""
    return None if "counter" in said["@begin"].reading else {"point": said["period"].start}


def _ends_in_each(said: Said) -> bool:
    """게시물당: the word for each stands right behind the content, and no unit of time comes into it."""
    return bool(said["@scope"].end == said["@each"].start)


def _yearless(reading: Said) -> bool:
    written: Written | None = reading.get("written")
    return written is not None and written.year is None


def _edge(reading: Said, years: int, *, first: bool) -> dt.date:
    """The first or last day of a period or point, some years later."""
    period: Period | None = reading.get("period")
    day = reading["point"] if period is None else period.start if first else period.end
    return add_months(day, 12 * years)


def _later(day: dt.date, count: int, unit: str) -> dt.date:
    if unit in _MONTHS:
        return add_months(day, count * _MONTHS[unit])
    return day + count * (7 if unit == "week" else 1) * DAY


def _is_han(said: Said) -> bool:
    """Chinese 12月31日前 holds the day itself; before 31 December and 12월 31일 전 do not."""
    return "inclusive" in said["first"].reading or "inclusive" in said["last"].reading


def _either(said: Said) -> Said:
    for end in ("first", "last"):
        if "either" in said[end].reading:
            return {"either": said[end].reading["either"]}
    return {}


_FIELDS = {"window": "windows", "due": "dues", "start": "starts", "cadence": "cadences"}


def _take(times: Times, token: Token) -> Times | None:
    """The times with this word among them; None for a word that says nothing of time."""
    span = (token.start, token.end)
    reading = token.reading
    spans = dict(times.spans)
    for kind, name in _FIELDS.items():
        if kind in reading and "kpi" not in reading:
            spans[name] = (*spans.get(name, ()), span)
            either = reading.get("either", times.either)
            longer: dict[str, Any] = {name: (*getattr(times, name), reading[kind])}
            return replace(times, **longer, spans=spans, either=either)
    if "against" in reading:
        return replace(times, against=reading["against"], spans={**spans, "against": (span,)})
    for kind in ("fault", "odd_cadence"):
        if kind in reading:
            code = reading[kind] if kind == "fault" else kind
            return replace(times, faults=(*times.faults, (code, span)))
    return None
