"""Real row-level files in, published figures out: the numbers of the data's own documentation, through `ask`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import goalposts
from goalposts.app.workspace import Workspace
from goalposts.metrics.answer import State
from goalposts.sources.source import Choices

DATA = Path(__file__).parents[2].parent / "shared" / "data"

if not DATA.is_dir():
    pytest.skip("the public data set is not beside this checkout; test_rows_to_answers covers files of the same shape",
                allow_module_level=True)  # fmt: skip

FILES = {
    "CDNOW": "cdnow/CDNOW_sample.txt",
    "SaaS": "attribution_sessions",
    "Paths": "attribution_pathdata/PathData.csv",
    "Hillstrom": "hillstrom/hillstrom.csv",
    "Page": "landing_page_ab/ab_data.csv.gz",
    "Survey": "nps/nps.csv",
    "Films": "sentiment_ko/nsmc_sample.csv",
    "Food": "sentiment_zh/waimai_10k.csv",
    "Telco": "telco_churn/WA_Fn-UseC_-Telco-Customer-Churn.csv",
}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with goalposts.open(tmp_path_factory.mktemp("figures") / "home") as opened:
        for account, path in FILES.items():
            report = opened.import_paths([DATA / path], Choices(account=account, accept_flags=True))
            assert report.ok, report.to_dict()
        tweets = opened.import_paths([DATA / "airline_tweets/Tweets.csv"], Choices(accept_flags=True)).files[0]
        assert (tweets.rows_read, tweets.rows_stored, tweets.rows_unchanged, tweets.rows_rejected) == (
            8_810, 8_706, 91, 13,
        )  # fmt: skip
        yield opened


def figure(workspace: Workspace, kpi: str, account: str, **parts: Any) -> float:
    (row,) = workspace.ask(kpi, where={"account": account}, **parts).rows()
    assert row.state is State.MEASURED, row
    assert row.value is not None
    return row.value


def by(workspace: Workspace, kpi: str, dimension: str, account: str) -> dict[object, float | None]:
    return {row.by[dimension]: row.value for row in workspace.ask(kpi, by=dimension, where={"account": account})}


def test_cdnow(workspace: Workspace) -> None:
    assert figure(workspace, "orders", "CDNOW") == 6_919
    assert figure(workspace, "revenue", "CDNOW") == pytest.approx(244_091.94)
    year = {"start": "1997-01-01", "end": "1997-12-31"}
    assert (
        figure(workspace, "new_customers", "CDNOW") == figure(workspace, "active_customers", "CDNOW", **year) == 2_357
    )


def test_sessions_of_a_product(workspace: Workspace) -> None:
    assert figure(workspace, "website_visits", "SaaS") == 17_702
    assert figure(workspace, "website_visitors", "SaaS") == 9_995
    channels = by(workspace, "website_visits", "channel", "SaaS")
    assert (channels["organic_search"], channels["organic_social"], channels["direct"]) == (4_377, 3_549, 1_652)
    assert (channels["paid_search"] or 0) + (channels["paid_social"] or 0) == 7_938
    assert figure(workspace, "mrr", "SaaS") == pytest.approx(179_526)
    assert figure(workspace, "customers_end", "SaaS") == 158
    assert figure(workspace, "ad_spend", "SaaS", start="2019-01-15", end="2019-02-17") == 146_700


def test_paths(workspace: Workspace) -> None:
    assert figure(workspace, "conversions", "Paths") == 19_785
    assert figure(workspace, "conversion_value", "Paths") == pytest.approx(74_802.97, abs=0.01)
    assert figure(workspace, "journeys_lost", "Paths") == 68_602
    assert figure(workspace, "journey_conversion_rate", "Paths") == pytest.approx(0.223845, abs=1e-6)
    assert workspace.lake.query("SELECT count(*) AS n FROM fact_path")["n"].to_list() == [10_000]


def test_hillstrom(workspace: Workspace) -> None:
    visits = by(workspace, "experiment_visit_rate", "arm", "Hillstrom")
    rounded = {arm: round(rate or 0, 4) for arm, rate in visits.items()}
    assert rounded == {"Mens E-Mail": 0.1828, "Womens E-Mail": 0.1514, "No E-Mail": 0.1062}
    worth = by(workspace, "experiment_value_per_unit", "arm", "Hillstrom")
    assert {arm: round(v or 0, 4) for arm, v in worth.items()} == {
        "Mens E-Mail": 1.4226, "Womens E-Mail": 1.0772, "No E-Mail": 0.6528,
    }  # fmt: skip
    assert by(workspace, "experiment_units", "arm", "Hillstrom") == {
        "Mens E-Mail": 21_307, "Womens E-Mail": 21_387, "No E-Mail": 21_306,
    }  # fmt: skip


def test_landing_page(workspace: Workspace) -> None:
    assert figure(workspace, "experiment_exposures", "Page") == 294_478
    assert figure(workspace, "experiment_units", "Page") == 290_584
    assert figure(workspace, "experiment_conversion_rate", "Page") == pytest.approx(0.11966, abs=1e-5)
    crossed = workspace.lake.query(
        "SELECT count(*) AS n FROM fact_exposure WHERE (arm = 'control') <> (shown = 'old_page') AND shown LIKE '%page'"
    )
    assert crossed["n"].to_list() == [3_893]


def test_survey_and_reviews(workspace: Workspace) -> None:
    (nps,) = workspace.ask("nps", where={"account": "Survey"}).rows()
    assert (round(nps.value or 0, 1), nps.n) == (53.4, 13_612)
    mean = figure(workspace, "satisfaction_score", "Survey")
    assert 1 + (mean - 1) / 4 * 9 == pytest.approx(8.35, abs=0.005)
    assert figure(workspace, "reviews", "Films") == 2_000
    assert figure(workspace, "positive_reviews", "Films") == 1_000
    assert figure(workspace, "reviews", "Food") == 11_987
    assert figure(workspace, "positive_reviews", "Food") == 4_000


def test_telco(workspace: Workspace) -> None:
    assert figure(workspace, "customers_start", "Telco") == 7_043
    assert figure(workspace, "customers_lost", "Telco") == 1_869
    assert figure(workspace, "customer_churn_rate", "Telco") == pytest.approx(0.2654, abs=5e-5)
    assert figure(workspace, "mrr_start", "Telco") == pytest.approx(456_116.60)


def test_airlines(workspace: Workspace) -> None:
    mentions = {row.by["account"]: row.value for row in workspace.ask("mentions", by="account", where="platform=x")}
    # 104 posts come twice in the file, all of them of American
    assert mentions == {
        "United": 2_292, "US Airways": 1_735, "American": 1_672 - 104, "Southwest": 1_455, "Delta": 1_354,
        "Virgin America": 302,
    }  # fmt: skip
