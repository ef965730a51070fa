import datetime as dt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goalposts.sources.dates import read_dates


def read(*cells: str | None, order=None):
    return read_dates(pl.Series("cells", cells, dtype=pl.String), order)


DAY = dt.date(2025, 3, 9)


@pytest.mark.parametrize(
    "cell",
    [
        "2025-03-09",
        "2025/3/9",
        "2025. 3. 9.",
        "20250309",
        "Sun Mar 09 2025",
        "Sun, Mar 9, 2025",
        "Mar 9, 2025",
        "March 9th 2025",
        "9 Mar 2025",
        "9-Mar-2025",
        "2025년 3월 9일",
        "2025年3月9日",
        "２０２５年３月９日",
        "2025-03-09T10:11:12Z",
        "Week of Mar 9, 2025",
        "45725",
        "9.3.2025",
    ],
)
def test_shapes(cell):
    dates = read(cell)
    assert dates.values.to_list() == [DAY]
    assert not dates.wrong.any()
    assert not dates.doubtful


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Oct 26, 2018 02:56 pm", dt.datetime(2018, 10, 26, 14, 56)),
        ("Jun 09, 2018 12:05 am", dt.datetime(2018, 6, 9, 0, 5)),
        ("2017-01-21 22:11:48.556739", dt.datetime(2017, 1, 21, 22, 11, 48)),
        ("2025-03-09 오후 3:15", dt.datetime(2025, 3, 9, 15, 15)),
        ("2024040613", dt.datetime(2024, 4, 6, 13)),
        ("45001.5", dt.datetime(2023, 3, 16, 12)),
        ("2025-03-09", None),
    ],
)
def test_times_of_day(cell, expected):
    assert read(cell).times.to_list() == [expected]


@pytest.mark.parametrize("cell", ["2025-02-30", "13/14/2025", "31.4.2025", "April 12", "abc", "2025-13-01", "=cmd()"])
def test_a_date_that_does_not_exist_is_a_fault(cell):
    cells = pl.Series("c", ["2025-01-01", cell])
    dates = read_dates(cells)
    assert dates.values[1] is None
    assert [(f.line, f.value) for f in dates.faults(cells, [2, 3], "Date")] == [(3, cell)]


@pytest.mark.parametrize(
    ("cells", "order", "doubtful"),
    [
        (["03/04/2025", "03/25/2025"], "mdy", False),
        (["03/04/2025", "25/03/2025"], "dmy", False),
        (["03/04/2025"], "mdy", True),
        (["03/03/2025"], "mdy", False),
        (["2025-03-04"], None, False),
        (["3.4.2025"], "dmy", False),
    ],
)
def test_the_order_is_read_from_the_whole_column_or_doubted(cells, order, doubtful):
    dates = read(*cells)
    assert (dates.order, dates.doubtful) == (order, doubtful)


def test_a_given_order_settles_the_doubt():
    assert read("03/04/2025", order="dmy").values.to_list() == [dt.date(2025, 4, 3)]
    assert read("03/04/2025", order="mdy").values.to_list() == [dt.date(2025, 3, 4)]


def test_months():
    months = read("2025-03", "Apr 2025", "2025년 5월", None)
    assert months.unit == "month"
    assert months.values.to_list() == [dt.date(2025, 3, 1), dt.date(2025, 4, 1), dt.date(2025, 5, 1), None]
    assert read("2025-03", "2025-04-01").wrong.to_list() == [True, False]


@given(
    st.lists(st.dates(dt.date(1990, 1, 1), dt.date(2090, 12, 31)), min_size=1, max_size=20),
    st.sampled_from(["%Y-%m-%d", "%Y%m%d", "%a, %b %d, %Y", "%d %B %Y", "%Y年%m月%d日", "%Y. %m. %d."]),
)
def test_dates_come_back(days, shape):
    assert read(*(day.strftime(shape) for day in days)).values.to_list() == days


@given(st.lists(st.dates(dt.date(1990, 1, 1), dt.date(2090, 12, 31)), min_size=1, max_size=20))
def test_slashed_dates_come_back_in_a_given_order(days):
    assert read(*(day.strftime("%d/%m/%Y") for day in days), order="dmy").values.to_list() == days
    assert read(*(day.strftime("%m/%d/%Y") for day in days), order="mdy").values.to_list() == days


@given(st.lists(st.text(max_size=14), max_size=20))
def test_any_text_is_a_date_or_missing_or_wrong(cells):
    dates = read(*cells)
    assert len(dates.values) == len(cells)
    assert not (dates.values.is_not_null() & dates.wrong).any()
