"""The optimisation table and the line of one target on their pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from goalposts.app.optimising import save_line
from goalposts.app.workspace import Workspace
from goalposts.store.checklists import list_marks
from goalposts.web.server import create_app, sign_in_link
from tests.app.table_x13 import add_four_targets, enter_half_way, open_workspace
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
    for path in ("/goals/optimise", "/goals/optimise/1"):
        assert anonymous.get(path).status_code == 401
    assert anonymous.post("/goals/optimise/1").status_code in (401, 403)
    assert anonymous.post("/goals/optimise/1/steps/cause").status_code in (401, 403)


def test_an_empty_table_teaches(reader: Visitor) -> None:
    assert "+5,000 (+50%)" in reader.get("/goals/optimise?lang=en").text
    assert reader.get("/goals/optimise/1").status_code == 404


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            ("+1 point (+50% relative)", "−₺10 (−20%, lower is better)", "Loyalty programme", "If all targets"),
        ),
        ("ko", ("+1%p (상대 +50%)", "−₺10 (−20%, 낮을수록 좋음)", "로열티 프로그램", "모든 목표를 달성하면")),
        ("zh-Hant", ("+1 個百分點 (相對 +50%)", "−₺10 (−20%, 越低越好)", "會員忠誠計畫", "若所有目標都達成")),
    ],
)
def test_the_table_reads_in_every_language(
    reader: Visitor, shop: Workspace, language: str, words: tuple[str, ...]
) -> None:
    add_four_targets(shop)
    page = reader.get(f"/goals/optimise?lang={language}").text
    assert [word for word in (*words, "+5,000 (+50%)", "+₺100 (+20%)", ">450<", ">15<") if word not in page] == []


def test_half_way_each_row_shows_50_percent(reader: Visitor, shop: Workspace) -> None:
    add_four_targets(shop)
    enter_half_way(shop)
    assert reader.get("/goals/optimise?lang=en").text.count('<td class="way-cell">50%') == 4


def test_a_line_is_written_and_faults_keep_what_was_typed(reader: Visitor, shop: Workspace) -> None:
    target = add_four_targets(shop).targets[0]
    page = f"/goals/optimise/{target.id}"
    said = {"csrf_token": reader.form_token, "version": "0", "obstacle": HOSTILE, "suggestion": "SEO"}
    said |= {"action": "Speed up the shop", "owner": "owner", "due": "never"}
    wrong = reader.post(f"{page}?lang=en", data=said)
    assert wrong.status_code == 422
    assert "is not a date that exists" in wrong.text
    assert 'value="Speed up the shop"' in wrong.text
    assert reader.post(page, data=said | {"due": "2026-12-10"}).headers["location"] == page
    table = reader.get("/goals/optimise?lang=en").text
    assert "Speed up the shop" in table
    assert "Dec 10, 2026" in table
    assert "<script>alert(1)" not in table


def test_the_second_editor_sees_both_versions(reader: Visitor, shop: Workspace) -> None:
    target = add_four_targets(shop).targets[0]
    save_line(shop, target.id, {"obstacle": "slow pages"}, person="mina", expected=0)
    said = {"csrf_token": reader.form_token, "version": "0", "obstacle": "few pages"}
    told = reader.post(f"/goals/optimise/{target.id}?lang=en", data=said)
    assert told.status_code == 409
    assert [word for word in ("mina changed this on", "slow pages", 'value="few pages"') if word not in told.text] == []


def test_steps_are_ticked_one_by_one(reader: Visitor, shop: Workspace) -> None:
    target = add_four_targets(shop).targets[1]
    page = reader.get(f"/goals/optimise/{target.id}?lang=en").text
    assert [page.index(name) for name in ("Find the cause", "Know the audience", "Watch the result")] == sorted(
        page.index(name) for name in ("Find the cause", "Know the audience", "Watch the result")
    )
    assert "/kpi/conversion_rate?by=channel" in page
    said = {"csrf_token": reader.form_token, "done": "yes", "note": "the form broke"}
    done = reader.post(f"/goals/optimise/{target.id}/steps/cause", data=said)
    assert done.headers["location"] == f"/goals/optimise/{target.id}#step-cause"
    with shop.database.reading() as transaction:
        assert list_marks(transaction, f"weak-{target.id}")["cause"].note == "the form broke"
    assert reader.post(f"/goals/optimise/{target.id}/steps/pray", data=said).status_code == 404
    assert reader.post("/goals/optimise/99/steps/cause", data=said).status_code == 404
