"""The four pages in Chromium: three languages, light and dark, wide and narrow, by keyboard, and axe finds nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from goalposts.app.workspace import Workspace
from goalposts.settings import read_settings
from tests.browser.conftest import AXE, NOW, SHOTS, Site, Tab, playwright, run_site

pytestmark = pytest.mark.browser

OpenTab = Callable[..., Tab]
PAGES = {
    "overview": "/?",
    "guide": "/guide?",
    "entry": "/guide/engagement_rate?",
    "kpi": "/kpi/impressions?",
    "imports": "/imports?",
}
HEADINGS = {
    "en": {"overview": "Overview", "guide": "KPI guide", "imports": "Imports", "kpi": "Impressions"},
    "ko": {"overview": "개요", "guide": "KPI 가이드", "imports": "가져오기", "kpi": "노출수"},
    "zh-Hant": {"overview": "總覽", "guide": "KPI 指南", "imports": "匯入", "kpi": "曝光次數"},
}
expect = playwright.expect


def shoot(page: playwright.Page, name: str) -> None:
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png", full_page=page.viewport_size["width"] < 500)


@pytest.mark.parametrize("language", ["en", "ko", "zh-Hant"])
@pytest.mark.parametrize("width", [1360, 390])
def test_pages_in_each_language_fit_the_screen(language: str, width: int, open_tab: OpenTab) -> None:
    tab = open_tab(width, "dark" if language == "zh-Hant" else "light")
    for name, path in PAGES.items():
        page = tab.open(f"{path}lang={language}")
        if name in HEADINGS[language]:
            expect(page.locator("h1")).to_have_text(HEADINGS[language][name])
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{name} is {wide} px wide"
        shoot(page, f"{name}-{language}-{width}")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1360), ("dark", 1360), ("dark", 390)])
def test_axe_finds_nothing(scheme: str, width: int, open_tab: OpenTab) -> None:
    if not AXE.exists():
        pytest.fail("axe-core is not here: an editable install brings it")
    tab = open_tab(width, scheme, bypass_csp=True)
    found = {}
    for name, path in PAGES.items():
        page = tab.open(f"{path}lang=ko&theme={scheme}")
        for summary in page.locator("main summary").all()[:3]:
            summary.click()
        found[name] = check(page)
    page = tab.open("/?lang=en")
    page.locator(".tile .why").first.click()
    expect(page.locator("#panel")).to_be_visible()
    found["explain"] = check(page)
    assert found == {name: [] for name in found}


def check(page: playwright.Page) -> list[str]:
    """What axe complains about: the rule and the first piece of the page it means."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result = page.evaluate("async () => JSON.stringify((await axe.run()).violations)")
    return [f"{fault['id']}: {fault['nodes'][0]['html'][:160]}" for fault in json.loads(result)]


def test_targets_on_a_phone_are_large_enough(open_tab: OpenTab) -> None:
    page = open_tab(390).open("/?lang=ko")
    for locator in page.locator("nav a, .seg a, .tools select, .tools summary, .tile .why").all():
        box = locator.bounding_box()
        assert box is not None
        assert box["height"] >= 43.5, locator.inner_text()


def test_a_range_changes_the_page_without_loading_it_and_back_works(open_tab: OpenTab) -> None:
    tab = open_tab()
    page = tab.open("/?lang=en")
    page.evaluate("document.body.dataset.same = '1'")
    before = page.locator("[data-announce]").inner_text()
    page.get_by_role("link", name="7 days", exact=True).click()
    page.wait_for_url("**range=7d**")
    expect(page.locator("[data-announce]")).not_to_have_text(before)
    tab.settle()
    expect(page.locator("body")).to_have_attribute("data-same", "1")
    expect(page.locator("#said")).to_contain_text("Nov 15")
    page.go_back()
    expect(page.locator("[data-announce]")).to_have_text(before)
    tab.settle()


def test_comparison_and_platform_are_kept_in_the_address(open_tab: OpenTab) -> None:
    page = open_tab().open("/?lang=en")
    page.get_by_label("Compare with").select_option("off")
    page.wait_for_url("**compare=off**")
    expect(page.locator(".delta")).to_have_count(0)
    page.locator("#platform").select_option("instagram")
    page.wait_for_url("**platform=instagram**")
    assert "compare=off" in page.url


def test_everything_is_a_key(open_tab: OpenTab) -> None:
    tab = open_tab()
    page = tab.open("/?lang=en")
    page.keyboard.press("d")
    page.wait_for_url("**range=7d**")
    tab.settle()
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**end=2026-11-14**")
    tab.settle()
    page.keyboard.press("c")
    page.wait_for_url("**compare=previous**")
    tab.settle()
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    page.keyboard.press("d")
    page.keyboard.press("Escape")
    expect(page.locator("#help")).to_be_hidden()
    page.keyboard.press("/")
    page.wait_for_url("**/guide**")
    expect(page.locator("#q")).to_be_focused()


def test_the_first_tab_stop_skips_to_the_content(open_tab: OpenTab) -> None:
    page = open_tab().open("/?lang=en")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_the_evidence_opens_behind_a_number_and_closes(open_tab: OpenTab) -> None:
    page = open_tab().open("/?lang=en")
    page.locator(".tile .why").first.click()
    panel = page.locator("#panel")
    expect(panel).to_be_visible()
    for text in ("Definition", "Files", "Contributing rows", "SELECT"):
        expect(panel).to_contain_text(text)
    shoot(page, "explain-en-1360")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()


def test_the_guide_answers_while_typing(open_tab: OpenTab) -> None:
    page = open_tab().open("/guide?lang=ko")
    for words in ("이탈률", "跳出率", "bounce"):
        page.locator("#q").fill(words)
        expect(page.locator('#found a[href="/guide/bounce_rate"]')).to_be_visible()
        expect(page.locator("#found h3")).not_to_have_count(110)
    expect(page.locator("#q")).to_be_focused()


def test_a_chart_has_words_and_a_table(open_tab: OpenTab) -> None:
    page = open_tab().open("/kpi/impressions?lang=en")
    assert "lowest" in (page.locator(".chart-box").get_attribute("aria-label") or "")
    page.get_by_text("Show as table").click()
    expect(page.locator(".data tbody tr")).to_have_count(28)


def test_the_theme_switches_and_is_remembered(open_tab: OpenTab) -> None:
    tab = open_tab()
    page = tab.open("/?lang=en")
    page.get_by_role("link", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator("body")).to_have_css("background-color", "rgb(18, 20, 25)")
    page = tab.open("/guide")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


@pytest.fixture
def empty_site(tmp_path: Path) -> Iterator[Site]:
    with Workspace(read_settings({}, home=tmp_path), clock=lambda: NOW) as made:
        yield from run_site(made)


def test_from_nothing_to_a_chart(empty_site: Site, open_tab: OpenTab, tmp_path: Path) -> None:
    lines = [f"2026-11-{day:02d},{1000 + day * 10},{day}" for day in range(1, 22)]
    file = tmp_path / "daily.csv"
    file.write_text("\n".join(["Date,Impressions,Likes", *lines, "2026-11-22,many,1"]))
    tab = open_tab(to=empty_site)
    page = tab.open("/?lang=en")
    shoot(page, "empty-en-1360")
    page.get_by_role("link", name="Import files").click()
    page.locator("#files").set_input_files(file)
    expect(page.locator("[data-chosen]")).to_have_text("daily.csv")
    page.get_by_text("What the files may not say").click()
    page.locator(".upload").get_by_label("Account").fill("Bakery")
    page.locator(".upload").get_by_label("Platform").select_option("facebook")
    page.locator(".upload").get_by_label("Time zone").fill("UTC")
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.locator(".results")).to_contain_text("waits for an answer")
    shoot(page, "question-en-1360")
    page.get_by_role("button", name="Import with these answers").click()
    expect(page.locator(".results article")).to_contain_text("went in")
    expect(page.locator(".results article")).to_contain_text("many")
    shoot(page, "result-en-1360")
    page = tab.open("/kpi/impressions?lang=en")
    expect(page.locator(".chart svg")).to_be_visible()


def test_a_used_link_is_explained(open_tab: OpenTab, site: Site, chromium: playwright.Browser) -> None:
    link = site.link()
    context = chromium.new_context()
    page = context.new_page()
    page.goto(link)
    context.clear_cookies()
    page.goto(link)
    expect(page.locator("h1")).to_have_text("This link does not work any more")
    context.close()
