import json

import pytest
from typer.testing import CliRunner

from goalposts.cli.main import app
from goalposts.settings import SETTINGS


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    for setting in SETTINGS:
        monkeypatch.delenv(setting.variable, raising=False)
    monkeypatch.setenv("GOALPOSTS_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words, code=0, given=None):
    result = CliRunner().invoke(app, list(words), input=given)
    assert result.exit_code == code, result.output
    return result.output


@pytest.mark.parametrize(
    ("words", "language", "label"),
    [
        ("raise brand awareness", "en", "Brand impressions"),
        ("브랜드 인지도 제고", "ko", "브랜드 노출수"),
        ("提升品牌知名度", "zh-Hant", "品牌曝光"),
    ],
)
def test_suggest_brand_awareness_in_three_languages(words, language, label):
    told = json.loads(run("suggest", words, "--lang", language, "--format", "json"))
    assert [one["kpi"] for one in told[:2]] == ["reach", "impressions"]
    assert told[1]["label"] == label
    assert told[0]["data"]["state"] == "none"
    assert told[0]["connect"]


def test_suggest_prints_what_to_connect_and_what_a_platform_cannot_give():
    shown = run("suggest", "brand_awareness", "--channel", "x")
    assert "not available: X counts how often a post was shown" in shown
    assert "connect: " in shown
    run("suggest", "world domination", code=3)


def test_a_template_a_file_and_back():
    assert "marketing_plan" in run("strategy", "template")
    planned = json.loads(run("strategy", "template", "marketing_plan", "--dry-run", "--format", "json"))
    assert {change["action"] for change in planned} == {"add"}
    run("strategy", "template", "marketing_plan", "--budget", "8000")
    assert "there already, stays" in run("strategy", "template", "marketing_plan")
    text = run("strategy", "export")
    assert text.startswith("goalposts: 1\n")
    assert "Nothing changes." in run("strategy", "import", "-", given=text)
    assert "Budget: $8,000.00" in run("strategy", "show")
    told = json.loads(run("strategy", "show", "--format", "json"))
    assert [len(one["objectives"]) for one in told["strategies"]] == [3]


def test_an_import_shows_first_and_does_then(home):
    run("strategy", "template", "channel_email")
    text = run("strategy", "export").replace("Mails worth opening", "Letters worth opening")
    (home / "plan.yaml").write_text(text, encoding="utf-8")
    shown = run("strategy", "import", "plan.yaml", "--dry-run")
    assert "Letters worth opening" in shown
    assert "not in the file, stays" in shown
    assert "Letters" not in run("strategy", "export")
    run("strategy", "import", "plan.yaml")
    assert "Letters" in run("strategy", "export")


def test_a_faulty_file_names_every_line_and_changes_nothing(home):
    (home / "plan.yaml").write_text("goalposts: 1\ngoals:\n  More:\n    due: tomorrow\n", encoding="utf-8")
    shown = run("strategy", "import", "plan.yaml", code=4)
    assert "plan.yaml:4 [goals.More.due]" in shown
    assert "plan.yaml:4 [goals.More.owner]" in shown
    assert run("strategy", "export") == "goalposts: 1\n"
    run("strategy", "import", "missing.yaml", code=7)


def test_health_says_what_is_wrong_and_ends_with_one():
    assert "No common mistake" in run("health")
    run("strategy", "template", "channel_seo")
    told = json.loads(run("health", "--format", "json", "--lang", "ko", code=1))
    assert not told["healthy"]
    assert {"no_north_star", "objective_without_goal", "no_data"} == {one["check"] for one in told["breaches"]}
    assert all(one["fix"] and one["why"] for one in told["breaches"])
    assert "has no north star" in run("health", code=1)


def test_show_without_a_strategy_says_how_to_begin():
    assert "goalposts strategy template marketing_plan" in run("strategy", "show")
