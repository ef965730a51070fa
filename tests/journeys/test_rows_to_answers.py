"""Row-level files in, KPIs out: orders, sessions, journeys, experiments and answers small enough to count by hand."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import goalposts
from goalposts.app.workspace import Workspace
from goalposts.metrics.answer import Answer, State
from goalposts.sources.source import Choices

OWN = Path(__file__).parents[1] / "data" / "exports"
SAAS = {
    "web_sessions.csv": "sessions.csv",
    "web_registrations.csv": "visitors.csv",
    "mrr_accounts.csv": "accounts.csv",
    "campaign_costs.csv": "costs.csv",
}
PAGES = {"landing_page_experiment.csv": "ab_data.csv", "unit_countries.csv": "countries.csv"}
FILES = {
    "cdnow_orders.txt": "Music",
    "journey_paths.csv": "Paths",
    "email_experiment.csv": "Mail test",
    "nps_survey.csv": "Survey",
    "rated_reviews.csv": "Films",
    "labelled_reviews.csv": "Food",
    "labelled_mentions.csv": "Blue Air",
    "telco_churn.csv": "Phones",
}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    place = tmp_path_factory.mktemp("rows")
    for folder, files in (("saas", SAAS), ("page_test", PAGES)):
        (place / folder).mkdir()
        for file, name in files.items():
            shutil.copy(OWN / file, place / folder / name)
    with goalposts.open(place / "home") as opened:
        assert opened.import_paths([place / "saas", place / "page_test"], Choices(accept_flags=True)).ok
        for file, account in FILES.items():
            report = opened.import_paths([OWN / file], Choices(account=account, accept_flags=True))
            assert report.ok, report.to_dict()
        yield opened


def one(workspace: Workspace, kpi: str, account: str, **parts: object) -> Answer:
    (row,) = workspace.ask(kpi, where={"account": account}, **parts).rows()  # type: ignore[arg-type]
    return row


def value(workspace: Workspace, kpi: str, account: str, **parts: object) -> float | None:
    row = one(workspace, kpi, account, **parts)
    assert row.state is State.MEASURED, row
    return row.value


def by(workspace: Workspace, kpi: str, dimension: str, account: str, **parts: object) -> dict[object, float | None]:
    rows = workspace.ask(kpi, by=dimension, where={"account": account}, **parts)  # type: ignore[arg-type]
    return {row.by[dimension]: row.value for row in rows}


def test_orders_are_counted_and_customers_once(workspace: Workspace) -> None:
    # customers 1 (twice), 2 (twice on one day) and 3; 29.33 + 29.73 + 2 x 63.34 + 0.00
    assert value(workspace, "orders", "Music") == 5
    assert value(workspace, "revenue", "Music") == pytest.approx(185.74)
    assert value(workspace, "items_sold", "Music") == 11
    assert value(workspace, "new_customers", "Music") == 3
    assert value(workspace, "active_customers", "Music") == 3
    assert value(workspace, "repeat_purchase_rate", "Music") == pytest.approx(2 / 3)


def test_customers_are_counted_anew_for_any_window(workspace: Workspace) -> None:
    january = {"start": "1997-01-01", "end": "1997-01-31"}
    assert value(workspace, "active_customers", "Music", **january) == 2
    assert value(workspace, "active_customers", "Music", start="1997-01-02", end="1997-01-31") == 1
    assert value(workspace, "repeat_customers", "Music", start="1997-01-02", end="1997-01-31") == 0
    days = workspace.ask("active_customers", start="1997-01-01", end="1997-01-03", grain="day", where="account=Music")
    assert [row.value for row in days.rows()] == [2, 0, 0]
    week = one(workspace, "active_customers", "Music", start="1997-01-08", end="1997-01-14", compare="previous")
    assert (week.value, week.compare and week.compare.value) == (0, 2)


def test_a_window_that_is_not_covered_whole_is_partial(workspace: Workspace) -> None:
    row = one(workspace, "active_customers", "Music", start="1997-01-16", end="1997-02-15")
    assert (row.value, row.state) == (2, State.PARTIAL)
    late = one(workspace, "active_customers", "Music", start="1998-01-01", end="1998-01-31")
    assert (late.value, late.state) == (None, State.UNAVAILABLE)


def test_sessions_and_people_by_channel(workspace: Workspace) -> None:
    assert value(workspace, "website_visits", "saas") == 7
    assert value(workspace, "website_visitors", "saas") == 5
    assert by(workspace, "website_visits", "channel", "saas") == {
        "organic_search": 1, "paid_search": 1, "paid_social": 2, "organic_social": 1, "direct": 1, None: 1,
    }  # fmt: skip
    assert by(workspace, "website_visitors", "channel", "saas")["paid_social"] == 1
    middle = {"start": "2019-01-16", "end": "2019-01-18"}
    assert value(workspace, "website_visits", "saas", **middle) == 4
    assert value(workspace, "website_visitors", "saas", **middle) == 3


def test_registrations_are_conversions_of_the_same_people(workspace: Workspace) -> None:
    assert value(workspace, "conversions", "saas") == 3
    assert value(workspace, "converting_users", "saas") == 2
    joined = workspace.lake.query(
        "SELECT count(DISTINCT v.person_key) AS people FROM fact_touchpoint v JOIN fact_touchpoint c "
        "ON v.person_key = c.person_key AND NOT v.is_conversion AND c.is_conversion"
    )
    assert joined["people"].to_list() == [2]


def test_recurring_revenue_is_a_level_that_rises_with_every_account(workspace: Workspace) -> None:
    # 100.5 from the 17th, 40 from the 19th, and 9.5 of an account without a day; one of four pays nothing
    assert value(workspace, "mrr", "saas") == 150
    assert value(workspace, "customers_end", "saas") == 3
    days = {"start": "2019-01-17", "end": "2019-01-19", "grain": "day", "where": "account=saas"}
    assert [row.value for row in workspace.ask("mrr", **days)] == [100.5, 100.5, 140.5]  # type: ignore[arg-type]
    assert [row.value for row in workspace.ask("customers_end", **days)] == [1, 1, 2]  # type: ignore[arg-type]
    whole = one(workspace, "mrr", "saas", start="2019-01-17", end="2019-01-19")
    assert (whole.value, whole.state) == (140.5, State.PARTIAL)
    assert whole.reason == "some rows of mrr carry no date and are in no period"
    before = one(workspace, "mrr", "saas", start="2019-01-10", end="2019-01-12")
    assert (before.value, before.state) == (None, State.UNAVAILABLE)


def test_costs_of_a_whole_period_take_the_days_of_the_sessions_beside_them(workspace: Workspace) -> None:
    span = {"start": "2019-01-15", "end": "2019-01-20"}
    assert value(workspace, "ad_spend", "saas", **span) == 47.5
    spend = by(workspace, "ad_spend", "campaign", "saas")
    assert spend == {"Google / Tea": 30, "Twitter / Tea": 12.5, "Facebook": 5}
    assert by(workspace, "website_visits", "campaign", "saas")["Twitter / Tea"] == 2


def test_journeys_by_path(workspace: Workspace) -> None:
    assert value(workspace, "conversions", "Paths") == 6
    assert value(workspace, "conversion_value", "Paths") == 60
    assert value(workspace, "journeys_lost", "Paths") == 14
    assert value(workspace, "journey_conversion_rate", "Paths") == pytest.approx(0.3)


def test_an_experiment_by_arm(workspace: Workspace) -> None:
    visits = by(workspace, "experiment_visit_rate", "arm", "Mail test")
    assert visits == {"Womens E-Mail": pytest.approx(1 / 3), "No E-Mail": 0.5}
    worth = by(workspace, "experiment_value_per_unit", "arm", "Mail test")
    assert worth == {"Womens E-Mail": pytest.approx(29.99 / 3), "No E-Mail": 0}
    assert by(workspace, "experiment_units", "experiment", "Mail test") == {"Mail test": 5}


def test_a_page_test_counts_exposures_and_different_units(workspace: Workspace) -> None:
    assert value(workspace, "experiment_exposures", "ab_data") == 5
    assert value(workspace, "experiment_units", "ab_data") == 4
    assert value(workspace, "experiment_conversion_rate", "ab_data") == pytest.approx(0.4)
    assert value(workspace, "experiment_units", "ab_data", start="2017-01-03", end="2017-01-04") == 2
    assert by(workspace, "experiment_exposures", "country", "ab_data") == {"US": 1, "GB": 2, "CA": 1, None: 1}


def test_answers_without_days_answer_without_a_period(workspace: Workspace) -> None:
    # 10 and 9 | 7 | 3; satisfied are 9 and 10 of 9, 10, 8, 2
    assert value(workspace, "nps", "Survey") == pytest.approx(25)
    assert value(workspace, "csat", "Survey") == pytest.approx(0.5)
    row = one(workspace, "nps", "Survey", period="last 28 days")
    assert (row.value, row.state) == (None, State.UNAVAILABLE)
    assert row.reason == "the rows of nps_promoters carry no date"


def test_reviews_rated_and_labelled(workspace: Workspace) -> None:
    assert value(workspace, "positive_reviews", "Films", start="2025-03-01", end="2025-03-02") == 2
    assert value(workspace, "positive_reviews", "Food") == 1
    assert value(workspace, "reviews", "Food") == 3
    assert one(workspace, "rating_sum", "Food").state is State.UNAVAILABLE


def test_a_brand_is_ours_and_the_others_compete(workspace: Workspace) -> None:
    mentions = {row.by["account"]: row.value for row in workspace.ask("mentions", by="account").rows()}
    assert mentions == {"Blue Air": 2, "Red Wings": 1}
    assert workspace.ask("mentions").rows()[0].value == 2
    assert value(workspace, "net_sentiment", "Blue Air") == 0


def test_customers_of_a_snapshot_are_those_of_its_start(workspace: Workspace) -> None:
    assert value(workspace, "customer_churn_rate", "Phones") == pytest.approx(1 / 3)
    assert value(workspace, "customers_end", "Phones") == 2
    assert value(workspace, "mrr", "Phones") == pytest.approx(49.85)
    assert value(workspace, "mrr_start", "Phones") == pytest.approx(106.8)


def test_people_of_several_accounts_are_not_added(workspace: Workspace) -> None:
    row = workspace.ask("experiment_units").rows()[0]
    assert (row.value, row.state) == (None, State.UNAVAILABLE)
    assert row.reason == "experiment_units of 2 accounts or slices cannot be added; break it down further"
    assert {r.by["account"]: r.value for r in workspace.ask("experiment_units", by="account")} == {
        "Mail test": 5, "ab_data": 4,
    }  # fmt: skip


def test_no_id_of_a_person_is_kept(workspace: Workspace) -> None:
    keys = workspace.lake.query(
        "SELECT person_key AS word FROM fact_touchpoint UNION ALL SELECT customer_ext FROM dim_customer "
        "UNION ALL SELECT unit_key FROM fact_exposure"
    )["word"]
    assert keys.null_count() == 0
    for told in ("111.1", "222.1", "acc-1", "0001-A", "0002", "1"):
        assert told not in set(keys), told


def test_the_rows_behind_a_number_are_lines_of_its_file(workspace: Workspace) -> None:
    behind = workspace.explain("active_customers", start="1997-01-01", end="1997-01-31", where={"account": "Music"})
    assert behind.row_count == 4
    assert sorted(behind.rows["line"]) == [1, 2, 3, 4]
    level = workspace.explain("mrr", start="2019-01-18", end="2019-01-18", where={"account": "saas"})
    assert (sorted(level.rows["line"]), level.row_count) == ([2], 1)


def test_reading_everything_again_changes_nothing(workspace: Workspace) -> None:
    before = workspace.snapshot()
    for file, account in FILES.items():
        report = workspace.import_paths([OWN / file], Choices(account=account, accept_flags=True))
        assert [one.status for one in report.files] == ["unchanged"], report.to_dict()
    assert workspace.snapshot() == before
