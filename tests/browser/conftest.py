"""The sample workspace behind a real server, and the system's Chromium in front of it."""

from __future__ import annotations

import datetime as dt
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright import sync_api as playwright

from goalposts.app.workspace import Workspace
from goalposts.demo.build import build_demo
from goalposts.settings import read_settings
from goalposts.web.server import _listen, create_app, sign_in_link

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
ROOT = Path(__file__).parents[2]
SHOTS = ROOT / ".screenshots"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
ARGUMENTS += ["--disable-component-update", "--disable-sync"]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The sample world as of NOW."""
    home = tmp_path_factory.mktemp("browser") / "demo"
    build_demo(home, NOW.date())
    with Workspace(read_settings({}, home=home), clock=lambda: NOW) as made:
        yield made


class Site:
    """A served workspace: its address, fresh sign-in links, and everything a page did that it should not."""

    def __init__(self, workspace: Workspace, port: int) -> None:
        self.workspace, self.port = workspace, port
        self.address = f"http://127.0.0.1:{port}"

    def link(self) -> str:
        return sign_in_link(self.workspace, "127.0.0.1", self.port)


def run_site(workspace: Workspace) -> Iterator[Site]:
    """Serve until the generator is closed."""
    with _listen("127.0.0.1", 0) as listener:
        server = uvicorn.Server(uvicorn.Config(create_app(workspace), log_level="error", access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield Site(workspace, listener.getsockname()[1])
        server.should_exit = True
        thread.join(10)


@pytest.fixture(scope="session")
def site(workspace: Workspace) -> Iterator[Site]:
    yield from run_site(workspace)


@pytest.fixture(scope="session")
def chromium() -> Iterator[playwright.Browser]:
    """The browser of this machine; nothing is downloaded."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    with playwright.sync_playwright() as driver:
        if found is None and not Path(driver.chromium.executable_path).exists():
            pytest.fail("no Chromium on this machine: install one, or run `playwright install chromium`")
        browser = driver.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


class Tab:
    """One page with its faults: console messages, script errors, answers with a wrong status, foreign requests."""

    def __init__(self, page: playwright.Page, site: Site) -> None:
        self.page, self.site, self.faults = page, site, list[str]()
        page.on("console", lambda m: self.faults.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("request", self._asked)

    def _asked(self, request: playwright.Request) -> None:
        if not request.url.startswith((self.site.address, "data:", "blob:")):
            self.faults.append(f"asked {request.url}")

    def open(self, path: str) -> playwright.Page:
        """Go there and wait until fonts are in and charts are drawn."""
        self.page.goto(self.site.address + path)
        self.settle()
        return self.page

    def settle(self) -> None:
        """Wait for every chart of the page."""
        charts = self.page.locator(".chart")
        for place in range(charts.count()):
            playwright.expect(charts.nth(place)).to_have_attribute("data-drawn", "1", timeout=15_000)


@pytest.fixture
def open_tab(chromium: playwright.Browser, site: Site) -> Iterator[object]:
    """Open a signed-in tab: `open_tab(width=1360, scheme="light")`; it must end without faults."""
    opened: list[Tab] = []

    def open_one(width: int = 1360, scheme: str = "light", *, bypass_csp: bool = False, to: Site = site) -> Tab:
        context = chromium.new_context(
            viewport={"width": width, "height": 960 if width > 500 else 844},
            color_scheme=scheme,
            bypass_csp=bypass_csp,
            reduced_motion="reduce",
        )
        tab = Tab(context.new_page(), to)
        tab.page.goto(to.link())
        opened.append(tab)
        return tab

    yield open_one
    for tab in opened:
        tab.page.context.close()
    assert [tab.faults for tab in opened] == [[] for _ in opened]
