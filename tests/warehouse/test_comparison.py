from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest

from goalposts.errors import Invalid
from goalposts.warehouse.batch import Batch
from goalposts.warehouse.comparison import changed_rows, changed_values
from goalposts.warehouse.lake import Lake
from tests.warehouse.samples import ACCOUNT, batch, likes, moment, origin

COLUMNS = ("period_start", "old_value", "new_value", "old_source_id", "new_source_id", "moment", "cause")
Told = tuple[int, int | None, int | None, int | None, int | None, int, str]


def changes(lake: Lake, since: int, until: int | None = None, **only: list[int] | list[str]) -> list[Told]:
    found = changed_values(lake, moment(since), moment(until) if until else None, **only)  # type: ignore[arg-type]
    rows = sorted(found.select(COLUMNS).iter_rows())
    number = [tuple(int(x) if isinstance(x, Decimal) else x for x in row) for row in rows]
    return [(day.day, *told, at.day, cause) for day, *told, at, cause in number]  # type: ignore[misc]


def test_every_cause(lake: Lake) -> None:
    lake.append(batch(1, 1, {1: 5, 2: 6, 3: 7, 4: 1}))
    lake.append(batch(2, 3, {1: 8, 5: 9}))
    lake.append(batch(3, 4, {2: 2, 4: 3}))
    lake.append(batch(4, 5, {4: 1}))
    assert changes(lake, 2) == [
        (1, 5, 8, 1, 2, 3, "restated"),
        (2, 6, 2, 1, 3, 4, "restated"),
        (5, None, 9, None, 2, 3, "late"),
    ]
    lake.withdraw([2], at=moment(7), person="", reason="")
    assert changes(lake, 2, 6) == changes(lake, 2, 5)
    assert changes(lake, 6) == [(1, 8, 5, 2, 1, 7, "withdrawn"), (5, 9, None, 2, None, 7, "withdrawn")]
    assert changes(lake, 2) == [(2, 6, 2, 1, 3, 4, "restated")]
    lake.append(batch(5, 9, {5: 4}))
    assert changes(lake, 6)[1] == (5, 9, 4, 2, 5, 9, "withdrawn")
    assert changes(lake, 9) == []


def test_of_some_measures_or_accounts(lake: Lake) -> None:
    lake.append(batch(1, 1, {1: 5}))
    lake.append(batch(2, 3, {1: 8}))
    assert len(changes(lake, 2, measures=["likes"], accounts=[ACCOUNT])) == 1
    assert (
        changes(lake, 2, measures=["shares"]) == changes(lake, 2, accounts=[1]) == changes(lake, 2, accounts=[]) == []
    )
    with pytest.raises(Invalid, match="is before the first"):
        changes(lake, 5, 4)


def test_another_currency_is_a_change_another_status_is_not(lake: Lake) -> None:
    lake.append(Batch(origin(1, 1), {"fact_measure": likes({1: 5, 2: 6}, status="provisional", currency="EUR")}))
    now = likes({1: 5, 2: 6}, currency="EUR").with_columns(currency=pl.Series(["EUR", "USD"]))
    lake.append(Batch(origin(2, 2), {"fact_measure": now}))
    found = changed_values(lake, moment(1)).select("table", "period_start", "old_currency", "new_currency").rows()
    assert [(table, day.day, *told) for table, day, *told in found] == [("fact_measure", 2, "EUR", "USD")]


def test_row_level_facts_are_counted_by_day(lake: Lake) -> None:
    def leads(source: int, captured: int, outcomes: dict[int, str]) -> None:
        rows = pl.DataFrame({"lead_id": list(outcomes), "outcome": list(outcomes.values())})
        created = pl.datetime(2025, 1, pl.col("lead_id") // 10)
        lake.append(Batch(origin(source, captured), {"fact_lead": rows.with_columns(created_at=created)}))

    leads(1, 1, {10: "open", 11: "open", 20: "open"})
    leads(2, 3, {10: "won", 12: "open", 30: "open"})
    lake.withdraw([1], at=moment(5), person="", reason="")
    found = changed_rows(lake, moment(2))
    assert found.drop("day").rows() == [
        ("fact_lead", ACCOUNT, 1, 1, 1),
        ("fact_lead", ACCOUNT, 0, 0, 1),
        ("fact_lead", ACCOUNT, 1, 0, 0),
    ]
    assert [day.day for day in found["day"]] == [1, 2, 3]
    assert changed_rows(lake, moment(2), accounts=[1]).is_empty()
