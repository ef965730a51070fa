import datetime as dt
from decimal import Decimal

import polars as pl

from goalposts.sources.facts import Account, Facts
from goalposts.warehouse.tables import account_identity, campaign_identity, item_identity, segment_identity
from tests.sources.exports import check_contract, logged, total

READ_ON = dt.date(2026, 3, 1)


def begin() -> Facts:
    return Facts(Account("x", "Bakery", "UTC"), "bakery.csv", READ_ON)


def records(**columns: list[object]) -> pl.DataFrame:
    count = len(next(iter(columns.values())))
    return pl.DataFrame({"_record": range(1, count + 1), "_line": range(2, count + 2), "_part": 0, **columns})


def days(*numbers: int) -> list[object]:
    return [dt.date(2026, 1, number) for number in numbers]


def test_an_empty_cell_is_no_fact_and_a_zero_is_one() -> None:
    facts = begin()
    facts.add(records(period_start=days(1, 2, 3), likes=[5, None, 0]), ["likes"], window="day")
    reading = facts.reading(3)
    check_contract(reading)
    rows = reading.rows["fact_measure"].select("period_start", "period_end", "value", "_record").rows()
    assert rows == [(day, day, value, record) for day, value, record in zip(days(1, 3), (5, 0), (1, 3), strict=True)]


def test_days_that_follow_each_other_are_one_span_whatever_their_order() -> None:
    facts = begin()
    facts.add(records(period_start=days(9, 3, 2, 8, 1), likes=[1, 1, 1, 1, 1]), ["likes"], window="day")
    assert [(first.day, last.day, state) for first, last, state in logged(facts.reading(5), "likes")] == [
        (1, 3, "loaded"),
        (8, 9, "loaded"),
    ]


def test_a_day_without_a_value_is_a_hole_of_that_measure_alone() -> None:
    facts = begin()
    facts.add(
        records(period_start=days(1, 2, 3), likes=[1, None, 1], shares=[1, 1, 1]), ["likes", "shares"], window="day"
    )
    reading = facts.reading(3)
    assert [(first.day, last.day) for first, last, _ in logged(reading, "likes")] == [(1, 1), (3, 3)]
    assert [(first.day, last.day) for first, last, _ in logged(reading, "shares")] == [(1, 3)]


def test_counters_are_dated_when_they_were_read_and_lost_rows_make_them_partial() -> None:
    facts = begin()
    posts = facts.with_items(records(item_ext=["a", "b"], likes=[1, 2]), "post", "post")
    facts.add(posts, ["likes"], axes=["post"], lost=1)
    reading = facts.reading(3)
    check_contract(reading)
    assert logged(reading, "likes", "post") == [(READ_ON, READ_ON, "partial")]
    assert reading.load_log["reason"].to_list() == ["0 empty cells and 1 rejected rows of 3"]
    account_id = account_identity("x", "bakery")
    assert reading.rows["fact_measure"]["item_id"].to_list() == [item_identity(account_id, "post", e) for e in "ab"]


def test_a_measure_without_any_value_is_not_logged() -> None:
    facts = begin()
    facts.add(records(likes=[None, None]).with_columns(pl.col("likes").cast(pl.Int64)), ["likes"])
    assert facts.reading(2).load_log.is_empty()


def test_windows_of_a_range_are_logged_as_they_are() -> None:
    facts = begin()
    ranges = records(period_start=days(1, 1), period_end=days(7, 31), likes=[1, 4], campaign=["A", None])
    facts.add(facts.with_campaigns(ranges), ["likes"], axes=["campaign"], window="custom")
    reading = facts.reading(2)
    check_contract(reading)
    assert [(first.day, last.day) for first, last, _ in logged(reading, "likes", "campaign")] == [(1, 7), (1, 31)]
    assert reading.rows["fact_measure"]["campaign_id"].to_list() == [campaign_identity("A"), 0]
    assert reading.rows["dim_campaign"]["name"].to_list() == ["A"]


def test_an_exact_repeat_counts_once_and_another_number_for_the_same_thing_is_a_fault() -> None:
    facts = begin()
    facts.add(records(period_start=days(1, 1, 1, 2), likes=[5, 5, 7, 1]), ["likes"], window="day")
    reading = facts.reading(4)
    assert total(reading, "likes") == 6
    assert [(fault.line, fault.message) for fault in reading.faults] == [
        (4, "says other numbers than line 2 for the same thing; the first one is kept")
    ]
    assert reading.notes == ["1 rows repeat an earlier row exactly and were counted once."]


def test_slices_are_described_once_and_leave_out_what_is_not_told() -> None:
    facts = begin()
    people = records(age=["30-34", "30-34", None], gender=["F", "F", "M"], period_start=days(1, 2, 1), likes=[1, 2, 3])
    facts.add(facts.with_segments(people, ["age", "gender"]), ["likes"], axes=["gender", "age"], window="day")
    reading = facts.reading(3)
    check_contract(reading)
    assert reading.rows["dim_segment"]["value"].to_list() == ["age=30-34|gender=F", "gender=M"]
    first = segment_identity({"gender": "F", "age": "30-34"})
    assert reading.rows["fact_measure"]["segment_id"].to_list()[:2] == [first, first]
    assert set(reading.rows["fact_measure"]["cut"]) == {"age+gender"}


def test_money_has_a_currency_and_counts_have_none() -> None:
    facts = begin()
    spent = records(period_start=days(1), ad_spend=[Decimal("1.5")], likes=[2])
    facts.add(spent, ["ad_spend", "likes"], window="day", currencies={"ad_spend": "EUR"})
    rows = facts.reading(1).rows["fact_measure"].select("measure_code", "value", "currency").rows()
    assert rows == [("ad_spend", Decimal("1.5"), "EUR"), ("likes", Decimal(2), None)]


def test_a_weekday_comes_from_the_day_of_publication() -> None:
    facts = begin()
    facts.with_items(records(item_ext=["a", "a"], published_on=days(4, 4)), "post", "post")
    items = facts.reading(2).rows["dim_item"]
    assert items.select("item_ext", "weekday", "item_kind").rows() == [("a", 7, "post")]
