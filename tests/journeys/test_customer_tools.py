"""Exports of CRM, billing and listening tools in, the KPIs they serve out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from goalposts.app.workspace import Workspace
from goalposts.metrics.answer import State
from goalposts.sources.source import Choices

OWN = Path(__file__).parents[1] / "data" / "exports"
FILES = ("hubspot_deals.csv", "hubspot_contacts.csv", "stripe_subscriptions.csv", "meltwater.csv", "google_alerts.xml")
NOW = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with Workspace.open(tmp_path_factory.mktemp("tools") / "home", clock=lambda: NOW) as opened:
        report = opened.import_paths([OWN / name for name in FILES], Choices(time_zone="UTC", accept_flags=True))
        assert [file.detected for file in report.files if not file.ok] == []
        yield opened


@pytest.mark.parametrize(
    ("kpi", "value"),
    [("leads", 3), ("qualified_leads", 2), ("win_rate", 2 / 3), ("mrr", 75), ("mentions", 2), ("pr_mentions", 3)],
)
def test_each_kpi_is_counted_from_the_rows_of_its_tool(workspace: Workspace, kpi: str, value: float) -> None:
    (answer,) = workspace.ask(kpi)
    assert answer.value == pytest.approx(value)
    assert answer.state is State.MEASURED


def test_a_month_is_answered_from_the_days_of_the_rows(workspace: Workspace) -> None:
    january, february = workspace.ask("mrr", start="2026-01-01", end="2026-02-28", grain="month")
    assert (january.value, february.value) == (70, 55)
    (march,) = workspace.ask("qualified_leads", period="2026-03")
    assert march.state is State.UNAVAILABLE


def test_every_tool_is_an_account_of_its_own(workspace: Workspace) -> None:
    assert {account.platform for account in workspace.accounts()} == {"hubspot", "stripe", "meltwater", "google_alerts"}
