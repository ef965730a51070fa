"""The public page of a survey: one question, a scale, a comment, thanks. It needs no session and shows nothing else."""

from __future__ import annotations

import secrets

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from goalposts.app.courier import Courier
from goalposts.app.surveying import MOST_COMMENT, Door, find_door, take_answer
from goalposts.app.workspace import Workspace
from goalposts.i18n.surveys import score_name
from goalposts.store.surveys import Survey
from goalposts.surveys.question import KINDS
from goalposts.web.gate import VISITOR_COOKIE, Keys
from goalposts.web.rendering import render
from goalposts.web.visitor import language_of

router = APIRouter(include_in_schema=False)

STATUS: dict[str, int] = {"open": 200, "thanks": 200, "closed": 410, "used": 409, "busy": 429, "unknown": 404}
_YEAR = 365 * 24 * 3600
_DIGITS = 4


@router.get("/s/{token}")
def ask(request: Request, token: str) -> Response:
    """The question, or why it is not asked (any more)."""
    visitor = request.cookies.get(VISITOR_COOKIE, "")
    found = find_door(_workspace(request), token, visitor, _address(request))
    door, survey = found or ("unknown", None)
    return _page(request, door, survey)


@router.get("/s/{token}/thanks")
def thank(request: Request, token: str) -> Response:
    """What stands there after an answer; reloading it sends nothing again."""
    return _page(request, "thanks", None)


@router.post("/s/{token}")
async def answer(request: Request, token: str) -> Response:
    """Take one answer."""
    async with request.form(max_files=0, max_fields=10) as form:
        score, comment = str(form.get("score", "")), str(form.get("comment", ""))
    if not (score.isascii() and score.isdigit() and len(score) < _DIGITS):
        found = await run_in_threadpool(find_door, _workspace(request), token, _visitor(request), _address(request))
        at, survey = found or ("unknown", None)
        return _page(request, at, survey, comment, is_missing=at == "open")
    courier: Courier = request.app.state.courier
    door = await run_in_threadpool(
        take_answer,
        _workspace(request),
        token,
        score=int(score),
        comment=comment,
        language=language_of(request),
        visitor=_visitor(request),
        address=_address(request),
    )
    if door != "open":
        return _page(request, door or "unknown", None)
    courier.wake()
    return RedirectResponse(f"/s/{token}/thanks", status_code=303)


def _page(
    request: Request, door: Door | str, survey: Survey | None, comment: str = "", *, is_missing: bool = False
) -> Response:
    language = language_of(request)
    visitor = _visitor(request) or secrets.token_urlsafe(18)
    keys: Keys = request.app.state.keys
    request.state.form_token = keys.visitor_token(visitor)
    scale = []
    if survey and door == "open":
        scale = [(score, score_name(survey.kind, score, language)) for score in KINDS[survey.kind].scores]
    response = render(
        request,
        "answer.html",
        status=422 if is_missing else STATUS[door],
        door=door,
        question=survey.texts.get(language, "") if survey else "",
        kind=survey.kind if survey else "",
        scale=scale,
        comment=comment,
        most_comment=MOST_COMMENT,
        is_missing=is_missing,
    )
    if door == "open" and not _visitor(request):
        is_secure = request.url.scheme == "https"
        response.set_cookie(
            VISITOR_COOKIE, visitor, max_age=_YEAR, httponly=True, samesite="lax", secure=is_secure, path="/s/"
        )
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _workspace(request: Request) -> Workspace:
    workspace: Workspace = request.app.state.workspace
    return workspace


def _visitor(request: Request) -> str:
    return request.cookies.get(VISITOR_COOKIE, "")


def _address(request: Request) -> str:
    return request.client.host if request.client else ""
