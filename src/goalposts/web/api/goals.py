"""The JSON of goals with their progress: the same as `goalposts goals --format json`."""

from __future__ import annotations

import json

from fastapi import APIRouter, Request
from fastapi.responses import Response

from goalposts.app.goal_facts import goals_to_dict
from goalposts.app.workspace import Workspace
from goalposts.web.visitor import person_of

router = APIRouter(prefix="/api/v1", tags=["goals"])


@router.get("/goals")
def goals(request: Request, odds: bool = False) -> Response:
    """Every goal this person may see, with progress; `odds=true` simulates the odds of every target anew."""
    workspace: Workspace = request.app.state.workspace
    body = goals_to_dict(workspace, person_of(request), odds=odds)
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Response(text, media_type="application/json")
