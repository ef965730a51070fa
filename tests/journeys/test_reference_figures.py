"""Real exports in, published figures out: the numbers of the data's own documentation, through `ask`."""

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
    pytest.skip("the public data set is not beside this checkout; tests/sources cover files of the same shape",
                allow_module_level=True)  # fmt: skip

FILES = {
    "Wormhole": ("exports/x_twitter", None),
    "UCI": ("facebook_metrics/dataset_Facebook.csv", None),
    "KAG": ("kag_ads/KAG_conversion_data.csv", "USD"),
    "Deepnews": ("exports/mailchimp/campaigns.csv", None),
    "Furniture": ("exports/google_search_console", None),
    "Gram": ("instagram_reach/Instagram data.csv", None),
    "Library": ("exports/linkedin_page", None),
    "LibraryFB": ("exports/facebook_page_posts", None),
}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with goalposts.open(tmp_path_factory.mktemp("figures") / "home") as opened:
        for account, (path, currency) in FILES.items():
            choices = Choices(account=account, time_zone="UTC", currency=currency, accept_flags=True)
            report = opened.import_paths([DATA / path], choices)
            assert report.ok, report.to_dict()
        yield opened


def figure(workspace: Workspace, kpi: str, **parts: Any) -> float:
    rows = workspace.ask(kpi, **parts).rows()
    assert len(rows) == 1
    assert rows[0].state is State.MEASURED, rows[0]
    assert rows[0].value is not None
    return rows[0].value


def total(workspace: Workspace, kpi: str, by: str) -> float:
    return sum(row.value or 0 for row in workspace.ask(kpi, by=by).rows())


def test_uci_posts(workspace: Workspace) -> None:
    where = {"account": "UCI"}
    assert figure(workspace, "posts_published", where=where) == 500
    assert figure(workspace, "interactions_per_post", where=where) == pytest.approx(212.12, abs=1e-9)
    assert figure(workspace, "reach@per_post", where=where) == pytest.approx(13_903.36, abs=1e-9)
    by_type = {r.by["content_type"]: r.value for r in workspace.ask("posts_published", by="content_type", where=where)}
    assert by_type == {"image": 426, "text": 45, "link": 22, "video": 7}
    by_paid = {r.by["paid"]: r.value for r in workspace.ask("posts_published", by="paid", where=where)}
    assert by_paid["paid"] == 139


def test_kag_totals_and_campaigns(workspace: Workspace) -> None:
    kpis = ("impressions", "link_clicks", "ad_spend", "conversions")
    totals = [figure(workspace, kpi, where={"platform": "meta_ads"}) for kpi in kpis]
    assert [round(value, 2) for value in totals] == [213_434_828, 38_165, 58_705.23, 3_264]
    assert figure(workspace, "orders", where={"platform": "meta_ads"}) == 1_080
    campaigns = {
        "916": (482_925, 113, 149.71, 58, 24),
        "936": (8_128_187, 1_984, 2_893.37, 537, 184),
        "1178": (204_823_716, 36_068, 55_662.15, 2_669, 872),
    }
    for name, (impressions, clicks, spent, conversions, approved) in campaigns.items():
        asked = workspace.ask([*kpis, "orders", "click_through_rate", "cost_per_click"], where={"campaign": name})
        values = {row.kpi: row.value for row in asked}
        assert round(values["ad_spend"] or 0, 2) == spent
        assert (values["impressions"], values["link_clicks"]) == (impressions, clicks)
        assert (values["conversions"], values["orders"]) == (conversions, approved)
        assert values["click_through_rate"] == pytest.approx(clicks / impressions)
        assert values["cost_per_click"] == pytest.approx(spent / clicks, rel=1e-4)


def test_mailchimp_rates_are_over_delivered(workspace: Workspace) -> None:
    kpis = ["emails_sent", "emails_delivered", "emails_opened", "email_unique_clicks", "unsubscribes"]
    assert [figure(workspace, kpi) for kpi in kpis] == [602_777, 600_773, 214_584, 17_124, 924]
    assert figure(workspace, "email_open_rate") == pytest.approx(214_584 / 600_773)
    assert figure(workspace, "email_click_rate") == pytest.approx(17_124 / 600_773)


@pytest.mark.parametrize(
    ("by", "clicks", "impressions"),
    [("country", 110, 496), ("device", 110, 496), ("page", 113, 908), ("keyword", 68, 313)],
)
def test_search_console_tables(workspace: Workspace, by: str, clicks: int, impressions: int) -> None:
    assert total(workspace, "search_clicks", by) == clicks
    assert total(workspace, "search_impressions", by) == impressions


def test_search_console_totals_and_weighted_position(workspace: Workspace) -> None:
    assert figure(workspace, "search_clicks") == 110
    assert figure(workspace, "search_impressions") == 496
    assert figure(workspace, "search_ctr") == pytest.approx(110 / 496)
    rows = [line.split(",") for line in (DATA / "exports/google_search_console/Dates.csv").read_text().splitlines()[1:]]
    weighted = sum(float(position) * int(shown) for _, _, shown, _, position in rows) / 496
    assert figure(workspace, "keyword_rank") == pytest.approx(weighted)
    uk = workspace.ask(["search_ctr", "keyword_rank"], where={"country": "GB"}).rows()
    assert [row.value for row in uk] == [pytest.approx(109 / 304), pytest.approx(12.91)]


def test_x_content_and_overview(workspace: Workspace) -> None:
    overview = {"where": {"platform": "x"}}
    assert figure(workspace, "impressions", **overview) == 9_699
    assert figure(workspace, "engagements_reported", **overview) == 1_051
    posts = workspace.ask(["impressions", "engagements_reported", "likes"], by="item", where={"platform": "x"}).rows()
    sums = {kpi: sum(row.value or 0 for row in posts if row.kpi == kpi) for kpi in ("impressions", "likes")}
    assert sums == {"impressions": 9_325, "likes": 354}
    assert sum(row.value or 0 for row in posts if row.kpi == "engagements_reported") == 911


def test_instagram_posts(workspace: Workspace) -> None:
    kpis = ["impressions", "saves", "comments", "shares", "likes", "profile_visits", "follows_gained"]
    values = [figure(workspace, kpi, where={"account": "Gram"}) for kpi in kpis]
    assert values == [678_775, 18_244, 793, 1_114, 20_680, 6_024, 2_470]
    surfaces = ["impressions_home", "impressions_hashtags", "impressions_explore", "impressions_other"]
    assert [figure(workspace, kpi) for kpi in surfaces] == [294_619, 224_614, 128_294, 20_360]


def test_linkedin_page(workspace: Workspace) -> None:
    where = {"platform": "linkedin"}
    assert figure(workspace, "impressions", where=where) == 2_147
    assert figure(workspace, "clicks_all", where=where) == 44
    updates = workspace.ask("posts_published", by="item", where=where).rows()
    assert sum(row.value or 0 for row in updates) == 10


def test_facebook_page_posts(workspace: Workspace) -> None:
    posts = workspace.ask("reach", by="item", where={"account": "LibraryFB"}).rows()
    assert len(posts) == 63
    assert all(row.state is State.MEASURED for row in posts)


def test_importing_everything_again_changes_nothing(workspace: Workspace) -> None:
    before = workspace.ask(["impressions", "likes", "search_clicks"], by="platform").to_dict()
    for account, (path, currency) in FILES.items():
        choices = Choices(account=account, time_zone="UTC", currency=currency, accept_flags=True)
        report = workspace.import_paths([DATA / path], choices)
        assert report.ok
        assert all(file.to_dict()["rows_stored"] == 0 for file in report.files)
    assert workspace.ask(["impressions", "likes", "search_clicks"], by="platform").to_dict() == before


def test_every_fact_is_of_a_kind_that_the_load_log_speaks_of(workspace: Workspace) -> None:
    """The planner leaves out comparisons that the load log shows to be needless, so it must know every kind of row."""
    unknown = """SELECT DISTINCT measure_code, account_id, cut, window_kind FROM fact_measure AS fact
    ANTI JOIN load_log USING (measure_code, account_id, cut, window_kind)"""
    assert workspace.lake.query(unknown).rows() == []
