"""Somebody's own orders, leads and answers: mapped to rows, which are counted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import goalposts
from goalposts.app.workspace import Workspace
from goalposts.metrics.answer import State
from goalposts.sources.source import Choices

ORDERS = """No,Who,When,Amount,Pieces,Where
A1,anna@example.com,2026-01-02,10.50,1,email
A1,anna@example.com,2026-01-02,4.50,2,email
A2,bob@example.com,2026-01-03,20,1,paid_search
A3,anna@example.com,2026-01-05,7,1,email
A4,,,3,1,
"""
MAPPING = {
    "No": "order",
    "Who": "customer",
    "When": "date",
    "Amount": "order_amount",
    "Pieces": "order_quantity",
    "Where": "channel",
}


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with goalposts.open(tmp_path / "home") as opened:
        yield opened


def bring(workspace: Workspace, text: str, mapping: dict[str, str]) -> dict[str, Any]:
    file = workspace.home / "table.csv"
    file.write_text(text, encoding="utf-8")
    choices = Choices(
        account="Shop", platform="manual", time_zone="UTC", currency="EUR", mapping=mapping, accept_flags=True
    )
    (report,) = workspace.import_paths([file], choices).to_dict()["files"]  # type: ignore[misc]
    return report


def value(workspace: Workspace, kpi: str, **parts: Any) -> tuple[float | None, State]:
    (row,) = workspace.ask(kpi, **parts).rows()
    return row.value, row.state


def test_orders_are_counted_by_number_and_customers_by_hash(workspace: Workspace) -> None:
    report = bring(workspace, ORDERS, MAPPING)
    assert (report["status"], report["rows_read"]) == ("stored", 5)
    assert "1 rows are further lines of an order: they were added to it." in report["notes"]
    # A1 of 15.00 in two lines, A2 of 20, A3 of 7, and A4 of 3 without a date or a customer
    assert value(workspace, "orders") == (4, State.MEASURED)
    assert value(workspace, "revenue") == (45, State.MEASURED)
    assert value(workspace, "items_sold") == (6, State.MEASURED)
    assert value(workspace, "repeat_customers") == (1, State.MEASURED)
    assert value(workspace, "revenue", start="2026-01-02", end="2026-01-05") == (42, State.PARTIAL)
    assert {r.by["channel"]: r.value for r in workspace.ask("active_customers", by="channel")} == {
        "email": 1, "paid_search": 1,
    }  # fmt: skip
    kept = workspace.lake.query("SELECT customer_ext FROM dim_customer")["customer_ext"]
    assert kept.str.contains("@").sum() == 0


def test_orders_without_numbers_are_known_by_what_they_say(workspace: Workspace) -> None:
    text = "When,Amount\n2026-01-02,5\n2026-01-02,5\n2026-01-03,6\n"
    mapping = {"When": "date", "Amount": "order_amount"}
    assert bring(workspace, text, mapping)["rows_stored"] == 3
    assert value(workspace, "orders", period="2026-01-02") == (2, State.MEASURED)
    assert value(workspace, "active_customers")[1] is State.UNAVAILABLE
    assert bring(workspace, text, mapping)["status"] == "unchanged"


def test_leads_and_whether_they_were_won(workspace: Workspace) -> None:
    rows = ("L1,2026-01-02,yes,100", "L2,2026-01-02,no,", "L3,2026-01-04,성사,50", "L4,2026-01-04,maybe,1")
    text = "\n".join(["Id,Created,Deal,Worth", *rows, ""])
    mapping = {"Id": "lead", "Created": "date", "Deal": "won", "Worth": "lead_amount"}
    report = bring(workspace, text, mapping)
    assert [(f["line"], f["value"]) for f in report["faults"]] == [(5, "maybe")]
    assert value(workspace, "leads", start="2026-01-02", end="2026-01-04") == (3, State.MEASURED)
    assert value(workspace, "lead_to_customer_rate", start="2026-01-02", end="2026-01-04")[0] == pytest.approx(2 / 3)


def test_answers_to_recommend_and_of_satisfaction(workspace: Workspace) -> None:
    report = bring(workspace, "When,Score\n2026-01-01,10\n2026-01-01,9\n2026-01-02,0\n2026-01-02,11\n",
                   {"When": "date", "Score": "nps_score"})  # fmt: skip
    assert [(f["line"], f["value"]) for f in report["faults"]] == [(5, "11")]
    assert value(workspace, "nps", start="2026-01-01", end="2026-01-02")[0] == pytest.approx(100 / 3)
    asked = bring(workspace, "When,Score\n2026-01-01,5\n2026-01-02,2\n", {"When": "date", "Score": "csat_score"})
    assert [(q["field"], q["assumed"]) for q in asked["questions"]] == [("mapping", "csat_score:5")]
    assert value(workspace, "csat", start="2026-01-01", end="2026-01-02") == (0.5, State.MEASURED)
    ten = bring(workspace, "Day,Score\n2026-01-03,5\n", {"Day": "date", "Score": "csat_score:10"})
    assert ten["questions"] == []
    assert value(workspace, "csat", period="2026-01-03") == (0, State.MEASURED)


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        ({"No": "lead", "Amount": "order_amount"}, "exactly one of"),
        ({"No": "order", "Who": "customer"}, "exactly one of"),
        ({"Amount": "order_amount", "Pieces": "orders"}, "cannot hold orders too"),
        ({"Amount": "order_amount:5"}, "is no option of order_amount"),
    ],
)
def test_a_mapping_of_rows_that_makes_no_sense_is_refused(
    workspace: Workspace, mapping: dict[str, str], words: str
) -> None:
    report = bring(workspace, ORDERS, mapping)
    assert report["status"] == "failed"
    assert any(words in fault["message"] for fault in report["faults"]), report["faults"]
