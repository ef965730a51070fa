"""Moved goalposts on pages: propose, answer, vote, decide, announce; what strangers and second editors see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from goalposts.app.revising import decide, propose
from goalposts.app.workspace import Workspace
from goalposts.store.goals import Goal, find_target
from goalposts.store.revisions import list_revisions
from goalposts.web.server import create_app, sign_in_link
from tests.app.table_x13 import add_four_targets, open_workspace
from tests.web.conftest import ADDRESS, HOSTILE, Visitor

ROWS = "website traffic, new SEO strategy, increase\nconversion rate, A/B result, 5 % improvement"


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Workspace]:
    with open_workspace(tmp_path / "home") as opened:
        yield opened


@pytest.fixture
def goal(shop: Workspace) -> Goal:
    return add_four_targets(shop)


@pytest.fixture
def reader(shop: Workspace) -> Visitor:
    visitor = Visitor(create_app(shop))
    assert visitor.get(sign_in_link(shop, "127.0.0.1", 8420).removeprefix(ADDRESS)).status_code == 303
    return visitor


def send(reader: Visitor, path: str, **said: str) -> str:
    """Post a form; the address it leads to, or the page with its faults."""
    answer = reader.post(path, data={"csrf_token": reader.form_token, **said})
    return answer.headers["location"] if answer.status_code == 303 else f"{answer.status_code} {answer.text}"


@pytest.mark.parametrize("path", ["/goals/revisions", "/goals/revisions/1"])
def test_strangers_see_nothing(path: str, anonymous: Visitor) -> None:
    assert anonymous.get(path).status_code == 401
    assert anonymous.post(f"{path}/vote").status_code in (401, 403)


def test_an_empty_page_teaches(reader: Visitor) -> None:
    page = reader.get("/goals/revisions?lang=en").text
    assert "No goalpost was moved yet" in page
    assert 'name="wanted"' in page
    assert reader.get("/goals/revisions/1").status_code == 404
    assert reader.get("/goals/revisions?target=99").status_code == 404


def test_from_rows_to_an_announcement(reader: Visitor, shop: Workspace, goal: Goal) -> None:
    page = "/goals/revisions"
    assert send(reader, page, wanted=ROWS, trigger="strategy") == f"{page}?view=table"
    table = reader.get(f"{page}?view=table&lang=en").text
    assert "blocked: no amount" in table
    assert "new SEO strategy" in table
    one = reader.get(f"{page}/1?lang=en").text
    assert "How much?" in one
    assert "disabled" in one
    assert send(reader, f"{page}/1/answer", version="1", **{"answer.amount": "to 18,000"}) == f"{page}/1#answer"
    assert send(reader, f"{page}/1/vote", vote="for", text="let us try") == f"{page}/1#vote"
    words = {"verdict": "accept", "reason": "agreed", "effective_on": "2026-12-01", "version": "2"}
    assert send(reader, f"{page}/1/decide", **words) == f"{page}/1#decide"
    assert send(reader, f"{page}/1/announce", note="Ask Mina.") == f"{page}/1#announce"
    with shop.database.reading() as transaction:
        assert find_target(transaction, goal.targets[0].id).target_value == 18_000
    for language, words_there in {
        "en": ("15,000", "18,000", "Dec 1, 2026", "Nobody has read it yet."),
        "ko": ("15,000", "18,000", "2026년 12월 1일", "아직 아무도 읽지 않았습니다."),
        "zh-Hant": ("15,000", "18,000", "2026年12月1日", "還沒有人讀過。"),
    }.items():
        told = reader.get(f"{page}/1?lang={language}").text
        assert [word for word in words_there if word not in told] == []
    trail = reader.get(f"{page}?goal={goal.id}&lang=en").text
    assert "The whole trail of Grow" in trail
    assert re.search("Accepted by [^<]*wner, in force from Dec 1, 2026", trail)


def test_every_fault_stands_beside_its_field_with_what_was_typed(reader: Visitor, goal: Goal) -> None:
    told = send(reader, "/goals/revisions?lang=en", wanted="blue sky, weather, 3", trigger="")
    assert told.startswith("422")
    assert "blue sky, weather, 3" in told
    assert "no KPI was recognised" in told
    told = send(reader, "/goals/revisions?lang=en", wanted="18,000", target=str(goal.targets[0].id))
    assert told.startswith("422")
    assert "choose what made it necessary" in told
    assert "say why, so that everybody can follow it later" in told
    assert 'value="18,000"' in told


def test_the_form_of_one_target_moves_that_target(reader: Visitor, shop: Workspace, goal: Goal) -> None:
    target = goal.targets[2]
    page = reader.get(f"/goals/revisions?target={target.id}&lang=en").text
    assert "Propose a change: Customer acquisition cost" in page
    said = {"wanted": "₺42", "trigger": "market", "reason": "dearer ads", "target": str(target.id)}
    assert send(reader, "/goals/revisions", **said) == "/goals/revisions/1"
    with shop.database.reading() as transaction:
        (made,) = list_revisions(transaction)
    assert (made.subject_id, made.new["target_value"], made.created_by) == (str(target.id), 42, "owner")


def test_who_decides_second_sees_both_versions_and_loses_nothing(reader: Visitor, shop: Workspace, goal: Goal) -> None:
    said = {"trigger": "review", "reason": "too easy", "person": "mina"}
    place = ("target", str(goal.targets[0].id))
    first = propose(shop, *place, {"amount": 18_000.0, "target_value": 18_000.0}, **said)
    second = propose(shop, *place, {"amount": 12_000.0, "target_value": 12_000.0}, **said)
    decide(shop, first.id, accept=True, reason="agreed", person="ann")
    words = {"verdict": "reject", "reason": "I would not", "version": str(first.version)}
    told = send(reader, f"/goals/revisions/{first.id}/decide?lang=en", **words)
    assert told.startswith("409")
    assert "ann changed this on" in told
    words = {"verdict": "accept", "reason": "calmer <b>", "version": str(second.version)}
    told = send(reader, f"/goals/revisions/{second.id}/decide?lang=en", **words)
    assert told.startswith("409")
    assert [
        word for word in ("18,000", "12,000", "calmer &lt;b&gt;", "Somebody changed this target") if word not in told
    ] == []
    seen = re.search(r'name="seen_target" value="(\d+)"', told)
    assert seen is not None
    done = send(reader, f"/goals/revisions/{second.id}/decide", **words, seen_target=seen[1])
    assert done == f"/goals/revisions/{second.id}#decide"


def test_what_people_write_is_escaped(reader: Visitor, goal: Goal) -> None:
    said = {"wanted": "16,000", "trigger": "market", "reason": HOSTILE, "target": str(goal.targets[0].id)}
    assert send(reader, "/goals/revisions", **said) == "/goals/revisions/1"
    send(reader, "/goals/revisions/1/vote", text=HOSTILE)
    for path in (
        "/goals/revisions",
        "/goals/revisions?view=table",
        "/goals/revisions/1",
        f"/goals/revisions?goal={goal.id}",
    ):
        page = reader.get(path).text
        assert "<script>alert(1)" not in page
        assert "&lt;script&gt;" in page


def test_filters_narrow_the_list(reader: Visitor, goal: Goal) -> None:
    send(reader, "/goals/revisions", wanted=ROWS, trigger="strategy")
    assert reader.get("/goals/revisions?lang=en").text.count('class="card revision"') == 2
    assert reader.get("/goals/revisions?lang=en&kpi=conversion_rate").text.count('class="card revision"') == 1
    assert reader.get("/goals/revisions?lang=en&status=asking").text.count('class="card revision"') == 1
    assert "No change fits this choice." in reader.get("/goals/revisions?lang=en&person=mina").text
