"""One engine behind three doors: the command line, Python and HTTP give the same JSON."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import goalposts
from goalposts.app.workspace import Workspace
from goalposts.sources.source import Choices
from goalposts.web.server import create_app, sign_in_link
from tests.web.conftest import Visitor

EXPORTS = Path(__file__).parents[1] / "data" / "exports"
QUESTIONS: list[tuple[list[str], dict[str, Any]]] = [
    (["impressions", "engagement_rate"], {}),
    (["likes", "engagements_reported"], {"period": "2025", "grain": "month", "by": ["platform"]}),
    (["impressions"], {"start": "2025-02-01", "end": "2025-02-28", "grain": "day", "compare": "previous"}),
    (["engagements", "reach", "nps"], {"period": "2025-Q1", "by": ["content_type"], "where": {"platform": ["x"]}}),
    (["impressions"], {"as_of": "2020-01-01"}),
]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with goalposts.open(tmp_path_factory.mktemp("doors") / "home") as opened:
        files = sorted(EXPORTS.glob("x_*.csv"))
        assert files, "the look-alike exports of X are missing"
        report = opened.import_paths(files, Choices(account="Tea House", time_zone="UTC", accept_flags=True))
        assert report.ok, report.to_dict()
        yield opened


@pytest.fixture(scope="module")
def owner(workspace: Workspace) -> Visitor:
    visitor = Visitor(create_app(workspace))
    assert visitor.get(sign_in_link(workspace, "127.0.0.1", 8420)).status_code == 303
    return visitor


def _by_command(workspace: Workspace, kpis: list[str], parts: dict[str, Any]) -> Any:
    names = {"start": "from", "end": "to", "as_of": "as-of"}
    words = [sys.executable, "-m", "goalposts", "ask", *kpis, "--home", str(workspace.home), "--format", "json"]
    for name, value in parts.items():
        option = f"--{names.get(name, name)}"
        if name == "where":
            words += [w for dimension, values in value.items() for w in (option, f"{dimension}={','.join(values)}")]
        else:
            words += [option, ",".join(value) if isinstance(value, list) else value]
    return json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout)


def _by_http(owner: Visitor, kpis: list[str], parts: dict[str, Any]) -> Any:
    names = {"start": "from", "end": "to"}
    body = {"kpis": kpis, **{names.get(name, name): value for name, value in parts.items()}}
    answer = owner.post("/api/v1/ask", json=body, headers={"X-CSRF-Token": owner.form_token})
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize(("kpis", "parts"), QUESTIONS)
def test_command_python_and_http_agree(
    workspace: Workspace, owner: Visitor, kpis: list[str], parts: dict[str, Any]
) -> None:
    python = json.loads(json.dumps(workspace.ask(kpis, **parts).to_dict()))
    assert python["answers"]
    assert _by_command(workspace, kpis, parts) == python
    assert _by_http(owner, kpis, parts) == python


def test_the_frame_of_a_notebook_holds_the_same_cells(workspace: Workspace) -> None:
    answers = workspace.ask(
        ["likes", "engagement_rate"], period="2025", grain="month", by="platform", compare="previous"
    )
    cells, frame = answers.rows(), answers.to_polars()
    assert len(cells) == len(frame) == len(answers)
    for cell, row in zip(cells, frame.iter_rows(named=True), strict=True):
        assert (cell.kpi, cell.period_start, cell.period_end) == (row["kpi"], row["period_start"], row["period_end"])
        assert (cell.value, cell.unit, cell.state.value, cell.n) == (row["value"], row["unit"], row["state"], row["n"])
        assert (cell.by["platform"], cell.reason, cell.incomplete) == (
            row["platform"],
            row["reason"],
            row["incomplete"],
        )
        assert cell.compare is not None
        assert (cell.compare.value, cell.compare.change_relative) == (row["compare_value"], row["change_relative"])
    assert list(answers.to_pandas().columns) == frame.columns


def test_a_notebook_shows_a_table_with_escaped_text(workspace: Workspace) -> None:
    shown = workspace.ask("likes", by="account")._repr_html_()
    assert shown.startswith("<table>")
    assert "Tea House" in shown
    assert "<script" not in shown
