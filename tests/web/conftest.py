"""The application on a small workspace of our own making, and visitors who call it in this process."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from goalposts.app.workspace import Workspace
from goalposts.settings import read_settings
from goalposts.sources.source import Choices
from goalposts.web.server import create_app, sign_in_link

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
LAST_DAY = dt.date(2026, 11, 21)
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
ADDRESS = "http://127.0.0.1:8420"


class Visitor:
    """A browser without a screen: keeps cookies, follows nothing by itself."""

    def __init__(self, app: FastAPI, **headers: str) -> None:
        self.app, self.headers, self.cookies = app, headers, httpx.Cookies()

    def __call__(self, method: str, path: str, **parts: Any) -> httpx.Response:
        with ThreadPoolExecutor(1) as pool:  # a loop of its own, also where a browser test keeps one running
            return pool.submit(asyncio.run, self._call(method, path, parts)).result()

    async def _call(self, method: str, path: str, parts: dict[str, Any]) -> httpx.Response:
        headers = {**self.headers, **parts.pop("headers", {})}
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=ADDRESS, cookies=self.cookies) as client:
            response = await client.request(method, path, headers=headers, **parts)
            self.cookies = client.cookies
        return response

    def get(self, path: str, **parts: Any) -> httpx.Response:
        return self("GET", path, **parts)

    def post(self, path: str, **parts: Any) -> httpx.Response:
        return self("POST", path, **parts)

    @property
    def form_token(self) -> str:
        """The token in the pages of this session."""
        page = self.get("/imports").text
        return page.split('name="csrf_token" value="')[1].split('"')[0]


def open_workspace(home: Path) -> Workspace:
    return Workspace(read_settings({}, home=home), clock=lambda: NOW)


def daily_table(first: int, growth: int, days: int = 120, gap: range = range(0)) -> str:
    """One row a day up to LAST_DAY; impressions grow evenly, the rest are fixed shares of them."""
    lines = ["Date,Impressions,Likes,Comments,Shares,Link clicks"]
    for place in range(days):
        day = LAST_DAY - dt.timedelta(days=days - 1 - place)
        if place not in gap:
            shown = first + growth * place
            lines.append(f"{day},{shown},{shown // 20},{shown // 100},{shown // 200},{shown // 50}")
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Two accounts with 120 days (one with a gap of three), and posts with a hostile title; read it only."""
    folder = tmp_path_factory.mktemp("web")
    posts = f'Post,Title,Likes\np1,"{HOSTILE.replace(chr(34), chr(34) * 2)}",50\np2,Quiet post,5\n'
    with open_workspace(folder / "home") as made:
        for name, platform, text in (
            ("facebook", "facebook", daily_table(1000, 10, gap=range(100, 103))),
            ("instagram", "instagram", daily_table(2000, 20)),
            ("posts", "linkedin", posts),
        ):
            file = folder / f"{name}.csv"
            file.write_text(text, encoding="utf-8")
            said = Choices(account=f"Corner {name}", platform=platform, time_zone="UTC", accept_flags=True)
            report = made.import_paths([file], said)
            assert report.ok, report.to_dict()
        yield made


@pytest.fixture(scope="session")
def app(workspace: Workspace) -> FastAPI:
    return create_app(workspace)


@pytest.fixture
def anonymous(app: FastAPI) -> Visitor:
    return Visitor(app)


@pytest.fixture
def stranger(app: FastAPI) -> Visitor:
    """Somebody with a cookie of the right name that we never gave."""
    visitor = Visitor(app)
    visitor.cookies.set(app.state.keys.cookie, "forged-" + "x" * 40, domain="127.0.0.1")
    return visitor


@pytest.fixture
def owner(app: FastAPI, workspace: Workspace) -> Visitor:
    """Somebody who opened the link."""
    visitor = Visitor(app)
    link = sign_in_link(workspace, "127.0.0.1", 8420)
    assert visitor.get(link.removeprefix(ADDRESS)).status_code == 303
    return visitor
