"""The public page of a survey for anybody with a link, and the owner's pages about it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from goalposts.app.courier import Courier
from goalposts.app.surveying import ANSWERS_AN_HOUR, close_survey, create_survey, make_links, open_path, results
from goalposts.app.workspace import Workspace
from goalposts.web.gate import PUBLIC_BODY
from goalposts.web.server import create_app, sign_in_link
from tests.web.conftest import ADDRESS, HOSTILE, Visitor, open_workspace


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Workspace]:
    with open_workspace(tmp_path / "home") as made:
        yield made


@pytest.fixture
def passer_by(fresh: Workspace) -> Visitor:
    return Visitor(serve(fresh))


def serve(workspace: Workspace) -> FastAPI:
    """The application, with a courier that comes when it is asked for only."""
    app = create_app(workspace)
    app.state.courier = Courier(workspace, wait=3600)
    return app


@pytest.fixture
def visitor(fresh: Workspace) -> Visitor:
    visitor = Visitor(serve(fresh))
    visitor.get(sign_in_link(fresh, "127.0.0.1", 8420).removeprefix(ADDRESS) + "&lang=en")
    return visitor


def token_in(page: str) -> str:
    return page.split('name="csrf_token" value="')[1].split('"')[0]


def answer(visitor: Visitor, path: str, **said: str) -> int:
    page = visitor.get(path)
    return visitor.post(path, data={"csrf_token": token_in(page.text), **said}).status_code


def test_anybody_with_the_open_link_may_answer_once_in_a_browser(fresh: Workspace, passer_by: Visitor) -> None:
    survey = create_survey(fresh, "nps")
    path = open_path(fresh, survey)
    page = passer_by.get(path)
    assert page.status_code == 200
    assert "How likely are you to recommend us" in page.text
    assert page.text.count('type="radio"') == 11
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["x-robots-tag"] == "noindex"
    assert "/imports" not in page.text
    assert answer(passer_by, path, score="9", comment=HOSTILE) == 303
    assert "Thank you" in passer_by.get(f"{path}/thanks").text
    again = passer_by.get(path)
    assert (again.status_code, "answered already" in again.text) == (409, True)
    assert results(fresh, survey.code).scores == {9: 1}
    assert fresh.lake.query("SELECT text FROM fact_feedback").item() == HOSTILE


def test_a_link_for_one_answer_is_used_up_by_whoever_comes_first(fresh: Workspace, passer_by: Visitor) -> None:
    survey = create_survey(fresh, "csat")
    (path,) = make_links(fresh, survey.code, 1)
    assert answer(passer_by, path, score="5") == 303
    assert Visitor(passer_by.app).get(path).status_code == 409
    assert results(fresh, survey.code).count == 1


def test_a_form_from_elsewhere_an_empty_one_and_one_off_the_scale_are_refused(
    fresh: Workspace, passer_by: Visitor
) -> None:
    survey = create_survey(fresh, "nps")
    path = open_path(fresh, survey)
    token = token_in(passer_by.get(path).text)
    other = Visitor(passer_by.app)
    assert other.post(path, data={"csrf_token": token, "score": "9"}).status_code == 403
    other.get(path)
    assert other.post(path, data={"csrf_token": token, "score": "9"}).status_code == 403
    assert passer_by.post(path, data={"score": "9"}).status_code == 403
    assert passer_by.post(path, json={"score": 9}).status_code == 403
    missing = passer_by.post(path, data={"csrf_token": token, "comment": "kept <b>"})
    assert missing.status_code == 422
    assert "Please choose one of the numbers." in missing.text
    assert "kept &lt;b&gt;</textarea>" in missing.text
    for score in ("11", "-1", "9.5", "²", "nine"):
        assert passer_by.post(path, data={"csrf_token": token, "score": score}).status_code == 422
    assert passer_by.post(path, data={"csrf_token": token, "comment": "x" * PUBLIC_BODY}).status_code == 413
    assert results(fresh, survey.code).count == 0


def test_only_what_lies_under_s_is_public_and_it_knows_no_session(fresh: Workspace, visitor: Visitor) -> None:
    survey = create_survey(fresh, "nps")
    page = visitor.get(open_path(fresh, survey)).text
    assert "/sign-out" not in page
    assert token_in(page) != visitor.form_token
    stranger = Visitor(visitor.app)
    for path in ("/s", "/surveys", "/data/surveys", f"/data/surveys/{survey.code}", "/s/../data/surveys", "/S/x"):
        assert stranger.get(path).status_code == 401
    assert stranger.get("/s/nothing").status_code == 404
    assert stranger.get("/s/").status_code == 404


def test_the_question_comes_in_the_browsers_language(fresh: Workspace, passer_by: Visitor) -> None:
    path = open_path(fresh, create_survey(fresh, "csat", texts={"ko": "배송은 어떠셨나요?"}))
    assert "배송은 어떠셨나요?" in passer_by.get(path, headers={"Accept-Language": "ko-KR,ko;q=0.9"}).text
    chinese = passer_by.get(path, headers={"Accept-Language": "zh-TW"}).text
    assert 'lang="zh-Hant"' in chinese
    assert "非常滿意" in chinese


def test_a_closed_survey_and_a_busy_network_are_told(fresh: Workspace, passer_by: Visitor) -> None:
    survey = create_survey(fresh, "nps")
    path = open_path(fresh, survey)
    for _ in range(ANSWERS_AN_HOUR):
        assert answer(Visitor(passer_by.app), path, score="9") == 303
    assert passer_by.get(path).status_code == 429
    close_survey(fresh, survey.code)
    closed = passer_by.get(path)
    assert (closed.status_code, "closed" in closed.text) == (410, True)


def test_the_owner_opens_shares_rewords_and_closes(fresh: Workspace, visitor: Visitor) -> None:
    assert "No survey yet" in visitor.get("/data/surveys?lang=en").text
    token = {"csrf_token": visitor.form_token}
    wrong = visitor.post("/data/surveys", data={**token, "kind": "nps", "code": "Not So!"})
    assert wrong.status_code == 422
    said = {"kind": "nps", "code": "spring", "account": HOSTILE, "text.en": "Would you?", "text.ko": ""}
    assert visitor.post("/data/surveys", data={**token, **said}).headers["location"] == "/data/surveys/spring"
    page = visitor.get("/data/surveys/spring").text
    assert "<script>alert" not in page
    assert "Would you?" in page
    path = page.split(ADDRESS)[1].split('"')[0]
    assert answer(Visitor(visitor.app), path, score="10") == 303
    page = visitor.get("/data/surveys/spring").text
    assert ">100</span>" in page
    assert "1 answer" in page
    links = visitor.post("/data/surveys/spring/links", data={**token, "count": "3"}).text
    assert links.count(f"{ADDRESS}/s/") == 4
    assert visitor.post("/data/surveys/spring/links", data={**token, "count": "0"}).status_code == 422
    visitor.post("/data/surveys/spring/wording", data={**token, "text.en": "Would you, really?"})
    assert "version 2" in visitor.get("/data/surveys/spring").text
    visitor.post("/data/surveys/spring/close", data=token)
    assert "takes no more answers" in visitor.get("/data/surveys/spring").text
    assert visitor.get("/data/surveys/sprung").status_code == 404
