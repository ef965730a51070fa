"""Pages of the team: for nobody from outside, for members with what they may do, for owners with everything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from goalposts.app.feedback import list_feedback, suggest
from goalposts.app.notices import tell
from goalposts.app.people import find_person, sign_in_path
from goalposts.app.training import list_sessions
from goalposts.app.workspace import Workspace
from goalposts.web.server import create_app, sign_in_link
from tests.app.team import add_team, choose, want
from tests.web.conftest import ADDRESS, HOSTILE, Visitor, open_workspace

PAGES = ("/team", "/team/me", "/team/mina", "/team/notices", "/team/training", "/team/feedback", "/guide/glossary")
LANGUAGES = ("en", "ko", "zh-Hant")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A team with a KPI and a goal; read it only."""
    with open_workspace(tmp_path_factory.mktemp("team") / "home") as made:
        furnish(made)
        yield made


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Workspace]:
    """The same to write into."""
    with open_workspace(tmp_path / "home") as made:
        furnish(made)
        yield made


def furnish(workspace: Workspace) -> None:
    add_team(workspace)
    choose(workspace, "nps", "mina")
    want(workspace, "likes", "mina", name=HOSTILE)
    suggest(workspace, HOSTILE, subject="kpi", subject_id="nps", by="jo")
    tell(workspace, HOSTILE, HOSTILE, by="jo")


def enter(app: FastAPI, workspace: Workspace, person: str) -> Visitor:
    visitor = Visitor(app)
    path = (
        sign_in_link(workspace, "127.0.0.1", 8420).removeprefix(ADDRESS)
        if person == "owner"
        else sign_in_path(workspace, person)
    )
    assert visitor.get(path).status_code == 303
    return visitor


def token_of(visitor: Visitor) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', visitor.get("/team/notices?lang=en").text)
    assert found
    return found[1]


def post(visitor: Visitor, path: str, **said: object) -> int:
    return visitor.post(path, data={"csrf_token": token_of(visitor), **said}).status_code


@pytest.mark.parametrize("path", PAGES)
def test_nobody_from_outside_sees_the_team(home: Workspace, path: str) -> None:
    visitor = Visitor(create_app(home))
    page = visitor.get(path)
    assert page.status_code == 401
    assert "Mina Kim" not in page.text
    assert visitor.post("/team/people", data={"name": "Me"}).status_code == 401


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("person", ["owner", "mina"])
def test_pages_say_names_in_every_language_and_escape_what_people_wrote(
    home: Workspace, path: str, language: str, person: str
) -> None:
    page = enter(create_app(home), home, person).get(f"{path}?lang={language}")
    assert page.status_code == 200
    assert f'<html lang="{language}"' in page.text
    assert HOSTILE not in page.text
    assert "<script>alert" not in page.text
    if path in ("/team", "/team/mina", "/team/training"):
        assert "Mina Kim" in page.text


def test_unread_notices_are_counted_beside_team_until_they_are_read(team: Workspace) -> None:
    mina = enter(create_app(team), team, "mina")
    assert 'title="2 unread notices">2</span>' in mina.get("/guide?lang=en").text
    page = mina.get("/team/notices")
    assert "Read by 0, waiting for 2" in page.text
    first = re.findall(r'name="id" value="(\d+)"', page.text)[0]
    assert post(mina, "/team/notices/read", id=first) == 303
    assert 'title="1 unread notice">1</span>' in mina.get("/guide").text
    assert post(mina, "/team/notices/read") == 303
    assert 'class="badge"' not in mina.get("/guide").text
    assert "Read by 1" in enter(mina.app, team, "owner").get("/team/notices?lang=en").text


def test_an_owner_lets_somebody_in_and_out(team: Workspace) -> None:
    app = create_app(team)
    owner = enter(app, team, "owner")
    said = {
        "csrf_token": token_of(owner),
        "name": "Sam Ortiz",
        "team": "Sales",
        "role": "member",
        "language": "",
        "key": "",
    }
    page = owner.post("/team/people", data=said)
    link = re.search(r"(/sign-in\?token=[^<&]+)", page.text)
    assert (page.status_code, bool(link)) == (200, True)
    assert link
    assert link[1] not in owner.get("/team").text
    sam = Visitor(app)
    assert sam.get(link[1]).status_code == 303
    assert "Sam Ortiz" in sam.get("/team/me").text
    assert post(owner, "/team/people/sam/leave") == 303
    assert sam.get("/team/me").status_code == 401
    assert post(owner, "/team/people/sam/link") == 409
    assert post(owner, "/team/people/sam/return") == 303
    assert "left on" not in owner.get("/team?lang=en").text


def test_a_member_manages_nobody(team: Workspace) -> None:
    mina = enter(create_app(team), team, "mina")
    page = mina.get("/team?lang=en").text
    assert "Let somebody in" not in page
    assert "New sign-in link" not in page
    for path in ("", "/jo", "/jo/link", "/jo/leave", "/owner/link"):
        assert post(mina, f"/team/people{path}", name="Mine", role="owner") == 403
    assert find_person(team, "jo").name == "Jo Park"


def test_forms_of_elsewhere_are_refused(team: Workspace) -> None:
    owner = enter(create_app(team), team, "owner")
    for path in ("/team/people", "/team/notices", "/team/training", "/team/feedback", "/team/people/mina/leave"):
        assert owner.post(path, data={"name": "X", "title": "X", "text": "X"}).status_code == 403


def test_faults_stand_beside_their_fields_with_what_was_typed(team: Workspace) -> None:
    owner = enter(create_app(team), team, "owner")
    said = {
        "csrf_token": token_of(owner),
        "name": "Mina Kim",
        "team": "Kept",
        "role": "member",
        "language": "",
        "key": "me",
    }
    page = owner.post("/team/people?lang=en", data=said)
    assert page.status_code == 422
    assert page.text.count('class="fault"') == 2
    assert 'value="Kept"' in page.text
    page = owner.post(
        "/team/training", data={"csrf_token": said["csrf_token"], "title": "", "held_on": "x", "note": "Kept"}
    )
    assert page.status_code == 422
    assert (page.text.count('class="fault"'), ">Kept</textarea>" in page.text) == (4, True)
    page = owner.post("/team/feedback", data={"csrf_token": said["csrf_token"], "subject": "kpi", "subject_id": "npss"})
    assert (page.status_code, page.text.count('class="fault"')) == (422, 2)
    page = owner.post("/team/notices", data={"csrf_token": said["csrf_token"], "title": "", "body": "Kept"})
    assert (page.status_code, ">Kept</textarea>" in page.text) == (422, True)


def test_the_second_editor_of_a_person_sees_who_was_faster(team: Workspace) -> None:
    owner = enter(create_app(team), team, "owner")
    said = {"csrf_token": token_of(owner), "version": "1", "name": "Mina Kim", "role": "member", "language": ""}
    assert owner.post("/team/people/mina", data={**said, "team": "Social"}).status_code == 303
    page = owner.post("/team/people/mina?lang=en", data={**said, "team": "Sales"})
    assert page.status_code == 409
    assert "Workspace owner changed this meanwhile" in page.text
    assert 'value="Sales"' in page.text


def test_a_training_is_planned_held_and_closes_the_gap(team: Workspace) -> None:
    jo = enter(create_app(team), team, "jo")
    assert "2 gaps" in jo.get("/team/training?lang=en").text
    assert post(jo, "/team/training", title="NPS", held_on="2026-11-20", trainer="jo", kpis=["nps", "likes"]) == 303
    (session,) = list_sessions(team)
    assert post(jo, f"/team/training/{session.training.id}/attendance", people=["mina"]) == 303
    page = jo.get("/team/training?lang=en").text
    assert ("no gap" in page, "There were: Mina Kim" in page) == (True, True)
    assert "Trained" in jo.get("/guide/nps?lang=en").text


def test_a_suggestion_is_answered_by_whom_it_concerns(team: Workspace) -> None:
    app = create_app(team)
    jo, mina = enter(app, team, "jo"), enter(app, team, "mina")
    assert 'value="nps"' in jo.get("/guide/nps").text
    assert post(jo, "/team/feedback", subject="kpi", subject_id="nps", text="Ask weekly.") == 303
    made = list_feedback(team)[0]
    assert f'action="/team/feedback/{made.id}"' not in jo.get("/team/feedback").text
    assert post(jo, f"/team/feedback/{made.id}", status="done", version="1") == 403
    assert post(mina, f"/team/feedback/{made.id}", status="declined", version="1") == 422
    assert post(mina, f"/team/feedback/{made.id}", status="planned", answer="In spring.", version="1") == 303
    assert "In spring." in jo.get("/team/feedback?status=planned&lang=en").text
    assert post(mina, f"/team/feedback/{made.id}", status="done", answer="Late.", version="1") == 409


def test_nobody_of_that_key_has_a_page(home: Workspace) -> None:
    assert enter(create_app(home), home, "mina").get("/team/ghost").status_code == 404


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("What it is", "from 0 to 10", "7 and 8", "Why it matters", "Owner", "Objective")),
        ("ko", ("0~10점", "7~8점", "담당자", "Mina Kim")),
        ("zh-Hant", ("0 到 10 分", "7 至 8 分", "負責人", "Mina Kim")),
    ],
)
def test_x7_the_guide_page_of_nps(home: Workspace, language: str, words: tuple[str, ...]) -> None:
    page = enter(create_app(home), home, "jo").get(f"/guide/nps?lang={language}").text
    assert all(word in page for word in (*words, "Mina Kim", "Keep customers")), language
    assert '<a href="/team/mina">Mina Kim</a>' in page


def test_pages_write_acronyms_out_where_they_first_use_them(home: Workspace) -> None:
    jo = enter(create_app(home), home, "jo")
    guide = jo.get("/guide?stage=finance&lang=en").text
    assert guide.count("(monthly recurring revenue)") == 1
    assert guide.count("(key performance indicator)") == 1
    page = jo.get("/guide/roi?lang=zh-Hant").text
    assert re.search(r'<abbr title="[^"]+">ROAS</abbr>（廣告投資報酬率）', page)
    assert "ROAS</abbr>(광고비 대비 매출)" in jo.get("/guide/roi?lang=ko").text


def test_the_glossary_is_searched_in_any_language(home: Workspace) -> None:
    jo = enter(create_app(home), home, "jo")
    page = jo.get("/guide/glossary?q=백분율&lang=en").text
    assert ('id="percentage_point"' in page, 'id="roas"' in page) == (True, False)
    assert "Nothing found" in jo.get("/guide/glossary", params={"q": HOSTILE}).text
    assert 'href="/guide/glossary"' in jo.get("/guide").text


def test_names_are_advised_on_while_they_are_typed(home: Workspace) -> None:
    jo = enter(create_app(home), home, "jo")
    part = jo.get("/guide/naming", params={"label": "NPS", "lang": "en"}).text
    assert "Better: “Net promoter score (NPS)”" in part
    assert "<html" not in part
    assert jo.get("/guide/naming", params={"text": "Website visits"}).text.strip() == ""


def test_the_page_of_a_goal_writes_acronyms_out_and_takes_suggestions(team: Workspace) -> None:
    goal = want(team, "cost_per_click", "mina", name="Lower CPC", relevance="CPC and CTR decide.")
    jo = enter(create_app(team), team, "jo")
    page = jo.get(f"/goals/{goal.id}?lang=en").text
    assert re.search(r"<h1>Lower <abbr [^>]+>CPC</abbr> \(cost per click\)</h1>", page)
    assert page.count("(cost per click)") == 1
    assert f'name="subject_id" value="{goal.id}"' in page
    assert post(jo, "/team/feedback", subject="goal", subject_id=str(goal.id), text="Halve it.") == 303
    assert "Lower CPC" in jo.get("/team/feedback").text
