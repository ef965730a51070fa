import datetime as dt

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from goalposts.app import planning
from goalposts.app.people import add_person
from goalposts.app.plan_file import export_plan, write_plan
from goalposts.app.plan_importing import import_plan
from goalposts.app.plan_reading import read_plan_file
from goalposts.app.workspace import Workspace
from goalposts.errors import Invalid
from goalposts.settings import read_settings
from goalposts.store.goals import Step, add_goal, add_target, list_goals
from goalposts.store.records import list_trail
from goalposts.store.tasks import add_task

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
BY = {"person": "owner", "now": NOW}
REASON = "It counts the people who can remember us: all of them."
DAY = dt.date(2027, 1, 1)


def open_at(home):
    return Workspace(read_settings({}, home=home), clock=lambda: NOW)


@pytest.fixture
def empty(tmp_path):
    with open_at(tmp_path / "empty") as made:
        yield made


@pytest.fixture
def full(tmp_path):
    """A workspace with one of everything, and names that YAML could take for something else."""
    with open_at(tmp_path / "full") as made:
        add_person(made, {"name": "민아", "team": "소셜"}, key="mina")
        planning.save_profile(
            made,
            {
                "company": "Yes: #1",
                "sector": "food",
                "currency": "KRW",
                "fiscal_start": "4",
                "priorities": "sales leads",
            },
            person="owner",
        )
        said = {"name": "2027-01-01", "owner": "mina", "who": "Parents\nwith: children", "values": "interaction trust"}
        audience = save(made, "audience", {**said, "platforms": "instagram x"})
        strategy = save(made, "strategy", {"name": "서울에서 성장", "owner": "mina", "starts_on": "2027-01-01"})
        planning.set_north_star(made, strategy.id, {"kpi": "reach", "reason": REASON}, person="mina")
        said = {"name": "Be known / loved", "code": "brand_awareness", "strategy": str(strategy.id)}
        objective = save(made, "objective", {**said, "audience": str(audience.id)})
        chosen = {"objective": str(objective.id), "kpi": "impressions", "reason": REASON}
        save(made, "kpi", {**chosen, "label": "브랜드 노출수"})
        save(made, "kpi", {**chosen, "where": "platform=x"})
        campaign = save(
            made,
            "campaign",
            {"name": "=SUM(A1)", "budget_lines": "Film 2027-Q1 = 300\nAds = 0.5", "currency": "KRW"},
        )
        with made.database.transaction() as transaction:
            ties = {
                "objective_id": objective.id,
                "campaign_id": campaign.id,
                "smart": {"smart": {"relevant": {"ok": True}}},
            }
            for _ in range(2):
                goal = add_goal(transaction, {"name": "Same", "owner": "mina", "starts_on": DAY, **ties}, **BY)
            steps = (Step(DAY, dt.date(2027, 1, 31), 10.0),)
            target = {"name": "Reach", "kind": "number", "kpi": "reach", "starts_on": DAY, "target_value": 1e-05}
            more = {"steps": steps, "lines": {"good": 2.0, "minimum": 1.0}, "where": {"platform": ["x", "instagram"]}}
            made_target = add_target(transaction, goal.id, {**target, **more, "amount": 20.0}, **BY)
            tie = {"goal_id": goal.id, "target_id": made_target.id, "assignee": "mina", "list_name": "Content"}
            add_task(transaction, {"title": "Write: it", **tie, "due_on": DAY}, **BY)
        yield made


def save(workspace, kind, said):
    return planning.save(workspace, kind, {"owner": "owner", **said}, person="owner")


def test_written_read_and_written_again_it_is_the_same(full, empty):
    text = export_plan(full)
    changes = import_plan(empty, text.encode())
    assert {change.action for change in changes if change.kind != "profile"} == {"add"}
    assert export_plan(empty) == text
    assert import_plan(full, text.encode()) == []
    assert import_plan(empty, text.encode()) == []


def test_the_file_says_names_instead_of_ids(full):
    told = yaml.safe_load(export_plan(full))
    assert list(told) == [
        "goalposts", "profile", "people", "audiences", "strategies", "objectives", "campaigns", "goals", "tasks",
    ]  # fmt: skip
    objective = told["objectives"]["Be known / loved"]
    assert (objective["strategy"], objective["audience"]) == ("서울에서 성장", "2027-01-01")
    assert objective["kpis"]["impressions"]["label"] == "브랜드 노출수"
    assert objective["kpis"]["impressions (2)"]["where"] == {"platform": "x"}
    assert told["goals"]["Same (2)"]["name"] == "Same"
    assert told["goals"]["Same (2)"]["targets"]["Reach"]["steps"] == [
        {"start": DAY, "end": dt.date(2027, 1, 31), "value": 10}
    ]
    assert told["tasks"]["Write: it"]["target"] == "Same (2) / Reach"
    assert "id" not in str(told["goals"])


def test_a_change_in_the_file_is_shown_then_done_with_its_trail(full):
    text = export_plan(full).replace("Film", "Radio").replace("amount: 300", "amount: 400")
    planned = import_plan(full, text.encode(), dry_run=True)
    assert [(one.action, one.kind, list(one.fields)) for one in planned] == [("change", "campaign", ["budget_lines"])]
    assert "Film" in export_plan(full)
    assert import_plan(full, text.encode(), person="mina") == planned
    assert export_plan(full) == text
    with full.database.reading() as transaction:
        entry = list_trail(transaction, subject="campaign")[0]
    assert (entry.person, entry.note) == ("mina", "plan.yaml")
    assert entry.before["budget_lines"][0]["name"] == "Film"


def test_what_the_file_does_not_hold_is_told_and_stays(full):
    told = yaml.safe_load(export_plan(full))
    told["goals"].pop("Same (2)")
    told.pop("tasks")
    told.pop("people")
    left = yaml.safe_dump(told, allow_unicode=True, sort_keys=False)
    assert [(one.action, one.kind, one.name) for one in import_plan(full, left.encode())] == [
        ("absent", "goal", "Same (2)")
    ]
    with full.database.reading() as transaction:
        assert len(list_goals(transaction)) == 2


FAULTY = """\
goalposts: 1
profile:
  fiscal_start: 13
people:
  mina: {role: boss}
objectives:
  Be known:
    strategy: Grow
    kind: brand_awarenes
    kpis:
      impresions: {reason: Seen, owner: mina}
campaigns:
  Spring:
    owner: nobody
    starts: 2027-02-30
    budgets: 5
goals:
  More:
    owner: mina
    targets:
      T: {starts: 2027-01-01, where: {platfrom: x}, lines: {good: many}}
"""


def test_every_fault_is_told_at_once_with_its_line(empty):
    with pytest.raises(Invalid) as caught:
        import_plan(empty, FAULTY.encode())
    faults = {(fault.line, fault.column) for fault in caught.value.faults}
    assert faults == {
        (3, "profile.fiscal_start"),
        (5, "people.mina.role"),
        (8, "objectives.Be known.strategy"),
        (8, "objectives.Be known.owner"),
        (9, "objectives.Be known.kind"),
        (11, "objectives.Be known.kpis.impresions"),
        (14, "campaigns.Spring.owner"),
        (15, "campaigns.Spring.starts"),
        (16, "campaigns.Spring.budgets"),
        (19, "goals.More.starts"),
        (21, "goals.More.targets.T.where.platfrom"),
        (21, "goals.More.targets.T.lines.good"),
    }
    assert all(fault.file == "plan.yaml" for fault in caught.value.faults)
    assert export_plan(empty) == "goalposts: 1\n"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "- a\n- b\n",
        "goalposts: 2\n",
        "goalposts: 1\nprofile: &a {company: x}\naudiences: {y: *a}\n",
        "goalposts: 1\nprofile: !!python/object/apply:os.system [ls]\n",
        "goalposts: 1\ngoals: " + "{a: " * 20 + "}" * 20,
        "goalposts: 1\ngoals: [1, 2]\n",
        "goalposts: 1\n\tgoals: {}\n",
        "goalposts: 1\nprofile: {company: {}}\n",
        "goalposts: 1\naudiences: {'': {owner: owner}}\n",
        "goalposts: 1\n" + "#" * 1_000_001,
    ],
)
def test_a_hostile_file_is_refused_with_its_line(empty, text):
    with pytest.raises(Invalid) as caught:
        import_plan(empty, text.encode())
    assert caught.value.faults
    with pytest.raises(Invalid):
        import_plan(empty, b"\xff\xfe\x00goalposts")
    assert export_plan(empty) == "goalposts: 1\n"


def test_a_goal_that_is_restricted_is_left_out_for_others(full):
    with full.database.transaction() as transaction:
        values = {"name": "Secret", "owner": "owner", "starts_on": DAY, "visibility": "restricted"}
        add_goal(transaction, values, **BY)
    assert "Secret" in export_plan(full)
    assert "Secret" not in export_plan(full, "mina")


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.text(st.characters(exclude_categories=["Cs"])))
@example("a: b", "two\x85lines\r\n and \u2028 three")
@example("- x", " begins with a blank\n\n  and ends with one \n")
@example("null", "1e3")
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_comes_back_as_it_was(empty, name, text):
    plan = {"goalposts": 1, "audiences": {name: {"owner": "owner", "who": text}}}
    written = write_plan(plan)
    if name.strip():
        read = read_plan_file(written.encode(), empty.catalog, {"person": {"owner"}})
        (entry,) = read.entries
        assert (entry.path, entry.values["who"]) == ((name,), text)
