"""Auditing a workspace: what is found is kept, a repair closes it, and a served workspace is audited every day."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from goalposts.app import auditing
from goalposts.app.auditing import Auditor, accept, describe_finding, read_audit, reopen, run_audit
from goalposts.app.workspace import Workspace
from goalposts.audits.rules import FILE
from goalposts.errors import NotFound
from goalposts.settings import read_settings
from goalposts.sources.source import Choices

START = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
SAID = Choices(account="Corner Bakery", platform="pinterest", time_zone="UTC", accept_flags=True)


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def workspace(tmp_path: Path, clock: Clock) -> Iterator[Workspace]:
    with Workspace(read_settings({}, home=tmp_path / "home"), clock=clock) as made:
        yield made


def bring(workspace: Workspace, name: str, clicks: int) -> None:
    days = [START.date() - dt.timedelta(ago) for ago in range(20, 0, -1)]
    lines = [f"{day},1000,{clicks if day == days[5] else 20 + day.day}" for day in days]
    path = workspace.home.parent / name
    path.write_text("\n".join(["Date,Impressions,Link clicks", *lines]) + "\n", encoding="utf-8")
    assert workspace.import_paths([path], SAID).ok


def audit(workspace: Workspace) -> auditing.AuditReport:
    return run_audit(workspace, ["part_exceeds_whole"])


def test_a_finding_is_kept_with_its_line_and_closed_once_the_line_is_corrected(
    workspace: Workspace, clock: Clock
) -> None:
    bring(workspace, "wrong.csv", clicks=4000)
    report = audit(workspace)
    (found,) = report.open
    assert not report.ok
    assert (found.check_code, found.measure, found.account) == ("part_exceeds_whole", "link_clicks", "Corner Bakery")
    assert [(place["file"], place["line"]) for place in found.examples] == [("wrong.csv", 7)]
    clock.now += dt.timedelta(hours=1)
    bring(workspace, "right.csv", clicks=40)
    report = audit(workspace)
    assert report.ok
    assert report.findings[0].state == "fixed"
    assert report.findings[0].fixed_at == clock.now


def test_an_accepted_finding_no_longer_fails_the_audit(workspace: Workspace) -> None:
    bring(workspace, "wrong.csv", clicks=4000)
    (found,) = audit(workspace).open
    accept(workspace, found.key, "Meta counts them twice that day", until=dt.date(2026, 12, 31))
    assert audit(workspace).ok
    assert reopen(workspace, found.key).state == "open"
    assert not read_audit(workspace).ok


def test_a_finding_as_json_speaks_the_language_of_its_reader(workspace: Workspace) -> None:
    bring(workspace, "wrong.csv", clicks=4000)
    (found,) = audit(workspace).open
    told = describe_finding(found, workspace.catalog, "en")
    assert (told["title"], told["expected"]) == ("A part is larger than its whole", "never more than Impressions")
    assert told["account_id"] == str(found.account_id)
    assert describe_finding(found, workspace.catalog, "ko")["title"] == "부분이 전체보다 큼"


def test_rules_of_the_workspace_are_followed_and_what_is_skipped_is_closed(workspace: Workspace) -> None:
    bring(workspace, "wrong.csv", clicks=4000)
    assert len(audit(workspace).open) == 1
    (workspace.home / FILE).write_text("part_exceeds_whole: {skip: true}\n", encoding="utf-8")
    assert audit(workspace).open == ()


def test_an_unknown_check_changes_nothing(workspace: Workspace) -> None:
    with pytest.raises(NotFound, match="test_sends"):
        run_audit(workspace, ["test_send"])
    assert read_audit(workspace).run is None


def test_an_audit_is_due_once_there_is_data_and_a_day_after_the_last(workspace: Workspace, clock: Clock) -> None:
    auditor = Auditor(workspace)
    assert not auditor.is_due()
    bring(workspace, "right.csv", clicks=40)
    assert auditor.is_due()
    audit(workspace)
    assert not auditor.is_due()
    clock.now += dt.timedelta(days=1)
    assert auditor.is_due()


def test_a_scheduled_auditor_checks_at_its_start(workspace: Workspace) -> None:
    bring(workspace, "wrong.csv", clicks=4000)
    done = threading.Event()
    auditor = Auditor(workspace, scheduled=True)
    auditor.finished = done.set
    with auditor:
        assert done.wait(60)
    report = read_audit(workspace)
    assert report.run is not None
    assert report.run.person == auditing.SCHEDULE
    assert len(report.open) == 1


def test_an_auditor_without_a_schedule_waits_to_be_asked(workspace: Workspace) -> None:
    bring(workspace, "wrong.csv", clicks=4000)
    with Auditor(workspace) as auditor:
        assert not auditor.progress.running
    assert read_audit(workspace).run is None


def test_two_audits_never_run_at_once_and_a_failure_is_told(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    going, finish = threading.Event(), threading.Event()

    def wait(*_: object, **__: object) -> None:
        going.set()
        finish.wait(60)
        raise NotFound("check", "x")

    monkeypatch.setattr(auditing, "run_audit", wait)
    auditor = Auditor(workspace)
    assert auditor.start("owner")
    assert going.wait(60)
    assert not auditor.start("owner")
    finish.set()
    auditor.wait()
    assert not auditor.progress.running
    assert "There is no check" in auditor.progress.failure
