"""The web application: builds it on a workspace, and serves it with a one-time sign-in link."""

from __future__ import annotations

import os
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import PlainTextResponse, Response
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from goalposts import __version__
from goalposts.app.auditing import Auditor
from goalposts.app.courier import Courier
from goalposts.app.tracker import Tracker
from goalposts.app.workspace import Workspace
from goalposts.demo.build import is_demo
from goalposts.errors import GoalpostsError, Unavailable
from goalposts.secrets import signing_key
from goalposts.store.sessions import issue_token
from goalposts.web import static_files
from goalposts.web.api import goals as goals_api
from goalposts.web.api import questions, smart
from goalposts.web.error_pages import respond
from goalposts.web.gate import OPEN_FOLDER, Gate, Keys, check_form
from goalposts.web.kept_boards import KeptBoards
from goalposts.web.pages import (
    answer,
    audiences,
    audits,
    benchmarks,
    breaks,
    campaigns,
    changes,
    composer,
    data,
    definitions,
    entry,
    explanation,
    feedback,
    glossary,
    goal,
    goal_health,
    goals,
    guide,
    imports,
    kpi,
    looks,
    mapping,
    member,
    notices,
    onboarding,
    optimisation,
    overview,
    people,
    planning,
    reviews,
    revisions,
    sign_in,
    strategy,
    suggestions,
    surveys,
    tasks,
    templates,
    training,
    withdrawal,
)
from goalposts.web.uploads import Uploads

_PAGES = (
    overview,
    glossary,
    guide,
    kpi,
    explanation,
    imports,
    looks,
    sign_in,
    questions,
    smart,
    data,
    audits,
    entry,
    withdrawal,
    surveys,
    answer,
    definitions,
    benchmarks,
    mapping,
    changes,
    breaks,
    people,
    notices,
    training,
    feedback,
    tasks,
    member,
    strategy,
    planning,
    suggestions,
    audiences,
    campaigns,
    onboarding,
    templates,
    goal_health,
    revisions,
    reviews,
    optimisation,
    goals,
    composer,
    goal,
    goals_api,
)
"""In the order in which their addresses are tried; `member` takes what no other page below /team took."""


def create_app(workspace: Workspace) -> FastAPI:
    """The application on one workspace; it opens no port and prints nothing."""
    app = FastAPI(
        title="Goalposts",
        version=__version__,
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry={
            "auto_configure": False,
            "tracing": False,
            "metrics": False,
            "logs": False,
            "operation_spans": False,
        },
        dependencies=[Depends(check_form)],
    )
    settings = workspace.settings
    keys = Keys(workspace.database, signing_key(workspace.home), workspace.now)
    app.state.workspace = workspace
    app.state.keys = keys
    app.state.courier = Courier(workspace)
    app.state.tracker = Tracker(workspace)
    app.state.uploads = Uploads(workspace.home / "cache" / "uploads", workspace.now)
    app.state.auditor = Auditor(workspace, scheduled=settings.audit == "daily")
    app.state.goal_boards = KeptBoards()
    app.state.default_language = settings.language
    app.state.is_sample = is_demo(workspace.home)
    app.state.asset_version = static_files.digest()
    app.add_api_route("/healthz", _healthy, include_in_schema=False)
    app.add_api_route(
        "/static/{version}/{path:path}", static_files.serve, methods=["GET", "HEAD"], include_in_schema=False
    )
    for page in _PAGES:
        app.include_router(page.router)
    _handle_errors(app)
    app.add_middleware(_CompressedText)
    app.add_middleware(
        Gate,
        keys=keys,
        hosts=("localhost", settings.host, socket.gethostname()),
        upload_limit=settings.max_upload_mb * 1_000_000,
    )
    return app


def sign_in_link(workspace: Workspace, host: str, port: int) -> str:
    """A link that signs one browser in, once, within the hour."""
    with workspace.database.transaction() as transaction:
        token = issue_token(transaction, workspace.now())
    name = f"[{host}]" if ":" in host else {"0.0.0.0": "127.0.0.1"}.get(host, host)  # noqa: S104
    return f"http://{name}:{port}/sign-in?token={token}"


def serve(workspace: Workspace, host: str, port: int, announce: Callable[[str], None]) -> None:
    """Serve until stopped; `announce` gets the sign-in link once the server answers. Port 0 takes a free one.

    Raises Unavailable when the port is taken or the address is not this machine's.
    """
    import uvicorn  # only serving needs it

    with _listen(host, port) as listener:
        app = create_app(workspace)
        app.router.lifespan_context = _announcing(
            lambda: announce(sign_in_link(workspace, host, listener.getsockname()[1]))
        )
        config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False)
        uvicorn.Server(config).run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        why = os.strerror(error.errno or 0)
        raise Unavailable(
            f"Port {port} of {host} cannot be opened: {why}. Choose another with --port or GOALPOSTS_PORT."
        ) from error


def _announcing(say: Callable[[], None]) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        say()
        with app.state.auditor, app.state.courier, app.state.tracker:
            yield

    return lifespan


class _CompressedText:
    """Gzip for pages and JSON; static files bring their own."""

    def __init__(self, app: ASGIApp) -> None:
        self.plain, self.compressed = app, GZipMiddleware(app, minimum_size=1000, compresslevel=5)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_static = scope["type"] == "http" and scope["path"].startswith(OPEN_FOLDER)
        await (self.plain if is_static else self.compressed)(scope, receive, send)


def _handle_errors(app: FastAPI) -> None:
    async def expected(request: Request, error: Exception) -> Response:
        return respond(request, error)

    for kind in (GoalpostsError, HTTPException, RequestValidationError):
        app.add_exception_handler(kind, expected)


async def _healthy() -> PlainTextResponse:
    return PlainTextResponse("ok")
