"""The calendar of goals: days, ISO weeks and months as everywhere; quarters and years follow the fiscal year."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from goalposts.periods import DAY, Grain, Period, add_months, bucket_end, bucket_start

GRAIN_OF = {
    "per_day": Grain.DAY,
    "per_week": Grain.WEEK,
    "per_month": Grain.MONTH,
    "per_quarter": Grain.QUARTER,
    "per_year": Grain.YEAR,
}
"""The calendar unit of each cadence of `store.goals.CADENCES` but `once`."""

_MONTHS = {Grain.QUARTER: 3, Grain.YEAR: 12}


@dataclass(frozen=True, slots=True)
class Calendar:
    """`fiscal_start` is the month (1 to 12) in which a fiscal year begins; 1 makes it the calendar year."""

    fiscal_start: int = 1

    def unit(self, day: dt.date, grain: Grain) -> Period:
        """The day, week, month, quarter or year that holds `day`."""
        if grain not in _MONTHS or self.fiscal_start == 1:
            start = bucket_start(day, grain)
            return Period(start, bucket_end(start, grain))
        months = _MONTHS[grain]
        start = add_months(day.replace(day=1), -((day.month - self.fiscal_start) % months))
        return Period(start, add_months(start, months) - DAY)

    def next_unit(self, day: dt.date, grain: Grain) -> Period:
        """The unit after the one that holds `day`."""
        return self.unit(self.unit(day, grain).end + DAY, grain)

    def previous_unit(self, day: dt.date, grain: Grain) -> Period:
        """The unit before the one that holds `day`: the last that was whole."""
        return self.unit(self.unit(day, grain).start - DAY, grain)

    def quarter(self, year: int, number: int) -> Period:
        """Quarter `number` (1 to 4) of the fiscal year `year`: the year in which the fiscal year ends."""
        first = dt.date(year if self.fiscal_start == 1 else year - 1, self.fiscal_start, 1)
        start = add_months(first, 3 * (number - 1))
        return Period(start, add_months(start, 3) - DAY)

    def year(self, year: int) -> Period:
        """The fiscal year that ends in `year`."""
        return Period(self.quarter(year, 1).start, self.quarter(year, 4).end)

    def grain_of(self, period: Period) -> Grain | None:
        """The grain of which `period` is exactly one unit, if there is one."""
        units = (Grain.DAY, Grain.WEEK, Grain.MONTH, Grain.QUARTER, Grain.YEAR)
        return next((grain for grain in units if self.unit(period.start, grain) == period), None)

    def units(self, period: Period, grain: Grain) -> list[Period]:
        """The units that touch `period`, whole, in order."""
        found = [self.unit(period.start, grain)]
        while found[-1].end < period.end:
            found.append(self.next_unit(found[-1].start, grain))
        return found
