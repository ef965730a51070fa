"""`smart` on the sentences of the acceptance examples, in three languages, as JSON and as a table."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run

TODAY = ("--today", "2026-11-22")
NEXT_QUARTER = {"start": "2027-01-01", "due": "2027-03-31"}
LIKES = [
    "increase Instagram post likes by 20 % next quarter",
    "다음 분기에 인스타그램 게시물 좋아요를 20% 늘리세요",
    "下個季度將 Instagram 貼文的按讚數增加 20%",
]
VISITS = [
    "5,000 website visits from Facebook per month",
    "매월 페이스북에서 웹사이트 방문 5,000회",
    "每月從 Facebook 獲得 5,000 次網站訪問",
]
FOLLOWERS = [
    "reach 10,000 Twitter followers within six months",
    "6개월 이내에 트위터 팔로어 10,000명 도달",
    "六個月內 Twitter 追蹤者達到 10,000 人",
]
RATES = [
    "increase post engagement rate by 20 % within the next quarter",
    "다음 분기 안에 게시물 참여율을 20% 높이기",
    "在下個季度內將貼文參與率提高 20%",
]
VAGUE = [
    "increase engagement",
    "참여도 증가",
    "提高參與度",
    "raise brand awareness",
    "브랜드 인지도 높이기",
    "提升品牌知名度",
]


@pytest.fixture
def read(run: Run, tmp_path: Path) -> Any:
    """The JSON of `goalposts smart` in a place where no workspace is."""

    def _read(text: str, *words: str) -> dict[str, Any]:
        done = run("smart", text, *TODAY, "--format", "json", "--home", tmp_path / "none", *words)
        assert done.exit_code == 0, done.output
        shown: dict[str, Any] = json.loads(done.stdout)
        return shown

    return _read


def verdicts(shown: dict[str, Any]) -> dict[str, bool | None]:
    return {name: verdict["ok"] for name, verdict in shown["smart"].items()}


def part(shown: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: shown["draft"][name] for name in names}


@pytest.mark.parametrize("text", LIKES)
def test_a_change_of_a_flow_next_quarter(read: Any, text: str) -> None:
    shown = read(text)
    assert part(shown, "kpi", "scope", "operator", "change", "progress_mode", "start", "due") == {
        "kpi": "likes",
        "scope": {"platform": "instagram", "items": "post"},
        "operator": "increase_by",
        "change": {"amount": 20.0, "mode": "relative_pct"},
        "progress_mode": "accrual",
        **NEXT_QUARTER,
    }
    assert part(shown, "baseline")["baseline"] == {
        "kind": "previous_period",
        "start": "2026-10-01",
        "end": "2026-12-31",
        "value": None,
    }
    assert verdicts(shown) == {
        "specific": True,
        "measurable": True,
        "achievable": None,
        "relevant": None,
        "time_bound": True,
    }
    assert (shown["questions"], shown["rewrite"], shown["score"]) == ([], None, 3)
    ((start, end),) = shown["spans"]["scope.platform"]
    assert text[start:end].lower() in ("instagram", "인스타그램")


@pytest.mark.parametrize("text", VISITS)
def test_a_value_every_month_from_one_source(read: Any, text: str) -> None:
    shown = read(text)
    assert part(shown, "kpi", "scope", "target_value", "operator", "cadence") == {
        "kpi": "social_site_visits",
        "scope": {"platform": "facebook"},
        "target_value": 5000.0,
        "operator": "at_least",
        "cadence": "per_month",
    }
    assert [verdicts(shown)[name] for name in ("specific", "measurable", "time_bound")] == [True, True, True]


@pytest.mark.parametrize("text", FOLLOWERS)
def test_a_level_within_months(read: Any, text: str) -> None:
    shown = read(text)
    assert part(shown, "kpi", "scope", "target_value", "start", "due", "progress_mode") == {
        "kpi": "followers",
        "scope": {"platform": "x"},
        "target_value": 10000.0,
        "start": "2026-11-22",
        "due": "2027-05-22",
        "progress_mode": "improvement",
    }


@pytest.mark.parametrize("text", RATES)
def test_a_change_of_a_rate_is_asked_about(read: Any, text: str) -> None:
    shown = read(text)
    assert shown["draft"]["kpi"] in ("engagement_rate", "avg_engagement_rate", None)
    assert "relative_or_points" in [asked["code"] for asked in shown["questions"]]
    choices = next(asked["choices"] for asked in shown["questions"] if asked["code"] == "relative_or_points")
    for choice in choices:
        settled = read(text, "--answer", f"relative_or_points={choice}")
        assert "relative_or_points" not in [asked["code"] for asked in settled["questions"]]
        assert settled["draft"]["change"] == {"amount": 20.0, "mode": choice}


@pytest.mark.parametrize("text", VAGUE)
def test_a_vague_sentence_is_refused_with_a_better_one(read: Any, text: str) -> None:
    shown = read(text)
    assert [verdicts(shown)[name] for name in ("specific", "measurable", "time_bound")] == [False, False, False]
    assert all(verdict["reason"] for verdict in shown["smart"].values())
    better = read(shown["rewrite"])
    assert [verdicts(better)[name] for name in ("specific", "time_bound")] == [True, True]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "website traffic 10,000 to 15,000 visitors/month",
            {"target_value": 15000.0, "from": 10000.0, "cadence": "per_month", "currency": None},
        ),
        (
            "conversion rate 2 % to 3 %",
            {"kpi": "conversion_rate", "target_value": 0.03, "from": 0.02, "currency": None},
        ),
        (
            "CAC ₺50 to ₺40",
            {
                "kpi": "customer_acquisition_cost",
                "target_value": 40.0,
                "from": 50.0,
                "currency": "TRY",
                "direction": "down",
            },
        ),
        (
            "CLTV ₺500 to ₺600",
            {"kpi": "customer_lifetime_value", "target_value": 600.0, "from": 500.0, "currency": "TRY"},
        ),
    ],
)
def test_rows_of_the_optimisation_table(read: Any, text: str, wanted: dict[str, Any]) -> None:
    draft = read(text)["draft"]
    assert {name: draft[name] for name in wanted if name != "from"} | {"from": draft["baseline"]["value"]} == wanted


def test_rows_of_the_update_table(read: Any) -> None:
    for text in ("website traffic, new SEO strategy, increase", "social interaction, new content strategy, increase"):
        shown = read(text)
        assert verdicts(shown)["specific"] is False
        assert shown["draft"]["target_value"] is None
        assert shown["rewrite"]
    rate = read("conversion rate, A/B result, 5 % improvement")
    assert rate["draft"]["kpi"] == "conversion_rate"
    assert "relative_or_points" in [asked["code"] for asked in rate["questions"]]
    satisfied = read("customer satisfaction, new service policy, 4.5/5")["draft"]
    assert (satisfied["kpi"], satisfied["target_value"]) == ("satisfaction_score", 4.5)


def test_the_table_names_marks_questions_and_a_rewrite(run: Run, tmp_path: Path) -> None:
    shown = run("smart", "Increase brand love", *TODAY, "--home", tmp_path / "none")
    assert shown.exit_code == 0
    for text in ("Increase brand love", "????", "✗ Specific", "? Relevant", "→ "):
        assert text in " ".join(shown.stdout.split(" ")) or text.replace(" ", "") in shown.stdout.replace(" ", "")


def test_reading_a_sentence_makes_no_workspace(run: Run, tmp_path: Path) -> None:
    run("smart", LIKES[0], *TODAY, "--home", tmp_path / "none")
    assert list(tmp_path.iterdir()) == []


def test_the_language_of_the_reasons_can_be_chosen(read: Any) -> None:
    reasons = {lang: read(LIKES[0], "--lang", lang)["smart"]["relevant"]["reason"] for lang in ("en", "ko", "zh-Hant")}
    assert "objective" in reasons["en"]
    assert "사업 목표" in reasons["ko"]
    assert "商業目標" in reasons["zh-Hant"]


def test_an_unreadable_day_or_answer_is_a_fault(run: Run, tmp_path: Path) -> None:
    done = run("smart", "x", "--today", "soon", "--answer", "relative", "--home", tmp_path / "none")
    assert done.exit_code == 4
    assert "--today" in done.stderr
    assert "--answer" in done.stderr
