"""Sentences of three languages: subject, amount, time, baseline, and where each was read."""

from __future__ import annotations

import datetime as dt

import pytest

from goalposts.catalog.files import load_catalog
from goalposts.goals.calendar import Calendar
from goalposts.goals.sentence import read_sentence

CATALOG = load_catalog()
TODAY = dt.date(2026, 11, 22)


def read(text, **given):
    return read_sentence(text, CATALOG, today=TODAY, **given)


def codes(understood):
    return [question.code for question in understood.questions]


X1 = (
    "Increase Instagram post likes by 20% next quarter",
    "다음 분기에 인스타그램 게시물 좋아요를 20% 늘리세요",
    "下個季度將 Instagram 貼文的按讚數增加 20%",
    "下个季度将 Instagram 贴文的点赞数增加 20%",
)


@pytest.mark.parametrize("text", X1)
def test_likes_by_twenty_per_cent_next_quarter(text):
    draft = read(text).draft
    assert draft.to_dict() == {
        "kpi": "likes",
        "scope": {"platform": "instagram", "items": "post"},
        "target_type": "number",
        "operator": "increase_by",
        "direction": "up",
        "target_value": None,
        "currency": None,
        "change": {"amount": 20.0, "mode": "relative_pct"},
        "baseline": {"kind": "previous_period", "start": "2026-10-01", "end": "2026-12-31", "value": None},
        "start": "2027-01-01",
        "due": "2027-03-31",
        "cadence": "once",
        "progress_mode": "accrual",
    }
    assert draft.unknown == ()


@pytest.mark.parametrize(
    "text",
    [
        "5,000 website visits from Facebook per month",
        "매월 페이스북에서 웹사이트 방문 5,000회",
        "每月從臉書獲得 5,000 次網站訪問",
    ],
)
def test_visits_from_facebook_every_month(text):
    draft = read(text).draft
    assert (draft.kpi, draft.scope, draft.operator) == ("social_site_visits", {"platform": "facebook"}, "at_least")
    assert (draft.target_value, draft.cadence, draft.due) == (5000.0, "per_month", None)


@pytest.mark.parametrize(
    "text",
    [
        "reach 10,000 Twitter followers within six months",
        "6개월 이내에 트위터 팔로어 10,000명 도달",
        "六個月內達到一萬名 Twitter 追蹤者",
    ],
)
def test_followers_within_six_months(text):
    draft = read(text).draft
    assert (draft.kpi, draft.scope, draft.operator) == ("followers", {"platform": "x"}, "reach")
    assert (draft.target_value, draft.start, draft.due) == (10_000.0, TODAY, dt.date(2027, 5, 22))
    assert (draft.baseline.kind, draft.progress_mode) == ("current", "improvement")


@pytest.mark.parametrize(
    ("text", "kpi", "start", "value", "currency"),
    [
        ("website traffic 10,000 to 15,000 visitors/month", "website_visitors", 10_000, 15_000, None),
        ("웹사이트 트래픽을 월 방문자 10,000명에서 15,000명으로", "website_visitors", 10_000, 15_000, None),
        ("網站流量從每月 10,000 名訪客增加到 15,000 名", "website_visitors", 10_000, 15_000, None),
        ("conversion rate 2 % to 3 %", "conversion_rate", 0.02, 0.03, None),
        ("전환율 %2에서 %3로", "conversion_rate", 0.02, 0.03, None),
        ("轉換率從百分之二提升到百分之三", "conversion_rate", 0.02, 0.03, None),
        ("CAC ₺50 to ₺40", "customer_acquisition_cost", 50, 40, "TRY"),
        ("고객 획득 비용을 50리라에서 40리라로 줄이기", "customer_acquisition_cost", 50, 40, "TRY"),
        ("獲客成本從 ₺50 降到 ₺40", "customer_acquisition_cost", 50, 40, "TRY"),
        ("CLTV ₺500 to ₺600", "customer_lifetime_value", 500, 600, "TRY"),
        ("leads to 300 from 200", "leads", 200, 300, None),
    ],
)
def test_from_one_value_to_another(text, kpi, start, value, currency):
    draft = read(text).draft
    assert (draft.kpi, draft.operator, draft.progress_mode) == (kpi, "reach", "improvement")
    assert (draft.baseline.kind, draft.baseline.value) == ("given", pytest.approx(start))
    assert (draft.target_value, draft.currency) == (pytest.approx(value), currency)


@pytest.mark.parametrize(
    ("text", "operator", "amount", "mode"),
    [
        ("double our LinkedIn followers", "increase_by", 100, "relative_pct"),
        ("링크드인 팔로워를 두 배로 늘리기", "increase_by", 100, "relative_pct"),
        ("LinkedIn 粉絲翻倍", "increase_by", 100, "relative_pct"),
        ("halve customer churn", "decrease_by", 50, "relative_pct"),
        ("고객 이탈률을 절반으로 줄이기", "decrease_by", 50, "relative_pct"),
        ("顧客流失率減半", "decrease_by", 50, "relative_pct"),
        ("cut CAC by a third", "decrease_by", 33.333333, "relative_pct"),
        ("cut CAC to a third", "decrease_by", 66.666667, "relative_pct"),
        ("Facebook 貼文互動數增加三成", "increase_by", 30, "relative_pct"),
        ("email click rate up 2 percentage points", "increase_by", 2, "percentage_points"),
        ("이메일 클릭률 2%p 올리기", "increase_by", 2, "percentage_points"),
        ("郵件點擊率提高 2 個百分點", "increase_by", 2, "percentage_points"),
        ("gain 500 TikTok followers", "increase_by", 500, "absolute"),
        ("raise NPS by 10 points", "increase_by", 10, "absolute"),
        ("Instagram impressions +15%", "increase_by", 15, "relative_pct"),
        ("10% fewer unsubscribes", "decrease_by", 10, "relative_pct"),
        ("improve cost per lead by 10%", "decrease_by", 10, "relative_pct"),
    ],
)
def test_a_change(text, operator, amount, mode):
    draft = read(text).draft
    assert (draft.operator, draft.change.mode) == (operator, mode)
    assert draft.change.amount == pytest.approx(amount)


@pytest.mark.parametrize(
    ("text", "operator", "value", "currency"),
    [
        ("keep bounce rate below 40 %", "at_most", 0.4, None),
        ("고객 이탈률 5% 이하 유지", "at_most", 0.05, None),
        ("退訂率不超過 0.5%", "at_most", 0.005, None),
        ("at least 300 qualified leads per quarter", "at_least", 300, None),
        ("뉴스레터 오픈율 25% 이상", "at_least", 0.25, None),
        ("reduce cost per lead to $25 or less", "at_most", 25, "USD"),
        ("cost per click of no more than 50 cents", "at_most", 0.5, "USD"),
        ("Reach NT$1.2M revenue", "reach", 1_200_000, "TWD"),
        ("내년 매출 3억 5천만 원 달성", "reach", 350_000_000, "KRW"),
        ("年底前營收達到 3,000 萬元", "reach", 30_000_000, "TWD"),
        ("customer satisfaction 4.5/5", "reach", 4.5, None),
        ("5점 만점에 4.5점 고객 만족도", "reach", 4.5, None),
        ("average session duration to 3 minutes", "reach", 180, None),
        ("bring time on site up to 150 seconds", "reach", 150, None),
        ("marketing budget of up to €5,000", "at_most", 5000, "EUR"),
        ("marketing budget €10,000 per quarter", "at_most", 10_000, "EUR"),
        ("avoid more than 2% unsubscribe rate", "at_most", 0.02, None),
        ("customer lifespan of 5 years by June", "reach", 5, None),
        ("고객 수명 5년 달성", "reach", 5, None),
        ("purchase frequency of 3 a year", "reach", 3, None),
        ("NPS 45", "reach", 45, None),
        ("ROAS of 400%", "reach", 4, None),
    ],
)
def test_a_value(text, operator, value, currency):
    draft = read(text).draft
    assert (draft.operator, draft.currency) == (operator, currency)
    assert draft.target_value == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "start", "due", "cadence"),
    [
        ("likes by 31 December", "2026-11-22", "2026-12-31", "once"),
        ("likes by the end of next quarter", "2026-11-22", "2027-03-31", "once"),
        ("likes by end of March", "2026-11-22", "2027-03-31", "once"),
        ("likes before 1 March 2027", "2026-11-22", "2027-02-28", "once"),
        ("likes by Christmas", "2026-11-22", "2026-12-25", "once"),
        ("likes by 15.01.2027", "2026-11-22", "2027-01-15", "once"),
        ("下週五前按讚數", "2026-11-22", "2026-11-27", "once"),
        ("다음 주 금요일까지 좋아요", "2026-11-22", "2026-11-27", "once"),
        ("다음 분기 말까지 좋아요", "2026-11-22", "2027-03-31", "once"),
        ("半年內按讚數", "2026-11-22", "2027-05-22", "once"),
        ("likes by Friday", "2026-11-22", "2026-11-27", "once"),
        ("likes in the next 3 months", "2026-11-22", "2027-02-22", "once"),
        ("likes within the year", "2026-01-01", "2026-12-31", "once"),
        ("likes this year", "2026-01-01", "2026-12-31", "once"),
        ("likes in Q3 2027", "2027-07-01", "2027-09-30", "once"),
        ("likes in Q2 next year", "2027-04-01", "2027-06-30", "once"),
        ("likes from 1 Jan to 31 Mar", "2027-01-01", "2027-03-31", "once"),
        ("likes from 1 November to 31 March", "2026-11-01", "2027-03-31", "once"),
        ("likes every week", "2026-11-16", None, "per_week"),
        ("likes per month next quarter", "2027-01-01", "2027-03-31", "per_month"),
        ("좋아요 3월 말까지", "2026-11-22", "2027-03-31", "once"),
        ("좋아요 연말까지", "2026-11-22", "2026-12-31", "once"),
        ("좋아요 1월부터 3월까지", "2027-01-01", "2027-03-31", "once"),
        ("내년 2분기 좋아요", "2027-04-01", "2027-06-30", "once"),
        ("앞으로 3개월 동안 좋아요", "2026-11-22", "2027-02-22", "once"),
        ("매분기 좋아요", "2026-10-01", None, "per_quarter"),
        ("年底前按讚數", "2026-11-22", "2026-12-31", "once"),
        ("12月31日前按讚數", "2026-11-22", "2026-12-31", "once"),
        ("三月底前按讚數", "2026-11-22", "2027-03-31", "once"),
        ("從1月到3月的按讚數", "2027-01-01", "2027-03-31", "once"),
        ("明年上半年按讚數", "2027-01-01", "2027-06-30", "once"),
        ("每週按讚數", "2026-11-16", None, "per_week"),
    ],
)
def test_time(text, start, due, cadence):
    draft = read(text).draft
    assert (draft.kpi, draft.unknown) == ("likes", ())
    assert (draft.start and draft.start.isoformat(), draft.due and draft.due.isoformat()) == (start, due)
    assert draft.cadence == cadence


def test_quarters_are_those_of_the_fiscal_year():
    draft = read(X1[0], calendar=Calendar(fiscal_start=2)).draft
    assert (draft.start, draft.due) == (dt.date(2027, 2, 1), dt.date(2027, 4, 30))
    assert (draft.baseline.start, draft.baseline.end) == (dt.date(2026, 11, 1), dt.date(2027, 1, 31))


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("Increase leads by 10% compared with last year", "2025-01-01", "2025-12-31"),
        ("increase leads by 10% this quarter year on year", "2025-10-01", "2025-12-31"),
        ("전년 동기 대비 이번 분기 리드 10% 증가", "2025-10-01", "2025-12-31"),
        ("本季潛在客戶較去年同期增加 10%", "2025-10-01", "2025-12-31"),
        ("increase leads by 10% next quarter vs the previous quarter", "2026-10-01", "2026-12-31"),
        ("다음 분기 리드 전 분기 대비 10% 증가", "2026-10-01", "2026-12-31"),
        ("下季潛在客戶比前一季增加 10%", "2026-10-01", "2026-12-31"),
        ("increase leads by 10% next quarter vs last quarter", "2026-07-01", "2026-09-30"),
        ("比上個月增加 10% 潛在客戶", "2026-10-01", "2026-10-31"),
        ("increase leads by 10% within 3 months", "2026-08-22", "2026-11-21"),
        ("increase leads by 10% every month", "2026-10-01", "2026-10-31"),
    ],
)
def test_what_a_change_is_held_against(text, start, end):
    baseline = read(text).draft.baseline
    assert (baseline.kind, str(baseline.start), str(baseline.end)) == ("previous_period", start, end)


@pytest.mark.parametrize(
    ("text", "kpi", "scope"),
    [
        ("1,000 YouTube subscribers", "followers", {"platform": "youtube"}),
        ("sales of $10,000 per month", "revenue", {}),
        ("500 sales per month", "sales", {}),
        ("website traffic from organic search +10%", "organic_traffic", {}),
        ("newsletter open rate 25%", "email_open_rate", {}),
        ("CTR of our newsletter 3%", "email_click_rate", {}),
        ("email revenue +5%", "revenue", {"channel": "email"}),
        ("website traffic from our newsletter", "website_traffic", {"channel": "email"}),
        ("3 posts per day on X", "posts_published", {"items": "post", "platform": "x"}),
        ("게시물 10개 올리기", "posts_published", {"items": "post"}),
        ("publish 3 reels per week", "posts_published", {"items": "short_video"}),
        ("매주 게시물 3개 게시", "posts_published", {"items": "post"}),
        ("CTR of Google Ads at 5%", "click_through_rate", {"platform": "google_ads"}),
        ("이메일 클릭률 3%", "email_click_rate", {}),
        ("인스타그램 클릭률 3%", "click_through_rate", {"platform": "instagram"}),
        ("mobile bounce rate under 40%", "bounce_rate", {"device": "mobile"}),
        ("conversions in Korea +5%", "conversions", {"country": "KR"}),
        ('impressions of the "Spring Sale" campaign', "impressions", {"campaign": "Spring Sale"}),
        ("「春季特賣」活動的曝光次數", "impressions", {"campaign": "春季特賣"}),
        ("IG 限時動態按讚數", "likes", {"platform": "instagram", "items": "story"}),
        ("increase Instagram reach by 10%", "reach", {"platform": "instagram"}),
    ],
)
def test_the_kpi_and_what_it_is_counted_for(text, kpi, scope):
    draft = read(text).draft
    assert (draft.kpi, draft.scope) == (kpi, scope)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("Publish the guide by June", dt.date(2027, 6, 30)),
        ("6월까지 가이드 발행하기", dt.date(2027, 6, 30)),
        ("六月底前發布指南", dt.date(2027, 6, 30)),
        ("Launch the new site", None),
    ],
)
def test_something_to_be_done_is_true_or_false(text, due):
    draft = read(text).draft
    assert (draft.target_type, draft.kpi, draft.due, draft.unknown) == ("boolean", None, due, ())


def test_every_field_says_where_it_was_read():
    text = "Increase Instagram post likes by 20% next quarter"
    spans = read(text).draft.spans
    assert {name: [text[a:b] for a, b in places] for name, places in spans.items()} == {
        "kpi": ["likes"],
        "scope.platform": ["Instagram"],
        "scope.items": ["post"],
        "start": ["next quarter"],
        "due": ["next quarter"],
        "target_value": ["20%"],
        "operator": ["Increase", "by 20%"],
        "change": ["20%"],
    }


def test_places_are_those_of_the_text_as_given():
    text = "１０，０００ 명의 인스타그램   팔로워"
    draft = read(text).draft
    assert draft.target_value == 10_000
    assert [text[a:b] for a, b in draft.spans["kpi"]] == ["팔로워"]


def test_words_nothing_is_made_of_are_told():
    text = "Increase likes by 20% next quarter hopefully, wuhu zappa"
    draft = read(text).draft
    assert [text[a:b] for a, b in draft.unknown] == ["hopefully", "wuhu zappa"]


@pytest.mark.parametrize(
    ("text", "language"),
    [("increase likes", "en"), ("좋아요 늘리기", "ko"), ("增加按讚數", "zh-Hant"), ("Instagram 좋아요 increase", "ko")],
)
def test_the_language_is_told_from_the_text(text, language):
    assert read(text).draft.language == language
    assert read(text, language="en").draft.language == "en"
