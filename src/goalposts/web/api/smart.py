"""The JSON of a sentence read as a goal, for the composer: the same as `goalposts smart --format json`."""

from __future__ import annotations

import datetime as dt
import json
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from goalposts.app.composing import compose
from goalposts.app.workspace import Workspace
from goalposts.errors import Fault, Invalid
from goalposts.i18n import LOCALES

MOST_LETTERS = 10_000

router = APIRouter(prefix="/api/v1", tags=["goals"])


class SmartBody(BaseModel):
    """A sentence; `answers` are choices by the code of their question, `language` that of the reasons."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(max_length=MOST_LETTERS, examples=["Increase Instagram post likes by 20% next quarter"])]
    today: Annotated[dt.date | None, Field(examples=["2026-11-22"])] = None
    language: str = ""
    answers: dict[str, str] = {}
    objective_id: int | None = None
    relevance: str = ""
    confirmed: bool = False


@router.post("/smart")
def smart(request: Request, body: SmartBody) -> Response:
    """Read a sentence as a goal: draft, verdicts, questions, rewrite, spans and unknown words. Nothing is stored."""
    workspace: Workspace = request.app.state.workspace
    if body.language not in ("", *LOCALES):
        raise Invalid("The sentence was not read.", [Fault(f"expected one of {', '.join(LOCALES)}", column="language")])
    read = compose(
        workspace,
        body.text,
        today=body.today,
        language=body.language,
        answers=body.answers,
        objective_id=body.objective_id,
        relevance=body.relevance,
        confirmed=body.confirmed,
    )
    return Response(json.dumps(read.to_dict(), ensure_ascii=False), media_type="application/json")
