"""What a change starts from: a value that was said, the period before, the same days of last year, today's level."""

from __future__ import annotations

from goalposts.catalog.kpi import Kpi
from goalposts.goals.amounts import PLAIN, Wanted
from goalposts.goals.calendar import GRAIN_OF
from goalposts.goals.deciding import Work
from goalposts.goals.draft import Baseline
from goalposts.goals.measuring import kpi_value
from goalposts.goals.timing import Timing
from goalposts.periods import DAY, Comparison, Grain, Period, add_months, compared

_MOST_MONTHS = 120


def given_baseline(work: Work, kpi: Kpi | None, wanted: Wanted) -> Baseline | None:
    """The value a sentence starts from ("from 7,000"), in the unit of the KPI; None where it names none."""
    if wanted.start is None:
        return None
    work.mark("baseline", *wanted.start_spans)
    unit_of_target = wanted.start.kind == PLAIN and not wanted.amount.times and wanted.part == "pair"
    start = wanted.start.in_unit_of(wanted.amount) if unit_of_target else wanted.start
    return Baseline("given", value=kpi_value(kpi, start))


def baseline_of_change(work: Work, kpi: Kpi | None, wanted: Wanted, timing: Timing) -> Baseline:
    """What a change is held against: as said; else the level on the day for levels, the period before for the rest."""
    if (given := given_baseline(work, kpi, wanted)) is not None:
        return given
    against = work.parts.times.against
    if against is not None:
        work.mark("baseline", *work.parts.times.spans.get("against", ()))
        before = against if isinstance(against, Period) else _named_before(against, timing, work)
        return Baseline("previous_period", before.start, before.end)
    if kpi is not None and kpi.additivity == "L":
        return Baseline("current")
    period = _period_before(timing, work)
    return Baseline("previous_period", *((period.start, period.end) if period else (None, None)))


def _named_before(name: str, timing: Timing, work: Work) -> Period:
    """The same days of last year, or the month, quarter or year before the first day."""
    if name == "last_year":
        return _year_before(timing, work)
    return work.parts.calendar.previous_unit(timing.start or work.parts.today, Grain(name.removeprefix("before ")))


def _period_before(timing: Timing, work: Work) -> Period | None:
    """The whole calendar unit before, or as many months or days before the first day."""
    calendar = work.parts.calendar
    if timing.cadence in GRAIN_OF and timing.start is not None:
        return calendar.previous_unit(timing.start, GRAIN_OF[timing.cadence])
    if timing.start is None or timing.due is None or timing.due < timing.start:
        return None
    period = Period(timing.start, timing.due)
    grain = calendar.grain_of(period)
    if grain is not None:
        return calendar.previous_unit(period.start, grain)
    months = (timing.due.year - timing.start.year) * 12 + timing.due.month - timing.start.month
    if 0 < months <= _MOST_MONTHS and add_months(timing.start, months) == timing.due:
        return Period(add_months(timing.start, -months), timing.start - DAY)
    return compared(period, Comparison.PREVIOUS, work.parts.today)[1]


def _year_before(timing: Timing, work: Work) -> Period:
    if timing.start is None or timing.due is None or timing.due < timing.start:
        return work.parts.calendar.previous_unit(work.parts.today, Grain.YEAR)
    return compared(Period(timing.start, timing.due), Comparison.LAST_YEAR, work.parts.today)[1]
