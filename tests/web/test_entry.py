"""Entering figures on the page: one at once, many after a look, faults in the reader's language, undo."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from goalposts.app.workspace import Workspace
from goalposts.settings import read_settings
from goalposts.web.server import create_app, sign_in_link
from tests.web.conftest import ADDRESS, HOSTILE, NOW, Visitor

ONE = {"account": "Flyers", "measure": "content_cost", "window": "month", "from": "2026-10-15", "currency": "KRW"}


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Workspace]:
    seconds = itertools.count()
    with Workspace(
        read_settings({}, home=tmp_path / "home"), clock=lambda: NOW + dt.timedelta(seconds=next(seconds))
    ) as made:
        yield made


@pytest.fixture
def visitor(fresh: Workspace) -> Visitor:
    visitor = Visitor(create_app(fresh))
    visitor.get(sign_in_link(fresh, "127.0.0.1", 8420).removeprefix(ADDRESS) + "&lang=en")
    return visitor


def enter(visitor: Visitor, language: str = "en", **said: str) -> str:
    return visitor.post(f"/data/entry?lang={language}", data={"csrf_token": visitor.form_token, **said}).text


def test_one_figure_is_stored_and_can_be_undone(fresh: Workspace, visitor: Visitor) -> None:
    assert "Nothing was entered by hand yet" in visitor.get("/data/entry").text
    page = enter(visitor, **ONE, value="1,200,000", note=HOSTILE)
    assert "Flyers: 1 new, 0 replaced, 0 known already." in page
    assert "<script>alert" not in page
    row = fresh.ask("content_cost", start="2026-10-01", end="2026-10-31").rows()[0]
    assert (row.value, row.unit) == (1_200_000, "KRW")
    source = page.split('href="/imports/withdraw?source=')[1].split('"')[0]
    said = {"csrf_token": visitor.form_token, "source": source, "reason": "typo"}
    assert visitor.post("/imports/withdraw", data=said).status_code == 303
    assert fresh.ask("content_cost", start="2026-10-01", end="2026-10-31").rows()[0].value is None
    assert "taken back" in visitor.get("/data/entry").text
    enter(visitor, **ONE, value="1,200,000")
    assert fresh.ask("content_cost", start="2026-10-01", end="2026-10-31").rows()[0].value == 1_200_000


def test_every_fault_of_the_form_is_told_and_what_was_typed_stays(fresh: Workspace, visitor: Visitor) -> None:
    page = enter(
        visitor, account="Flyers", measure="likes", window="custom", **{"from": "2026-10-09", "to": "x"}, value=""
    )
    for text in ("is not a date that exists", "is not a number"):
        assert text in page
    assert 'value="2026-10-09"' in page
    page = enter(visitor, **ONE | {"currency": ""}, value="5")
    assert "money needs a currency" in page
    assert "금액에는 통화가 필요합니다" in enter(visitor, "ko", **ONE | {"currency": ""}, value="5")
    assert fresh.accounts() == []


def test_pasted_cells_are_shown_with_all_faults_and_stored_when_confirmed(fresh: Workspace, visitor: Visitor) -> None:
    cells = "날짜\t노출수\t광고비 (KRW)\tMemo\n2026년 11월 1일\t1,200\t₩5,000\tx\n2026년 11월 2일\tmany\t₩7,000\t\n"
    page = enter(visitor, account="Shop", cells=cells)
    assert '<td class="r">3</td><td>노출수</td><td><code>many</code></td><td>is not a number</td>' in page
    assert 'name="confirm"' not in page
    good = cells.replace("many", "1,350")
    page = enter(visitor, account="Shop", cells=good)
    assert "Store 4 figures" in page
    assert "₩5,000" in page
    assert "Not stored: Memo" in page
    assert fresh.accounts() == []
    assert "4 new" in enter(visitor, account="Shop", cells=good, confirm="yes")
    (impressions,) = fresh.ask("impressions", start="2026-11-01", end="2026-11-02").rows()
    (spend,) = fresh.ask("ad_spend", start="2026-11-01", end="2026-11-02").rows()
    assert (impressions.value, spend.value, spend.unit) == (2550, 12_000, "KRW")
    page = enter(visitor, account="Shop", cells=good.replace("1,350", "1,400"))
    assert '<td class="r">1,400</td><td class="r">1,350</td>' in page


@pytest.mark.parametrize(
    ("cells", "said", "fault"),
    [
        ("Date,Likes\n03/04/2026,5\n05/06/2026,6\n", {}, "may be day/month or month/day"),
        ("Date,Revenue\n2026-03-04,1.250\n", {"currency": "EUR"}, "may be a decimal or a thousands sign"),
        ("Date,Likes\n2026-03-01,5\n2026-04-01,6\n", {}, "each row may be a day or a longer window"),
        ("Date,Likes\n", {}, "nothing was pasted below the header"),
        ("Colour,Shape\nred,round\n", {}, "no column holds dates"),
        ("Date,Aufrufe\n2026-03-04,7\n", {}, "no column is named like a measure"),
        ("Date,Measure,Value\n2026-03-04,Lykes,7\n", {}, "Lykes is no measure"),
        ("Date,Likes\n2026-03-04,7\n2026-03-04,8\n", {}, "is given twice for the same days"),
        ("Date,Likes\n2027-03-04,7\n", {}, "has not come yet"),
    ],
)
def test_what_a_paste_leaves_open_is_asked(cells: str, said: dict[str, str], fault: str, visitor: Visitor) -> None:
    page = enter(visitor, account="Shop", cells=cells, confirm="yes", **said)
    assert fault in page
    assert "known already." not in page


@pytest.mark.parametrize(
    ("cells", "said", "answer"),
    [
        ("Date,Likes\n03/04/2026,5\n05/06/2026,6\n", {"order": "dmy"}, ("2026-04-03", "likes", 5)),
        ("Date,Revenue\n2026-03-04,1.250\n", {"currency": "EUR", "decimal": "comma"}, ("2026-03-04", "revenue", 1250)),
        ("Date,Likes\n2026-03-01,5\n2026-04-01,6\n", {"row": "month"}, ("2026-03", "likes", 5)),
        ("Date,Aufrufe\n2026-03-04,7\n", {"measure": "likes"}, ("2026-03-04", "likes", 7)),
        ("2026-03-04\t7\n2026-03-05\t8\n", {"measure": "likes"}, ("2026-03-05", "likes", 8)),
        ("Date,Metric,Value\n2026-03-04,Likes,7\n2026-03-04,Comments,9\n", {}, ("2026-03-04", "comments", 9)),
    ],
)
def test_an_answer_settles_it(
    cells: str, said: dict[str, str], answer: tuple[str, str, int], fresh: Workspace, visitor: Visitor
) -> None:
    assert "known already." in enter(visitor, account="Shop", cells=cells, confirm="yes", **said)
    period, measure, value = answer
    assert fresh.ask(measure, period=period).rows()[0].value == value
