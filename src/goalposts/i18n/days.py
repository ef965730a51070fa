"""Days, periods and moments as each language writes them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable
from functools import lru_cache
from typing import Protocol

from babel import dates

from goalposts.i18n.catalogues import LOCALES, translation

_SKELETONS = {"month": "yMMM", "quarter": "yQQQ", "year": "y"}


class Span(Hashable, Protocol):
    """Days from `start` to `end`, both included, as a Period has them."""

    @property
    def start(self) -> dt.date: ...

    @property
    def end(self) -> dt.date: ...


@lru_cache(maxsize=4_096)
def format_day(day: dt.date, language: str, *, year: bool = True) -> str:
    """A day; `year=False` where the year is plain from what stands around it."""
    return dates.format_skeleton("yMMMd" if year else "MMMd", day, locale=LOCALES[language])


@lru_cache(maxsize=4_096)
def format_period(period: Span, language: str) -> str:
    """A span of days, what both ends share said once."""
    return dates.format_interval(period.start, period.end, "yMMMd", locale=LOCALES[language])


@lru_cache(maxsize=4_096)
def format_bucket(period: Span, grain: str, language: str) -> str:
    """One bucket of a series: the day with its weekday, the week by its first day, or the month, quarter or year."""
    if grain == "day":
        return dates.format_skeleton("MMMEd", period.start, locale=LOCALES[language])
    if grain == "week":
        return translation(language).gettext("Week of %(day)s") % {"day": format_day(period.start, language)}
    if grain in _SKELETONS:
        return dates.format_skeleton(_SKELETONS[grain], period.start, locale=LOCALES[language])
    return format_period(period, language)


def format_moment(moment: dt.datetime, language: str) -> str:
    """A date with hours and minutes, in UTC and saying so."""
    moment = moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)
    day = format_day(moment.date(), language)
    return f"{day} {moment:%H:%M} UTC"
