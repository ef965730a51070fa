"""Different people and running levels from rows always equal a count by hand, for any window, grain and slice."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goalposts.metrics.answer import State
from goalposts.periods import DAY
from goalposts.warehouse.batch import Batch, Origin
from goalposts.warehouse.providers import log_rows
from goalposts.warehouse.tables import account_identity
from tests.metrics.bench import Bench

FIRST, LAST = dt.date(2026, 1, 1), dt.date(2026, 3, 31)
CHANNELS = ("email", "direct")
Order = tuple[int, int, int]
"""Day of the quarter, customer, channel."""

orders = st.lists(st.tuples(st.integers(0, 89), st.integers(1, 6), st.integers(0, 1)), max_size=40)
windows = st.tuples(st.integers(0, 89), st.integers(0, 89)).map(sorted)


def at(day: int) -> dt.datetime:
    return dt.datetime.combine(FIRST + day * DAY, dt.time(9))


def store(bench: Bench, rows: list[dict[str, object]], gives: tuple[str, ...], account: str = "Shop") -> None:
    """One file of an account; ids of rows and customers are its own."""
    account_id = account_identity("manual", account)
    bench.count += 1
    own = 1_000 * bench.count
    rows = [row | {name: own + row[name] for name in ("revenue_id", "customer_id")} for row in rows]  # type: ignore[operator]
    origin = Origin(
        bench.count, str(bench.count), "rows.csv", "test", "manual", "csv", account_id, dt.datetime(2026, 5, 1)
    )
    frames = {"dim_account": pl.DataFrame([{"account_id": account_id, "platform": "manual", "account_ext": account,
                                           "name": account, "owner_kind": "own"}])}  # fmt: skip
    if rows:
        frames["fact_revenue"] = pl.DataFrame(rows, infer_schema_length=None).with_columns(
            pl.lit(account_id).alias("account_id")
        )
    log = log_rows("fact_revenue", account_id, bench.count, FIRST, LAST, gives)
    bench.lake.append(Batch(origin, frames, log))


def bought(given_orders: list[Order]) -> list[dict[str, object]]:
    return [
        {"revenue_id": n, "event": "order", "customer_id": customer, "occurred_at": at(day), "amount": 10.0,
         "currency": "EUR", "channel": CHANNELS[channel]}
        for n, (day, customer, channel) in enumerate(given_orders, start=1)
    ]  # fmt: skip


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given_orders=orders, window=windows)
def test_people_of_any_window(bench: Bench, given_orders: list[Order], window: list[int]) -> None:
    account = f"Shop {bench.count}"
    store(bench, bought(given_orders), ("active_customers", "repeat_customers"), account)
    first, last = window
    inside = [order for order in given_orders if first <= order[0] <= last]
    span = {"start": FIRST + first * DAY, "end": FIRST + last * DAY, "where": {"account": account}}
    people = [customer for _, customer, _ in inside]
    assert bench.one("active_customers", **span).value == len(set(people))
    assert bench.one("repeat_customers", **span).value == sum(people.count(one) > 1 for one in set(people))
    by_day = {row.period_start: row.value for row in bench.ask("active_customers", **span, grain="day")}
    assert by_day == {FIRST + day * DAY: len({c for d, c, _ in inside if d == day}) for day in range(first, last + 1)}
    by_channel = {row.by["channel"]: row.value for row in bench.ask("active_customers", **span, by="channel")}
    assert {name: value for name, value in by_channel.items() if name} == {
        CHANNELS[channel]: len({c for _, c, used in inside if used == channel}) for channel in {o[2] for o in inside}
    }


moves = st.lists(
    st.tuples(st.integers(0, 89), st.sampled_from(["mrr_new", "mrr_churn", "mrr_expansion"]), st.integers(1, 50)),
    max_size=30,
)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given_moves=moves, window=windows)
def test_levels_of_any_day(bench: Bench, given_moves: list[tuple[int, str, int]], window: list[int]) -> None:
    account = f"Club {bench.count}"
    rows = [
        {"revenue_id": n, "event": event, "customer_id": n, "occurred_at": at(day), "amount": float(amount),
         "currency": "EUR"}
        for n, (day, event, amount) in enumerate(given_moves, start=1)
    ]  # fmt: skip
    store(bench, rows, ("mrr", "customers_start", "customers_end", "customers_lost"), account)
    first, last = window
    signed = [(day, -amount if event == "mrr_churn" else amount) for day, event, amount in given_moves]
    heads = [(day, {"mrr_new": 1, "mrr_churn": -1}.get(event, 0)) for day, event, _ in given_moves]
    span = {"start": FIRST + first * DAY, "end": FIRST + last * DAY, "where": {"account": account}}
    assert bench.one("mrr", **span).value == sum(amount for day, amount in signed if day <= last)
    assert bench.one("mrr_start", **span).value == sum(amount for day, amount in signed if day < first)
    assert bench.one("customers_end", **span).value == sum(move for day, move in heads if day <= last)
    assert bench.one("customers_start", **span).value == sum(move for day, move in heads if day < first)
    assert bench.one("customers_lost", **span).value == sum(move < 0 for day, move in heads if first <= day <= last)
    days = [row.value for row in bench.ask("mrr", **span, grain="day")]
    assert days == [sum(a for day, a in signed if day <= last_day) for last_day in range(first, last + 1)]


def test_what_a_file_cannot_know_is_not_read_from_its_rows(bench: Bench) -> None:
    store(bench, bought([(3, 1, 0)]), ("orders", "active_customers"))
    store(bench, [], ("mrr", "customers_end"), account="Club")
    assert bench.one("customers_end", period="2026-01").value == 0
    assert bench.one("orders", period="2026-01").value == 1
    assert bench.one("customers_lost", period="2026-01").state is State.UNAVAILABLE


def test_a_comparison_of_people_and_levels_counts_each_side_for_itself(bench: Bench) -> None:
    store(bench, bought([(0, 1, 0), (30, 1, 0), (31, 1, 0), (32, 2, 0)]), ("active_customers", "repeat_customers"))
    february = bench.one("active_customers", period="2026-02", compare="previous")
    assert (february.value, february.compare and february.compare.value) == (2, 1)
    months = bench.ask("active_customers", start="2026-02-01", end="2026-03-31", grain="month", compare="previous")
    assert [row.value for row in months] == [2, 0]


def test_rows_win_over_stored_uniques_only_where_they_cover_days(bench: Bench) -> None:
    store(bench, bought([(5, 1, 0), (6, 2, 0)]), ("active_customers",))
    account = {"platform": "manual", "account": "Shop"}
    bench.put(("active_customers", "2026-01-01..2026-01-31", 99), window="month", **account)
    bench.put(("active_customers", "2025-12-01..2025-12-31", 7), window="month", **account)
    assert bench.one("active_customers", period="2026-01").value == 2
    assert bench.one("active_customers", period="2025-12").value == 7


def test_a_window_that_sticks_out_of_the_period_is_unknown_and_not_zero(bench: Bench, tmp_path: Path) -> None:
    bench.put(("ad_spend", "2026-01-10..2026-02-17", 100), window="custom", currency="EUR", platform="manual")
    inside = bench.one("ad_spend", start="2026-01-12", end="2026-01-20")
    assert (inside.value, inside.state) == (None, State.UNAVAILABLE)
    around = bench.one("ad_spend", start="2026-01-01", end="2026-02-28")
    assert (around.value, around.state) == (100, State.PARTIAL)
    assert bench.one("ad_spend", start="2026-01-10", end="2026-02-17").state is State.MEASURED


@pytest.mark.parametrize("grain", ["day", "month"])
def test_rows_without_a_date_are_in_no_bucket(bench: Bench, grain: str) -> None:
    bench.put(("ad_spend", "1970-01-01", 40), window="undated", currency="EUR", platform="manual")
    whole = bench.one("ad_spend")
    assert (whole.value, whole.state, whole.period_start) == (40, State.MEASURED, None)
    (row,) = bench.ask("ad_spend", period="2026-01-05", grain=grain).rows()
    assert (row.value, row.reason) == (None, "the rows of ad_spend carry no date")
    bench.put(("ad_spend", "2026-01-05", 2), currency="EUR", platform="manual")
    assert bench.one("ad_spend").value == 42
    assert bench.one("ad_spend", period="2026-01-05").value == 2
