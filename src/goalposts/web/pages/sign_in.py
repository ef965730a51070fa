"""Signing in with the one-time link, and out."""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from goalposts.errors import NotAllowed
from goalposts.store.sessions import SESSION_LIFE, end_session, redeem_token
from goalposts.web.gate import Keys
from goalposts.web.rendering import render

router = APIRouter(include_in_schema=False)


@router.get("/sign-in")
def sign_in(request: Request, token: str = "", next: str = "/") -> Response:
    """Redeem the link's token for a session; a used or old one is told so."""
    keys: Keys = request.app.state.keys
    target = local_path(next)
    if request.state.session and not token:
        return RedirectResponse(target, status_code=303)
    try:
        with keys.database.transaction() as transaction:
            session = redeem_token(transaction, token, keys.now())
    except NotAllowed:
        if request.state.session:
            return RedirectResponse(target, status_code=303)
        return render(request, "sign_in.html", status=401, was_tried=bool(token))
    response = RedirectResponse(target, status_code=303)
    response.set_cookie(
        keys.cookie,
        session.secret,
        max_age=int(SESSION_LIFE.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
        path="/",
    )
    return response


@router.post("/sign-out")
async def sign_out(request: Request) -> Response:
    """End the session here and in every copy of its cookie."""
    keys: Keys = request.app.state.keys
    with keys.database.transaction() as transaction:
        end_session(transaction, request.state.session.secret, keys.now())
    response = RedirectResponse("/sign-in", status_code=303)
    response.delete_cookie(keys.cookie, path="/")
    return response


def local_path(wish: str) -> str:
    """`wish` if it is a path of this site, else the overview: no link leads a signed-in reader elsewhere."""
    parts = urlsplit(wish.replace("\\", "/"))
    if parts.scheme or parts.netloc or not wish.startswith("/") or wish[1:2] in ("/", "\\"):
        return "/"
    return wish if wish.isprintable() else "/"
