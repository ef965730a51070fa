"""What `audits.yaml` may say, and what it is told when it says something else."""

from __future__ import annotations

from pathlib import Path

import pytest

from goalposts.audits.checks import CHECKS, chosen
from goalposts.audits.rules import FILE, read_rules, ruled
from goalposts.errors import Invalid


def write(home: Path, text: str) -> Path:
    (home / FILE).write_text(text, encoding="utf-8")
    return home


def test_without_the_file_every_check_runs_as_it_is(tmp_path: Path) -> None:
    assert ruled(chosen(()), read_rules(tmp_path)) == tuple(CHECKS.values())


def test_tolerance_owner_severity_and_skip(tmp_path: Path) -> None:
    text = "test_sends: {tolerance: 50, owner: Mina, severity: warning}\nutm_breach: {skip: true}\n"
    checks = {check.code: check for check in ruled(chosen(()), read_rules(write(tmp_path, text)))}
    held = checks["test_sends"]
    assert (held.tolerance, held.owner, held.severity) == (50.0, "Mina", "warning")
    assert "utm_breach" not in checks
    assert len(checks) == len(CHECKS) - 1


def test_an_empty_file_is_no_rule(tmp_path: Path) -> None:
    assert read_rules(write(tmp_path, "# nothing yet\n")) == {}


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    text = "nonsense: {skip: true}\nlevel_jump: 3\ntest_sends: {tolerance: much, severity: grave, colour: red}\n"
    with pytest.raises(Invalid) as caught:
        read_rules(write(tmp_path, text))
    assert [fault.value for fault in caught.value.faults] == ["nonsense", "3", "much", "grave", "colour"]


@pytest.mark.parametrize("text", ["- a list", "{broken", "just words"])
def test_a_file_of_another_shape_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=FILE):
        read_rules(write(tmp_path, text))
