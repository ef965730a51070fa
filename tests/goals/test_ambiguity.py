"""What a sentence leaves open is asked with answers to choose from, and never chosen silently."""

from __future__ import annotations

import datetime as dt

import pytest

from goalposts.catalog.files import load_catalog
from goalposts.goals.sentence import apply_answers, read_sentence

CATALOG = load_catalog()
TODAY = dt.date(2026, 11, 22)
_2027 = "2027-01-01..2027-12-31"


def read(text, **given):
    return read_sentence(text, CATALOG, today=TODAY, **given)


@pytest.mark.parametrize(
    ("text", "code", "choices"),
    [
        ("increase engagement rate by 20 %", "relative_or_points", ["relative_pct", "percentage_points"]),
        ("전환율 5% 개선", "relative_or_points", ["relative_pct", "percentage_points"]),
        ("轉換率提高 5%", "relative_or_points", ["relative_pct", "percentage_points"]),
        ("raise conversion rate by 1", "percent_or_points", ["percent", "points"]),
        ("conversion rate of 3", "percent_meant", ["3%"]),
        ("increase website traffic by 20%", "visits_or_visitors", ["website_visits", "website_visitors"]),
        ("웹사이트 트래픽 20% 증가", "visits_or_visitors", ["website_visits", "website_visitors"]),
        ("사이트 방문 20% 증가", "visits_or_visitors", ["website_visits", "website_visitors"]),
        ("網站流量增加 20%", "visits_or_visitors", ["website_visits", "website_visitors"]),
        ("이탈률 10% 감소", "which_kpi", ["bounce_rate", "customer_churn_rate", "content_drop_off"]),
        ("게시물 참여율 20% 증가", "which_base", ["engagement_rate", "avg_engagement_rate"]),
        ("likes and comments up 20%", "which_kpi", ["likes", "comments"]),
        ("followers on Facebook and Instagram +5%", "which_platform", ["facebook", "instagram"]),
        ("likes up 20% this month and 30% next month", "which_amount", ["1: 20", "2: 30"]),
        ("likes up 10-20%", "which_amount", ["10", "20"]),
        ("likes up 20% this month or next year", "which_period", ["2026-11-01..2026-11-30", "2027-01-01..2027-12-31"]),
        ("500 leads by 3/4/2027", "which_date", ["2027-03-04", "2027-04-03"]),
        ("revenue of €10.000", "which_number", ["10", "10000"]),
        ("increase bounce rate by 10%", "which_direction", ["up", "down"]),
        ("increase likes from 10,000 to 5,000", "which_direction", ["up", "down"]),
        ("keep CTR below 5%", "which_direction", ["up", "down"]),
        ("stop losing followers", "which_direction", ["up", "down"]),
        ("visitors from Instagram 2,000", "visits_or_visitors", ["social_site_visits", "website_visitors"]),
        ("평점 4.8점", "which_kpi", ["satisfaction_score", "positive_reviews"]),
        ("likes 20%", "increase_or_reach", ["increase_by", "decrease_by"]),
        ("500 likes daily, monthly", "which_cadence", ["per_day", "per_month"]),
    ],
)
def test_what_is_open_is_asked(text, code, choices):
    asked = {question.code: list(question.choices) for question in read(text).questions}
    assert asked[code] == choices


@pytest.mark.parametrize(
    "text",
    [
        "increase Instagram likes by 20% next quarter",
        "10,000 website visits per month",
        "웹사이트 방문자 수 10,000명",
        "고객 이탈률 5% 이하",
        "웹사이트 이탈률 40% 이하",
        "10.000 followers",
        "increase conversion rate by 2 percentage points",
    ],
)
def test_what_is_plain_is_not_asked(text):
    assert read(text).questions == ()


@pytest.mark.parametrize(
    ("text", "answers", "field", "value"),
    [
        ("increase website traffic by 20%", {"visits_or_visitors": "website_visitors"}, "kpi", "website_visitors"),
        ("이탈률 10% 감소", {"which_kpi": "customer_churn_rate"}, "kpi", "customer_churn_rate"),
        ("likes up 10-20%", {"which_amount": "20"}, "operator", "increase_by"),
        ("likes 20%", {"increase_or_reach": "decrease_by"}, "operator", "decrease_by"),
        ("500 leads by 3/4/2027", {"which_date": "2027-04-03"}, "due", dt.date(2027, 4, 3)),
        ("revenue of €10.000", {"which_number": "10000"}, "target_value", 10_000.0),
        ("conversion rate of 3", {"percent_meant": "3%"}, "target_value", 0.03),
        ("increase bounce rate by 10%", {"which_direction": "down"}, "operator", "decrease_by"),
        ("likes +20% next month or next year", {"which_period": _2027}, "due", dt.date(2027, 12, 31)),
    ],
)  # fmt: skip
def test_an_answer_settles_its_field(text, answers, field, value):
    settled = apply_answers(read(text), answers)
    assert getattr(settled.draft, field) == value
    assert not set(answers) & {question.code for question in settled.questions}


def test_points_and_relative_give_different_targets():
    asked = read("increase conversion rate from 2% by 20% next quarter")
    assert asked.draft.target_value == pytest.approx(0.024)
    settled = apply_answers(asked, {"relative_or_points": "percentage_points"})
    assert settled.draft.change.mode == "percentage_points"
    assert settled.draft.target_value == pytest.approx(0.22)


def test_a_choice_that_was_not_offered_leaves_the_question_open():
    asked = apply_answers(read("이탈률 10% 감소"), {"which_kpi": "likes"})
    assert asked.draft.kpi is None
    assert [question.code for question in asked.questions][:1] == ["which_kpi"]


def test_answers_add_up():
    asked = read("참여율 20% 증가")
    assert [question.code for question in asked.questions] == ["which_base", "relative_or_points"]
    once = apply_answers(asked, {"which_base": "avg_engagement_rate"})
    twice = apply_answers(once, {"relative_or_points": "relative_pct"})
    assert (twice.draft.kpi, twice.questions) == ("avg_engagement_rate", ())


@pytest.mark.parametrize("language", ["en", "ko", "zh-Hant"])
def test_questions_and_choices_are_in_the_language_asked_for(language):
    question = read("increase engagement rate by 20 %", language=language).questions[0]
    assert (
        question.text
        == {
            "en": "Is this a relative change or percentage points? "
            "From 2 %, 20 % relative gives 2.4 %; 20 points give 22 %.",
            "ko": "상대 변화(%)인가요, 퍼센트포인트(%p)인가요? 2%에서 상대 20%면 2.4%, 20%p면 22%가 됩니다.",
            "zh-Hant": "這是相對變化（%），還是百分點？以 2% 為例，相對 20% 是 2.4%，20 個百分點則是 22%。",
        }[language]
    )
