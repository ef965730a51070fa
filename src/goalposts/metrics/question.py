"""What is asked: KPIs, a period, how to cut it, what to keep, what to compare with, and as of when."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from goalposts.catalog.dimensions import DIMENSIONS
from goalposts.catalog.expression import Condition
from goalposts.errors import Fault, GoalpostsError, Invalid, nearest
from goalposts.periods import Comparison, Grain, Period, parse_period


@dataclass(frozen=True, slots=True)
class Question:
    """A question as the engine reads it.

    `period` None means everything that is held. `as_of` (UTC) answers with what was known at that moment.
    `across_breaks` forces comparisons of days before a series break with days after it.
    """

    kpis: tuple[str, ...]
    period: Period | None = None
    grain: Grain = Grain.TOTAL
    by: tuple[str, ...] = ()
    where: tuple[Condition, ...] = ()
    compare: Comparison | None = None
    as_of: dt.datetime | None = None
    across_breaks: bool = False

    def to_dict(self) -> dict[str, Any]:
        """The question as JSON shows it."""
        return {
            "kpis": list(self.kpis),
            "from": self.period.start.isoformat() if self.period else None,
            "to": self.period.end.isoformat() if self.period else None,
            "grain": self.grain.value,
            "by": list(self.by),
            "where": {condition.dimension: list(condition.values) for condition in self.where},
            "compare": self.compare.value if self.compare else None,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "across_breaks": self.across_breaks,
        }


def read_question(
    kpis: str | Iterable[str],
    *,
    today: dt.date,
    period: str | Period | None = None,
    start: str | dt.date | None = None,
    end: str | dt.date | None = None,
    grain: str = "total",
    by: str | Iterable[str] = (),
    where: Mapping[str, Any] | Iterable[str] | None = None,
    compare: str | None = None,
    as_of: str | dt.datetime | None = None,
    across_breaks: bool = False,
) -> Question:
    """Make a question of loose words, as the command line, a page, JSON or a notebook give them.

    `where` is a mapping of dimension to value(s) or texts such as "platform=facebook,instagram". Dates are ISO 8601; an
    `as_of` without a zone is UTC, a day is its end, and words such as "last 28 days" count from there. Raises Invalid
    naming every fault at once.
    """
    faults: list[Fault] = []

    def attempt(column: str, read: Any, *arguments: Any) -> Any:
        try:
            return read(*arguments)
        except (GoalpostsError, ValueError) as error:
            details = error.faults if isinstance(error, Invalid) else ()
            message = "; ".join(filter(None, (str(getattr(error, "message", error)), *(f.message for f in details))))
            faults.append(Fault(message, column=column, value=str(arguments[0])))
            return None

    names = _words(kpis)
    if not names:
        faults.append(Fault("name at least one KPI", column="kpis"))
    moment = attempt("as_of", read_moment, as_of)
    today = min(today, moment.date()) if moment else today
    question = Question(
        kpis=names,
        period=attempt("period", _read_period, period, start, end, today),
        grain=attempt("grain", _choice, grain or "total", Grain) or Grain.TOTAL,
        by=attempt("by", _read_by, _words(by)) or (),
        where=attempt("where", _read_where, where) or (),
        compare=attempt("compare", _choice, compare, Comparison) if compare else None,
        as_of=moment,
        across_breaks=across_breaks,
    )
    if question.compare and question.period is None and not faults:
        faults.append(Fault("a comparison needs a period", column="compare", value=question.compare.value))
    if faults:
        raise Invalid("The question cannot be read.", faults)
    return question


def _words(given: str | Iterable[str]) -> tuple[str, ...]:
    texts = [given] if isinstance(given, str) else list(given)
    return tuple(dict.fromkeys(word for text in texts for word in re.split(r"[,\s]+", text.strip()) if word))


def _read_period(
    period: str | Period | None, start: str | dt.date | None, end: str | dt.date | None, today: dt.date
) -> Period | None:
    if isinstance(period, Period):
        return period
    if period:
        return parse_period(period, today)
    if start is None and end is None:
        return None
    if start is None:
        raise Invalid("an end needs a start as well")
    first = parse_period(str(start), today)
    return Period(first.start, parse_period(str(end), today).end if end else max(today, first.start))


def _choice(word: str, choices: type[Grain] | type[Comparison]) -> Any:
    known = [choice.value for choice in choices]
    if word not in known:
        raise Invalid(f"{word!r} is not one of {', '.join(known)}")
    return choices(word)


def _dimension(name: str) -> str:
    if name not in DIMENSIONS:
        close = nearest(name, DIMENSIONS)
        hint = f"did you mean {' or '.join(close)}?" if close else f"allowed: {', '.join(DIMENSIONS)}"
        raise Invalid(f"there is no dimension {name!r}; {hint}")
    return name


def _read_by(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_dimension(name) for name in names)


def _read_where(where: Mapping[str, Any] | Iterable[str] | None) -> tuple[Condition, ...]:
    if not where:
        return ()
    if isinstance(where, str):
        where = [where]
    pairs = where.items() if isinstance(where, Mapping) else (_pair(text) for text in where)
    conditions = []
    for name, values in pairs:
        texts = [values] if isinstance(values, str | int | float) else list(values)
        conditions.append(Condition(_dimension(name), tuple(sorted({str(text).strip() for text in texts}))))
    return tuple(sorted(conditions))


def _pair(text: str) -> tuple[str, list[str]]:
    name, sign, values = text.partition("=")
    if not sign or not values.strip():
        raise Invalid(f"{text!r} does not read 'dimension=value'")
    return name.strip(), values.split(",")


def read_moment(moment: str | dt.datetime | None) -> dt.datetime | None:
    """A moment in UTC: ISO 8601, without a zone UTC; a day alone is its last microsecond. Raises ValueError."""
    if moment is None or moment == "":
        return None
    read = moment if isinstance(moment, dt.datetime) else dt.datetime.fromisoformat(moment)
    if not isinstance(moment, dt.datetime) and len(moment.strip()) == 10:
        read = read + dt.timedelta(days=1, microseconds=-1)
    return read.astimezone(dt.UTC) if read.tzinfo else read.replace(tzinfo=dt.UTC)
