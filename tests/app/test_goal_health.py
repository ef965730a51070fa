import datetime as dt

import pytest

from goalposts.app import planning
from goalposts.app.goal_health import answer_for, check_health, mark_reviewed
from goalposts.app.onboarding import first_steps
from goalposts.app.people import add_person, let_go
from goalposts.app.workspace import Workspace
from goalposts.errors import NotFound
from goalposts.i18n.goal_health import CHECKS
from goalposts.settings import read_settings
from goalposts.sources.source import Choices
from goalposts.store.goals import add_goal, add_target, find_goal

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
REASON = "It counts the people who can remember us."
ALL_MET = {
    "score": 5,
    "smart": {n: {"ok": True} for n in ("specific", "measurable", "achievable", "relevant", "time_bound")},
}


class Clock:
    now = NOW


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """The folder of a workspace with facts, and no state of its own."""
    folder = tmp_path_factory.mktemp("health")
    rows = "\n".join(f"2026-11-{day:02},1000,900,50" for day in range(1, 21))
    (folder / "page.csv").write_text(f"Date,Impressions,Reach,Likes\n{rows}\n", encoding="utf-8")
    with Workspace(read_settings({}, home=folder / "home"), clock=lambda: NOW) as made:
        said = Choices(account="Corner", platform="facebook", time_zone="UTC", accept_flags=True)
        assert made.import_paths([folder / "page.csv"], said).ok
    return folder / "home"


@pytest.fixture
def workspace(home, clock):
    for file in home.glob("goalposts.db*"):
        file.unlink()
    with Workspace(read_settings({}, home=home), clock=lambda: clock.now) as made:
        yield made


def save(workspace, kind, said):
    return planning.save(workspace, kind, {"owner": "owner", **said}, person="owner")


@pytest.fixture
def objective(workspace):
    """A strategy with a north star and one objective, both sound."""
    strategy = save(workspace, "strategy", {"name": "Grow"})
    planning.set_north_star(workspace, strategy.id, {"kpi": "reach", "reason": REASON}, person="owner")
    return save(workspace, "objective", {"name": "Be known", "code": "brand_awareness", "strategy": str(strategy.id)})


def choose(workspace, objective, kpi, **said):
    return save(workspace, "kpi", {"objective": str(objective.id), "kpi": kpi, "reason": REASON, **said})


def aim(workspace, objective_id=None, kpi="reach", direction="up", target=None, **goal):
    values = {"name": "More reach", "owner": "owner", "starts_on": dt.date(2026, 11, 1), "status": "active"}
    values |= {"due_on": dt.date(2026, 12, 31), "smart": ALL_MET, "objective_id": objective_id, **goal}
    with workspace.database.transaction() as transaction:
        made = add_goal(transaction, values, person="owner", now=workspace.now())
        said = {"name": kpi, "kind": "number", "kpi": kpi, "direction": direction, "starts_on": made.starts_on}
        add_target(transaction, made.id, {**said, "due_on": made.due_on, **(target or {})}, person="owner", now=NOW)
    return made


def breaches(workspace):
    return [(one.code, one.name) for one in check_health(workspace).breaches]


def test_a_sound_plan_has_no_breach_and_says_what_was_checked(workspace, objective):
    choose(workspace, objective, "reach")
    aim(workspace, objective.id)
    health = check_health(workspace)
    assert health.breaches == ()
    told = health.to_dict("en")
    assert told["healthy"]
    assert [check["check"] for check in told["checks"]] == list(CHECKS)
    assert {check["check"]: check["looked_at"] for check in told["checks"]}["no_owner"] == 4


def test_an_empty_workspace_has_nothing_wrong(workspace):
    assert breaches(workspace) == []


def test_strategy_without_north_star_and_objective_without_kpi_or_goal(workspace):
    strategy = save(workspace, "strategy", {"name": "Grow"})
    save(workspace, "objective", {"name": "Sell", "code": "sales", "strategy": str(strategy.id)})
    assert breaches(workspace) == [
        ("no_north_star", "Grow"),
        ("objective_without_kpi", "Sell"),
        ("objective_without_goal", "Sell"),
    ]


def test_a_goal_that_is_over_is_no_goal_any_more(workspace, objective):
    choose(workspace, objective, "reach")
    aim(workspace, objective.id, due_on=dt.date(2026, 11, 21))
    assert ("objective_without_goal", "Be known") in breaches(workspace)


def test_vanity_figures_need_an_outcome_beside_them(workspace, objective):
    choose(workspace, objective, "likes", confirmed="yes")
    choose(workspace, objective, "impressions")
    aim(workspace, objective.id, kpi="impressions")
    (found,) = [one for one in check_health(workspace).breaches if one.code == "vanity_only"]
    assert found.facts["kpis"] == "Likes, Impressions"
    assert found.address == f"/strategy/kpis?for={objective.id}"
    choose(workspace, objective, "reach")
    assert "vanity_only" not in [code for code, _ in breaches(workspace)]


def test_a_kpi_that_does_not_serve_the_objective(workspace, objective):
    choose(workspace, objective, "reach")
    wrong = choose(workspace, objective, "likes", confirmed="yes")
    aim(workspace, objective.id)
    (found,) = check_health(workspace).breaches
    assert (found.code, found.subject_id, found.address) == ("wrong_metric", wrong.id, f"/strategy/edit/kpi/{wrong.id}")


def test_a_kpi_without_data_says_what_to_connect(workspace, objective):
    choose(workspace, objective, "reach")
    choose(workspace, objective, "mentions")
    aim(workspace, objective.id)
    (found,) = check_health(workspace).breaches
    assert (found.code, found.facts["missing"]) == ("no_data", "Mentions")
    assert "Brand24" in found.facts["connect"] or "Meltwater" in found.facts["connect"]


def test_what_is_wrong_with_goals(workspace, objective):
    choose(workspace, objective, "reach")
    aim(workspace, objective.id)
    vague = {**ALL_MET, "smart": {**ALL_MET["smart"], "specific": {"ok": False}, "achievable": {"ok": None}}}
    aim(workspace, None, kpi="", name="Be great", smart=vague)
    assert breaches(workspace) == [
        ("unmeasurable", "Be great"),
        ("no_objective_link", "Be great"),
        ("not_smart", "Be great"),
    ]
    found = check_health(workspace, language="ko").breaches[-1]
    assert found.facts["score"] == "3"
    assert found.facts["missing"].count(",") == 1


def test_a_goal_is_overdue_after_92_days_and_one_click_mends_it(workspace, objective, clock):
    choose(workspace, objective, "reach")
    goal = aim(workspace, objective.id, due_on=dt.date(2027, 12, 31))
    clock.now = NOW + dt.timedelta(days=92)
    assert breaches(workspace) == []
    clock.now = NOW + dt.timedelta(days=93)
    (found,) = check_health(workspace).breaches
    assert (found.code, found.action, found.facts["days"]) == ("no_review", "reviewed", "93")
    mark_reviewed(workspace, goal.id, person="owner")
    assert breaches(workspace) == []


def test_whoever_left_owns_nothing_and_one_click_mends_it(workspace, objective):
    add_person(workspace, {"name": "Mina"}, key="mina")
    choose(workspace, objective, "reach", owner="mina")
    goal = aim(workspace, objective.id, owner="mina")
    assert breaches(workspace) == []
    let_go(workspace, "mina")
    found = check_health(workspace).breaches
    assert [(one.code, one.subject, one.action) for one in found] == [
        ("no_owner", "kpi", "own"),
        ("no_owner", "goal", "own"),
    ]
    for one in found:
        answer_for(workspace, one.subject, one.subject_id, person="owner")
    assert breaches(workspace) == []
    with workspace.database.reading() as transaction:
        assert find_goal(transaction, goal.id).owner == "owner"
    with pytest.raises(NotFound):
        answer_for(workspace, "sentence", 1, person="owner")


@pytest.mark.parametrize(("starts_on", "flagged"), [("2026-11-22", True), ("2026-11-23", False), ("", False)])
def test_a_campaign_needs_a_goal_when_it_starts(workspace, starts_on, flagged):
    campaign = save(workspace, "campaign", {"name": "Spring", "starts_on": starts_on})
    assert (("campaign_without_goal", "Spring") in breaches(workspace)) is flagged
    aim(workspace, None, campaign_id=campaign.id)
    assert ("campaign_without_goal", "Spring") not in breaches(workspace)


@pytest.mark.parametrize(
    ("where", "start", "flagged"),
    [
        ({}, dt.date(2026, 12, 1), True),
        ({"platform": "x"}, dt.date(2026, 12, 1), False),
        ({"platform": "facebook"}, dt.date(2026, 12, 1), True),
        ({}, dt.date(2027, 1, 1), False),
    ],
)
def test_two_goals_that_pull_one_kpi_both_ways(workspace, objective, where, start, flagged):
    choose(workspace, objective, "reach")
    aim(workspace, objective.id, target={"where": {"platform": "facebook"}})
    other = {"name": "Less reach", "starts_on": start, "due_on": dt.date(2027, 3, 31)}
    aim(workspace, objective.id, direction="down", target={"where": where}, **other)
    assert (("opposite", "More reach") in breaches(workspace)) is flagged


def test_a_restricted_goal_is_not_told_to_others(workspace):
    add_person(workspace, {"name": "Mina"}, key="mina")
    aim(workspace, None, visibility="restricted", name="Secret")
    assert [one.name for one in check_health(workspace, person="mina").breaches] == []
    assert [one.name for one in check_health(workspace, person="owner").breaches] == ["Secret"]


def test_the_first_steps_are_done_by_what_is_there(workspace, objective):
    done = {step.code: step.is_done for step in first_steps(workspace)}
    assert list(done) == [
        "company", "priorities", "audience", "strategy", "kpis", "data", "goal", "north_star", "team",
    ]  # fmt: skip
    assert [code for code, is_done in done.items() if is_done] == ["strategy", "data", "north_star"]
    planning.save_profile(
        workspace,
        {"company": "Corner", "sector": "food", "business_model": "local", "priorities": "sales", "focus": "content"},
        person="owner",
    )
    choose(workspace, objective, "mentions")
    done = {step.code: step.is_done for step in first_steps(workspace)}
    assert (done["company"], done["priorities"], done["kpis"]) == (True, True, True)
    assert not done["data"]
