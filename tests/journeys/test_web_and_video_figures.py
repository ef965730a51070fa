"""Real exports of web analytics and video in, the figures of the data's own documentation out, through `ask`."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from goalposts.app.workspace import Workspace
from goalposts.metrics.answer import State
from goalposts.sources.source import Choices

DATA = Path(__file__).parents[2].parent / "shared" / "data"

if not DATA.is_dir():
    pytest.skip("the public data set is not beside this checkout; tests/sources cover files of the same shape",
                allow_module_level=True)  # fmt: skip

FILES = {
    "Hours": "exports/ga4/traffic_acquisition_hourly.csv",
    "Events": "exports/ga4/events_with_preamble.csv",
    "Cities": "exports/ga4/cities_with_preamble.csv",
    "Devices": "exports/ga4/tech_details_multi_section.csv",
    "Blog": "exports/ga_universal/blog_analytics.csv",
    "Danger": "exports/youtube_studio",
    "Clips": "exports/tiktok/Overview.csv",
    "Library": "exports/x_twitter_legacy_daily/NPLF Twitter Q1.xls",
    "Teacher": "web_visitors/daily-website-visitors.csv",
}
SEASON = {"start": "2023-11-28", "end": "2024-11-26"}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    home = tmp_path_factory.mktemp("web") / "home"
    now = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
    with Workspace.open(home, clock=lambda: now) as opened:
        for account, path in FILES.items():
            choices = Choices(account=account, time_zone="UTC", accept_flags=True)
            report = opened.import_paths([DATA / path], choices)
            assert report.ok, report.to_dict()
        yield opened


def figure(workspace: Workspace, kpi: str, account: str, **parts: Any) -> float:
    (row,) = workspace.ask(kpi, where={"account": account}, **parts).rows()
    assert row.state is State.MEASURED, row
    assert row.value is not None
    return row.value


def by(workspace: Workspace, kpi: str, dimension: str, account: str, **parts: Any) -> dict[Any, float | None]:
    rows = workspace.ask(kpi, by=dimension, where={"account": account}, **parts).rows()
    return {row.by[dimension]: row.value for row in rows}


def test_sessions_of_hours_are_those_of_days_and_channels(workspace: Workspace) -> None:
    assert figure(workspace, "sessions", "Hours") == 162_895
    assert figure(workspace, "sessions", "Hours", start="2024-04-06", end="2024-05-03") == 162_895
    channels = by(workspace, "sessions", "channel", "Hours")
    assert sum(value or 0 for value in channels.values()) == 162_895
    assert channels["Unassigned"] == 559
    assert figure(workspace, "engagement_seconds", "Hours") == 9_441_176


def test_people_of_an_event_are_those_of_its_very_window(workspace: Workspace) -> None:
    year = {"start": "2023-01-01", "end": "2023-12-31"}
    assert by(workspace, "users", "behaviour", "Events", **year)["page_view"] == 29_418
    assert figure(workspace, "page_views", "Events", **year) == 129_094
    (half,) = workspace.ask("users", start="2023-01-01", end="2023-06-30", where={"account": "Events"}).rows()
    assert half.value is None


def test_cities_and_devices(workspace: Workspace) -> None:
    assert by(workspace, "users", "region", "Cities", start="2020-10-22", end="2021-10-22")["Schaumburg"] == 53
    devices = by(workspace, "users", "device", "Devices", start="2023-10-15", end="2023-11-11")
    assert devices == {"mobile": 409, "desktop": 45, "tablet": 3}


def test_a_blog_without_dates_answers_without_a_period_only(workspace: Workspace) -> None:
    assert figure(workspace, "sessions", "Blog") == 56_001
    assert figure(workspace, "page_views", "Blog") == 112_871
    (dated,) = workspace.ask("sessions", period="2018", where={"account": "Blog"}).rows()
    assert dated.value is None


def test_the_total_of_a_channel_is_not_the_sum_of_its_parts(workspace: Workspace) -> None:
    assert figure(workspace, "video_views", "Danger", **SEASON) == 100_325_767
    parts = by(workspace, "video_views", "follower_status", "Danger", **SEASON)
    assert sum(value or 0 for value in parts.values()) == 100_325_568
    assert parts["follower"] == 9_692_996


def test_the_500_largest_videos_do_not_pass_for_the_channel(workspace: Workspace) -> None:
    (row,) = workspace.ask("impressions", where={"account": "Danger"}, **SEASON).rows()
    assert (row.value, row.state) == (432_680_013, State.PARTIAL)


def test_a_week_of_clips_in_the_latest_past_year(workspace: Workspace) -> None:
    assert figure(workspace, "video_views", "Clips", start="2026-04-12", end="2026-04-18") == 7_919


def test_tweets_by_month(workspace: Workspace) -> None:
    rows = workspace.ask(
        "impressions", start="2020-04-01", end="2020-06-30", grain="month", where={"account": "Library"}
    ).rows()
    assert [row.value for row in rows] == [8_381, 11_218, 2_594]
    assert {row.state for row in rows} == {State.MEASURED}


def test_every_day_of_the_teaching_site(workspace: Workspace) -> None:
    with (DATA / FILES["Teacher"]).open(newline="") as file:
        loads = [int(row["Page.Loads"].replace(",", "")) for row in csv.DictReader(file)]
    assert len(loads) == 2_167
    whole = {"start": "2014-09-14", "end": "2020-08-19"}
    assert figure(workspace, "page_views", "Teacher", **whole) == sum(loads)
    (day,) = workspace.ask("users", start="2014-09-14", end="2014-09-14", where={"account": "Teacher"}).rows()
    assert (day.value, day.state) == (1_582, State.MEASURED)
