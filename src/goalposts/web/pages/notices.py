"""Notices: what is new, who has read it, and a word to everybody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from goalposts.app.notices import (
    MOST_BODY,
    MOST_TITLE,
    Told,
    inbox,
    read_notices,
    tell,
    tell_of_definitions,
)
from goalposts.app.people import names, person_options
from goalposts.app.workspace import Workspace
from goalposts.errors import Fault, Invalid
from goalposts.i18n import format_moment
from goalposts.i18n.notices import notice_words
from goalposts.web.rendering import render
from goalposts.web.visitor import language_of, person_of

router = APIRouter(include_in_schema=False)

MOST_SHOWN = 100
_PLACES = {"kpi": "/guide/{}", "goal": "/goals/{}", "training": "/team/training", "feedback": "/team/feedback"}
_PLACES |= {"revision": "/goals/revisions", "target": "/goals/revisions"}


@router.get("/team/notices")
def notices(request: Request) -> Response:
    """What the reader was told, newest first; they say themselves what they have read."""
    tell_of_definitions(_workspace(request))
    return _page(request)


@router.post("/team/notices/read")
async def read(request: Request) -> Response:
    """Keep that the reader has read one notice (`id`), or all of them."""
    chosen = str((await request.form()).get("id", ""))
    ids = [int(chosen)] if chosen.isascii() and chosen.isdigit() and len(chosen) < 18 else None
    await run_in_threadpool(read_notices, _workspace(request), person_of(request), ids)
    return RedirectResponse("/team/notices", status_code=303)


@router.post("/team/notices")
async def write(request: Request) -> Response:
    """Tell everybody, or some, something in one's own words."""
    form = await request.form()
    said = {name: str(form.get(name, "")) for name in ("title", "body")}
    readers = [str(key) for key in form.getlist("readers")]
    return await run_in_threadpool(_write, request, said, readers)


def _write(request: Request, said: dict[str, str], readers: list[str]) -> Response:
    by, language = person_of(request), language_of(request)
    try:
        tell(_workspace(request), said["title"], said["body"], readers=readers, by=by, language=language)
    except Invalid as error:
        return _page(request, said=said, readers=readers, faults=error.faults)
    return RedirectResponse("/team/notices", status_code=303)


def _page(
    request: Request,
    said: Mapping[str, str] | None = None,
    readers: Sequence[str] = (),
    faults: Sequence[Fault] = (),
) -> Response:
    workspace, language, me = _workspace(request), language_of(request), person_of(request)
    called = names(workspace, language)
    return render(
        request,
        "notices.html",
        status=422 if faults else 200,
        notices=[shown(told, called, language) for told in inbox(workspace, me, limit=MOST_SHOWN)],
        people=[(key, name) for key, name in person_options(workspace, language) if key != me],
        said={"title": "", "body": "", **(said or {})},
        readers=readers,
        faults=faults,
        most_title=MOST_TITLE,
        most_body=MOST_BODY,
    )


def shown(told: Told, called: Mapping[str, str], language: str) -> dict[str, Any]:
    """A notice in the reader's words, with the names of those who have read it and who have not."""
    notice = told.notice
    title, body = notice_words(notice.kind, notice.title, notice.body, notice.facts, language)
    return {
        "id": notice.id,
        "title": title,
        "body": body,
        "by": called.get(notice.person, notice.person),
        "at": _moment(notice.at, language),
        "is_new": told.is_new,
        "place": place_of(notice.subject, notice.subject_id),
        "read": [(called.get(key, key), _moment(at, language)) for key, at in told.read],
        "waiting": [called.get(key, key) for key in told.waiting],
    }


def place_of(subject: str, subject_id: str) -> str:
    """The address of what a notice is about; '' where it is about nothing with a page."""
    return _PLACES.get(subject, "").format(subject_id)


def _moment(at: dt.datetime, language: str) -> str:
    return format_moment(at, language)


def _workspace(request: Request) -> Workspace:
    workspace: Workspace = request.app.state.workspace
    return workspace
