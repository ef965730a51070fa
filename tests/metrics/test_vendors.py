from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import goalposts
from goalposts.app.workspace import Workspace
from goalposts.metrics.answer import State
from goalposts.sources.source import Choices

OWN = Path(__file__).parents[1] / "data" / "exports"
FILES = ("semrush_overview.csv", "ahrefs_overview.csv", "semrush_positions.csv")
SITE = "corner-bakery.example"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with goalposts.open(tmp_path_factory.mktemp("vendors") / "home") as opened:
        for file in FILES:
            assert opened.import_paths([OWN / file], Choices(account=SITE, accept_flags=True)).ok
        rival = opened.import_paths([OWN / "ahrefs_overview.csv"], Choices(account="rival-bakery.example"))
        assert rival.ok
        yield opened


@pytest.mark.parametrize("measure", ["backlinks", "referring_domains", "authority_score"])
def test_counts_and_scores_of_two_vendors_are_never_added(workspace: Workspace, measure: str) -> None:
    (row,) = workspace.ask(measure, where={"account": SITE}).rows()
    assert (row.value, row.state) == (None, State.UNAVAILABLE)
    assert "2 accounts or slices cannot be added" in str(row.reason)


def test_each_vendor_alone_stands(workspace: Workspace) -> None:
    rows = workspace.ask("backlinks", by="platform", where={"account": SITE}).rows()
    assert {row.by["platform"]: row.value for row in rows} == {"semrush": 5400, "ahrefs": 6100}


def test_links_to_two_sites_add_by_one_vendor_and_their_scores_do_not(workspace: Workspace) -> None:
    where = {"platform": "ahrefs"}
    assert workspace.ask("backlinks", where=where).rows()[0].value == 26_100
    assert workspace.ask("authority_score", where=where).rows()[0].value is None
    scores = workspace.ask("authority_score", by="account", where=where).rows()
    assert {row.by["account"]: row.value for row in scores} == {SITE: 41.5, "rival-bakery.example": 55}


def test_a_keyword_has_one_rank(workspace: Workspace) -> None:
    rows = workspace.ask("keyword_position", by="keyword", where={"account": SITE}).rows()
    assert {row.by["keyword"]: row.value for row in rows} == {"rye bread": 3, "sourdough course": 1}
