import datetime as dt

import pytest

from goalposts.app import planning
from goalposts.app.goal_health import check_health
from goalposts.app.plan_file import export_plan
from goalposts.app.plan_importing import import_plan
from goalposts.app.plan_templates import Wish, apply_template
from goalposts.app.strategy import budgets, read_plan
from goalposts.app.workspace import Workspace
from goalposts.catalog.measure import LANGUAGES
from goalposts.catalog.templates import load_templates
from goalposts.errors import NotFound
from goalposts.settings import read_settings

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


@pytest.fixture
def workspace(tmp_path):
    with Workspace(read_settings({}, home=tmp_path), clock=lambda: NOW) as made:
        yield made


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", load_templates())
def test_a_template_is_shown_added_once_and_never_overwrites(workspace, code, language):
    wish = Wish("owner", language)
    shown = apply_template(workspace, code, wish, person="owner", dry_run=True)
    assert export_plan(workspace) == "goalposts: 1\n"
    assert apply_template(workspace, code, wish, person="owner") == shown
    assert {change.action for change in shown} == {"add"}
    text = export_plan(workspace)
    assert {change.action for change in apply_template(workspace, code, wish, person="owner")} == {"kept"}
    assert export_plan(workspace) == text
    assert import_plan(workspace, text.encode()) == []


@pytest.mark.parametrize(
    ("channel", "kpi"),
    [
        ("seo", "organic_traffic"),
        ("ppc", "conversion_rate@ads"),
        ("social", "engagement_rate"),
        ("email", "email_open_rate"),
        ("website", "conversion_rate"),
    ],
)
def test_a_channel_set_begins_with_the_default_of_its_channel(workspace, channel, kpi):
    strategy = planning.save(workspace, "strategy", {"name": "Ours", "owner": "owner"}, person="owner")
    apply_template(workspace, f"channel_{channel}", Wish("owner"), person="owner")
    plan = read_plan(workspace)
    assert [objective.strategy_id for objective in plan.objectives] == [strategy.id]
    assert (plan.chosen[0].kpi, plan.chosen[0].channel, len(plan.chosen)) == (kpi, channel, 4)
    assert all(chosen.reason for chosen in plan.chosen)
    assert "wrong_metric" not in {breach.code for breach in check_health(workspace).breaches}


def test_the_marketing_plan_has_a_budget_for_each_fiscal_quarter(workspace):
    planning.save_profile(workspace, {"fiscal_start": "4", "currency": "TWD"}, person="owner")
    apply_template(workspace, "marketing_plan", Wish("owner", "zh-Hant", budget=400_000), person="owner")
    plan = read_plan(workspace)
    assert [one.name for one in plan.strategies] == ["2027 行銷計畫"]
    assert [(one.starts_on, one.ends_on, one.budget) for one in plan.campaigns] == [
        (dt.date(2027, 1, 1), dt.date(2027, 3, 31), 100_000),
        (dt.date(2027, 4, 1), dt.date(2027, 6, 30), 100_000),
        (dt.date(2027, 7, 1), dt.date(2027, 9, 30), 100_000),
        (dt.date(2027, 10, 1), dt.date(2027, 12, 31), 100_000),
    ]
    assert {line.quarter for line in plan.campaigns[0].budget_lines} == {"2027-Q4"}
    assert plan.campaigns[1].budget_lines[0].quarter == "2028-Q1"
    assert budgets(plan.campaigns) == {"TWD": 400_000}
    awareness = next(one for one in plan.objectives if one.code == "brand_awareness")
    assert [(one.kpi, one.label) for one in plan.kpis_of(awareness)][:2] == [
        ("reach", "品牌觸及人數"),
        ("impressions", "品牌曝光"),
    ]


def test_the_content_plan_is_a_list_of_tasks_with_days(workspace):
    apply_template(workspace, "content_plan", Wish("owner", "ko"), person="owner")
    tasks = read_plan(workspace).tasks
    assert (len(tasks), tasks[0].due_on, tasks[-1].due_on) == (20, dt.date(2026, 11, 23), dt.date(2026, 12, 24))
    assert {task.assignee for task in tasks} == {"owner"}
    assert len({task.list_name for task in tasks}) == 1


def test_a_template_that_does_not_exist(workspace):
    with pytest.raises(NotFound):
        apply_template(workspace, "world_domination", Wish("owner"), person="owner")
