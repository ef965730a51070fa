"""Calendar periods: what span a number covers, how it is cut, and what it is compared with.

All dates are the source's own reporting days (no time zone is applied here); weeks start on Monday (ISO 8601).
"""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from goalposts.errors import Fault, Invalid

DAY = dt.timedelta(days=1)


class Grain(StrEnum):
    """How a period is cut into buckets; `total` keeps it whole."""

    TOTAL = "total"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Comparison(StrEnum):
    """Which earlier period a period is held against."""

    PREVIOUS = "previous"
    SAME_WEEKDAYS = "same_weekdays"
    LAST_YEAR = "last_year"
    TO_DATE = "to_date"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A span of days, both ends included."""

    start: dt.date
    end: dt.date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise Invalid(f"A period must not end ({self.end}) before it starts ({self.start}).")

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    def __str__(self) -> str:
        return str(self.start) if self.start == self.end else f"{self.start} to {self.end}"

    def __contains__(self, other: object) -> bool:
        if isinstance(other, Period):
            return self.start <= other.start and other.end <= self.end
        return isinstance(other, dt.date) and self.start <= other <= self.end

    def clipped(self, other: Period) -> Period | None:
        """The days both periods share, or None."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Period(start, end) if start <= end else None

    def shifted(self, days: int) -> Period:
        return Period(self.start + days * DAY, self.end + days * DAY)


def bucket_start(day: dt.date, grain: Grain) -> dt.date:
    """First day of the calendar unit that holds `day`."""
    if grain is Grain.WEEK:
        return day - day.weekday() * DAY
    if grain is Grain.MONTH:
        return day.replace(day=1)
    if grain is Grain.QUARTER:
        return dt.date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    if grain is Grain.YEAR:
        return dt.date(day.year, 1, 1)
    return day


def bucket_end(start: dt.date, grain: Grain) -> dt.date:
    """Last day of the calendar unit that begins on `start`."""
    if grain is Grain.WEEK:
        return start + 6 * DAY
    if grain in _MONTHS:
        return add_months(start, _MONTHS[grain]) - DAY
    return start


def buckets(period: Period, grain: Grain) -> Iterator[Period]:
    """The calendar units of `grain` that touch `period`, clipped to it, in order."""
    if grain is Grain.TOTAL:
        yield period
        return
    day = bucket_start(period.start, grain)
    while day <= period.end:
        end = bucket_end(day, grain)
        yield Period(max(day, period.start), min(end, period.end))
        day = end + DAY


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day `months` later, or the last day of that month where it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def calendar_unit(period: Period) -> Grain | None:
    """The grain of which `period` is exactly one whole unit, if there is one."""
    for grain in (Grain.DAY, Grain.WEEK, Grain.MONTH, Grain.QUARTER, Grain.YEAR):
        start = bucket_start(period.start, grain)
        if start == period.start and bucket_end(start, grain) == period.end:
            return grain
    return None


def _whole_months(period: Period) -> int:
    """How many whole calendar months the period is, or 0 if it is not made of whole months."""
    after = period.end + DAY
    if period.start.day != 1 or after.day != 1:
        return 0
    return (after.year - period.start.year) * 12 + after.month - period.start.month


def compared(period: Period, comparison: Comparison, today: dt.date) -> tuple[Period, Period]:
    """The period as it takes part in the comparison, and the period it is held against.

    `previous` moves whole months by whole months, anything else by its own length. `same_weekdays` moves by
    whole weeks. `last_year` takes the same dates one year earlier. `to_date` first cuts the period at `today`
    and then takes as many days from the start of the period before, so that like meets like.
    """
    if comparison is Comparison.SAME_WEEKDAYS:
        return period, period.shifted(-7 * -(-period.days // 7))
    if comparison is Comparison.LAST_YEAR:
        return period, Period(add_months(period.start, -12), _year_before(period))
    months = _whole_months(period)
    before = Period(add_months(period.start, -months), period.start - DAY) if months else period.shifted(-period.days)
    if comparison is Comparison.TO_DATE and today < period.end:
        elapsed = Period(period.start, max(period.start, today))
        end = min(before.start + (elapsed.days - 1) * DAY, before.end)
        return elapsed, Period(before.start, end)
    return period, before


def _year_before(period: Period) -> dt.date:
    """The period's last day a year earlier; whole months stay whole (29 February included)."""
    if _whole_months(period):
        return add_months(period.end + DAY, -12) - DAY
    return add_months(period.end, -12)


_MONTHS = {Grain.MONTH: 1, Grain.QUARTER: 3, Grain.YEAR: 12}
_UNIT_DAYS = {"day": 1, "week": 7}
_ALLOWED = (
    "'last 28 days', 'this month', 'last quarter', 'year to date', '2025', '2025-Q1', '2025-03', '2025-W07', "
    "'2025-03-09' or '2025-03-01..2025-03-31'"
)


def parse_period(text: str, today: dt.date) -> Period:
    """Read a period as a person writes it.

    `last N days|weeks|months` ends yesterday (whole days only); `last month` is the calendar month before this one;
    `this month` is the whole calendar month; `month to date` ends on `today`. Raises Invalid with what is allowed.
    """
    words = " ".join(text.strip().lower().replace("_", " ").split())
    for reader in (_named, _last, _span, _unit):
        found = reader(words, today)
        if found:
            return found
    raise Invalid(f"{text!r} is not a period.", [Fault(f"allowed: {_ALLOWED}", value=text)])


def _named(words: str, today: dt.date) -> Period | None:
    if words in ("today", "yesterday"):
        day = today if words == "today" else today - DAY
        return Period(day, day)
    match = re.fullmatch(r"(?:(this|last) (week|month|quarter|year)|(week|month|quarter|year) to date)", words)
    if not match:
        return None
    which, unit, running = match.groups()
    grain = Grain(unit or running)
    start = bucket_start(today, grain)
    if running:
        return Period(start, today)
    if which == "last":
        start = bucket_start(start - DAY, grain)
    return Period(start, bucket_end(start, grain))


def _last(words: str, today: dt.date) -> Period | None:
    match = re.fullmatch(r"(?:last )?(\d{1,4}) (day|week|month|year)s?", words)
    if not match or int(match[1]) == 0:
        return None
    count, unit, end = int(match[1]), match[2], today - DAY
    if unit in _UNIT_DAYS:
        return Period(end - (count * _UNIT_DAYS[unit] - 1) * DAY, end)
    return Period(add_months(today, -count * (12 if unit == "year" else 1)), end)


def _span(words: str, today: dt.date) -> Period | None:
    parts = re.split(r"\s*(?:\.\.|/| to )\s*", words)
    if len(parts) != 2:
        return None
    first, last = (_unit(part, today) for part in parts)
    if not first or not last:
        return None
    return Period(first.start, last.end)


def _unit(words: str, _today: dt.date) -> Period | None:
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", words):
            day = dt.date.fromisoformat(words)
            return Period(day, day)
        if match := re.fullmatch(r"(\d{4})-w(\d{1,2})", words):
            day = dt.date.fromisocalendar(int(match[1]), int(match[2]), 1)
            return Period(day, day + 6 * DAY)
        if match := re.fullmatch(r"(\d{4})(?:-(?:q([1-4])|(\d{2})))?", words):
            year, quarter, month = match.groups()
            grain = Grain.QUARTER if quarter else Grain.MONTH if month else Grain.YEAR
            start = dt.date(int(year), 3 * int(quarter) - 2 if quarter else int(month or 1), 1)
            return Period(start, bucket_end(start, grain))
    except ValueError as error:
        raise Invalid(f"{words!r} is not a date that exists.", [Fault(str(error), value=words)]) from error
    return None
