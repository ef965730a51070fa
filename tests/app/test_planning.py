import datetime as dt

import pytest

from goalposts.app import planning
from goalposts.app.people import add_person
from goalposts.app.plan_file import export_plan
from goalposts.app.plan_importing import import_plan
from goalposts.app.strategy import budgets, read_plan
from goalposts.app.workspace import Workspace
from goalposts.errors import Invalid, NotFound, Overtaken
from goalposts.settings import read_settings
from goalposts.store.records import list_trail
from goalposts.store.strategies import BudgetLine, Campaign

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
REASON = "It counts the people who can remember us."


@pytest.fixture
def workspace(tmp_path):
    with Workspace(read_settings({}, home=tmp_path), clock=lambda: NOW) as made:
        yield made


def save(workspace, kind, said, **more):
    return planning.save(workspace, kind, {"owner": "owner", **said}, person="owner", **more)


@pytest.fixture
def objective(workspace):
    strategy = save(workspace, "strategy", {"name": "Grow in Seoul"})
    said = {"name": "Be known", "code": "brand_awareness", "strategy": str(strategy.id)}
    return save(workspace, "objective", said)


def faults(caught):
    return {fault.column: fault.message for fault in caught.value.faults}


def test_every_fault_of_a_form_is_told_at_once(workspace):
    with pytest.raises(Invalid) as caught:
        planning.save(
            workspace,
            "campaign",
            {"name": " ", "owner": "nobody", "starts_on": "2027-02-30", "budget": "much", "budget_lines": "Ads 500"},
            person="owner",
        )
    assert set(faults(caught)) == {"name", "owner", "starts_on", "budget", "budget_lines"}
    with pytest.raises(Invalid) as caught:
        save(workspace, "strategy", {"name": ""}, language="ko")
    assert read_plan(workspace).strategies == ()


@pytest.mark.parametrize("kind", ["strategy", "objective", "audience", "campaign", "kpi"])
def test_nothing_goes_in_without_an_owner(workspace, kind):
    with pytest.raises(Invalid) as caught:
        planning.save(workspace, kind, {"name": "Whose?"}, person="owner")
    assert "owner" in faults(caught)


def test_a_chosen_kpi_keeps_its_label_and_needs_a_reason(workspace, objective):
    said = {"objective": str(objective.id), "kpi": "impressions", "label": "Brand impressions"}
    for reason in ("", "easy"):
        with pytest.raises(Invalid) as caught:
            save(workspace, "kpi", {**said, "reason": reason})
        assert list(faults(caught)) == ["reason"]
    kpi = save(workspace, "kpi", {**said, "reason": REASON, "rivals_note": "They count views."})
    assert (kpi.label, kpi.reason, kpi.rivals_note) == ("Brand impressions", REASON, "They count views.")
    with pytest.raises(Invalid) as caught:
        save(workspace, "kpi", {**said, "reason": REASON})
    assert list(faults(caught)) == ["kpi"]
    save(workspace, "kpi", {**said, "reason": "보는 사람의 수를 알려 준다", "where": "platform=instagram"})
    assert len(read_plan(workspace).kpis_of(objective)) == 2


def test_a_kpi_that_does_not_serve_the_objective_is_challenged(workspace, objective):
    said = {"objective": str(objective.id), "kpi": "win_rate", "reason": REASON}
    with pytest.raises(Invalid) as caught:
        save(workspace, "kpi", said)
    assert list(faults(caught)) == ["kpi"]
    assert save(workspace, "kpi", {**said, "confirmed": "yes"}).kpi == "win_rate"


def test_a_slice_names_dimensions_that_exist(workspace, objective):
    with pytest.raises(Invalid) as caught:
        save(
            workspace,
            "kpi",
            {"objective": str(objective.id), "kpi": "reach", "reason": REASON, "where": "platfrom=x country"},
        )
    messages = [fault.message for fault in caught.value.faults]
    assert any("platform" in message for message in messages)
    assert len(messages) == 2


def test_a_strategy_has_one_north_star_with_a_reason(workspace, objective):
    strategy = read_plan(workspace).strategies[0]
    with pytest.raises(Invalid):
        planning.set_north_star(workspace, strategy.id, {"kpi": "reach", "reason": ""}, person="owner")
    planning.set_north_star(workspace, strategy.id, {"kpi": "reach", "reason": REASON}, person="owner")
    changed = planning.set_north_star(workspace, strategy.id, {"kpi": "nps", "reason": REASON}, person="owner")
    assert (changed.north_star, changed.north_star_reason, changed.version) == ("nps", REASON, 3)


def test_the_second_editor_is_told(workspace):
    strategy = save(workspace, "strategy", {"name": "Grow"})
    save(workspace, "strategy", {"name": "Grow more"}, id_=strategy.id, expected=1)
    with pytest.raises(Overtaken) as caught:
        save(workspace, "strategy", {"name": "Shrink"}, id_=strategy.id, expected=1)
    assert caught.value.clashes == {"name": ("Grow more", "Shrink")}
    with pytest.raises(NotFound):
        save(workspace, "strategy", {"name": "Other"}, id_=99)


def test_a_name_is_taken_once_and_free_again_when_retired(workspace):
    strategy = save(workspace, "strategy", {"name": "Grow"})
    with pytest.raises(Invalid):
        save(workspace, "strategy", {"name": "GROW"})
    planning.retire(workspace, "strategy", strategy.id, person="owner")
    assert save(workspace, "strategy", {"name": "Grow"}).id != strategy.id


def test_a_budget_with_its_lines(workspace):
    said = {"name": "Spring", "currency": "krw", "budget_lines": "Film 2027-Q1 = 3,000,000\nAds = 500,000"}
    campaign = save(workspace, "campaign", said)
    assert campaign.budget == 3_500_000
    assert campaign.budget_lines == (BudgetLine("Film", 3_000_000, "2027-Q1"), BudgetLine("Ads", 500_000))
    with pytest.raises(Invalid) as caught:
        save(workspace, "campaign", {**said, "name": "Summer", "budget": "1000", "currency": ""})
    assert set(faults(caught)) == {"currency", "budget_lines"}


def test_budgets_of_several_currencies_are_never_added():
    def campaign(budget, currency):
        return Campaign(1, 1, "c", None, None, "", "owner", None, None, budget, currency, (), "active")

    assert budgets([campaign(10.0, "EUR"), campaign(5.0, "KRW"), campaign(2.5, "EUR"), campaign(None, "")]) == {
        "EUR": 12.5,
        "KRW": 5.0,
    }


def test_the_profile_keeps_what_the_form_does_not_ask(workspace):
    planning.save_profile(workspace, {"company": "Corner", "sector": "food", "currency": "krw"}, person="owner")
    profile = planning.save_profile(workspace, {"priorities": "sales leads", "focus": "content"}, person="owner")
    assert (profile.company, profile.sector, profile.currency) == ("Corner", "food", "KRW")
    assert (profile.priorities, profile.focus) == (("sales", "leads"), ("content",))
    with pytest.raises(Invalid) as caught:
        planning.save_profile(workspace, {"sector": "magic", "fiscal_start": "13", "currency": "won"}, person="owner")
    assert set(faults(caught)) == {"sector", "fiscal_start", "currency"}


def test_every_edit_is_in_the_trail_with_who_and_when(workspace, objective):
    add_person(workspace, {"name": "Mina", "role": "member"}, key="mina")
    said = {"name": "Known in Busan", "code": "brand_awareness", "strategy": str(objective.strategy_id)}
    planning.save(workspace, "objective", {**said, "owner": "mina"}, id_=objective.id, person="mina")
    with workspace.database.reading() as transaction:
        entry = list_trail(transaction, subject="objective")[0]
    assert (entry.person, entry.at, entry.action) == ("mina", NOW, "changed")
    assert entry.before == {"name": "Be known", "owner": "owner"}


def test_what_stands_below_goes_out_of_force_with_it(workspace, objective):
    said = {"objective": str(objective.id), "kpi": "impressions", "reason": REASON}
    kept = save(workspace, "campaign", {"name": "Spring", "objective": str(objective.id)})
    save(workspace, "kpi", said)
    planning.retire(workspace, "strategy", objective.strategy_id, person="owner")
    plan = read_plan(workspace)
    assert (plan.strategies, plan.objectives, plan.chosen) == ((), (), ())
    assert plan.campaigns == (kept,)
    with workspace.database.reading() as transaction:
        gone = {entry.subject for entry in list_trail(transaction) if entry.after.get("status") == "retired"}
    assert gone == {"strategy", "objective", "chosen_kpi"}
    assert import_plan(workspace, export_plan(workspace).encode()) == []
