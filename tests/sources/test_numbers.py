from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goalposts.sources.numbers import read_numbers


def read(*cells: str | None, decimal=None):
    return read_numbers(pl.Series("cells", cells, dtype=pl.String), decimal)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["1,234.5"], ["1234.5"]),
        (["1.234,5"], ["1234.5"]),
        (["1 234,5"], ["1234.5"]),
        (["1\u00a0234,5"], ["1234.5"]),
        (["1'234"], ["1234"]),
        (["12,34,567"], ["1234567"]),
        (["1.234.567"], ["1234567"]),
        (["12.5%", "27.78%"], ["0.125", "0.2778"]),
        (["2,5%"], ["0.025"]),
        (["(123)", "-4"], ["-123", "-4"]),
        (["−7"], ["-7"]),
        (["₩1,234"], ["1234"]),
        (["1,234원"], ["1234"]),
        (["NT$ 1,234.50", "TWD 3"], ["1234.5", "3"]),
        (["₺1.234,50"], ["1234.5"]),
        (["1.2K", "3M"], ["1200", "3000000"]),
        (["1만", "2.5만", "3億"], ["10000", "25000", "300000000"]),
        (["１，２３４"], ["1234"]),
        (["1.429999948"], ["1.43"]),
        (["5.70306E+17"], ["570306000000000000"]),
    ],
)
def test_conventions(cells, expected):
    numbers = read(*cells)
    assert numbers.values.to_list() == [Decimal(value) for value in expected]
    assert not numbers.wrong.any()


@pytest.mark.parametrize("cell", ["--", "—", "n/a", "NA", "", None, "없음", " - "])
def test_signs_for_missing_are_neither_zero_nor_wrong(cell):
    numbers = read(cell, "7")
    assert numbers.values.to_list() == [None, Decimal(7)]
    assert not numbers.wrong.any()


def test_a_suppressed_number_is_not_zero():
    numbers = read("<0.1", "3")
    assert numbers.values.to_list() == [None, Decimal(3)]
    assert numbers.suppressed.to_list() == [True, False]


@pytest.mark.parametrize(
    "cell", ["1,2,3", "abc", "=cmd()|' /C calc'!A0", "12 apples", "99999999999999999999999", "97B9858B"]
)
def test_what_is_no_number_is_a_fault_with_line_and_value(cell):
    cells = pl.Series("c", ["1", cell])
    faults = read_numbers(cells).faults(cells, [2, 3], "Likes")
    assert [(fault.line, fault.column, fault.value) for fault in faults] == [(3, "Likes", cell)]


@pytest.mark.parametrize(
    ("cells", "doubtful"),
    [
        (["1.234"], "."),
        (["1.234", "2.5"], ""),
        (["1.234", "12345"], ""),
        (["0.234"], ""),
        (["1,234"], ","),
        (["1,234", "1,234.5"], ""),
        (["1234"], ""),
    ],
)
def test_a_doubtful_sign_is_told_unless_the_column_shows_it(cells, doubtful):
    assert read(*cells).doubtful == doubtful


def test_a_given_decimal_sign_settles_the_doubt():
    assert read("1.234", decimal=",").values.to_list() == [Decimal(1234)]
    assert read("1.234", decimal=".").values.to_list() == [Decimal("1.234")]
    assert read("1.234", decimal=",").doubtful == ""


def test_currencies_in_cells_are_told():
    assert read("$5", "€3").currencies == ("$", "EUR")
    assert read("1.2K").rounded


@given(st.lists(st.decimals(-(10**12), 10**12, places=6), min_size=1, max_size=20))
def test_plain_decimals_come_back(values):
    assert read(*(f"{value:f}" for value in values), decimal=".").values.to_list() == values


@given(st.lists(st.decimals(-(10**12), 10**12, places=2), min_size=1, max_size=20), st.sampled_from([".", ","]))
def test_grouped_decimals_come_back(values, sign):
    texts = [f"{value:,.2f}" for value in values]
    if sign == ",":
        texts = [text.translate(str.maketrans(",.", ".,")) for text in texts]
    assert read(*texts).values.to_list() == values


@given(st.lists(st.text(max_size=12), max_size=20))
def test_any_text_is_a_number_or_missing_or_suppressed_or_wrong(cells):
    numbers = read(*cells)
    assert len(numbers.values) == len(numbers.wrong) == len(cells)
    assert not (numbers.values.is_not_null() & numbers.wrong).any()
