"""The evidence on pages: two clicks from any number to the line, marked, escaped, and never for strangers."""

from __future__ import annotations

import html
import io
import re
import zipfile

import pytest

from tests.web.conftest import HOSTILE, Visitor

DAY = "range=custom&from=2026-11-21&to=2026-11-21"
PANEL = {"HX-Request": "true"}


def line_address(page: str) -> str:
    found = re.search(r'href="(/explain/line\?[^"]+)"', page)
    assert found is not None
    return html.unescape(found[1])


@pytest.mark.parametrize(
    ("language", "formula"),
    [("en", "6,570 Impressions"), ("ko", "6,570 노출수"), ("zh-Hant", "6,570 曝光次數")],
)
def test_the_panel_begins_with_the_verdict_and_the_formula_with_its_numbers(
    language: str, formula: str, owner: Visitor
) -> None:
    part = owner.get(f"/explain?kpi=impressions&{DAY}&lang={language}", headers=PANEL).text
    assert "<html" not in part
    assert f'<span class="term">{formula}</span>' in part
    assert part.index('class="verdict"') < part.index('class="worked"') < part.index('class="raw"') < part.index("<pre")


def test_two_clicks_lead_to_the_highlighted_line(owner: Visitor) -> None:
    panel = owner.get(f"/explain?kpi=impressions&{DAY}&lang=en&platform=facebook", headers=PANEL).text
    line = owner.get(line_address(panel), headers=PANEL).text
    assert line.count('aria-current="true"') == 1
    row = line.split('aria-current="true"')[1].split("</tr>")[0]
    assert re.findall(r'<span class="cell">([^<]*)</span>', row)[:2] == ["2026-11-21", "2190"]
    assert "Line 118 of the file" in line
    assert "SHA-256" in line
    assert "/explain?kpi=impressions&amp;range=custom" in line
    assert "<html" in owner.get(line_address(panel)).text


def test_a_hostile_title_stays_text_in_the_line_too(owner: Visitor) -> None:
    panel = owner.get("/explain?kpi=likes&range=all&platform=linkedin&lang=en", headers=PANEL).text
    line = owner.get(line_address(panel), headers=PANEL).text
    assert "<script>alert" not in line
    assert "<img src=x" not in line
    assert html.escape(HOSTILE, quote=False)[:30] in html.unescape(line).replace("<", "&lt;").replace(">", "&gt;")


def test_the_zip_comes_as_a_file(owner: Visitor) -> None:
    answer = owner.get(f"/explain.zip?kpi=engagement_rate@followers&{DAY}")
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-disposition"] == (
        'attachment; filename="evidence-engagement_rate_followers-2026-11-21-2026-11-21.zip"'
    )
    names = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    assert {"README.txt", "manifest.json", "rows.csv"} <= set(names)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/explain/line?source=5&part=0&line=1&kpi=likes", 404),
        ("/explain/line?source=x&part=0&line=1", 422),
        ("/explain.zip?kpi=nothing_such", 404),
        ("/explain?kpi=likes&as_of=yesterdayish", 422),
    ],
)
def test_what_is_not_there_is_said(path: str, status: int, owner: Visitor) -> None:
    assert owner.get(path).status_code == status


@pytest.mark.parametrize(
    "path",
    [
        "/explain?kpi=likes", "/explain/line?source=1&part=0&line=1", "/explain.zip?kpi=likes", "/data",
        "/data/definitions", "/data/definitions/reach", "/data/definitions/new", "/data/benchmarks",
        "/data/benchmarks/new",
    ],
)  # fmt: skip
def test_strangers_see_nothing(path: str, anonymous: Visitor, stranger: Visitor) -> None:
    assert anonymous.get(path).status_code == 401
    assert stranger.get(path).status_code == 401
