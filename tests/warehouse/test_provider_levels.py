"""Levels as movements, different people, and rows without a date, on rows small enough to add up by hand."""

from __future__ import annotations

import datetime as dt

import polars as pl

from goalposts.warehouse.batch import Batch
from goalposts.warehouse.lake import Lake
from goalposts.warehouse.providers import log_rows, provider_relation
from goalposts.warehouse.tables import NO_DAY
from tests.warehouse.samples import origin


def store(lake: Lake, **tables: list[dict[str, object]]) -> None:
    lake.append(
        Batch(origin(1, 1), {name: pl.DataFrame(rows, infer_schema_length=None) for name, rows in tables.items()})
    )


def moves(lake: Lake, table: str, measure: str) -> list[tuple[str, int]]:
    sql = (
        f"SELECT CASE window_kind WHEN 'day' THEN strftime(period_start, '%m-%d') ELSE window_kind END AS day, "
        f"sum(value)::INT FROM {provider_relation(table, None, [measure])} AS f "
        f"WHERE measure_code = '{measure}' GROUP BY ALL ORDER BY ALL"
    )
    return lake.query(sql).rows()


def at(day: int, month: int = 1) -> dt.datetime:
    return dt.datetime(2025, month, day, 10)


def link(number: int, domain: str, found: int, lost: int | None = None, **more: object) -> dict[str, object]:
    gone = None if lost is None else at(lost)
    return {"mention_id": number, "kind": "backlink", "domain": domain, "found_at": at(found), "lost_at": gone, **more}


def test_a_site_links_from_its_first_live_link_to_the_end_of_its_last(lake: Lake) -> None:
    store(
        lake,
        fact_mention=[
            link(1, "a.example", 2, 10, is_follow=True, authority_score=50.0),
            link(2, "A.example", 5, 20, is_follow=False, authority_score=50.0),
            link(3, "a.example", 25),
            link(4, "b.example", 3, is_follow=True, authority_score=39.0),
        ],
    )
    assert moves(lake, "fact_mention", "backlinks") == [
        ("01-02", 1), ("01-03", 1), ("01-05", 1), ("01-10", -1), ("01-20", -1), ("01-25", 1),
    ]  # fmt: skip
    # a: 2nd to 20th without a break, again from the 25th; b: from the 3rd
    assert moves(lake, "fact_mention", "linking_domains") == [("01-02", 1), ("01-03", 1), ("01-20", -1), ("01-25", 1)]
    # only link 1 passes on, and only while it lives; b is below the bar
    assert moves(lake, "fact_mention", "quality_referring_domains") == [("01-02", 1), ("01-10", -1)]


def test_customers_come_and_go_by_subscription_or_by_the_customer_list(lake: Lake) -> None:
    def event(number: int, kind: str, customer: int, day: int | None, amount: float = 10) -> dict[str, object]:
        moment = None if day is None else at(day)
        return {"revenue_id": number, "event": kind, "customer_id": customer, "occurred_at": moment, "amount": amount}

    store(
        lake,
        fact_revenue=[
            event(1, "mrr_new", 1, 2),
            event(2, "mrr_churn", 1, 9),
            event(3, "mrr_new", 2, 3, 0),
            event(4, "mrr_new", 3, None),
            event(5, "order", 4, 6),
            event(6, "order", 4, 7),
        ],
        dim_customer=[{"customer_id": 4, "first_order_at": at(4), "churned_at": at(15)}],
    )
    # 1 comes on the 2nd and goes on the 9th; 2 pays nothing; 3 has no date; 4 is known from the 4th to the 15th
    expected = [("01-02", 1), ("01-04", 1), ("01-09", -1), ("01-15", -1), ("undated", 1)]
    assert moves(lake, "fact_revenue", "customers_end") == expected
    assert moves(lake, "fact_revenue", "customers_start") == expected
    assert moves(lake, "fact_revenue", "customers_lost") == [("01-09", 1), ("01-15", 1)]
    assert moves(lake, "fact_revenue", "mrr") == [("01-02", 10), ("01-03", 0), ("01-09", -10), ("undated", 10)]
    # customer 4 ordered before these rows, so only 1 and 3 are new in them
    assert moves(lake, "fact_revenue", "new_customers") == [("01-02", 1), ("undated", 1)]


def test_people_are_counted_by_their_hashed_key(lake: Lake) -> None:
    visits = [("a", 1), ("a", 2), ("b", 2), ("", 3)]
    store(
        lake,
        fact_touchpoint=[
            {"touch_id": n, "person_key": who, "touched_at": at(day), "touch_kind": "visit", "is_conversion": n == 1}
            for n, (who, day) in enumerate(visits, start=1)
        ],
    )
    people = lake.query(
        f"SELECT measure_code, count(*), count(DISTINCT member) FROM {provider_relation('fact_touchpoint')} AS f "
        "GROUP BY 1 ORDER BY 1"
    )
    assert people.rows() == [
        ("conversions", 1, 1), ("converting_users", 1, 1), ("sessions", 4, 3), ("users", 3, 2),
    ]  # fmt: skip


def test_a_file_with_and_without_dates_is_held_both_ways() -> None:
    first, last = dt.date(2025, 1, 1), dt.date(2025, 1, 31)
    both = log_rows("fact_revenue", 7, 1, first, last, ["mrr"], undated=3)
    columns = ["window_kind", "first_day", "last_day", "state", "reason"]
    assert both.select(columns).rows() == [
        ("day", first, last, "partial", "3 rows carry no date"),
        ("undated", NO_DAY, NO_DAY, "loaded", ""),
    ]
    assert log_rows("fact_revenue", 7, 1, None, None, ["mrr"]).select(columns).rows() == [
        ("undated", NO_DAY, NO_DAY, "loaded", "")
    ]
