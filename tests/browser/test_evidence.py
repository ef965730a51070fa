"""The evidence down to the highlighted line, and a definition that answers while it is typed, in Chromium."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from goalposts.app.workspace import Workspace
from goalposts.settings import read_settings
from goalposts.sources.source import Choices
from tests.browser.conftest import NOW, Site, Tab, playwright, run_site
from tests.browser.test_pages import shoot
from tests.web.conftest import daily_table

pytestmark = pytest.mark.browser

OpenTab = Callable[..., Tab]
PAGES = {"sources": "/data?", "definitions": "/data/definitions?", "benchmarks": "/data/benchmarks?"}
expect = playwright.expect


@pytest.fixture
def real(tmp_path: Path) -> Iterator[Site]:
    """A workspace with one file of ten days."""
    file = tmp_path / "facebook.csv"
    file.write_text(daily_table(1000, 10, days=10))
    with Workspace(read_settings({}, home=tmp_path / "home"), clock=lambda: NOW) as made:
        said = Choices(account="Corner", platform="facebook", time_zone="UTC", accept_flags=True)
        assert made.import_paths([file], said).ok
        yield from run_site(made)


def test_two_clicks_lead_from_a_number_to_its_line_and_back(real: Site, open_tab: OpenTab) -> None:
    page = open_tab(to=real).open("/?lang=en")
    page.locator(".tile .why").first.click()
    panel = page.locator("#panel")
    expect(panel.locator(".worked")).to_contain_text("Impressions")
    panel.get_by_role("link", name="Line 11 of facebook.csv").first.click()
    marked = panel.locator("tr.this")
    expect(marked).to_have_count(1)
    expect(marked).to_contain_text("2026-11-21")
    expect(marked).to_contain_text("1090")
    shoot(page, "line-en-1360")
    panel.get_by_role("link", name="← Impressions").click()
    expect(panel.locator(".worked")).to_be_visible()
    with page.expect_download() as caught:
        panel.get_by_role("link", name="Take all of this as a zip").click()
    assert caught.value.suggested_filename.startswith("evidence-impressions-")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_draft_answers_while_it_is_typed_and_becomes_a_version(real: Site, open_tab: OpenTab, scheme: str) -> None:
    page = open_tab(scheme=scheme, to=real).open("/data/definitions/click_through_rate/edit?lang=en")
    tried = page.locator("#tried")
    expect(tried).to_contain_text("No fault")
    page.locator("textarea[name=formula]").fill("likess / impressions")
    expect(tried).to_contain_text("did you mean 'likes'")
    page.locator("textarea[name=formula]").fill("likes / impressions")
    expect(tried.locator(".tried.draft .num")).to_contain_text("4.9761%")
    expect(tried.locator(".tried.current .num")).to_contain_text("1.9617%")
    shoot(page, f"draft-{scheme}-1360")
    page.get_by_role("button", name="Save as a new version").click()
    page.wait_for_url("**/data/definitions/click_through_rate")
    expect(page.locator(".version").first).to_contain_text("likes / impressions")
    expect(page.locator(".version")).to_have_count(2)


@pytest.mark.parametrize("language", ["en", "ko", "zh-Hant"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_data_pages_fit_the_screen(language: str, width: int, open_tab: OpenTab) -> None:
    tab = open_tab(width, "dark" if language == "ko" else "light")
    for name, path in PAGES.items():
        page = tab.open(f"{path}lang={language}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        shoot(page, f"{name}-{language}-{width}")
