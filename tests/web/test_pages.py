"""The pages: what stands on them in each language, from the same answers the engine gives."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from goalposts.app.workspace import Workspace
from goalposts.web.server import create_app, sign_in_link
from tests.web.conftest import ADDRESS, HOSTILE, Visitor, open_workspace

LANGUAGES = ("en", "ko", "zh-Hant")


@pytest.mark.parametrize(
    ("language", "name", "value"),
    [("en", "Impressions", "166.6K"), ("ko", "노출수", "16.7만"), ("zh-Hant", "曝光次數", "16.7萬")],
)
def test_the_overview_shows_the_engines_value(
    language: str, name: str, value: str, owner: Visitor, workspace: Workspace
) -> None:
    answer = workspace.ask("impressions", start="2026-10-25", end="2026-11-21").rows()[0]
    assert answer.value is not None
    page = owner.get(f"/?lang={language}").text
    tile = page.split('<article class="card tile')[1].split("</article>")[0]
    assert name in tile
    assert value in tile
    assert f'title="{answer.value:,.0f}"' in tile


def test_partial_numbers_are_marked_and_compared_periods_named(owner: Visitor) -> None:
    page = owner.get("/?lang=en").text
    assert '<span class="mark partial"' in page
    assert "compared with Sep 27" in page
    assert "compared with" not in owner.get("/?lang=en&compare=off").text


def test_a_platform_filter_goes_into_every_number(owner: Visitor, workspace: Workspace) -> None:
    answer = workspace.ask("impressions", start="2026-10-25", end="2026-11-21", where={"platform": "instagram"}).rows()[
        0
    ]
    page = owner.get("/?lang=en&platform=instagram").text
    assert f'title="{answer.value:,.0f}"' in page


def test_the_kpi_page_explains_and_breaks_down(owner: Visitor) -> None:
    page = owner.get("/kpi/impressions?lang=en").text
    assert "Breakdown by Platform" in page
    assert ">Instagram" in page
    assert 'href="/explain?kpi=impressions' in page
    assert 'role="img" aria-label="Impressions from' in page
    assert "<caption" in page or "Show as table" in page


def test_a_kpi_without_data_says_why_and_never_zero(owner: Visitor) -> None:
    page = owner.get("/kpi/revenue?lang=en").text
    number = re.search(r'<p class="num">(.*?)</p>', page, re.S)
    assert number is not None
    assert "–" in number[1]
    assert "no data" in number[1]
    assert "no source held gives Revenue" in page
    assert 'class="chart"' not in page


def test_a_breakdown_the_kpi_does_not_have_is_not_offered(owner: Visitor) -> None:
    page = owner.get("/kpi/impressions?lang=en&by=keyword").text
    assert 'id="by-keyword"' not in page
    assert "Breakdown by Platform" in page


def test_the_evidence_is_a_part_for_htmx_and_a_page_for_a_link(owner: Visitor) -> None:
    part = owner.get("/explain?kpi=impressions&lang=en", headers={"HX-Request": "true"}).text
    page = owner.get("/explain?kpi=impressions&lang=en").text
    assert "<html" not in part
    assert "<html" in page
    for text in (part, page):
        assert "facebook.csv" in text
        assert "SELECT" in text


def test_hostile_titles_stay_text_everywhere(owner: Visitor) -> None:
    seen = 0
    for path in ("/?range=all&lang=en&platform=linkedin", "/explain?kpi=likes&range=all&platform=linkedin", "/imports"):
        page = owner.get(path).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        seen += "&lt;script&gt;alert(1)" in page
    assert seen >= 1


@pytest.mark.parametrize(
    "path", ["/guide?q={}", "/kpi/impressions?by={}", "/kpi/{}", "/explain?kpi={}", "/?platform={}"]
)
def test_hostile_addresses_stay_text(path: str, owner: Visitor) -> None:
    from urllib.parse import quote

    page = owner.get(path.format(quote(HOSTILE, safe="")))
    assert "<script>alert" not in page.text
    assert "<img src=x" not in page.text
    assert page.status_code in (200, 404, 422)


@pytest.mark.parametrize("words", ["이탈률", "跳出率", "bounce"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_guide_finds_a_kpi_in_any_language(words: str, language: str, owner: Visitor) -> None:
    assert 'href="/guide/bounce_rate"' in owner.get("/guide", params={"q": words, "lang": language}).text


def test_the_guide_filters_and_exports(owner: Visitor) -> None:
    finance = owner.get("/guide?stage=finance").text
    assert 'href="/guide/roi"' in finance
    assert 'href="/guide/bounce_rate"' not in finance
    export = owner.get("/guide/export.md?lang=ko")
    assert export.headers["content-disposition"] == 'attachment; filename="kpi-guide-ko.md"'
    assert "이탈률" in export.text


def test_language_comes_from_the_address_then_the_cookie_then_the_browser(owner: Visitor) -> None:
    assert 'lang="ko"' in owner.get("/guide", headers={"Accept-Language": "ko-KR,en;q=0.5"}).text[:60]
    assert 'lang="zh-Hant"' in owner.get("/guide?lang=zh-Hant").text[:60]
    assert 'lang="zh-Hant"' in owner.get("/guide", headers={"Accept-Language": "ko"}).text[:60]
    assert 'data-theme="dark"' in owner.get("/guide?theme=dark").text[:60]
    assert 'data-theme="dark"' in owner.get("/guide").text[:60]
    assert 'lang="zh-Hant"' in owner.get("/guide?lang=klingon").text[:60]


def test_an_empty_workspace_teaches(tmp_path: Path) -> None:
    with open_workspace(tmp_path) as empty:
        visitor = Visitor(create_app(empty))
        visitor.get(sign_in_link(empty, "127.0.0.1", 8420).removeprefix(ADDRESS))
        page = visitor.get("/?lang=en")
    assert page.status_code == 200
    assert "Nothing has been imported yet" in page.text
    assert 'href="/imports"' in page.text
