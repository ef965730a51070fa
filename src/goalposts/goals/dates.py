"""Days, months, quarters, halves and years as they are written, and the days they stand for."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

from goalposts.goals.calendar import Calendar
from goalposts.goals.lexicon import word_list
from goalposts.periods import DAY, Period, add_months


@dataclass(frozen=True, slots=True)
class Written:
    """A written date. kind: day, month, quarter, half or year; `number`: the month, quarter or half.

    `other`: what 3/4/2027 may mean as well.
    """

    kind: str
    year: int | None = None
    number: int = 1
    day: int = 1
    other: Written | None = None


_HAN = {c: i for i, c in enumerate("一二三四五六七八九", 1)} | {"十": 10, "十一": 11, "十二": 12}
_ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}
_NAMED_BEFORE = re.compile(
    r"(?:in|by|of|during|until|till|before|year|for|to|over|through|throughout|across|christmas|xmas|day|eve) $"
)
_DUE_BEFORE = re.compile(r"(?:by|before|until|till|due|on|from|to|~) ?$")
_DUE_AFTER = re.compile(r" ?(?:까지|전까지|전|前|之前|부터|以前)")


def _whole(text: str | None) -> int | None:
    return int(text) if text else None


def _han(text: str) -> int:
    if text.isdigit():
        return int(text)
    tens, _, ones = text.rpartition("十")
    if "十" not in text:
        return _HAN.get(text, 0)
    return 10 * (_HAN.get(tens, 1) if tens else 1) + (_HAN.get(ones, 0) if ones else 0)


def _slash(found: re.Match[str]) -> Written | None:
    first, second, year = int(found[1]), int(found[2]), _whole(found[3])
    if year is not None and year < 100:
        year += 2000
    month_first, day_first = Written("day", year, first, second), Written("day", year, second, first)
    if first > 12:
        return day_first
    return month_first if second > 12 or first == second else replace(month_first, other=day_first)


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Written | None]], ...]:
    months = {word: int(number) for number, listed in word_list("en")["month"].items() for word in listed}
    name = "|".join(re.escape(word) for word in sorted(months, key=len, reverse=True))
    year, day = r"(20\d\d)", r"(\d{1,2})(?:st|nd|rd|th)?"
    after = r"(?![a-z\d])"
    ordinal = "|".join(_ORDINALS)
    table: list[tuple[str, Callable[[re.Match[str]], Written | None]]] = [
        (rf"{year}[-/.](\d{{1,2}})[-/.](\d{{1,2}})(?!\d)", lambda m: Written("day", int(m[1]), int(m[2]), int(m[3]))),
        (rf"(\d{{1,2}})\.(\d{{1,2}})\.{year}(?!\d)", lambda m: Written("day", int(m[3]), int(m[2]), int(m[1]))),
        (rf"{year}[-/ ]?q([1-4]){after}", lambda m: Written("quarter", int(m[1]), int(m[2]))),
        (rf"{year}[-/](\d{{2}})(?![\d/-])", lambda m: Written("month", int(m[1]), int(m[2]))),
        (rf"q([1-4])(?:[ ,/-]{{0,2}}(?:of )?(?:fy ?)?{year})?{after}",
         lambda m: Written("quarter", _whole(m[2]), int(m[1]))),
        (rf"({ordinal}) quarter(?:,? (?:of )?(?:fiscal )?(?:year )?{year})?{after}",
         lambda m: Written("quarter", _whole(m[2]), _ORDINALS[m[1]])),
        (rf"h([12])(?:[ /-]?{year})?{after}", lambda m: Written("half", _whole(m[2]), int(m[1]))),
        (rf"(first|second) half(?: of {year})?{after}", lambda m: Written("half", _whole(m[2]), _ORDINALS[m[1]])),
        (rf"(?:fy|fiscal year|financial year) ?{year}{after}", lambda m: Written("year", int(m[1]))),
        (rf"fy ?'?(\d\d){after}", lambda m: Written("year", 2000 + int(m[1]))),
        (rf"{day} (?:of )?({name}),? {year}{after}", lambda m: Written("day", int(m[3]), months[m[2]], int(m[1]))),
        (rf"{day} (?:of )?({name}){after}", lambda m: Written("day", None, months[m[2]], int(m[1]))),
        (rf"({name}) {day},? {year}{after}", lambda m: Written("day", int(m[3]), months[m[1]], int(m[2]))),
        (rf"({name}),? (?:of )?{year}{after}", lambda m: Written("month", int(m[2]), months[m[1]])),
        (rf"({name}) {day}{after}(?!,\d| ?%)", lambda m: Written("day", None, months[m[1]], int(m[2]))),
        (rf"({name})(?![a-z])", lambda m: Written("month", None, months[m[1]])),
        (rf"(?:{year} ?[년年] ?)?(\d{{1,2}}) ?[월月] ?(\d{{1,2}}) ?[일日號]",
         lambda m: Written("day", _whole(m[1]), int(m[2]), int(m[3]))),
        (rf"(?:{year} ?[년年] ?)?(\d{{1,2}}) ?(?:월|月份?)", lambda m: Written("month", _whole(m[1]), int(m[2]))),
        (rf"(?:{year} ?年 ?)?([一二三四五六七八九十]{{1,2}})月([一二三四五六七八九十]{{1,3}})[日號]",
         lambda m: Written("day", _whole(m[1]), _han(m[2]), _han(m[3]))),
        (rf"(?:{year} ?年 ?)?([一二三四五六七八九十]{{1,2}})月份?",
         lambda m: Written("month", _whole(m[1]), _han(m[2]))),
        (rf"(?:{year} ?(?:년도|년|회계연도)? ?)?(?:제 ?)?([1-4]) ?(?:사)?분기",
         lambda m: Written("quarter", _whole(m[1]), int(m[2]))),
        (rf"(?:{year} ?(?:年度?)? ?)?第 ?([1-4一二三四]) ?季度?",
         lambda m: Written("quarter", _whole(m[1]), _han(m[2]))),
        (rf"(?:{year} ?(?:年度?|년도?)? ?)?(上|下|상|하)(?:半年|반기)",
         lambda m: Written("half", _whole(m[1]), 1 if m[2] in "上상" else 2)),
        (rf"{year} ?(?:년도|년|年度|年|회계연도|會計年度)", lambda m: Written("year", int(m[1]))),
    ]  # fmt: skip
    return tuple((re.compile(pattern), make) for pattern, make in table)


_SLASH = re.compile(r"(\d{1,2})/(\d{1,2})(?:/(20\d\d|\d\d))?(?![\d/])")
_YEAR = re.compile(r"20[2-5]\d(?![.,]?\d|[/%-]|[a-z])")


@cache
def _first_letters() -> frozenset[str]:
    listed = word_list("en")["month"].values()
    return frozenset("0123456789qhfst第제上下상하一二三四五六七八九十") | {w[0] for words in listed for w in words}


def date_at(text: str, start: int) -> tuple[int, Written] | None:
    """The written date that begins at `start` of a folded text, and where it ends; the longest one."""
    if text[start] not in _first_letters():
        return None
    best: tuple[int, Written] | None = None
    for pattern, make in _patterns():
        found = pattern.match(text, start)
        if found and (best is None or found.end() > best[0]) and (written := make(found)):
            best = found.end(), written
    if best is None and text[start].isdigit():
        best = _loose(text, start)
    return best


def _loose(text: str, start: int) -> tuple[int, Written] | None:
    """12/31, 31/12/2027 and a bare year, where the words around say that a date is meant."""
    found = _SLASH.match(text, start)
    said = found and (_DUE_BEFORE.search(text[:start]) or _DUE_AFTER.match(text, found.end()))
    if found and (found[3] or said) and (written := _slash(found)):
        return found.end(), written
    found = _YEAR.match(text, start)
    return (found.end(), Written("year", int(found[0]))) if found and _NAMED_BEFORE.search(text[:start]) else None


def days_of(written: Written, today: dt.date, calendar: Calendar) -> Period | None:
    """The days of a written date, of the next one that is not over where it names no year; None where none exists."""
    if written.year is not None:
        return _in_year(written, written.year, calendar)
    years = range(today.year - 1, today.year + 10)
    found = [period for year in years if (period := _in_year(written, year, calendar))]
    return next((period for period in found if period.end >= today), None)


def _in_year(written: Written, year: int, calendar: Calendar) -> Period | None:
    if written.kind == "year":
        return calendar.year(year)
    if written.kind == "quarter":
        return calendar.quarter(year, written.number)
    if written.kind == "half":
        quarters = calendar.quarter(year, 2 * written.number - 1), calendar.quarter(year, 2 * written.number)
        return Period(quarters[0].start, quarters[1].end)
    try:
        first = dt.date(year, written.number, written.day)
    except ValueError:
        return None
    return Period(first, first if written.kind == "day" else add_months(first, 1) - DAY)
