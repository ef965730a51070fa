"""Who gets in, with what token, from which host, with how much, and under which headers."""

from __future__ import annotations

import re

import pytest
from fastapi import FastAPI

from goalposts.web.gate import CONTENT_POLICY, OPEN_FOLDER, OPEN_PATHS, PUBLIC_FOLDER, host_is_ours
from goalposts.web.server import _PAGES
from tests.web.conftest import Visitor

PAGES = ("/", "/guide", "/guide/bounce_rate", "/guide/export.md", "/kpi/impressions", "/explain?kpi=impressions")
PAGES += (
    "/imports",
    "/data/entry",
    "/data/surveys",
    "/goals",
    "/goals/new",
    "/goals/review",
    "/goals/optimise",
    "/goals/revisions",
    "/goals/health",
    "/strategy",
    "/strategy/kpis",
    "/strategy/audiences",
    "/strategy/campaigns",
    "/strategy/start",
    "/strategy/templates",
    "/strategy/plan",
    "/team",
    "/team/me",
    "/team/notices",
    "/team/training",
    "/team/tasks",
    "/team/feedback",
    "/guide/glossary",
    "/api/v1/goals",
    "/looks/en.json",
    "/api/v1/kpis",
    "/api/v1/openapi.json",
    "/no/such/page",
)
POSTS = (
    "/imports",
    "/imports/mapping",
    "/imports/withdraw",
    "/imports/templates/delete",
    "/data/entry",
    "/data/surveys",
    "/sign-out",
    "/api/v1/ask",
    "/api/v1/smart",
    "/api/v1/explain",
)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_turns_away_the_anonymous_then_the_stranger_and_opens_for_the_owner(
    path: str, anonymous: Visitor, stranger: Visitor, owner: Visitor
) -> None:
    assert anonymous.get(path).status_code == 401
    assert stranger.get(path).status_code == 401
    assert owner.get(path).status_code == (404 if "no/such" in path else 200)


@pytest.mark.parametrize("path", POSTS)
def test_every_change_turns_away_the_anonymous_the_stranger_and_the_owner_without_a_token(
    path: str, anonymous: Visitor, stranger: Visitor, owner: Visitor
) -> None:
    assert anonymous.post(path, json={"kpis": ["likes"]}).status_code == 401
    assert stranger.post(path, data={"csrf_token": "0" * 64}).status_code == 401
    assert owner.post(path, json={"kpis": ["likes"]}).status_code == 403
    assert owner.post(path, data={"csrf_token": "0" * 64}).status_code == 403
    assert owner.post(path, data={"a": "b"}, headers={"X-CSRF-Token": "0" * 64}).status_code == 403


def test_every_route_that_changes_something_is_in_the_list_above(app: FastAPI) -> None:
    paths = {path for path, methods in app.openapi()["paths"].items() if set(methods) - {"get", "head", "options"}}
    assert paths <= set(POSTS)


def test_no_address_of_the_app_is_open_to_the_anonymous_but_those_that_must_be(anonymous: Visitor) -> None:
    for path, method in _addresses():
        if path.startswith((*OPEN_PATHS, OPEN_FOLDER, PUBLIC_FOLDER)):
            continue
        answer = anonymous.get(path) if method == "GET" else anonymous.post(path, data={"a": "b"})
        assert (path, answer.status_code) == (path, 401)


def _addresses() -> list[tuple[str, str]]:
    """Every address of every page with its method, its parts filled in."""
    routes = [route for page in _PAGES for route in page.router.routes]
    found = [(re.sub(r"{[^}]*}", "1", str(vars(route)["path"])), vars(route)["methods"]) for route in routes]
    assert len(found) > 100
    return sorted((path, method) for path, methods in found for method in {"GET", "POST"} & set(methods))


def test_a_token_is_good_for_its_own_session_only(app: FastAPI, owner: Visitor) -> None:
    from goalposts.web.server import sign_in_link

    other = Visitor(app)
    other.get(sign_in_link(app.state.workspace, "127.0.0.1", 8420).removeprefix("http://127.0.0.1:8420"))
    body = {"kpis": ["likes"]}
    assert other.post("/api/v1/ask", json=body, headers={"X-CSRF-Token": owner.form_token}).status_code == 403
    assert other.post("/api/v1/ask", json=body, headers={"X-CSRF-Token": other.form_token}).status_code == 200


def test_only_the_sign_in_page_static_files_and_health_are_open(anonymous: Visitor, app: FastAPI) -> None:
    assert anonymous.get("/healthz").text == "ok"
    assert anonymous.get(f"/static/{app.state.asset_version}/app.css").status_code == 200
    page = anonymous.get("/sign-in")
    assert page.status_code == 401
    assert "goalposts serve" in page.text


@pytest.mark.parametrize(
    ("header", "ours"),
    [
        ("127.0.0.1:8420", True),
        ("127.0.0.1", True),
        ("[::1]:8420", True),
        ("localhost:8420", True),
        ("LOCALHOST", True),
        ("192.168.0.7:8420", True),
        ("evil.example:8420", False),
        ("127.0.0.1.evil.example", False),
        ("localhost.evil.example:8420", False),
        ("", False),
    ],
)
def test_names_that_are_not_ours_are_refused(header: str, ours: bool) -> None:
    assert host_is_ours(header, {"localhost"}) is ours


def test_a_rebound_name_gets_nothing_even_with_a_session(owner: Visitor) -> None:
    answer = owner.get("/", headers={"Host": "evil.example:8420"})
    assert answer.status_code == 421
    assert "Impressions" not in answer.text


@pytest.mark.parametrize("path", ["/", "/sign-in", "/no/such/page", "/api/v1/kpis", "/static/x/none.css"])
def test_every_answer_carries_the_safe_headers(path: str, owner: Visitor) -> None:
    headers = owner.get(path).headers
    assert headers["content-security-policy"] == CONTENT_POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"


def test_the_policy_allows_no_inline_script_no_eval_and_no_other_host() -> None:
    assert "unsafe" not in CONTENT_POLICY
    assert "http" not in CONTENT_POLICY
    assert "default-src 'self'" in CONTENT_POLICY


def test_pages_hold_no_inline_script_style_or_foreign_address(owner: Visitor) -> None:
    for path in PAGES[:7]:
        page = owner.get(path).text
        if "export" in path:
            continue
        assert "<style" not in page
        assert " style=" not in page
        assert " onclick=" not in page
        assert page.count("<script") == page.count("<script defer src=")
        assert "http://" not in page
        assert "https://" not in page.replace("https://vega.github.io/schema", "")


def test_a_body_too_large_is_refused_by_its_length_and_by_counting(owner: Visitor) -> None:
    token = {"X-CSRF-Token": owner.form_token}
    assert owner.post("/api/v1/ask", content=b"x" * 1_000_001, headers=token).status_code == 413
    slow = owner.post("/api/v1/ask", content=_pieces(), headers={**token, "Content-Type": "application/json"})
    assert slow.status_code == 413


async def _pieces():  # type: ignore[no-untyped-def]
    for _ in range(30):
        yield b" " * 50_000


def test_pages_are_compressed_and_static_files_kept_for_good(owner: Visitor, app: FastAPI) -> None:
    page = owner.get("/", headers={"Accept-Encoding": "gzip"})
    assert page.headers["content-encoding"] == "gzip"
    assert page.headers["cache-control"] == "no-store"
    for name in ("app.css", "vendor/htmx.min.js"):
        file = owner.get(f"/static/{app.state.asset_version}/{name}", headers={"Accept-Encoding": "gzip"})
        assert file.headers["content-encoding"] == "gzip"
        assert "immutable" in file.headers["cache-control"]
        assert file.text
    assert owner.get("/static/old/app.css").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "path", ["../server.py", "%2e%2e/server.py", "vendor/../../server.py", "vendor/htmx.min.js.gz"]
)
def test_static_files_never_leave_their_folder(path: str, owner: Visitor, app: FastAPI) -> None:
    answer = owner.get(f"/static/{app.state.asset_version}/{path}")
    assert answer.status_code == 404
    assert "import" not in answer.text.split("<main")[0]
