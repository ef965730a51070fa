"""Totals behind averages: found where the digits prove them, refused where they leave a doubt."""

from __future__ import annotations

import polars as pl
import pytest

from goalposts.sources.averages import rebuild_totals


def totals(averages: list[str | None], counts: list[int | None]) -> list[int | None] | None:
    found = rebuild_totals(pl.Series(averages, dtype=pl.String), pl.Series(counts, dtype=pl.Int64))
    return None if found is None else found.to_list()


def test_enough_digits_prove_the_total() -> None:
    assert totals(["47.52666667", "0.607594937", "40", None], [300, 79, 4, 5]) == [14258, 48, 160, None]


def test_a_row_without_a_count_has_no_total() -> None:
    assert totals(["47.52666667"], [None]) == [None]


@pytest.mark.parametrize(
    ("averages", "counts"),
    [
        (["47.5"], [300]),
        (["47.52666667", "12.34567891"], [300, 100]),
        (["31", "20"], [4, 2]),
        (["00:01:11"], [3]),
        ([None], [3]),
    ],
    ids=["too few digits", "no whole number", "no decimals at all", "a duration", "nothing told"],
)
def test_a_doubt_in_one_row_refuses_all(averages: list[str | None], counts: list[int | None]) -> None:
    assert totals(averages, counts) is None
