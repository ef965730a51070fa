"""Test sends an audit found are excluded from counting, and can be counted again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from goalposts.app.auditing import read_audit, run_audit
from goalposts.app.excluding import count_again, exclude_found, excluded_by, offers_exclusion
from goalposts.app.workspace import Workspace
from goalposts.errors import Invalid, NotFound
from goalposts.sources.source import Choices
from goalposts.store.audits import Finding

HEADER = "Title,Subject,List,Send Date,Total Recipients,Successful Deliveries,Unique Opens,Unique Clicks,Unique Id\n"
SENDS = (
    'News,Hello,Readers,"Mar 02, 2026 09:00 am",1000,1000,300,40,aaa0000001\n'
    'News,Hello,Readers,"Mar 01, 2026 09:00 am",4,4,4,4,aaa0000002\n'
    'News,Hello,Readers,"Mar 01, 2026 08:00 am",2,2,2,1,aaa0000003\n'
)


class Clock:
    now = dt.datetime(2026, 5, 1, 9, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        Clock.now += dt.timedelta(minutes=1)
        return Clock.now


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    file = tmp_path / "campaigns.csv"
    file.write_text(HEADER + SENDS)
    with Workspace.open(tmp_path / "home", clock=Clock()) as opened:
        assert opened.import_paths([file], Choices(account="Readers", time_zone="UTC", accept_flags=True)).ok
        yield opened


def open_rate(workspace: Workspace, as_of: dt.datetime | None = None) -> tuple[float | None, str | None]:
    (answer,) = workspace.ask("email_open_rate", as_of=as_of)
    return answer.value, answer.reason


def sends_found(workspace: Workspace) -> Finding:
    run_audit(workspace)
    (finding,) = (one for one in read_audit(workspace).findings if one.check_code == "test_sends")
    return finding


def test_excluded_sends_no_longer_count_and_earlier_moments_keep_them(workspace: Workspace) -> None:
    finding = sends_found(workspace)
    assert offers_exclusion(finding)
    before = workspace.now()
    assert open_rate(workspace)[0] == pytest.approx(306 / 1006)
    assert exclude_found(workspace, finding.key, "sent to the team") == 2
    assert open_rate(workspace) == (pytest.approx(0.3), "2 items are excluded from counting")
    assert open_rate(workspace, before)[0] == pytest.approx(306 / 1006)
    fixed = sends_found(workspace)
    assert (fixed.state, excluded_by(workspace, fixed)) == ("fixed", 2)
    assert workspace.lake.exclusions()["reason"].unique().to_list() == ["sent to the team"]


def test_they_can_count_again(workspace: Workspace) -> None:
    finding = sends_found(workspace)
    exclude_found(workspace, finding.key, "sent to the team")
    between = workspace.now()
    assert count_again(workspace, finding.key) == 2
    assert open_rate(workspace)[0] == pytest.approx(306 / 1006)
    assert open_rate(workspace, between)[0] == pytest.approx(0.3)
    assert sends_found(workspace).state == "open"


def test_a_reason_is_needed_and_a_finding_that_has_items(workspace: Workspace) -> None:
    finding = sends_found(workspace)
    with pytest.raises(Invalid, match="Say why"):
        exclude_found(workspace, finding.key, "  ")
    with pytest.raises(NotFound):
        exclude_found(workspace, "no such key", "because")
    exclude_found(workspace, finding.key, "sent to the team")
    with pytest.raises(Invalid, match="no items to exclude"):
        exclude_found(workspace, finding.key, "again")
