"""Row-level facts as measures, on rows small enough to add up by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import polars as pl
import pytest

from goalposts.catalog.dimensions import ITEM_AXES, SEGMENT_AXES, cut_of
from goalposts.catalog.files import load_catalog
from goalposts.errors import NotFound
from goalposts.warehouse.batch import Batch
from goalposts.warehouse.lake import Lake
from goalposts.warehouse.providers import (
    MEMBER,
    PROVIDERS,
    log_rows,
    provider_cut,
    provider_measures,
    provider_relation,
)
from goalposts.warehouse.tables import FACT_MEASURE
from tests.warehouse.samples import moment, origin


def store(lake: Lake, captured: int = 1, **tables: list[dict[str, object]]) -> None:
    frames = {name: pl.DataFrame(rows, infer_schema_length=None) for name, rows in tables.items()}
    lake.append(Batch(origin(captured, captured), frames))


def total(lake: Lake, table: str, as_of: dt.datetime | None = None, only: Sequence[str] = ()) -> Mapping[str, float]:
    codes = ", ".join(repr(code) for code in only or provider_measures(table))
    rows = provider_relation(table, as_of, only or None)
    sql = f"SELECT measure_code, sum(value)::DOUBLE FROM {rows} AS f WHERE measure_code IN ({codes}) GROUP BY 1"
    return dict(lake.query(sql).rows())


def at(day: int, month: int = 1) -> dt.datetime:
    return dt.datetime(2025, month, day, 10)


@pytest.mark.parametrize("table", PROVIDERS)
def test_rows_look_exactly_like_stored_measures(lake: Lake, table: str) -> None:
    given = lake.query(f"SELECT * FROM {provider_relation(table)} AS f").schema
    stored = lake.query("SELECT * FROM fact_measure").schema
    assert list(given.items()) == [*stored.items(), (MEMBER, pl.Int64())]
    assert tuple(given) == (*FACT_MEASURE.columns, MEMBER)
    pinned = lake.query(f"SELECT * FROM {provider_relation(table, moment(1))} AS f").schema
    assert pinned == given


def test_leads_count_on_the_day_of_each_stage(lake: Lake) -> None:
    store(
        lake,
        fact_lead=[
            {"lead_id": 1, "created_at": at(2), "qualified_at": at(5), "outcome": "open", "channel": "email"},
            {"lead_id": 2, "created_at": at(2), "qualified_at": at(6), "closed_at": at(9), "outcome": "won",
             "amount": 1200.5, "currency": "EUR", "country_code": "KR", "campaign_id": 3, "item_id": 4,
             "segment_id": 5},
            {"lead_id": 3, "created_at": at(3), "closed_at": at(9), "outcome": "won", "amount": None},
            {"lead_id": 4, "created_at": at(3), "closed_at": at(4), "outcome": "lost"},
            {"lead_id": 5, "created_at": at(3), "closed_at": at(4), "outcome": "disqualified"},
        ],
    )  # fmt: skip
    # leads 1..5; qualified 1, 2; won 2, 3; lost 4; money only of 2, because 3 names no amount
    assert total(lake, "fact_lead") == {
        "leads": 5, "leads_won": 2, "qualified_leads": 2, "deals_won": 2, "deals_lost": 1, "deals_won_amount": 1200.5,
    }  # fmt: skip
    row = lake.query(
        f"SELECT * FROM {provider_relation('fact_lead')} AS f WHERE measure_code = 'deals_won_amount'"
    ).row(0, named=True)
    assert (row["period_start"], row["period_end"]) == (dt.date(2025, 1, 9), dt.date(2025, 1, 9))
    assert (row["currency"], row["country_code"], row["campaign_id"], row["item_id"], row["segment_id"]) == (
        "EUR", "KR", 3, 4, 5,
    )  # fmt: skip
    assert (row["window_kind"], row["source_kind"], row["account_id"]) == ("day", "rows/fact_lead", 7)
    per_day = lake.query(
        f"SELECT period_start, sum(value)::INT FROM {provider_relation('fact_lead')} AS f "
        "WHERE measure_code = 'leads' GROUP BY 1 ORDER BY 1"
    )
    assert per_day.rows() == [(dt.date(2025, 1, 2), 2), (dt.date(2025, 1, 3), 3)]


def test_an_old_moment_still_knows_the_open_deal(lake: Lake) -> None:
    store(lake, 1, fact_lead=[{"lead_id": 1, "created_at": at(2), "outcome": "open"}])
    store(lake, 3, fact_lead=[{"lead_id": 1, "created_at": at(2), "outcome": "won", "closed_at": at(9)}])
    assert total(lake, "fact_lead", moment(2)) == {"leads": 1}
    assert total(lake, "fact_lead") == {"leads": 1, "leads_won": 1, "deals_won": 1}


def order(number: int, customer: int, day: int, amount: float, **more: object) -> dict[str, object]:
    return {"revenue_id": number, "event": "order", "customer_id": customer, "occurred_at": at(day), "amount": amount,
            "currency": "EUR", **more}  # fmt: skip


def test_revenue_is_orders_minus_refunds(lake: Lake) -> None:
    store(
        lake,
        fact_revenue=[
            order(1, 11, 2, 100, quantity=2, cost_of_goods=60),
            order(2, 11, 4, 50, quantity=1),
            order(3, 12, 5, 80, quantity=4, cost_of_goods=30),
            {"revenue_id": 4, "event": "refund", "occurred_at": at(6), "amount": 20, "cost_of_goods": 12},
            {"revenue_id": 5, "event": "refund", "occurred_at": at(6), "amount": -5},
        ],
        dim_customer=[{"customer_id": 12, "first_order_at": dt.datetime(2024, 6, 1)}],
    )
    # orders 3; revenue 100 + 50 + 80 - 20 - 5 = 205; items 2 + 1 + 4 = 7
    # gross profit, where the cost is known: (100 - 60) + (80 - 30) - (20 - 12) = 82
    # new: customer 11 (first order on the 2nd); 12 ordered in 2024 already
    shop = ("orders", "revenue", "items_sold", "gross_profit", "new_customers")
    assert total(lake, "fact_revenue", only=shop) == {
        "orders": 3, "revenue": 205, "items_sold": 7, "gross_profit": 82, "new_customers": 1,
    }  # fmt: skip
    new = lake.query(
        f"SELECT period_start FROM {provider_relation('fact_revenue')} AS f WHERE measure_code = 'new_customers'"
    )
    assert new["period_start"].to_list() == [dt.date(2025, 1, 2)]


def test_recurring_revenue_moves_in_its_month_and_losses_are_sizes(lake: Lake) -> None:
    kinds = {"mrr_new": 30, "mrr_expansion": 12, "mrr_contraction": -4, "mrr_churn": -9, "mrr_reactivation": 7}
    rows = [
        {
            "revenue_id": n,
            "event": kind,
            "amount": amount,
            "occurred_at": at(28),
            "effective_month": dt.date(2025, 2, 1),
        }
        for n, (kind, amount) in enumerate(kinds.items(), start=1)
    ]
    store(lake, fact_revenue=rows)
    # net new = 30 + 12 + 7 - 4 - 9 = 36
    found = total(lake, "fact_revenue")
    assert found == {
        "mrr_new": 30, "mrr_expansion": 12, "mrr_contraction": 4, "mrr_churn": 9, "mrr_reactivation": 7, "mrr": 36,
    }  # fmt: skip
    days = lake.query(
        f"SELECT DISTINCT period_start FROM {provider_relation('fact_revenue')} AS f WHERE measure_code <> 'mrr'"
    )
    assert days["period_start"].to_list() == [dt.date(2025, 2, 1)]


def answer(number: int, kind: str, score: float | None, low: float | None, high: float | None) -> dict[str, object]:
    return {"feedback_id": number, "kind": kind, "score": score, "scale_min": low, "scale_max": high,
            "answered_at": at(3)}  # fmt: skip


def test_nps_groups_are_9_to_10_7_to_8_and_0_to_6(lake: Lake) -> None:
    scores = [10, 9, 9, 8, 7, 6, 0]
    rows = [answer(n, "nps", score, 0, 10) for n, score in enumerate(scores, start=1)]
    store(lake, fact_feedback=[*rows, answer(90, "nps", 5, 1, 5), answer(91, "nps", None, 0, 10)])
    # 10, 9, 9 | 8, 7 | 6, 0; a 1-5 scale is no NPS, an empty answer is none
    assert total(lake, "fact_feedback") == {"nps_promoters": 3, "nps_passives": 2, "nps_detractors": 2}


def test_satisfaction_is_the_top_two_boxes(lake: Lake) -> None:
    store(
        lake,
        fact_feedback=[
            answer(1, "csat", 5, 1, 5), answer(2, "csat", 4, 1, 5), answer(3, "csat", 3, 1, 5),
            answer(4, "csat", 1, 0, 1), answer(5, "csat", 0, 0, 1), answer(6, "csat", 4, None, None),
        ],
    )  # fmt: skip
    # 5, 4 and the yes of the yes/no scale are satisfied; the answer without a scale is left out
    # scores on 1..5: 5 + 4 + 3 + (yes = 5) + (no = 1) = 18
    assert total(lake, "fact_feedback") == {"csat_responses": 5, "csat_satisfied": 3, "csat_score_sum": 18}


def test_reviews_are_positive_from_four_of_five(lake: Lake) -> None:
    store(
        lake,
        fact_feedback=[
            answer(1, "review", 5, 1, 5), answer(2, "review", 4, 1, 5), answer(3, "review", 3.9, 1, 5),
            answer(4, "review", 7, 0, 10), answer(5, "recall", 1, 0, 1), answer(6, "recall", 0, 0, 1),
        ],
    )  # fmt: skip
    # ratings of 5: 5 + 4 + 3.9 + 7/10*5 = 16.4
    assert total(lake, "fact_feedback") == pytest.approx(
        {"reviews": 4, "reviews_positive": 2, "rating_sum": 16.4, "recall_responses": 2, "recall_yes": 1}
    )


def test_mentions_are_social_mentions_and_tags(lake: Lake) -> None:
    def mention(number: int, kind: str, **more: object) -> dict[str, object]:
        return {"mention_id": number, "kind": kind, "found_at": at(9), **more}

    store(
        lake,
        fact_mention=[
            mention(1, "social_mention", sentiment="positive", author_class="influencer", published_at=at(8)),
            mention(2, "tag", sentiment="negative"),
            mention(3, "tag", sentiment="unknown"),
            mention(4, "pr", sentiment="positive", author_class="press"),
            mention(5, "media_coverage"),
            mention(6, "backlink"),
            mention(7, "social_mention", competitor_id=99, sentiment="neutral"),
        ],
    )
    # mentions 1, 2, 3 and 7; press and backlinks are none
    assert total(lake, "fact_mention") == {
        "mentions": 4, "tags": 2, "pr_mentions": 2, "mentions_positive": 1, "mentions_negative": 1,
        "mentions_neutral": 1, "influencer_mentions": 1, "classified_sharers": 1, "icp_sharers": 1, "backlinks": 1,
    }  # fmt: skip
    where = lake.query(
        f"SELECT account_id, period_start, sum(value)::INT FROM {provider_relation('fact_mention')} AS f "
        "WHERE measure_code = 'mentions' GROUP BY ALL ORDER BY ALL"
    )
    assert where.rows() == [(7, dt.date(2025, 1, 8), 1), (7, dt.date(2025, 1, 9), 2), (99, dt.date(2025, 1, 9), 1)]


def test_cuts_and_measures_are_those_of_the_catalog() -> None:
    assert provider_cut("fact_lead") == cut_of("campaign", "channel", "country", *ITEM_AXES, *SEGMENT_AXES)
    assert provider_cut("fact_feedback") == cut_of("campaign", "country", *ITEM_AXES, *SEGMENT_AXES)
    assert provider_cut("fact_revenue") == cut_of("campaign", "channel", "country", *ITEM_AXES)
    assert provider_cut("fact_mention") == "campaign"
    catalog = load_catalog().measures
    for table in PROVIDERS:
        for code in provider_measures(table):
            assert code in catalog, code
    codes = [code for table in PROVIDERS for code in provider_measures(table)]
    assert sorted({code for code in codes if codes.count(code) > 1}) == ["conversion_value", "conversions"]
    assert len(set(codes)) == 57
    with pytest.raises(NotFound, match="row-level table"):
        provider_measures("fact_measure")


def test_the_load_log_of_a_file_of_rows_covers_every_measure(lake: Lake) -> None:
    log = log_rows("fact_mention", 7, 1, dt.date(2025, 1, 1), dt.date(2025, 1, 31))
    rows = pl.DataFrame({"mention_id": [1], "kind": ["tag"], "found_at": [at(9)]})
    lake.append(Batch(origin(1, 1), {"fact_mention": rows}, log))
    held = lake.load_log()
    assert sorted(held["measure_code"]) == sorted(provider_measures("fact_mention")[:7])
    assert set(held.select("cut", "window_kind", "table_name", "adds_up", "state").rows()) == {
        ("campaign", "day", "fact_mention", True, "loaded")
    }
