"""A sentence becomes a goal with progress, typed in a browser: three languages, wide and narrow; axe finds nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from goalposts.app.notices import read_notices
from goalposts.app.people import add_person
from goalposts.app.workspace import Workspace
from goalposts.demo.build import build_demo
from goalposts.settings import read_settings
from goalposts.store.strategies import OBJECTIVES, STRATEGIES
from tests.browser.conftest import NOW, Site, Tab, playwright, run_site
from tests.browser.test_pages import check, shoot

pytestmark = pytest.mark.browser

OpenTab = Callable[..., Tab]
expect = playwright.expect
SENTENCES = {
    "en": "Increase Instagram post likes by 20% this quarter",
    "ko": "이번 분기에 인스타그램 게시물 좋아요를 20% 늘리기",
    "zh-Hant": "本季將 Instagram 貼文的按讚數增加 20%",
}
VAGUE = {"en": "increase engagement", "ko": "참여도 증가", "zh-Hant": "提高參與度"}


@pytest.fixture(scope="module")
def goal_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A sample world of its own, with an objective that goals can serve."""
    home = tmp_path_factory.mktemp("goals") / "demo"
    build_demo(home, NOW.date())
    with Workspace(read_settings({}, home=Path(home)), clock=lambda: NOW) as workspace:
        with workspace.database.transaction() as transaction:
            strategy = STRATEGIES.add(transaction, {"name": "Grow", "owner": "owner"}, person="owner", now=NOW)
            objective = {"strategy_id": strategy.id, "code": "engagement", "name": "Loved content", "owner": "owner"}
            OBJECTIVES.add(transaction, objective, person="owner", now=NOW)
        add_person(workspace, {"name": "Mina Park"}, key="mina")
        yield from run_site(workspace)


def fits(page: playwright.Page) -> bool:
    width = page.viewport_size["width"] if page.viewport_size else 0
    return bool(page.evaluate("document.documentElement.scrollWidth") <= width)


@pytest.mark.parametrize("language", ["en", "ko", "zh-Hant"])
@pytest.mark.parametrize("width", [1280, 390])
def test_a_sentence_becomes_a_goal_with_progress(language: str, width: int, open_tab: OpenTab, goal_site: Site) -> None:
    tab = open_tab(width, "dark" if language == "zh-Hant" else "light", to=goal_site)
    page = tab.open(f"/goals/new?lang={language}")
    box = page.locator("#t0-text")
    box.type(VAGUE[language])
    expect(page.locator(".verdicts .no")).not_to_have_count(0)
    page.locator(".rewrites button").first.click()
    expect(box).not_to_have_value(VAGUE[language])
    expect(page.locator(".verdicts .yes")).not_to_have_count(0)
    box.fill(SENTENCES[language])
    expect(page.locator(".understood .k-amount").first).to_be_visible()
    expect(page.locator(".verdicts .yes")).to_have_count(3)
    page.locator("select[name=objective]").select_option(label="Loved content")
    page.locator("textarea[name=relevance]").fill("People share what they love.")
    page.locator("input[name=confirmed]").check()
    expect(page.locator(".verdicts .yes")).to_have_count(5)
    assert fits(page)
    shoot(page, f"composer-{language}-{width}")
    page.locator("button.primary").click()
    expect(page).to_have_url(re.compile(r"/goals/\d+$"))
    expect(page.locator("h1")).to_have_text(SENTENCES[language])
    tab.settle()
    expect(page.locator(".hero .num")).to_contain_text("%")
    assert fits(page)
    shoot(page, f"goal-{language}-{width}")
    page = tab.open(f"/goals?lang={language}")
    expect(page.locator(".goal").filter(has_text=SENTENCES[language]).first).to_contain_text("%")
    expect(page.locator(".spark-box path").first).to_be_visible()
    expect(page.locator(".likely strong").first).to_contain_text("%")
    assert fits(page)
    shoot(page, f"goals-{language}-{width}")


@pytest.mark.parametrize("language", ["en", "ko", "zh-Hant"])
def test_a_goalpost_is_moved_announced_and_reviewed(language: str, open_tab: OpenTab, goal_site: Site) -> None:
    tab = open_tab(1280, "light", to=goal_site)
    page = tab.open(f"/goals/new?lang={language}")
    page.locator("#t0-text").fill(SENTENCES[language])
    page.locator("select[name=objective]").select_option(label="Loved content")
    page.locator("textarea[name=relevance]").fill("People share what they love.")
    page.locator("input[name=t0\\.name], input[name=name]").first.fill(f"Moved {language}")
    page.locator("button.primary").click()
    expect(page).to_have_url(re.compile(r"/goals/\d+$"))
    page.locator("a[href*='/goals/revisions?']").first.click()
    page.locator("#propose input[name=wanted]").fill("+15%")
    page.locator("#propose select[name=trigger]").select_option("trend")
    page.locator("#propose input[name=reason]").fill("Fewer posts are shown.")
    page.locator("#propose button.primary").click()
    expect(page).to_have_url(re.compile(r"/goals/revisions/\d+"))
    page.locator("#vote textarea").fill("Agreed.")
    page.locator("#vote button[value=for]").click()
    expect(page.locator("#vote .history")).to_contain_text("Agreed.")
    page.locator("#decide input[name=reason]").fill("It is still ambitious.")
    page.locator("#decide button[value=accept]").click()
    page.locator("#announce textarea").fill("From today we want 15% more.")
    page.locator("#announce button.primary").click()
    expect(page.locator("#announce .mute")).to_be_visible()
    shoot(page, f"revision-{language}")
    address = page.url
    page = tab.open(f"/team/notices?lang={language}")
    expect(page.locator(".notice").first).to_contain_text("From today we want 15% more.")
    read_notices(goal_site.workspace, "mina")
    page = tab.open(address.removeprefix(goal_site.address))
    expect(page.locator("#announce .facts")).to_contain_text("Mina Park")
    page = tab.open(f"/goals/review?lang={language}")
    look = page.locator(".look").filter(has_text=f"Moved {language}").first
    look.locator("summary").click()
    look.locator("select[name=decision]").select_option("keep")
    look.locator("input[name=reason]").fill("It was just moved.")
    look.locator("button.primary").click()
    expect(page.locator(".look").filter(has_text=f"Moved {language}").first).to_contain_text("It was just moved.")
    assert fits(page)
    shoot(page, f"review-{language}")


def test_a_question_is_answered_by_keyboard_and_keeps_the_focus(open_tab: OpenTab, goal_site: Site) -> None:
    page = open_tab(to=goal_site).open("/goals/new?lang=en")
    page.locator("#t0-text").fill("Increase Instagram engagement rate by 20% next quarter")
    first = page.locator(".asks input[type=radio]").first
    expect(first).to_be_visible()
    first.focus()
    page.keyboard.press("Space")
    expect(page.locator("input[name='t0.answer.relative_or_points'][value=relative_pct]")).not_to_have_count(0)
    expect(page.locator("[data-announce]").first).not_to_contain_text("open")


def test_a_check_in_and_a_task_are_done_on_the_page(open_tab: OpenTab, goal_site: Site) -> None:
    tab = open_tab(to=goal_site)
    page = tab.open("/goals/new?lang=en")
    page.locator("#t0-text").fill(SENTENCES["en"])
    page.locator("select[name=objective]").select_option(label="Loved content")
    page.locator("textarea[name=relevance]").fill("Love.")
    page.locator("button.primary").click()
    expect(page.locator("#check-in")).to_be_visible()
    page.locator("#check-in textarea[name=note]").fill("Short videos work.")
    page.locator("#check-in button.primary").click()
    expect(page.locator("#check-in .talk")).to_contain_text("Short videos work.")
    page.locator("#tasks summary").click()
    page.locator("#tasks input[name=title]").fill("Two videos a week")
    page.locator("#tasks details button").click()
    page.locator("#tasks .tick").click()
    expect(page.locator("#tasks .task.finished")).to_contain_text("Two videos a week")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_goal_pages(scheme: str, open_tab: OpenTab, goal_site: Site) -> None:
    tab = open_tab(1280, scheme, bypass_csp=True, to=goal_site)
    page = tab.open(f"/goals/new?lang=ko&theme={scheme}")
    page.locator("#t0-text").fill(SENTENCES["ko"])
    expect(page.locator(".verdicts .yes")).to_have_count(3)
    found = {"composer": check(page)}
    page.locator("select[name=objective]").select_option(label="Loved content")
    page.locator("textarea[name=relevance]").fill("Love.")
    page.locator("button.primary").click()
    expect(page.locator(".hero .num")).to_be_visible()
    tab.settle()
    for summary in page.locator("main details > summary").all()[:6]:
        summary.click()
    found["goal"] = check(page)
    for name, path in (("overview", "/goals"), ("tasks", "/team/tasks")):
        found[name] = check(tab.open(path))
    assert found == {name: [] for name in found}
