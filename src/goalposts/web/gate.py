"""The gate every request passes: right host, a session, a form token, a body of bearable size, safe headers."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import ipaddress
import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from goalposts.errors import NotAllowed
from goalposts.store.database import Database
from goalposts.store.sessions import SignedIn, find_session
from goalposts.web.error_pages import respond

log = logging.getLogger("goalposts.web")

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
OPEN_PATHS = ("/sign-in", "/healthz")
OPEN_FOLDER = "/static/"
PUBLIC_FOLDER = "/s/"
"""Surveys: anybody with a link may answer, and a session plays no part."""
VISITOR_COOKIE = "goalposts_visitor"
PUBLIC_BODY = 20_000
UPLOAD_PATH = "/imports"
SMALL_BODY = 1_000_000
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")

CONTENT_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
SAFE_HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


@dataclass(frozen=True)
class Keys:
    """What the gate knows: the database of sessions, the key of form tokens, the cookie's name and the clock."""

    database: Database
    signing_key: bytes
    now: Callable[[], dt.datetime]

    @property
    def cookie(self) -> str:
        """Cookies ignore the port, so two workspaces on one machine need two names."""
        return f"goalposts_{hashlib.sha256(b'cookie' + self.signing_key).hexdigest()[:8]}"

    def form_token(self, session: SignedIn) -> str:
        """The token that proves a request comes from a page of this session."""
        return hmac.new(self.signing_key, session.secret.encode(), hashlib.sha256).hexdigest()

    def visitor_token(self, visitor: str) -> str:
        """The token that proves a public form comes from a page this browser was given; "" without its cookie."""
        return hmac.new(self.signing_key, f"visitor {visitor}".encode(), hashlib.sha256).hexdigest() if visitor else ""

    def session_of(self, request: Request) -> SignedIn | None:
        """The session the request's cookie belongs to."""
        secret = request.cookies.get(self.cookie)
        if not secret:
            return None
        with self.database.reading() as transaction:
            return find_session(transaction, secret, self.now())


class Gate:
    """ASGI middleware; what it lets through carries `request.state.session` (None only on open and public paths)."""

    def __init__(self, app: ASGIApp, *, keys: Keys, hosts: Collection[str], upload_limit: int) -> None:
        self.app, self.keys, self.upload_limit = app, keys, upload_limit
        self.hosts = frozenset(host.casefold() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        request.state.session = None
        request.state.form_token = ""
        sending = _Sending(send)
        try:
            await self._check(request)
        except (HTTPException, NotAllowed) as error:
            await respond(request, error)(scope, receive, sending)
            return
        try:
            await self.app(scope, _limited(receive, self._limit(request)), sending)
        except Exception as error:
            log.error("%s %s failed", request.method, request.url.path, exc_info=error)
            if not sending.started:
                await respond(request, error)(scope, receive, sending)

    async def _check(self, request: Request) -> None:
        if not host_is_ours(request.headers.get("host", ""), self.hosts):
            raise HTTPException(421)
        if request.url.path.startswith(OPEN_FOLDER) or request.url.path == "/healthz":
            return
        if request.url.path.startswith(PUBLIC_FOLDER):
            request.state.form_token = self.keys.visitor_token(request.cookies.get(VISITOR_COOKIE, ""))
        else:
            await self._sign_in(request)
        if request.method not in SAFE_METHODS:
            self._check_header(request)
        length = request.headers.get("content-length", "0")
        if not length.isdigit() or int(length) > self._limit(request):
            raise HTTPException(413)

    async def _sign_in(self, request: Request) -> None:
        session = await run_in_threadpool(self.keys.session_of, request)
        if session:
            request.state.session = session
            request.state.form_token = self.keys.form_token(session)
        elif request.url.path not in OPEN_PATHS:
            raise HTTPException(401)

    def _check_header(self, request: Request) -> None:
        """A token in the header decides; forms without one are checked by `check_form` once they are read."""
        given = request.headers.get("x-csrf-token")
        is_form = request.headers.get("content-type", "").partition(";")[0].strip().lower() in FORM_TYPES
        if given is None and is_form:
            return
        confirm(request, given or "")

    def _limit(self, request: Request) -> int:
        if request.url.path.startswith(PUBLIC_FOLDER):
            return PUBLIC_BODY
        return self.upload_limit if request.url.path == UPLOAD_PATH else SMALL_BODY


def confirm(request: Request, given: str) -> None:
    """Raises NotAllowed unless `given` is the form token of the request's session."""
    expected = request.state.form_token
    if not expected or not hmac.compare_digest(expected.encode(), given.encode()):
        raise NotAllowed("The page this came from is too old or not ours. Reload it and try again.")


async def check_form(request: Request) -> None:
    """Dependency of every route: an unsafe request without the header must carry the token in its form."""
    if request.method in SAFE_METHODS or request.headers.get("x-csrf-token") is not None:
        return
    form = await request.form()
    confirm(request, str(form.get("csrf_token", "")))


def host_is_ours(header: str, names: Collection[str]) -> bool:
    """True for an address (a hostile name cannot turn into one) and for the names we serve: no DNS rebinding."""
    host = header.rpartition(":")[0] if _has_port(header) else header
    try:
        ipaddress.ip_address(host.removeprefix("[").removesuffix("]"))
    except ValueError:
        return host.casefold() in names
    return True


def _has_port(header: str) -> bool:
    return ":" in header and not header.endswith("]")


def _limited(receive: Receive, most: int) -> Receive:
    """Bodies without a declared length are counted as they come."""
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > most:
            raise HTTPException(413)
        return message

    return counted


class _Sending:
    """Sends with the safe headers, and knows whether an answer has begun."""

    def __init__(self, send: Send) -> None:
        self.send, self.started = send, False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            headers = MutableHeaders(scope=message)
            for name, value in SAFE_HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("Cache-Control", "no-store")
        await self.send(message)
