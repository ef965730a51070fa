"""The JSON of a sentence for the composer: for those who signed in, the same as on the command line."""

from __future__ import annotations

import datetime as dt

import pytest

from goalposts.app.composing import compose
from goalposts.app.workspace import Workspace
from tests.web.conftest import HOSTILE, Visitor

LIKES = "Increase Facebook likes by 20% next quarter"
RATE = "Increase email open rate by 2% next quarter"


def ask(owner: Visitor, **body: object) -> dict[str, object]:
    answer = owner.post("/api/v1/smart", json=body, headers={"X-CSRF-Token": owner.form_token})
    assert answer.status_code == 200, answer.text
    shown: dict[str, object] = answer.json()
    return shown


def test_nobody_reads_sentences_without_signing_in_or_without_the_token(
    anonymous: Visitor, stranger: Visitor, owner: Visitor
) -> None:
    for visitor in (anonymous, stranger):
        assert visitor.post("/api/v1/smart", json={"text": LIKES}).status_code == 401
    assert owner.post("/api/v1/smart", json={"text": LIKES}).status_code == 403


def test_it_says_what_python_says(owner: Visitor, workspace: Workspace) -> None:
    same = compose(workspace, LIKES, today=dt.date(2026, 11, 22)).to_dict()
    assert ask(owner, text=LIKES, today="2026-11-22") == same
    assert same["draft"]["kpi"] == "likes"


@pytest.mark.parametrize("choice", ["relative_pct", "percentage_points"])
def test_answers_settle_questions(owner: Visitor, choice: str) -> None:
    assert [asked["code"] for asked in ask(owner, text=RATE)["questions"]] == ["relative_or_points"]  # type: ignore[attr-defined]
    settled = ask(owner, text=RATE, answers={"relative_or_points": choice})
    assert settled["questions"] == []
    assert settled["draft"]["change"] == {"amount": 2.0, "mode": choice}  # type: ignore[index]


def test_hostile_text_comes_back_as_text(owner: Visitor) -> None:
    assert ask(owner, text=HOSTILE)["text"] == HOSTILE


@pytest.mark.parametrize(
    "body", [{}, {"text": "x" * 10_001}, {"text": LIKES, "today": "soon"}, {"text": LIKES, "language": "xx"}]
)
def test_what_cannot_be_read_is_told(owner: Visitor, body: dict[str, object]) -> None:
    answer = owner.post("/api/v1/smart", json=body, headers={"X-CSRF-Token": owner.form_token})
    assert answer.status_code in (400, 422)
