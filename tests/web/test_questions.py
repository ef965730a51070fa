"""The JSON API says what Python says."""

from __future__ import annotations

import pytest

from goalposts.app.workspace import Workspace
from tests.web.conftest import Visitor

QUESTIONS = [
    ({"kpis": ["impressions"]}, {}),
    (
        {"kpis": ["impressions", "engagement_rate"], "from": "2026-11-01", "to": "2026-11-21", "by": ["platform"]},
        {"start": "2026-11-01", "end": "2026-11-21", "by": ["platform"]},
    ),
    (
        {"kpis": ["likes"], "period": "last 28 days", "grain": "week", "compare": "previous"},
        {"period": "last 28 days", "grain": "week", "compare": "previous"},
    ),
    (
        {"kpis": ["likes"], "period": "2026-10", "where": {"platform": ["facebook"]}, "as_of": "2026-11-22"},
        {"period": "2026-10", "where": {"platform": ["facebook"]}, "as_of": "2026-11-22"},
    ),
]


@pytest.mark.parametrize(("body", "parts"), QUESTIONS)
def test_ask_answers_exactly_as_python_does(
    body: dict[str, object], parts: dict[str, object], owner: Visitor, workspace: Workspace
) -> None:
    answer = owner.post("/api/v1/ask", json=body, headers={"X-CSRF-Token": owner.form_token})
    assert answer.status_code == 200
    assert answer.json() == workspace.ask(body["kpis"], **parts).to_dict()  # type: ignore[arg-type]


def test_ask_gives_numbers(owner: Visitor) -> None:
    body = {"kpis": ["impressions"], "from": "2026-11-21", "to": "2026-11-21"}
    answer = owner.post("/api/v1/ask", json=body, headers={"X-CSRF-Token": owner.form_token}).json()
    assert [cell["value"] for cell in answer["answers"]] == [1000 + 10 * 119 + 2000 + 20 * 119]


def test_explain_shows_definition_sql_rows_and_files(owner: Visitor) -> None:
    body = {"kpis": ["impressions"], "from": "2026-11-21", "to": "2026-11-21"}
    evidence = owner.post("/api/v1/explain", json=body, headers={"X-CSRF-Token": owner.form_token}).json()
    assert evidence["definitions"][0]["formula"] == "impressions"
    assert evidence["row_count"] == 2
    assert evidence["files"] == ["facebook.csv", "instagram.csv"]
    assert "SELECT" in evidence["sql"][0]


def test_kpis_are_listed_in_three_languages(owner: Visitor, workspace: Workspace) -> None:
    listed = owner.get("/api/v1/kpis").json()["kpis"]
    assert len(listed) == len(workspace.catalog.kpis)
    bounce = next(entry for entry in listed if entry["id"] == "bounce_rate")
    assert bounce["names"]["ko"] == "이탈률"
    assert set(bounce) >= {
        "definitions",
        "formula",
        "unit",
        "direction",
        "additivity",
        "stage",
        "channel",
        "dimensions",
    }


def test_the_description_of_the_api_names_every_address(owner: Visitor) -> None:
    described = owner.get("/api/v1/openapi.json").json()
    assert set(described["paths"]) == {
        "/api/v1/ask",
        "/api/v1/explain",
        "/api/v1/kpis",
        "/api/v1/smart",
        "/api/v1/goals",
    }
