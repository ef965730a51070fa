"""X2: 5,000 website visits from Facebook in each month, missed in June and met in July."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from goalposts.app.celebrating import celebrate
from goalposts.app.goal_facts import goals_to_dict
from goalposts.app.goals import create_goal, list_goals
from goalposts.app.tracking import track
from goalposts.app.workspace import Workspace
from goalposts.sources.source import Choices
from tests.app.goal_world import Clock, form, open_workspace
from tests.web.test_goal_pages import plain, visit

HEAD = """# ----------------------------------------
# Traffic acquisition
# Start date: {first:%Y%m%d}
# End date: {last:%Y%m%d}
# ----------------------------------------

Date,Session source / medium,Sessions,Engaged sessions,Total users
"""
SENTENCES = [
    "5,000 website visits from Facebook per month",
    "매월 페이스북에서 웹사이트 방문 5,000회",
    "每月從 Facebook 獲得 5,000 次網站訪問",
]
AUGUST = dt.datetime(2026, 8, 20, 12, tzinfo=dt.UTC)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """June with 4,200 visits from Facebook, July with 5,100, and others that must not count."""
    with open_workspace(tmp_path, Clock(AUGUST)) as made:
        for month, visits in ((6, 4_200), (7, 5_100)):
            days = [dt.date(2026, month, 1) + dt.timedelta(days=place) for place in range(30 + month % 2)]
            lines = []
            for place, day in enumerate(days):
                share = visits * (place + 1) // len(days) - visits * place // len(days)
                lines.append(f"{day:%Y%m%d},l.facebook.com / referral,{share - 10},0,{share - 10}")
                lines.append(f"{day:%Y%m%d},facebook / cpc,10,0,10")
                lines.append(f"{day:%Y%m%d},google / organic,900,0,900")
            path = tmp_path / f"traffic-{month}.csv"
            path.write_text(HEAD.format(first=days[0], last=days[-1]) + "\n".join(lines) + "\n")
            report = made.import_paths([path], Choices(account="Corner Bakery", time_zone="UTC", accept_flags=True))
            assert report.ok, report.to_dict()
        yield made


@pytest.mark.parametrize("sentence", SENTENCES, ids=["en", "ko", "zh-Hant"])
def test_x2_each_month_is_met_or_missed_by_so_many(workspace: Workspace, sentence: str) -> None:
    said = form(**{"text": sentence, "t0.start": "2026-06-01"})
    goal = create_goal(workspace, said, person="owner")
    (target,) = goals_to_dict(workspace)["goals"][0]["targets"]
    assert (target["kpi"], target["where"], target["cadence"]) == (
        "social_site_visits",
        {"platform": "facebook"},
        "per_month",
    )
    june, july = target["hits"]
    assert (june["value"], june["met"], june["missed_by"]) == (4_200, False, 800)
    assert (july["value"], july["met"], target["streak"]) == (5_100, True, 1)
    found = celebrate(workspace, list_goals(workspace, "owner"), track(workspace, [goal]).progress)
    assert [(one.kind, one.period_start.month) for one in found] == [("met", 7)]
    page = plain(visit(workspace).get(f"/goals/{goal.id}").text)
    assert "Jun 1 – 30, 2026: 4,200 of 5,000, missed by 800 (−16%)" in page
    assert "Jul 1 – 31, 2026: 5,100 of 5,000, met" in page
    assert "met 1 time in a row" in page
