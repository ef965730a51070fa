"""The pages of changes and series breaks, pages as known at a moment, and the mark of a correction on its tile."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest

from goalposts.app.workspace import Workspace
from goalposts.settings import read_settings
from goalposts.sources.source import Choices
from goalposts.web.server import create_app, sign_in_link
from tests.web.conftest import ADDRESS, Visitor

FIRST, NOW = dt.datetime(2026, 11, 10, 9, tzinfo=dt.UTC), dt.datetime(2026, 11, 21, 9, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    """Somebody signed in to a page of Facebook whose 5th of November was corrected on the 21st."""
    folder = tmp_path_factory.mktemp("corrected")
    clock = [FIRST]
    with Workspace(read_settings({}, home=folder / "home"), clock=lambda: clock[0]) as workspace:
        for moment, fifth in ((FIRST, 100), (NOW, 900)):
            clock[0] = moment
            lines = [f"2026-11-{d:02d},{fifth if d == 5 else 100}" for d in range(1, 10)]
            file = folder / f"page-{moment.day}.csv"
            file.write_text("Date,Impressions\n" + "\n".join(lines) + "\n", encoding="utf-8")
            said = Choices(account="Page", platform="facebook", time_zone="UTC", accept_flags=True)
            assert workspace.import_paths([file], said).ok
        visitor = Visitor(create_app(workspace))
        assert visitor.get(sign_in_link(workspace, "127.0.0.1", 8420).removeprefix(ADDRESS)).status_code == 303
        yield visitor


@pytest.mark.parametrize("path", ["/data/changes", "/data/breaks"])
def test_strangers_see_nothing(path: str, anonymous: Visitor) -> None:
    assert anonymous.get(path).status_code in (302, 303, 401)
    assert anonymous.post("/data/changes/seen").status_code in (302, 303, 401, 403)


def test_a_correction_is_listed_with_old_new_source_and_cause(reader: Visitor) -> None:
    page = reader.get("/data/changes?lang=en&since=2026-11-15").text
    line = page.split("<tbody>")[1].split("</tr>")[0]
    for text in ("Impressions", "Facebook", "Nov 5, 2026", "100", "900", "restated", "page-21.csv"):
        assert text in line
    assert "정정됨" in reader.get("/data/changes?lang=ko&since=2026-11-15").text
    assert "已修正" in reader.get("/data/changes?lang=zh-Hant&since=2026-11-15").text
    assert "Nothing changed" in reader.get("/data/changes?lang=en&since=2026-11-21").text
    assert reader.get("/data/changes?since=soon").status_code == 422


def test_a_page_as_known_at_a_moment_says_so_and_keeps_it_in_its_links(reader: Visitor) -> None:
    page = reader.get("/?lang=en&as_of=2026-11-15&range=custom&from=2026-11-01&to=2026-11-09").text
    assert "Shown as it was known on Nov 15, 2026." in page
    assert 'title="900"' in page
    assert 'title="1,700"' not in page
    links = re.findall(r'href="(/(?:kpi|explain)[^"]*)"', page)
    assert links
    assert all("as_of=2026-11-15" in link for link in links)
    evidence = reader.get("/explain?lang=en&kpi=impressions&as_of=2026-11-15&range=all").text
    assert "page-10.csv" in evidence
    assert "page-21.csv" not in evidence
    assert reader.get("/?as_of=never").status_code == 422


def test_the_tile_shows_the_correction_until_the_reader_has_seen_it(reader: Visitor) -> None:
    address = "/?lang=en&range=custom&from=2026-11-01&to=2026-11-09"
    page = reader.get(address).text
    assert "corrected: +88.9%" in page
    assert "Nov 1 – 9, 2026: was 900, is 1,700 now (restated)" in page.replace("\u2009", " ")
    token = reader.form_token
    assert reader.post("/data/changes/seen", data={"csrf_token": token}).status_code == 303
    assert "corrected:" not in reader.get(address).text
    assert "Since you last looked" in reader.get("/data/changes?lang=en").text


def test_breaks_say_what_they_touch_and_what_to_do(reader: Visitor) -> None:
    page = reader.get("/data/breaks?lang=en").text
    ours, others = page.split("Other platforms and figures")
    assert "Facebook replaced page and post impressions by views" in ours
    assert "Only days on one side are held" in ours
    assert "YouTube" in others
    assert "Facebook이 페이지와 게시물의 노출을" in reader.get("/data/breaks?lang=ko").text
