"""Data health: never checked, checked, accepted, opened again; who may do so; hostile text stays text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from goalposts.app.auditing import read_audit, run_audit
from goalposts.app.workspace import Workspace
from goalposts.sources.source import Choices
from goalposts.web.server import create_app, sign_in_link
from tests.web.conftest import ADDRESS, HOSTILE, LAST_DAY, Visitor, open_workspace

PAGE = "/data/audits"
CHECK = ("part_exceeds_whole", "undated_items")


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Workspace]:
    with open_workspace(tmp_path / "home") as made:
        yield made


@pytest.fixture
def app(fresh: Workspace) -> FastAPI:
    return create_app(fresh)


@pytest.fixture
def visitor(fresh: Workspace, app: FastAPI) -> Visitor:
    visitor = Visitor(app)
    visitor.get(sign_in_link(fresh, "127.0.0.1", 8420).removeprefix(ADDRESS) + "&lang=en")
    return visitor


def spoil(workspace: Workspace) -> None:
    """More clicks than impressions in an account with a hostile name."""
    path = workspace.home.parent / "wrong.csv"
    path.write_text(f"Date,Impressions,Link clicks\n{LAST_DAY},30,3000\n", encoding="utf-8")
    said = Choices(account=HOSTILE, platform="pinterest", time_zone="UTC", accept_flags=True)
    assert workspace.import_paths([path], said).ok


def key_of(workspace: Workspace) -> str:
    return read_audit(workspace).findings[0].key


def test_without_data_the_page_says_how_to_begin(visitor: Visitor) -> None:
    page = visitor.get(f"{PAGE}?lang=en").text
    assert "Nothing to check yet" in page
    assert 'href="/imports"' in page


def test_an_audit_is_started_runs_in_the_background_and_is_shown(
    fresh: Workspace, app: FastAPI, visitor: Visitor
) -> None:
    spoil(fresh)
    assert "Not checked yet" in visitor.get(f"{PAGE}?lang=en").text
    answer = visitor.post(f"{PAGE}/run", data={"csrf_token": visitor.form_token})
    assert (answer.status_code, answer.headers["location"]) == (303, PAGE)
    app.state.auditor.wait()
    done = visitor.get(f"{PAGE}/progress")
    assert done.headers["HX-Refresh"] == "true"
    page = visitor.get(f"{PAGE}?lang=en").text
    assert "A part is larger than its whole" in page
    assert "3,000 of 30 in the clearest of 1 rows" in page
    assert re.search(r'href="/explain/line\?source=\d+&amp;part=0&amp;line=2"', page)
    assert read_audit(fresh).run.person == "owner"  # type: ignore[union-attr]


def test_hostile_names_stay_text(fresh: Workspace, visitor: Visitor) -> None:
    spoil(fresh)
    run_audit(fresh, CHECK)
    page = visitor.get(PAGE).text
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_finding_is_accepted_with_a_reason_and_opened_again(fresh: Workspace, visitor: Visitor) -> None:
    spoil(fresh)
    run_audit(fresh, CHECK)
    key, token = key_of(fresh), visitor.form_token
    said = {"csrf_token": token, "reason": "<b>a test</b>", "until": "2027-01-31"}
    assert visitor.post(f"{PAGE}/{key}/accept", data=said).status_code == 303
    assert "No check finds anything" in visitor.get(f"{PAGE}?lang=en").text
    page = visitor.get(f"{PAGE}?lang=en&state=accepted").text
    assert "&lt;b&gt;a test&lt;/b&gt;" in page
    assert "until Jan 31, 2027" in page
    assert visitor.post(f"{PAGE}/{key}/reopen", data={"csrf_token": token}).status_code == 303
    assert [finding.key for finding in read_audit(fresh).open] == [key]


@pytest.mark.parametrize(
    "said", [{"reason": " "}, {"reason": "x", "until": "soon"}, {"reason": "x", "until": "2020-01-01"}]
)
def test_an_acceptance_without_a_reason_or_with_no_day_is_refused(
    said: dict[str, str], fresh: Workspace, visitor: Visitor
) -> None:
    spoil(fresh)
    run_audit(fresh, CHECK)
    answer = visitor.post(f"{PAGE}/{key_of(fresh)}/accept", data={"csrf_token": visitor.form_token, **said})
    assert answer.status_code == 422
    assert len(read_audit(fresh).open) == 1


def test_findings_are_filtered_by_severity_and_account(fresh: Workspace, visitor: Visitor) -> None:
    spoil(fresh)
    run_audit(fresh, CHECK)
    account = read_audit(fresh).findings[0].account_id
    assert "larger than its whole" in visitor.get(f"{PAGE}?lang=en&severity=error&account={account}").text
    assert "No finding fits this choice" in visitor.get(f"{PAGE}?lang=en&severity=notice").text
    assert "No finding fits this choice" in visitor.get(f"{PAGE}?lang=en&account=1").text


@pytest.mark.parametrize("path", ["/run", "/abcdef/accept", "/abcdef/reopen", "/abcdef/exclude", "/abcdef/count-again"])
def test_nobody_else_may_do_anything(path: str, app: FastAPI, visitor: Visitor) -> None:
    anonymous = Visitor(app)
    assert anonymous.get(PAGE).status_code in (303, 401)
    assert anonymous.post(f"{PAGE}{path}", data={"reason": "x"}).status_code in (303, 401, 403)
    assert visitor.post(f"{PAGE}{path}", data={"reason": "x"}).status_code == 403
    assert visitor.post(f"{PAGE}{path}", data={"reason": "x", "csrf_token": "forged"}).status_code == 403
    assert not app.state.auditor.progress.running


def test_a_finding_nobody_has_is_not_found(visitor: Visitor) -> None:
    token = visitor.form_token
    assert visitor.post(f"{PAGE}/abcdefab/accept", data={"csrf_token": token, "reason": "x"}).status_code == 404


def test_test_sends_are_excluded_with_a_reason_and_counted_again(fresh: Workspace, visitor: Visitor) -> None:
    head = "Title,Subject,List,Send Date,Total Recipients,Successful Deliveries,Unique Opens,Unique Clicks,Unique Id"
    sends = ["News,Hi,Readers,2025-03-02,1000,1000,300,40,aaa0000001", "News,Hi,Readers,2025-03-01,4,4,4,4,aaa0000002"]
    path = fresh.home.parent / "campaigns.csv"
    path.write_text("\n".join([head, *sends]) + "\n", encoding="utf-8")
    said = Choices(account="Readers", time_zone="UTC", accept_flags=True)
    assert fresh.import_paths([path], said).ok
    run_audit(fresh, ("test_sends",))
    key, token = key_of(fresh), visitor.form_token
    assert "Exclude from counting" in visitor.get(f"{PAGE}?lang=en").text
    refused = visitor.post(f"{PAGE}/{key}/exclude", data={"csrf_token": token, "reason": " "})
    assert refused.status_code == 422
    done = visitor.post(f"{PAGE}/{key}/exclude", data={"csrf_token": token, "reason": "sent to the team"})
    assert (done.status_code, fresh.lake.exclusions()["reason"].to_list()) == (303, ["sent to the team"])
    assert "Count 1 excluded item again" in visitor.get(f"{PAGE}?lang=en&state=fixed").text
    assert visitor.post(f"{PAGE}/{key}/count-again", data={"csrf_token": token}).status_code == 303
    assert fresh.lake.exclusions().is_empty()


@pytest.mark.parametrize("language", ["ko", "zh-Hant"])
def test_the_page_speaks_every_language(language: str, fresh: Workspace, visitor: Visitor) -> None:
    spoil(fresh)
    run_audit(fresh, CHECK)
    page = visitor.get(f"{PAGE}?lang={language}").text
    assert {"ko": "부분이 전체보다 큼", "zh-Hant": "部分大於整體"}[language] in page
    assert "A part is larger" not in page
