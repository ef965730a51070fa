"""The pages of strategy, suggestions, campaigns, templates, first steps and goal health."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from goalposts.app.people import add_person, sign_in_path
from goalposts.app.plan_file import export_plan
from goalposts.app.plan_templates import Wish, apply_template
from goalposts.app.strategy import read_plan
from goalposts.app.workspace import Workspace
from goalposts.store.goals import add_goal
from goalposts.web.server import create_app, sign_in_link
from tests.web.conftest import ADDRESS, HOSTILE, LAST_DAY, NOW, Visitor, open_workspace

PAGES = (
    "/strategy",
    "/strategy/plan",
    "/strategy/kpis",
    "/strategy/audiences",
    "/strategy/campaigns",
    "/strategy/start",
    "/strategy/templates",
    "/strategy/templates/marketing_plan",
    "/strategy/templates/plan.yaml",
    "/strategy/edit/strategy",
    "/strategy/edit/objective",
    "/strategy/edit/audience",
    "/strategy/edit/campaign",
    "/strategy/edit/kpi",
    "/goals/health",
)
REASON = "It counts the people who can remember us."


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Workspace]:
    with open_workspace(tmp_path / "home") as made:
        yield made


@pytest.fixture
def visitor(fresh: Workspace) -> Visitor:
    visitor = Visitor(create_app(fresh))
    visitor.get(sign_in_link(fresh, "127.0.0.1", 8420).removeprefix(ADDRESS) + "&lang=en")
    return visitor


def send(visitor: Visitor, path: str, **said: str) -> tuple[int, str]:
    done = visitor.post(path, data={"csrf_token": visitor.form_token, **said})
    return done.status_code, done.text


def test_nobody_sees_a_page_without_signing_in(fresh: Workspace) -> None:
    stranger = Visitor(create_app(fresh))
    for page in PAGES:
        assert stranger.get(page).status_code == 401
    assert stranger.post("/strategy/edit/strategy", data={"name": "x"}).status_code in (401, 403)


@pytest.mark.parametrize("language", ["en", "ko", "zh-Hant"])
def test_every_page_opens_empty_and_full(fresh: Workspace, visitor: Visitor, language: str) -> None:
    for page in PAGES:
        assert visitor.get(f"{page}?lang={language}").status_code == 200, page
    apply_template(fresh, "marketing_plan", Wish("owner", language), person="owner")
    for page in (*PAGES, "/strategy/edit/campaign/1", "/strategy/edit/north-star/1", "/strategy/kpis?for=1&channel=x"):
        assert visitor.get(f"{page}{'&' if '?' in page else '?'}lang={language}").status_code == 200, page
    assert visitor.get("/strategy/edit/magic").status_code == 404
    assert visitor.get("/strategy/edit/campaign/99").status_code == 404


def test_a_form_without_its_token_is_refused(fresh: Workspace, visitor: Visitor) -> None:
    assert visitor.post("/strategy/edit/strategy", data={"name": "x", "owner": "owner"}).status_code == 403
    assert read_plan(fresh).strategies == ()


def test_a_strategy_from_its_form_to_the_page_with_its_north_star(fresh: Workspace, visitor: Visitor) -> None:
    status, page = send(visitor, "/strategy/edit/strategy", name="", owner="nobody")
    assert status == 422
    assert page.count('class="fault"') == 2
    assert send(visitor, "/strategy/edit/strategy", name=HOSTILE, owner="owner")[0] == 303
    strategy = read_plan(fresh).strategies[0]
    said = {"name": "Be known", "code": "brand_awareness", "strategy": str(strategy.id), "owner": "owner"}
    assert send(visitor, "/strategy/edit/objective", **said)[0] == 303
    chosen = {"objective": "1", "kpi": "impressions", "owner": "owner", "label": "Brand impressions"}
    assert send(visitor, "/strategy/edit/kpi", **chosen, reason="")[0] == 422
    assert send(visitor, "/strategy/edit/kpi", **chosen, reason=REASON)[0] == 303
    assert send(visitor, f"/strategy/edit/north-star/{strategy.id}", kpi="reach", reason=REASON)[0] == 303
    shown = visitor.get("/strategy").text
    assert "<script>alert" not in shown
    assert "Brand impressions" in shown
    assert shown.index("North star") < shown.index("Be known")
    assert "no data" in shown


def test_a_kpi_that_does_not_serve_is_challenged_and_may_be_confirmed(fresh: Workspace, visitor: Visitor) -> None:
    apply_template(fresh, "marketing_plan", Wish("owner"), person="owner")
    said = {"objective": "1", "kpi": "win_rate", "owner": "owner", "reason": REASON}
    status, page = send(visitor, "/strategy/edit/kpi", **said)
    assert (status, 'name="confirmed"' in page, REASON in page) == (422, True, True)
    assert send(visitor, "/strategy/edit/kpi", **said, confirmed="yes")[0] == 303


def test_the_second_editor_sees_both_versions_and_may_save_again(fresh: Workspace, visitor: Visitor) -> None:
    assert send(visitor, "/strategy/edit/strategy", name="Grow", owner="owner")[0] == 303
    assert send(visitor, "/strategy/edit/strategy/1", name="Grow more", owner="owner", version="1")[0] == 303
    status, page = send(visitor, "/strategy/edit/strategy/1", name="Shrink", owner="owner", version="1")
    assert status == 409
    assert "Grow more" in page
    assert 'value="Shrink"' in page
    assert 'name="version" value="2"' in page
    assert send(visitor, "/strategy/edit/strategy/1", name="Shrink", owner="owner", version="2")[0] == 303
    assert read_plan(fresh).strategies[0].name == "Shrink"
    assert send(visitor, "/strategy/retire/strategy/1")[0] == 303
    assert read_plan(fresh).strategies == ()


def test_an_audience_with_ticks_changes_the_suggestions(fresh: Workspace, visitor: Visitor) -> None:
    token = visitor.form_token
    said = {"csrf_token": token, "name": "Regulars", "owner": "owner", "values": ["interaction", "trust"]}
    assert visitor.post("/strategy/edit/audience", data=said).status_code == 303
    assert read_plan(fresh).audiences[0].values == ("interaction", "trust")
    plain = visitor.get("/strategy/kpis?objective=site_traffic").text
    for_them = visitor.get("/strategy/kpis?objective=site_traffic&audience=1").text
    assert plain.index("Website visitors") < plain.index("Clicks")
    assert for_them.index(">Comments<") < for_them.index(">Website visitors<")


def test_suggestions_say_what_a_platform_lacks_and_filter_by_stage_and_group(visitor: Visitor) -> None:
    page = visitor.get("/strategy/kpis?objective=brand_awareness&channel=x").text
    assert "never how many different people saw it" in page
    money = visitor.get("/strategy/kpis?objective=sales&group=financial").text
    assert ">Revenue<" in money
    assert ">Conversion rate<" not in money
    assert ">Net Promoter Score<" in visitor.get("/strategy/kpis?stage=retention").text
    assert visitor.get("/strategy/kpis?objective=magic").status_code == 422


def test_first_steps_keep_the_answers_and_show_what_is_done(fresh: Workspace, visitor: Visitor) -> None:
    assert "0 of 9 done" in visitor.get("/strategy/start").text
    said = {"company": "Corner", "sector": "food", "business_model": "local", "currency": "KRW", "fiscal_start": "4"}
    assert send(visitor, "/strategy/start", **said)[0] == 303
    token = visitor.form_token
    aims = {"csrf_token": token, "priorities": ["sales", "", "leads"], "focus": ["content", "", "", ""]}
    assert visitor.post("/strategy/start", data=aims).status_code == 303
    page = visitor.get("/strategy/start").text
    assert "2 of 9 done" in page
    assert read_plan(fresh).profile.priorities == ("sales", "leads")
    assert send(visitor, "/strategy/start", fiscal_start="13")[0] == 422


def test_a_template_is_previewed_and_applied(fresh: Workspace, visitor: Visitor) -> None:
    page = visitor.get("/strategy/templates/marketing_plan?budget=8,000&currency=EUR").text
    assert "Add 18 records" in page
    assert read_plan(fresh).strategies == ()
    assert send(visitor, "/strategy/templates/marketing_plan", budget="8,000", currency="EUR")[0] == 303
    assert "€8,000.00" in visitor.get("/strategy/plan").text
    assert "Everything of this template is there already." in visitor.get("/strategy/templates/marketing_plan").text


def test_a_plan_file_is_shown_then_read_in_and_only_owners_may(fresh: Workspace, visitor: Visitor) -> None:
    apply_template(fresh, "channel_email", Wish("owner"), person="owner")
    text = visitor.get("/strategy/templates/plan.yaml").text
    assert text == export_plan(fresh)
    changed = text.replace("kind: engagement", "kind: retention")
    status, page = send(visitor, "/strategy/templates/plan.yaml", text=changed)
    assert (status, "retention" in page, export_plan(fresh)) == (200, True, text)
    assert send(visitor, "/strategy/templates/plan.yaml", text=changed, confirm="yes")[0] == 200
    assert export_plan(fresh) == changed
    status, page = send(visitor, "/strategy/templates/plan.yaml", text="goalposts: 1\ngoals: {<b>: {}}\n")
    assert (status, "<b>" in page, "goals.&lt;b&gt;" in page) == (422, False, True)
    add_person(fresh, {"name": "Mina"}, key="mina")
    mina = Visitor(visitor.app)
    mina.get(sign_in_path(fresh, "mina"))
    assert send(mina, "/strategy/templates/plan.yaml", text=changed)[0] == 403


def test_goal_health_mends_with_one_click_and_says_what_was_checked(fresh: Workspace, visitor: Visitor) -> None:
    assert "Nothing to check yet" in visitor.get("/goals/health").text
    with fresh.database.transaction() as transaction:
        goal = add_goal(transaction, {"name": HOSTILE, "owner": "gone", "starts_on": LAST_DAY}, person="owner", now=NOW)
    page = visitor.get("/goals/health").text
    assert "<script>alert" not in page
    assert "Everything has an owner who works here" in page
    assert send(visitor, f"/goals/health/own/goal/{goal.id}")[0] == 303
    after = visitor.get("/goals/health").text
    assert after.index("What was checked and is in order") < after.index("Everything has an owner who works here")
    assert send(visitor, "/goals/health/own/goal/99")[0] == 404
    assert send(visitor, f"/goals/health/forget/goal/{goal.id}")[0] == 404
