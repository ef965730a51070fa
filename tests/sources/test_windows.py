import datetime as dt

import polars as pl
import pytest

from goalposts.sources.windows import window_of

MONDAY = dt.date(2025, 3, 3)
WEEK = dt.timedelta(days=7)


@pytest.mark.parametrize(
    ("days", "unit", "option", "kind", "asked", "last"),
    [
        ([MONDAY, MONDAY + dt.timedelta(days=1)], "day", "", "day", False, dt.date(2025, 3, 3)),
        ([MONDAY + n * WEEK for n in range(4)], "day", "", "week", True, dt.date(2025, 3, 9)),
        ([MONDAY + n * WEEK for n in range(3)], "day", "", "day", False, dt.date(2025, 3, 3)),
        ([MONDAY + n * WEEK for n in range(4)], "day", "day", "day", False, dt.date(2025, 3, 3)),
        ([dt.date(2025, 3, 2) + n * WEEK for n in range(4)], "day", "", "days_7", True, dt.date(2025, 3, 8)),
        ([dt.date(2025, 2, 1), dt.date(2025, 3, 1)], "day", "", "month", True, dt.date(2025, 2, 28)),
        ([dt.date(2025, 2, 1)], "day", "", "day", False, dt.date(2025, 2, 1)),
        ([dt.date(2025, 2, 1)], "month", "", "month", False, dt.date(2025, 2, 28)),
    ],
)
def test_windows_by_evidence(days, unit, option, kind, asked, last):
    window = window_of(pl.Series("period_start", days), unit, option)
    ends = pl.DataFrame({"period_start": days}).select(window.end.alias("end"))["end"]
    assert (window.kind, bool(window.question), ends[0]) == (kind, asked, last)
