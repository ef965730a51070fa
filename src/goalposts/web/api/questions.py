"""The typed JSON API: ask, explain and list KPIs, in the words of the command line and of Python."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from goalposts.app.definitions import describe_kpi
from goalposts.app.workspace import Workspace

router = APIRouter(prefix="/api/v1", tags=["questions"])

Values = str | int | list[str | int]


class AskBody(BaseModel):
    """A question. Dates are ISO 8601; `period` takes words such as `last 28 days` or `2025-Q1`; none = all held."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    kpis: Annotated[list[str], Field(min_length=1, examples=[["engagements", "engagement_rate"]])]
    period: Annotated[str | None, Field(examples=["last 28 days"])] = None
    start: Annotated[str | None, Field(alias="from", examples=["2026-01-01"])] = None
    end: Annotated[str | None, Field(alias="to", examples=["2026-03-31"])] = None
    grain: str = "total"
    by: list[str] = []
    where: dict[str, Values] | None = None
    compare: Annotated[str | None, Field(examples=["same_weekdays"])] = None
    as_of: str | None = None
    across_breaks: bool = False

    def parts(self) -> dict[str, Any]:
        """The arguments of `Workspace.ask` after the KPIs."""
        return self.model_dump(exclude={"kpis"})


@router.post("/ask")
def ask(request: Request, body: AskBody) -> Response:
    """Answer a question: the same JSON as `goalposts ask --format json` and `Workspace.ask(...).to_dict()`."""
    workspace: Workspace = request.app.state.workspace
    return _json(workspace.ask(body.kpis, **body.parts()).to_dict())


@router.post("/explain")
def explain(request: Request, body: AskBody) -> Response:
    """Show what stands behind the answers: definitions, SQL, contributing rows and files."""
    workspace: Workspace = request.app.state.workspace
    return _json(workspace.explain(body.kpis, **body.parts()).to_dict())


@router.get("/kpis")
def kpis(request: Request) -> Response:
    """Every KPI definition in force, in three languages."""
    workspace: Workspace = request.app.state.workspace
    return _json({"kpis": [describe_kpi(kpi, workspace.catalog) for kpi in workspace.catalog.kpis.values()]})


def _json(body: Any) -> Response:
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Response(text, media_type="application/json")
