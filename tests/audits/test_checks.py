"""Every defect is found by the check made for it and by no other; the clean world gives nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from goalposts.audits.check import Found
from goalposts.audits.checks import CHECKS, chosen
from goalposts.audits.rules import ruled
from goalposts.audits.runner import MOST_FINDINGS, Outcome, finding_key, run_checks, statement
from goalposts.audits.scope import scope
from goalposts.catalog.benchmarks import Benchmark
from goalposts.catalog.files import load_catalog
from goalposts.errors import NotFound
from goalposts.i18n.finding_texts import TEXTS
from goalposts.i18n.findings import OWNER_NAMES, finding_text
from goalposts.warehouse.lake import Lake
from tests.audits.defects import DEFECTS
from tests.audits.world import DAYS, TODAY, Told, clean_world, daily

OLD = Benchmark(
    "engagement_rate", 0.01, "followers", "median", "Old Figures", 2019, dt.date(2019, 1, 1), "P", platform="facebook"
)


@dataclass
class Spoilt:
    """The clean world, audited before and after every defect was planted in accounts of its own."""

    lake: Lake
    before: Outcome
    after: Outcome
    accounts: dict[str, set[int]]

    def found(self, defect: str) -> list[Found]:
        """Everything found about the accounts of a defect."""
        return [found for found in self.after.found if found.account_id in self.accounts[defect]]


def audit(lake: Lake, *codes: str, benchmarks: tuple[Benchmark, ...] = ()) -> Outcome:
    return run_checks(lake, chosen(codes), load_catalog().measures, today=TODAY, benchmarks=benchmarks)


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spoilt]:
    home = tmp_path_factory.mktemp("audits") / "home"
    clean_world(home)
    with Lake.open(home) as lake:
        before = audit(lake)
        accounts = {}
        for name, make in DEFECTS.items():
            files = make(name)
            accounts[name] = {told.account_id for told in files}
            for told in files:
                told.into(lake)
        yield Spoilt(lake, before, audit(lake, benchmarks=(OLD,)), accounts)


def test_nothing_is_found_in_the_clean_world(spoilt: Spoilt) -> None:
    assert spoilt.before.found == ()
    assert set(spoilt.before.checks) == set(CHECKS)


def test_every_check_has_a_defect() -> None:
    assert set(DEFECTS) == set(CHECKS) - {"stale_benchmarks"}
    assert len(DEFECTS) >= 20


WITHOUT_ACCOUNT = {"campaign_twins"}


@pytest.mark.parametrize("defect", sorted(set(DEFECTS) - WITHOUT_ACCOUNT))
def test_a_defect_is_found_by_its_check_alone(defect: str, spoilt: Spoilt) -> None:
    assert {found.check for found in spoilt.found(defect)} == {defect}


def test_nothing_is_found_outside_the_planted_accounts(spoilt: Spoilt) -> None:
    planted = set().union(*spoilt.accounts.values())
    others = {(found.check, found.subject) for found in spoilt.after.found if found.account_id not in planted}
    assert others == {("campaign_twins", "summersale"), ("stale_benchmarks", "Old Figures")}


def only(spoilt: Spoilt, defect: str) -> Found:
    (found,) = spoilt.found(defect)
    return found


def test_findings_tell_window_rows_facts_and_lines(spoilt: Spoilt) -> None:
    gap = only(spoilt, "missing_days")
    assert (gap.first_day, gap.last_day, gap.facts) == (dt.date(2026, 3, 23), dt.date(2026, 4, 1), {"days": 10})
    part = only(spoilt, "part_exceeds_whole")
    assert (part.measure, part.subject, part.rows) == ("link_clicks", "impressions", 1)
    assert (part.facts["part"], part.facts["whole"]) == (150, 92)
    assert [(place.file, place.part, place.line) for place in part.examples] == [("part_exceeds_whole.csv", 0, 2)]
    failed = only(spoilt, "failed_load")
    assert (failed.rows, failed.facts["error_class"]) == (5, "expired_token")
    assert (only(spoilt, "test_sends").rows, only(spoilt, "test_sends").facts["sends"]) == (2, 4)
    assert only(spoilt, "arm_mismatch").rows == 2
    assert only(spoilt, "currency_mix").rows == 10
    assert {found.subject for found in spoilt.found("utm_breach")} == {"case", "missing", "space"}
    stored = only(spoilt, "stored_against_provider").facts
    assert (stored["stored"], stored["counted"]) == (50, 31)


def test_the_unit_is_told_by_its_factor(spoilt: Spoilt) -> None:
    assert only(spoilt, "unit_jump").facts["factor"] == pytest.approx(60, rel=0.05)
    assert only(spoilt, "level_jump").facts["factor"] == pytest.approx(9, rel=0.05)


def test_a_finding_keeps_its_key_when_it_grows(spoilt: Spoilt) -> None:
    found = only(spoilt, "negative_value")
    assert found.key == finding_key("negative_value", found.account_id, "comments", "")
    assert len({one.key for one in spoilt.after.found}) == len(spoilt.after.found)


def test_an_acknowledged_severity_and_a_tolerance_come_from_the_workspace(spoilt: Spoilt) -> None:
    rules = {"level_jump": {"tolerance": 12, "owner": "Mina"}, "negative_value": {"severity": "notice"}}
    checks = ruled(chosen(("level_jump", "negative_value", "utm_breach")), rules | {"utm_breach": {"skip": True}})
    outcome = run_checks(spoilt.lake, checks, load_catalog().measures, today=TODAY)
    assert [(found.check, found.severity) for found in outcome.found] == [("negative_value", "notice")]


def test_a_late_repair_of_a_failed_load_closes_it(tmp_path: Path) -> None:
    with Lake.open(tmp_path) as lake:
        (failed,) = DEFECTS["failed_load"]("Page")
        failed.into(lake)
        assert [found.check for found in audit(lake, "failed_load").found] == ["failed_load"]
        Told(("x", "Page"), "repair.csv").measure("likes", daily(33, 50, 55)).into(lake)
        assert audit(lake, "failed_load", "missing_days").found == ()


def test_too_many_findings_are_cut_off_and_said_so(tmp_path: Path) -> None:
    with Lake.open(tmp_path) as lake:
        file = Told(("x", "Page"), "many.csv")
        for number in range(MOST_FINDINGS + 1):
            file.rows("dim_campaign", [{"campaign_id": 2 * number + 1, "name": f"C {number}", "utm_campaign": ""}])
            file.rows("dim_campaign", [{"campaign_id": 2 * number + 2, "name": f"c-{number}", "utm_campaign": ""}])
        file.into(lake)
        outcome = audit(lake, "campaign_twins")
    assert (len(outcome.found), outcome.cut_off) == (MOST_FINDINGS, ("campaign_twins",))


def test_each_check_is_one_statement(spoilt: Spoilt) -> None:
    names = scope(load_catalog().measures, (), TODAY, spoilt.lake.load_log())
    for check in CHECKS.values():
        assert ";" not in statement(check, names)
        assert check.owner in OWNER_NAMES


def test_an_unknown_check_is_named_with_the_nearest() -> None:
    with pytest.raises(NotFound, match="missing_days"):
        chosen(("mising_days",))


@pytest.mark.parametrize("language", ["en", "ko", "zh-Hant"])
def test_every_finding_has_words_in_every_language(language: str, spoilt: Spoilt) -> None:
    assert set(TEXTS) == set(CHECKS)
    for found in spoilt.after.found:
        text = finding_text(found.check, found.facts, found.rows, language, lambda code: code)
        assert "{" not in text.title + text.expected + text.found + text.remedy
        assert all((text.title, text.expected, text.found, text.remedy))


def test_the_days_of_the_world_end_before_today() -> None:
    assert (TODAY - dt.date(2026, 2, 1)).days == DAYS + 1
