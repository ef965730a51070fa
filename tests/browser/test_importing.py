"""In Chromium: the mapping editor answers as one changes it, an import is undone, a survey is answered by keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from goalposts.app.surveying import create_survey, open_path, results
from goalposts.app.workspace import Workspace
from goalposts.settings import read_settings
from tests.browser.conftest import AXE, NOW, Site, Tab, playwright, run_site

pytestmark = pytest.mark.browser

OpenTab = Callable[..., Tab]
expect = playwright.expect
TABLE = "Day,Aufrufe,Reactions\n2026-11-02,800,12\n2026-11-03,950,20\n2026-11-04,990,25\n"


@pytest.fixture(scope="module")
def own_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    home = tmp_path_factory.mktemp("importing") / "home"
    with Workspace(read_settings({}, home=home), clock=lambda: NOW) as made:
        yield from run_site(made)


def upload(tab: Tab, folder: Path, name: str, table: str = TABLE, language: str = "en") -> playwright.Page:
    page = tab.open(f"/imports?lang={language}")
    file = folder / name
    file.write_text(table)
    page.set_input_files("#files", file)
    form = page.locator("form.upload")
    form.locator("summary").click()
    for field, value in {"account": "Bakery", "time_zone": "UTC"}.items():
        form.locator(f"input[name={field}]").fill(value)
    form.locator("select[name=platform]").select_option("facebook")
    form.locator("button.primary").click()
    return page


def test_the_editor_answers_every_change_and_keeps_the_keyboard_where_it_was(
    own_site: Site, open_tab: OpenTab, tmp_path: Path
) -> None:
    tab = open_tab(to=own_site)
    page = upload(tab, tmp_path, "week.csv")
    editor = page.locator("#mapping")
    expect(editor.get_by_text("No conflicts")).to_be_visible()
    expect(editor.locator("table.preview tbody tr")).to_have_count(3)
    target = page.locator("#target-2")
    target.focus()
    target.select_option("likes")
    expect(editor.get_by_text("Two columns hold Likes: Aufrufe, Reactions.")).to_be_visible()
    expect(page.locator("#target-2")).to_be_focused()
    expect(page.locator("#said")).to_have_text("1 conflict")
    page.locator("#target-2").select_option("impressions")
    expect(editor.get_by_text("No conflicts")).to_be_visible()
    expect(editor.locator("table.preview tbody tr")).to_have_count(6)
    expect(editor.locator("table.preview tbody tr").first).to_contain_text("Nov 2, 2026")
    page.locator("#window-1").select_option("week")
    expect(editor.locator("table.preview tbody tr").first).to_contain_text("Nov 2 – 8, 2026")
    page.locator("#window-1").select_option("day")
    expect(editor.locator("table.preview tbody tr").first).not_to_contain_text("8, 2026")
    page.locator("input[name=mapping_name]").fill("Agency report")
    page.get_by_role("button", name="Import with these answers").click()
    expect(page.locator(".results .mark").first).to_have_text("went in")
    expect(page.locator("#templates .name")).to_have_text("Agency report")


def test_an_import_is_undone_in_two_clicks_and_a_reason(own_site: Site, open_tab: OpenTab, tmp_path: Path) -> None:
    tab = open_tab(to=own_site)
    page = upload(tab, tmp_path, "second-week.csv", "Day,Comments,Shares\n2026-11-02,8,2\n")
    expect(page.locator("#mapping table.preview tbody tr")).to_have_count(2)
    page.get_by_role("button", name="Import with these answers").click()
    page.get_by_role("link", name="Undo this import").click()
    expect(page.get_by_role("heading", name="Take back second-week.csv")).to_be_visible()
    expect(page.locator(".facts")).to_contain_text("Nov 2, 2026")
    page.get_by_role("button", name="Take it back").click()
    expect(page.locator("input[name=reason]")).to_be_focused()
    page.keyboard.type("wrong page")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="does not count any more")).to_be_visible(timeout=20_000)
    row = page.locator("#lake tr", has_text="second-week.csv")
    expect(row).to_contain_text("taken back")
    expect(row).to_contain_text("wrong page")


@pytest.mark.parametrize("language", ["en", "ko", "zh-Hant"])
def test_the_editor_fits_a_phone(language: str, own_site: Site, open_tab: OpenTab, tmp_path: Path) -> None:
    tab = open_tab(390, "dark", to=own_site)
    table = TABLE.replace("Aufrufe", f"Aufrufe {language}")
    page = upload(tab, tmp_path, "phone.csv", table, language)
    expect(page.locator("#mapping select[name='target.2']")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    box = page.locator("#target-2").bounding_box()
    assert box is not None
    assert box["height"] >= 44


@pytest.mark.parametrize("width", [1280, 390])
def test_a_survey_is_answered_by_keyboard_and_axe_finds_nothing(width: int, own_site: Site, open_tab: OpenTab) -> None:
    survey = create_survey(own_site.workspace, "nps", code=f"keys-{width}")
    tab = open_tab(width, bypass_csp=True, to=own_site)
    page = tab.open(f"{open_path(own_site.workspace, survey)}?lang=ko")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert page.evaluate("axe.run().then((found) => found.violations.map((each) => each.id))") == []
    page.locator("input[name=score]").first.focus()
    for _ in range(9):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.type("맛있어요")
    page.get_by_role("button", name="응답 보내기").press("Enter")
    expect(page.get_by_role("heading", name="감사합니다!")).to_be_visible()
    assert results(own_site.workspace, survey.code).scores == {9: 1}
