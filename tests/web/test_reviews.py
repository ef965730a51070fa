"""The review on its page: areas, looks, decisions, empty state, strangers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from goalposts.app.workspace import Workspace
from goalposts.store.checklists import list_marks
from goalposts.store.reviews import list_reviews
from goalposts.web.server import create_app, sign_in_link
from tests.app.table_x13 import add_four_targets, open_workspace
from tests.web.conftest import ADDRESS, HOSTILE, Visitor


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Workspace]:
    with open_workspace(tmp_path / "home") as opened:
        yield opened


@pytest.fixture
def reader(shop: Workspace) -> Visitor:
    visitor = Visitor(create_app(shop))
    assert visitor.get(sign_in_link(shop, "127.0.0.1", 8420).removeprefix(ADDRESS)).status_code == 303
    return visitor


def test_strangers_see_nothing(anonymous: Visitor) -> None:
    assert anonymous.get("/goals/review").status_code == 401
    assert anonymous.post("/goals/review").status_code in (401, 403)
    assert anonymous.post("/goals/review/areas/reporting").status_code in (401, 403)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Goal setting", "KPI choice", "Data tracking", "Reporting", "Nothing to review yet")),
        ("ko", ("목표 설정", "KPI 선택", "데이터 추적", "보고", "아직 점검할 항목이 없습니다")),
        ("zh-Hant", ("目標設定", "KPI 選擇", "資料追蹤", "報告", "尚無可檢視的項目")),
    ],
)
def test_an_empty_review_teaches_in_every_language(reader: Visitor, language: str, words: tuple[str, ...]) -> None:
    page = reader.get(f"/goals/review?lang={language}").text
    assert [word for word in words if word not in page] == []


def test_an_area_is_ticked_with_a_note(reader: Visitor, shop: Workspace) -> None:
    said = {"csrf_token": reader.form_token, "done": "yes", "note": HOSTILE}
    assert reader.post("/goals/review/areas/reporting", data=said).status_code == 303
    with shop.database.reading() as transaction:
        assert list_marks(transaction, "important_areas")["reporting"].done
    assert "<script>alert(1)" not in reader.get("/goals/review").text
    assert reader.post("/goals/review/areas/weather", data=said).status_code == 404


def test_looks_carry_their_proposal_and_a_decision_is_kept(reader: Visitor, shop: Workspace) -> None:
    goal = add_four_targets(shop)
    page = reader.get("/goals/review?lang=en").text
    assert page.count('class="card look"') == 4
    assert "Nothing held measures it." in page
    assert "due by Feb 22, 2027" in page
    place = {"csrf_token": reader.form_token, "subject": "target", "id": str(goal.targets[0].id)}
    wrong = reader.post("/goals/review?lang=en", data={**place, "decision": "keep", "reason": " ", "wanted": "typed"})
    assert wrong.status_code == 422
    assert "say why, so that everybody can follow it later" in wrong.text
    assert 'value="typed"' in wrong.text
    done = reader.post("/goals/review", data={**place, "decision": "keep", "reason": "still right"})
    assert done.headers["location"] == f"/goals/review#target-{goal.targets[0].id}"
    changed = {**place, "id": str(goal.targets[1].id), "decision": "change", "reason": "too hard", "wanted": "2.5%"}
    assert reader.post("/goals/review", data=changed).headers["location"] == "/goals/revisions/1"
    page = reader.get("/goals/review?lang=en").text
    assert "2 of 4 reviewed" in page
    assert "still right" in page
    with shop.database.reading() as transaction:
        assert [(one.decision, one.person) for one in list_reviews(transaction)] == [
            ("change", "owner"),
            ("keep", "owner"),
        ]


def test_other_quarters_are_shown_and_a_day_that_is_none_is_refused(reader: Visitor, shop: Workspace) -> None:
    add_four_targets(shop)
    page = reader.get("/goals/review?lang=en&day=2026-08-15").text
    assert "Jul 1 – Sep 30, 2026" in page.replace("\u2009", " ")
    assert reader.get("/goals/review?day=soon").status_code == 422
