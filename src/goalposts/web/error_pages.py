"""One table from errors to status codes, and the page or JSON that tells the reader what to do."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from goalposts.errors import (
    Conflict,
    Fault,
    GoalpostsError,
    Invalid,
    NotAllowed,
    NotFound,
    Unavailable,
    Unsupported,
)
from goalposts.i18n import N_, translation
from goalposts.web.rendering import render
from goalposts.web.visitor import language_of

STATUS: dict[type[GoalpostsError], int] = {
    NotFound: 404,
    Invalid: 422,
    Conflict: 409,
    NotAllowed: 403,
    Unavailable: 503,
    Unsupported: 400,
    GoalpostsError: 500,
}
WORDS: dict[int, tuple[str, str]] = {
    400: (N_("This cannot be answered"), N_("Ask it another way; the reason is below.")),
    401: (
        N_("Please sign in"),
        N_("Open the link that “goalposts serve” printed in the terminal. Each link works once and for one hour."),
    ),
    403: (N_("This was not accepted"), N_("Reload the page and try again.")),
    404: (N_("This page does not exist"), N_("Check the address, or start from the overview.")),
    405: (N_("This was not accepted"), N_("Start again from the overview.")),
    409: (N_("Somebody was faster"), N_("Reload the page to see what changed, then try again.")),
    413: (N_("This is too large"), N_("Send fewer or smaller files at once, or import them in the terminal.")),
    421: (N_("This address is not ours"), N_("Use the address that “goalposts serve” printed in the terminal.")),
    422: (N_("Something does not fit"), N_("Correct what is listed below and try again.")),
    500: (
        N_("Something broke"),
        N_("This is our fault. The terminal that runs “goalposts serve” says more."),
    ),
    503: (N_("Not now"), N_("Something needed is missing for the moment. Try again in a minute.")),
}


def status_of(error: Exception) -> int:
    """The status code of an error: its own class in the table, else the nearest ancestor."""
    if isinstance(error, HTTPException):
        return error.status_code
    if isinstance(error, RequestValidationError):
        return 422
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)


def respond(request: Request, error: Exception) -> Response:
    """The answer to a failed request: JSON under /api/, a page elsewhere (also for a part that htmx asked for)."""
    status = status_of(error)
    faults = faults_of(error)
    message = message_of(error)
    if request.url.path.startswith("/api/"):
        say = translation("en").gettext
        kind = type(error).__name__ if isinstance(error, GoalpostsError) else say(_words(status)[0])
        body = {"error": {"kind": kind, "message": message or say(_words(status)[1]), "faults": faults}}
        return JSONResponse(body, status_code=status)
    say = translation(language_of(request)).gettext
    title, advice = (say(text) for text in _words(status))
    return render(
        request,
        "error.html",
        status=status,
        title=title,
        advice=advice,
        message=message if isinstance(error, GoalpostsError) else "",
        faults=faults,
        nearest=getattr(error, "nearest", ()),
    )


def message_of(error: Exception) -> str:
    """What happened, without the list of faults; nothing for errors that are not ours."""
    if isinstance(error, Invalid):
        return error.message
    if isinstance(error, GoalpostsError):
        return str(error)
    return "The request cannot be read." if isinstance(error, RequestValidationError) else ""


def faults_of(error: Exception) -> list[dict[str, Any]]:
    """Every fault as JSON shows it."""
    if isinstance(error, Invalid):
        return [asdict(fault) for fault in error.faults]
    if isinstance(error, RequestValidationError):
        return [asdict(_fault(entry)) for entry in error.errors()]
    return []


def _fault(entry: Any) -> Fault:
    where = ".".join(str(part) for part in entry["loc"] if part != "body")
    value = entry.get("input")
    shown = None if value is None or isinstance(value, dict | list) else str(value)[:200]
    return Fault(entry["msg"], column=where or None, value=shown)


def _words(status: int) -> tuple[str, str]:
    return WORDS.get(status, WORDS[500 if status >= 500 else 400])
