"""The one-time link."""

from __future__ import annotations

import datetime as dt
import stat
from pathlib import Path

import pytest
from fastapi import FastAPI

from goalposts.app.workspace import Workspace
from goalposts.settings import read_settings
from goalposts.web.pages.sign_in import local_path
from goalposts.web.server import create_app, sign_in_link
from tests.web.conftest import ADDRESS, NOW, Visitor


def test_a_link_signs_one_browser_in_once(app: FastAPI, workspace: Workspace) -> None:
    path = sign_in_link(workspace, "127.0.0.1", 8420).removeprefix(ADDRESS)
    first, second = Visitor(app), Visitor(app)
    answer = first.get(path)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/"
    assert first.get("/").status_code == 200
    again = second.get(path)
    assert again.status_code == 401
    assert "does not work any more" in again.text
    assert second.get("/").status_code == 401


def test_a_link_is_good_for_an_hour(tmp_path: Path) -> None:
    clock = [NOW]
    with Workspace(read_settings({}, home=tmp_path), clock=lambda: clock[0]) as late:
        visitor = Visitor(create_app(late))
        path = sign_in_link(late, "127.0.0.1", 8420).removeprefix(ADDRESS)
        clock[0] = NOW + dt.timedelta(hours=1, seconds=1)
        assert visitor.get(path).status_code == 401


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(app: FastAPI, workspace: Workspace) -> None:
    answer = Visitor(app).get(sign_in_link(workspace, "127.0.0.1", 8420).removeprefix(ADDRESS))
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


def test_the_key_is_readable_by_its_owner_alone(workspace: Workspace, app: FastAPI) -> None:
    key = workspace.home / "keys" / "signing.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_signing_out_ends_the_session_everywhere(owner: Visitor, app: FastAPI) -> None:
    copy = Visitor(app)
    copy.cookies = owner.cookies
    stolen = dict(owner.cookies)
    assert owner.post("/sign-out", data={"csrf_token": owner.form_token}).headers["location"] == "/sign-in"
    assert owner.get("/").status_code == 401
    for name, value in stolen.items():
        copy.cookies.set(name, value, domain="127.0.0.1")
    assert copy.get("/").status_code == 401


@pytest.mark.parametrize(
    ("wish", "target"),
    [
        ("/guide?q=a", "/guide?q=a"),
        ("//evil.example", "/"),
        ("https://evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("\\\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("guide", "/"),
        ("/a\r\nSet-Cookie: x=y", "/"),
        ("", "/"),
    ],
)
def test_no_link_leads_elsewhere(wish: str, target: str) -> None:
    assert local_path(wish) == target


def test_a_link_for_every_address_names_this_machine(workspace: Workspace) -> None:
    assert sign_in_link(workspace, "0.0.0.0", 80).startswith("http://127.0.0.1:80/sign-in?token=")
    assert sign_in_link(workspace, "::1", 80).startswith("http://[::1]:80/sign-in?token=")
