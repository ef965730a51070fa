"""Exports in, KPIs out: what a marketer would work out by hand from the small files in tests/data/exports."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import goalposts
from goalposts.app.workspace import Workspace
from goalposts.metrics.answer import State
from goalposts.sources.source import Choices

OWN = Path(__file__).parents[1] / "data" / "exports"
FILES = {
    "google_ads_days.csv": "Bakery ads",
    "linkedin_page.xls": "Page",
    "linkedin_followers.xls": "Page",
    "brevo_campaigns.csv": "Letters",
    "meta_suite_facebook.csv": "Bakery on Facebook",
    "meta_suite_instagram.csv": "Bakery on Instagram",
    "meta_suite_facebook_trend.csv": "Bakery trend",
    "semrush_overview.csv": "corner-bakery.example",
    "semrush_backlinks.csv": "corner-bakery.example",
    "semrush_positions.csv": "corner-bakery.example",
}
JUNE = {"start": "2026-06-01", "end": "2026-06-30"}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with goalposts.open(tmp_path_factory.mktemp("exports") / "home") as opened:
        for file, account in FILES.items():
            report = opened.import_paths([OWN / file], Choices(account=account, accept_flags=True))
            assert report.ok, report.to_dict()
        yield opened


def by(workspace: Workspace, kpi: str, dimension: str, **parts: object) -> dict[object, float | None]:
    return {row.by[dimension]: row.value for row in workspace.ask(kpi, by=dimension, **parts).rows()}


def test_cost_per_click_is_cost_over_clicks(workspace: Workspace) -> None:
    days = {"start": "2026-06-01", "end": "2026-06-04"}
    (row,) = workspace.ask("cost_per_click", where={"account": "Bakery ads"}, **days).rows()
    assert row.value == pytest.approx(39 / 70)
    found = by(workspace, "cost_per_click", "campaign", where={"account": "Bakery ads"}, **days)
    assert found == {"Bread search": pytest.approx(35 / 60), "Cake display": pytest.approx(4 / 10)}


def test_engagement_rate_of_published_posts(workspace: Workspace) -> None:
    (row,) = workspace.ask("engagement_rate", where={"account": "Bakery on Facebook"}, **JUNE).rows()
    assert (row.value, row.state) == (pytest.approx((140 + 21 + 8) / 4000), State.MEASURED)
    found = by(workspace, "engagement_rate", "content_type", where={"platform": "instagram"}, **JUNE)
    assert found == {"image": pytest.approx(94 / 900), "video": pytest.approx(375 / 5000)}
    paid = by(workspace, "impressions", "paid", where={"account": "Bakery on Facebook"}, **JUNE)
    assert paid == {"organic": 3700, "paid": 300}


def test_a_day_that_a_trend_leaves_out_is_unknown(workspace: Workspace) -> None:
    days = {"start": "2026-06-01", "end": "2026-06-04", "grain": "day"}
    rows = workspace.ask("follows_gained", where={"account": "Bakery trend"}, **days).rows()
    assert [row.value for row in rows] == [3, 0, None, 5]
    assert rows[2].state is State.UNAVAILABLE


def test_followers_by_audience_do_not_make_a_number_of_followers(workspace: Workspace) -> None:
    assert by(workspace, "followers", "company_size", where={"account": "Page"}) == {"11-50": 40, "51-200": 25}
    (row,) = workspace.ask("followers", where={"account": "Page"}).rows()
    assert row.value is None
    days = {"start": "2026-06-01", "end": "2026-06-02"}
    assert by(workspace, "page_views", "seniority", where={"account": "Page"}, **days) == {"Senior": 5}


def test_opens_with_and_without_those_of_machines(workspace: Workspace) -> None:
    (row,) = workspace.ask("email_open_rate", where={"account": "Letters"}).rows()
    assert row.value == pytest.approx(850 / 2170)
    (variant,) = [name for name in workspace.catalog.kpis["email_open_rate"].variants if "machine" in name]
    (row,) = workspace.ask(f"email_open_rate@{variant}", where={"account": "Letters"}).rows()
    assert row.value == pytest.approx((850 - 320) / 2170)


def test_totals_of_a_vendor_and_links_of_its_list(workspace: Workspace) -> None:
    assert [workspace.ask(kpi).rows()[0].value for kpi in ("backlinks", "referring_domains")] == [5400, 310]
    in_may = {"start": "2026-05-01", "end": "2026-05-20"}
    assert workspace.ask("backlink_quality", **in_may).rows()[0].value == pytest.approx(1 / 2)
    found = by(workspace, "keyword_position", "keyword")
    assert found == {"rye bread": 3, "sourdough course": 1}
