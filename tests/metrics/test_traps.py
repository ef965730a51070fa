"""The classic ways a number lies, each shut: zero and unknown, totals and parts, windows, counters, currencies."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from goalposts.errors import NotFound
from goalposts.metrics.answer import Basis, State
from tests.metrics.bench import Bench

MAY = {"period": "2026-05"}
ALL_MAY = ("2026-05-01", "2026-05-31")


def test_a_loaded_day_without_a_row_is_zero_and_an_unloaded_one_unknown(bench: Bench) -> None:
    bench.put(("likes", "2026-05-01", 5), covers=("2026-05-01", "2026-05-02"))
    cells = bench.ask("likes", period="2026-05-01..2026-05-03", grain="day").rows()
    assert [(c.value, c.state) for c in cells] == [
        (5, State.MEASURED),
        (0, State.MEASURED),
        (None, State.UNAVAILABLE),
    ]


def test_a_period_with_unloaded_days_is_partial_and_counts_them(bench: Bench) -> None:
    bench.put(("likes", "2026-05-01", 5), covers=("2026-05-01", "2026-05-10"))
    answer = bench.one("likes", **MAY)
    late = "10 of 31 days of likes are loaded; Page is late: its last data is of 2026-05-10"
    assert (answer.value, answer.state, answer.reason) == (5, State.PARTIAL, late)
    bench.put(("likes", "2026-05-31", 1))
    assert bench.one("likes", **MAY).reason == "11 of 31 days of likes are loaded"


def test_a_failed_load_is_failed_never_zero(bench: Bench) -> None:
    bench.put(("sessions", "2026-05-01", 7), platform="ga4", covers=("2026-05-01", "2026-05-03"))
    bench.put(("sessions", "2026-05-04", None), platform="ga4", covers=("2026-05-04", "2026-05-05"), state="failed")
    cells = bench.ask("sessions", period="2026-05-03..2026-05-05", grain="day").rows()
    assert [(c.value, c.state) for c in cells] == [(0, State.MEASURED), (None, State.FAILED), (None, State.FAILED)]
    assert cells[1].reason == "loading sessions has failed since 2026-05-04: token expired"
    assert bench.one("sessions", period="2026-05-01..2026-05-05").state is State.PARTIAL


def test_no_source_at_all_says_so(bench: Bench) -> None:
    bench.put(("likes", "2026-05-01", 5))
    answer = bench.one("nps", **MAY)
    assert (answer.value, answer.state) == (None, State.UNAVAILABLE)
    assert answer.reason == "no source held gives nps_promoters"


def test_a_zero_base_is_no_base(bench: Bench) -> None:
    bench.put(("sessions", "2026-05-01", 0), ("engaged_sessions", "2026-05-01", 0), platform="ga4", covers=ALL_MAY)
    answer = bench.one("bounce_rate", **MAY)
    assert (answer.value, answer.state, answer.reason) == (None, State.NO_BASE, "the divisor is 0")


def test_totals_and_parts_are_never_added(bench: Bench) -> None:
    bench.put(("sessions", "2026-05-01", 100), platform="ga4", covers=ALL_MAY)
    for channel, sessions in (("organic_search", 60), ("direct", 30)):
        bench.put(("sessions", "2026-05-01", sessions), platform="ga4", cut="channel", channel=channel, covers=ALL_MAY)
    assert bench.one("sessions", **MAY).value == 100
    assert bench.one("organic_traffic", **MAY).value == 60
    by = bench.ask("sessions", by="channel", **MAY).rows()
    assert {c.by["channel"]: c.value for c in by} == {"organic_search": 60, "direct": 30}


def test_parts_stand_in_for_a_missing_total_and_overlapping_ones_say_partial(bench: Bench) -> None:
    for channel, sessions in (("organic_search", 60), ("direct", 30)):
        bench.put(("sessions", "2026-05-01", sessions), platform="ga4", cut="channel", channel=channel, covers=ALL_MAY)
    whole = bench.one("sessions", **MAY)
    assert (whole.value, whole.state) == (90, State.MEASURED)
    bench.put(
        ("search_clicks", "2026-05-01..2026-05-31", 7), platform="gsc", cut="keyword", window="custom",
        item={"item_ext": "tea", "item_kind": "keyword"},
    )  # fmt: skip
    clicks = bench.one("search_clicks", **MAY)
    assert clicks.value == 7
    assert clicks.state is State.PARTIAL
    assert clicks.reason is not None
    assert "keyword" in clicks.reason


def test_a_level_is_the_last_of_the_period_and_adds_over_accounts_only(bench: Bench) -> None:
    bench.put(("followers", "2026-05-01", 100), ("followers", "2026-05-30", 120), window="instant")
    bench.put(("followers", "2026-05-29", 50), window="instant", platform="x")
    assert bench.one("followers", **MAY).value == 170
    cells = bench.ask("followers", by="platform", **MAY).rows()
    assert {c.by["platform"]: c.value for c in cells} == {"facebook": 120, "x": 50}


def test_an_account_not_read_in_the_period_makes_the_level_partial(bench: Bench) -> None:
    bench.put(("followers", "2026-05-30", 120), window="instant")
    bench.put(("followers", "2026-03-01", 50), window="instant", platform="x")
    answer = bench.one("followers", **MAY)
    assert (answer.value, answer.state) == (120, State.PARTIAL)


def test_reach_of_two_accounts_is_not_added(bench: Bench) -> None:
    for platform in ("facebook", "instagram"):
        bench.put(("reach", "2026-05-01..2026-05-31", 100), window="month", platform=platform)
    assert bench.one("reach", **MAY).state is State.UNAVAILABLE
    assert [c.value for c in bench.ask("reach", by="platform", **MAY).rows()] == [100, 100]


def test_lifetime_counters_grow_between_readings(bench: Bench) -> None:
    for read, likes in (("2026-05-01", 10), ("2026-05-02", 14), ("2026-05-03", 13)):
        bench.posts({"item_ext": "1", "likes": likes, "published_on": "2026-01-01"}, read=read)
    cells = bench.ask("likes", period="2026-05-02..2026-05-03", grain="day").rows()
    assert [(c.value, c.basis) for c in cells] == [(4, Basis.ACTIVITY), (-1, Basis.ACTIVITY)]
    assert bench.one("likes").value == 13  # all that is held: the newest reading, not a sum of readings


def test_the_first_reading_of_an_old_post_is_not_growth(bench: Bench) -> None:
    bench.posts({"item_ext": "old", "likes": 900, "published_on": "2020-01-01"}, read="2026-05-01")
    bench.posts({"item_ext": "old", "likes": 905, "published_on": "2020-01-01"}, read="2026-05-02")
    bench.posts({"item_ext": "new", "likes": 20, "published_on": "2026-05-02"}, read="2026-05-02")
    assert bench.one("likes", period="2026-05-01..2026-05-02").value == 25


def test_one_reading_answers_for_posts_published_in_the_period_and_says_so(bench: Bench) -> None:
    bench.posts(
        {"item_ext": "1", "likes": 10, "published_on": "2026-04-02", "content_type": "video"},
        {"item_ext": "2", "likes": 30, "published_on": "2026-04-20", "content_type": "image"},
        {"item_ext": "3", "likes": 7, "published_on": "2026-03-20", "content_type": "image"},
    )
    answer = bench.one("likes", period="2026-04")
    assert (answer.value, answer.basis) == (40, Basis.PUBLISHED)
    assert answer.reason == "lifetime totals of items published in the period"
    cells = bench.ask("likes", period="2026-04", by="content_type").rows()
    assert {c.by["content_type"]: c.value for c in cells} == {"video": 10, "image": 30}


def test_undated_posts_count_only_when_everything_held_is_asked(bench: Bench) -> None:
    bench.posts({"item_ext": "1", "likes": 10}, {"item_ext": "2", "likes": 30})
    assert bench.one("likes").value == 40
    assert bench.one("likes", period="2026-04").state is State.UNAVAILABLE


def test_money_of_two_currencies_is_not_added(bench: Bench) -> None:
    bench.put(("revenue", "2026-05-01", 10), currency="USD", platform="manual", account="US", covers=ALL_MAY)
    bench.put(("revenue", "2026-05-01", 9000), currency="KRW", platform="manual", account="KR", covers=ALL_MAY)
    answer = bench.one("revenue", **MAY)
    assert (answer.value, answer.state) == (None, State.UNAVAILABLE)
    assert answer.reason == "amounts in several currencies cannot be added"
    cells = bench.ask("revenue", by="account", **MAY).rows()
    assert {(c.by["account"], c.value, c.unit) for c in cells} == {("US", 10, "USD"), ("KR", 9000, "KRW")}


def test_a_month_figure_answers_months_and_never_days(bench: Bench) -> None:
    bench.put(("leads", "2026-04-01..2026-04-30", 30), ("leads", "2026-05-01..2026-05-31", 40), window="month")
    assert bench.one("leads", period="2026-04..2026-05").value == 70
    assert [c.value for c in bench.ask("leads", period="2026-04..2026-05", grain="month").rows()] == [30, 40]
    half = bench.one("leads", period="2026-04-15..2026-05-31")
    assert (half.value, half.state) == (40, State.PARTIAL)
    assert bench.one("leads", period="2026-05-01..2026-05-07").state is State.UNAVAILABLE


def test_day_figures_are_taken_over_month_figures_not_added_to_them(bench: Bench) -> None:
    bench.put(("leads", "2026-05-02", 3), covers=ALL_MAY)
    bench.put(("leads", "2026-05-01..2026-05-31", 40), window="month")
    assert bench.one("leads", **MAY).value == 3


def test_competitors_are_left_out_unless_asked_for(bench: Bench) -> None:
    bench.put(("likes", "2026-05-01", 5), covers=ALL_MAY)
    bench.put(("likes", "2026-05-01", 500), account="Rival", owner="competitor", covers=ALL_MAY)
    assert bench.one("likes", **MAY).value == 5
    assert {c.by["owner_kind"]: c.value for c in bench.ask("likes", by="owner_kind", **MAY).rows()} == {
        "own": 5,
        "competitor": 500,
    }


def test_ratio_parts_come_from_the_same_accounts(bench: Bench) -> None:
    bench.put(("link_clicks", "2026-05-01", 10), ("impressions", "2026-05-01", 100), covers=ALL_MAY)
    bench.put(("impressions", "2026-05-01", 900), platform="instagram", account="Gram", covers=ALL_MAY)
    answer = bench.one("click_through_rate", **MAY)
    assert answer.value == 0.1
    assert answer.reason == "without Gram, which do not give every part of it"


def test_a_derived_sum_without_a_part_is_partial(bench: Bench) -> None:
    bench.put(("likes", "2026-05-01", 5), ("comments", "2026-05-01", 2), covers=ALL_MAY)
    answer = bench.one("engagements", **MAY)
    assert (answer.value, answer.state) == (7, State.PARTIAL)
    assert answer.reason == "without shares: no source held gives it"


def test_as_of_answers_with_what_was_known_then(bench: Bench) -> None:
    bench.put(("likes", "2026-05-01", 5), captured=dt.datetime(2026, 5, 2), covers=ALL_MAY)
    bench.put(("likes", "2026-05-01", 8), captured=dt.datetime(2026, 5, 9), covers=ALL_MAY)
    assert bench.one("likes", **MAY).value == 8
    assert bench.one("likes", as_of="2026-05-05", **MAY).value == 5
    assert bench.one("likes", as_of="2026-05-01", **MAY).state is State.UNAVAILABLE


def test_comparisons_name_their_period(bench: Bench) -> None:
    bench.put(("likes", "2026-04-10", 4), ("likes", "2026-05-10", 5), covers=("2026-04-01", "2026-05-31"))
    compare = bench.one("likes", compare="previous", **MAY).compare
    assert compare is not None
    assert (compare.period_start, compare.period_end) == (dt.date(2026, 4, 1), dt.date(2026, 4, 30))
    assert (compare.value, compare.change_absolute, compare.change_relative) == (4, 1, 0.25)


def test_to_date_compares_like_with_like(bench: Bench) -> None:
    days = [("likes", f"2026-05-{d:02}", 1) for d in range(1, 32)] + [
        ("likes", f"2026-06-{d:02}", 2) for d in range(1, 11)
    ]
    bench.put(*days, covers=("2026-05-01", "2026-06-10"))
    bench.now = dt.datetime(2026, 6, 11, 12)
    answer = bench.one("likes", period="2026-06-01..2026-06-30", compare="to_date")
    assert answer.compare is not None
    assert answer.compare.period_end == dt.date(2026, 5, 11)
    assert (answer.value, answer.compare.value) == (20, 11)


def test_a_running_bucket_is_incomplete_and_days_not_due_are_not_missing(bench: Bench) -> None:
    bench.put(("likes", "2026-05-31", 1), covers=("2026-05-01", "2026-06-04"), platform="manual")
    answer = bench.one("likes", period="2026-05-01..2026-06-30")
    assert (answer.value, answer.state, answer.incomplete) == (1, State.MEASURED, True)
    assert not bench.one("likes", **MAY).incomplete


def test_suppressed_is_neither_zero_nor_known(bench: Bench) -> None:
    bench.put(("users", "2026-05-01..2026-05-31", None), platform="ga4", window="month", status="suppressed")
    assert bench.one("website_visitors", **MAY).state is State.UNAVAILABLE


def test_an_unknown_kpi_is_answered_with_the_nearest(bench: Bench) -> None:
    with pytest.raises(NotFound, match="bounce_rate"):
        bench.ask("bounce_rat", **MAY)


def test_hostile_filter_text_is_only_text(bench: Bench) -> None:
    bench.put(("sessions", "2026-05-01", 5), platform="ga4", cut="channel", channel="o'hara", covers=ALL_MAY)
    hostile = "x' OR 1=1 --"
    assert bench.one("sessions", where={"channel": hostile}, **MAY).value == 0
    assert bench.one("sessions", where={"channel": "o'hara"}, **MAY).value == 5


def test_reach_of_one_post_stands_whatever_else_the_post_is_cut_by(bench: Bench) -> None:
    for ext, paid, reach in (("1", "paid", 100), ("2", "organic", 300)):
        bench.put(("reach", "2026-05-01", reach), cut="paid+post", window="lifetime", item={"item_ext": ext}, paid=paid)
    assert bench.one("reach@per_post").value == 200
    assert {c.by["item"]: c.value for c in bench.ask("reach", by="item").rows()} == {"1": 100, "2": 300}
    assert bench.one("reach").state is State.UNAVAILABLE


def test_reach_of_the_paid_and_the_organic_part_of_one_post_is_not_added(bench: Bench) -> None:
    for paid, reach in (("paid", 100), ("organic", 300)):
        bench.put(("reach", "2026-05-01", reach), cut="paid+post", window="lifetime", item={"item_ext": "1"}, paid=paid)
    assert bench.one("reach@per_post").state is State.UNAVAILABLE


def test_follower_growth_is_the_last_reading_less_the_first(bench: Bench) -> None:
    rows = [("followers", f"2026-05-{day:02}", 100 + day) for day in range(1, 32)]
    bench.put(*rows, window="instant")
    assert bench.one("follower_growth", **MAY).value == 30
    assert bench.one("follower_growth_rate", **MAY).value == pytest.approx(30 / 101)


def test_a_yearly_kpi_refuses_a_shorter_period(bench: Bench) -> None:
    bench.put(
        ("orders", "2026-05-01..2026-05-31", 500), ("active_customers", "2026-05-01..2026-05-31", 100),
        platform="manual", window="month",
    )  # fmt: skip
    answer = bench.one("purchase_frequency", **MAY)
    assert (answer.state, answer.reason) == (State.UNAVAILABLE, "it counts per year: ask for twelve months")


def test_a_rate_over_reach_uses_the_window_and_cut_that_both_parts_have(bench: Bench) -> None:
    bench.put(("impressions", "2026-05-01", 300), covers=ALL_MAY)
    bench.put(("reach", "2026-05-01..2026-05-31", 100), window="month")
    bench.posts({"item_ext": "1", "impressions": 5, "reach": 4, "published_on": "2026-05-02"})
    assert bench.one("frequency", **MAY).value == 3


def test_ad_accounts_are_not_counted_on_top_of_the_pages_they_deliver_to(bench: Bench) -> None:
    bench.put(("impressions", "2026-05-01", 100), covers=ALL_MAY)
    bench.put(
        ("impressions", "2026-05-01", 60), ("ad_spend", "2026-05-01", 3),
        platform="meta_ads", account="Ads", cut="paid", paid="paid", currency="USD", covers=ALL_MAY,
    )  # fmt: skip
    assert bench.one("impressions", **MAY).value == 100
    assert bench.one("impressions", where={"platform": "meta_ads"}, **MAY).value == 60
    assert bench.one("cost_per_mille", **MAY).value == 50  # 1000 x 3 / 60: the paid impressions only


def test_an_old_moment_is_answered_by_the_definition_of_that_day(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    texts = "{en: Love, ko: 사랑, zh-Hant: 喜愛}"
    (own / "love.yaml").write_text(
        f"""kpis:
  love:
    names: {texts}
    definitions: {texts}
    formula: likes + shares
    unit: count
    direction: up
    additivity: A
    stage: own
    version: 2
    valid_from: 2026-03-01
    history:
      - {{version: 1, valid_from: 2026-01-01, formula: likes}}
"""
    )
    bench = Bench(tmp_path / "home", own)
    rows = ("likes", "2026-01-05", 5), ("shares", "2026-01-05", 2)
    bench.put(*rows, captured=dt.datetime(2026, 1, 6), covers=("2026-01-01", "2026-01-31"))
    january = {"period": "2026-01"}
    assert bench.one("love", **january).value == 7
    then = bench.one("love", as_of="2026-02-01", **january)
    assert (then.value, then.lineage.definition_version) == (5, "love v1")
    bench.lake.close()


def test_money_without_a_currency_has_one_name_in_cells_and_frames(bench: Bench) -> None:
    bench.put(("revenue", "2026-05-01", 10), currency="USD", platform="manual", covers=ALL_MAY)
    answers = bench.ask(["revenue", "ad_spend"], **MAY)
    assert [cell.unit for cell in answers] == ["USD", "XXX"]
    assert answers.to_polars()["unit"].to_list() == ["USD", "XXX"]
    assert [cell.unit for cell in bench.ask("ad_spend", **MAY)] == ["XXX"]
