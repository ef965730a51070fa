"""Excluding what an audit offers to exclude: items that stay in the lake, and do not count from now on."""

from __future__ import annotations

from goalposts.app.auditing import run_audit
from goalposts.app.workspace import Workspace
from goalposts.errors import Invalid
from goalposts.store.audits import Finding, find_finding
from goalposts.store.sessions import OWNER

_TEST_SENDS = """
SELECT item_id FROM (
  SELECT item_id, value FROM fact_measure WHERE measure_code = 'emails_sent' AND item_id <> 0 AND account_id = ?
  QUALIFY row_number() OVER (PARTITION BY item_id ORDER BY period_start DESC, value DESC) = 1) AS sent
WHERE value < CAST(? AS DOUBLE)
"""
_OFFERS = {"test_sends": _TEST_SENDS}


def offers_exclusion(finding: Finding) -> bool:
    """Whether the items of an open finding can be excluded from counting."""
    return finding.check_code in _OFFERS and finding.state == "open"


def excluded_by(workspace: Workspace, finding: Finding) -> int:
    """How many items a finding of this kind and account keeps from counting."""
    if finding.check_code not in _OFFERS:
        return 0
    return workspace.engine.coverage().excluded.get(finding.account_id, 0)


def exclude_found(workspace: Workspace, key: str, reason: str, *, person: str = OWNER) -> int:
    """Let the items of a finding not count from now on, and check again; how many items that are.

    Answers as of earlier moments still count them. Raises NotFound for an unknown finding, Invalid where its items
    cannot be excluded, and for no reason.
    """
    finding = _finding(workspace, key)
    if not offers_exclusion(finding):
        raise Invalid("This finding has no items to exclude. Accept it with a reason, or correct the data.")
    parameters = [finding.account_id, str(finding.facts["fewest"])]
    items = workspace.lake.query(_OFFERS[finding.check_code], parameters)["item_id"].to_list()
    now = workspace.now()
    count = workspace.lake.exclude_items(finding.account_id, items, at=now, person=person, reason=reason)
    run_audit(workspace, (finding.check_code,), person=person)
    return count


def count_again(workspace: Workspace, key: str, *, person: str = OWNER) -> int:
    """Let the items that a finding had excluded count again, and check again; how many that are."""
    finding = _finding(workspace, key)
    count = workspace.lake.count_again(finding.account_id, at=workspace.now())
    run_audit(workspace, (finding.check_code,), person=person)
    return count


def _finding(workspace: Workspace, key: str) -> Finding:
    with workspace.database.reading() as transaction:
        return find_finding(transaction, key)
