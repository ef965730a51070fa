"""In the sample world an outage is never a drop, a correction is told, and a pinned report stays as it was."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from goalposts.app.changes import list_changes
from goalposts.app.workspace import Workspace
from goalposts.demo.build import build_demo
from goalposts.demo.ledger import Ledger
from goalposts.demo.social import ACCOUNTS
from goalposts.demo.truths import Truths
from goalposts.metrics.answer import State
from goalposts.periods import DAY, Period
from goalposts.settings import read_settings

TODAY = dt.date(2026, 11, 1)
NOW = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(days=3)

World = tuple[Workspace, Truths]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    home = tmp_path_factory.mktemp("history") / "goalposts-demo"
    truths = build_demo(home, TODAY)
    with Workspace(read_settings({}, home=home), clock=lambda: LATER) as workspace:
        yield workspace, truths


def test_the_outage_shows_as_failed_days_and_never_as_a_drop(world: World) -> None:
    workspace, truths = world
    outage = truths.outage
    span = {"start": outage.start - 7 * DAY, "end": outage.end + 7 * DAY}
    cells = workspace.ask("website_visits", grain="day", **span).to_dict()["answers"]
    failed = [cell for cell in cells if outage.start.isoformat() <= cell["period_start"] <= outage.end.isoformat()]
    assert [(cell["value"], cell["state"]) for cell in failed] == [(None, "failed")] * 4
    assert all(f"has failed since {outage.start}" in cell["reason"] for cell in failed)
    assert min(cell["value"] for cell in cells if cell not in failed) > 0
    whole = workspace.ask("website_visits", **span).rows()[0]
    assert (whole.state, str(outage.start) in str(whole.reason)) == (State.PARTIAL, True)


def test_the_correction_is_in_what_changed(world: World) -> None:
    workspace, truths = world
    week = truths.restated
    since = week.known_until.replace(tzinfo=dt.UTC)
    found = list_changes(workspace, since, period=Period(week.start, week.end), kpis=["impressions"], by=["account"])
    assert sum(change.new_value or 0 for change in found) - sum(change.old_value or 0 for change in found) == (
        week.new_total - week.old_total
    )
    assert {change.by["account"] for change in found} == {week.account}
    assert {change.causes for change in found} == {("restated",)}
    assert {change.sources for change in found} == {("facebook-account-simulated.csv",)}
    assert list_changes(workspace, NOW + dt.timedelta(hours=4), kpis=["impressions"]) == []


def test_a_pinned_report_is_byte_for_byte_the_same_after_a_correction(world: World) -> None:
    workspace, truths = world
    week = truths.restated
    questions: list[dict[str, Any]] = [
        {"kpis": ["impressions", "engagement_rate"], "start": week.start, "end": week.end, "by": ["account"]},
        {"kpis": ["impressions", "reach", "website_visits"], "period": "last 60 days", "compare": "previous"},
        {"kpis": ["impressions"], "start": week.start, "end": TODAY, "grain": "week", "by": ["platform"]},
    ]

    def report(pinned: dt.datetime | None) -> list[str]:
        return [json.dumps(workspace.ask(**asked, as_of=pinned).to_dict(), sort_keys=True) for asked in questions]

    pinned, unpinned = report(NOW + dt.timedelta(hours=4)), report(None)
    account = ACCOUNTS["facebook"][0]
    ledger = Ledger(account, "facebook-corrected-again.csv", LATER.replace(tzinfo=None))
    days = np.arange(np.datetime64(week.start), np.datetime64(week.end) + 1)
    ledger.measure("impressions", np.full(7, 9_999), days, covers=Period(week.start, week.end))
    workspace.lake.append(ledger.batch())
    assert report(NOW + dt.timedelta(hours=4)) == pinned
    assert all(now != before for now, before in zip(report(None), unpinned, strict=True))
