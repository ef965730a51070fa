"""Audits of the sample world and of real exports: what is truly wrong in them, and nothing else."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from goalposts.app.auditing import run_audit
from goalposts.app.workspace import Workspace
from goalposts.demo.build import UCI_ACCOUNT, build_demo
from goalposts.settings import read_settings
from goalposts.sources.source import Choices

DATA = Path(__file__).parents[2].parent / "shared" / "data"
NOW = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)


def opened(home: Path) -> Workspace:
    return Workspace(read_settings({}, home=home), clock=lambda: NOW)


def test_the_sample_world_gives_only_what_is_planted_and_what_its_real_posts_bring(tmp_path: Path) -> None:
    truths = build_demo(tmp_path / "demo", NOW.date())
    with opened(tmp_path / "demo") as workspace:
        found = {(f.check_code, f.account): f for f in run_audit(workspace).open}
    outage = found.pop(("failed_load", truths.outage.account))
    assert (outage.first_day, outage.last_day) == (truths.outage.start, truths.outage.end)
    assert set(found) == {("part_exceeds_whole", UCI_ACCOUNT), ("undated_items", UCI_ACCOUNT), ("stale_benchmarks", "")}
    assert found["part_exceeds_whole", UCI_ACCOUNT].rows == 4
    assert found["undated_items", UCI_ACCOUNT].rows == 500


@pytest.mark.skipif(not DATA.is_dir(), reason="the public data set is not beside this checkout")
def test_what_is_wrong_in_real_exports_is_found_with_its_lines(tmp_path: Path) -> None:
    with opened(tmp_path / "home") as workspace:
        for account, path in (
            ("Deepnews", "exports/mailchimp/campaigns.csv"),
            ("Landing page", "landing_page_ab/ab_data.csv.gz"),
            ("KAG", "kag_ads/KAG_conversion_data.csv"),
            ("Wormhole", "exports/x_twitter"),
        ):
            said = Choices(account=account, time_zone="UTC", accept_flags=True)
            assert workspace.import_paths([DATA / path], said).ok
        report = run_audit(workspace)
    found = {(f.check_code, f.measure): f for f in report.open}
    assert found["arm_mismatch", ""].rows == 3893
    assert (found["test_sends", "emails_sent"].rows, found["test_sends", "emails_sent"].facts["sends"]) == (786, 872)
    clicks = found["part_exceeds_whole", "email_unique_clicks"]
    assert [place["line"] for place in clicks.examples] == [222, 593]
    assert [place["line"] for place in found["part_exceeds_whole", "email_unique_opens"].examples] == [245]
    assert found["money_without_currency", "ad_spend"].rows == 1143
    assert {f.check_code for f in report.open} == {
        "arm_mismatch", "test_sends", "part_exceeds_whole", "money_without_currency", "orphan_account",
        "stale_benchmarks",
    }  # fmt: skip
