"""Verdicts with reasons, and sentences that would pass."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from goalposts.catalog.files import load_catalog
from goalposts.goals.draft import CRITERIA, Verdict
from goalposts.goals.lexicon import word_list
from goalposts.goals.sentence import read_sentence
from goalposts.goals.smart import judge

CATALOG = load_catalog()
TODAY = dt.date(2026, 11, 22)
HANGUL, HAN = re.compile("[가-힣]"), re.compile("[一-鿿]")


def smart(text, **given):
    return judge(read_sentence(text, CATALOG, today=TODAY), CATALOG, today=TODAY, **given)


def marks(text):
    return "".join({True: "y", False: "n", None: "?"}[smart(text).verdicts[name].ok] for name in CRITERIA)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Increase Instagram post likes by 20% next quarter", "yy??y"),
        ("다음 분기에 인스타그램 게시물 좋아요를 20% 늘리세요", "yy??y"),
        ("下個季度將 Instagram 貼文的按讚數增加 20%", "yy??y"),
        ("5,000 website visits from Facebook per month", "yy??y"),
        ("reach 10,000 Twitter followers within six months", "yy??y"),
        ("increase post engagement rate by 20 % within the next quarter", "yy??y"),
        ("increase engagement", "nn??n"),
        ("참여도 증가", "nn??n"),
        ("提高參與度", "nn??n"),
        ("raise brand awareness", "nn??n"),
        ("브랜드 인지도 높이기", "nn??n"),
        ("提升品牌知名度", "nn??n"),
        ("website traffic, new SEO strategy, increase", "nn??n"),
        ("conversion rate, A/B result, 5 % improvement", "yy??n"),
        ("customer satisfaction, new service policy, 4.5/5", "yy??n"),
        ("social interaction, new content strategy, increase", "nn??n"),
        ("Publish the guide by June", "yy??y"),
        ("Publish the guide", "yy??n"),
        ("increase likes by 20% next quarter", "ny??y"),
        ("increase bounce rate by 10% next month", "ny??y"),
        ("get 500 leads by 31 February", "yy??n"),
        ("get 500 leads by 1 January 2020", "yy??n"),
        ("get 500 leads last month", "yy??n"),
        ("500 leads every 2 weeks", "yy??n"),
        ("500 leads by 3/4/2027", "yy??n"),
        ("conversion rate to 150% next month", "yn??y"),
        ("leads from 500 to 500 next month", "yn??y"),
        ("leads of $500 next month", "yn??y"),
        ("reach 500 wuhu on Instagram by June", "nn??y"),
        ("LinkedIn lead costs of $5 next month", "nn??y"),
        ("likes and comments up 20% next month", "nn??y"),
        ("", "nn??n"),
        ("word " * 200, "nn??n"),
    ],
)
def test_the_three_criteria_a_sentence_can_meet(text, expected):
    assert marks(text) == expected


def test_a_vague_sentence_is_told_each_thing_it_lacks():
    verdicts = smart("increase engagement").verdicts
    assert verdicts["specific"].reason == (
        "Not specific yet. The sentence leaves open: for which platform or content; how much."
    )
    assert verdicts["measurable"].reason == "There is no amount, so nobody could tell when it is reached."
    assert verdicts["time_bound"].reason == "It says neither until when nor how often."


@pytest.mark.parametrize(
    ("text", "criterion", "reason"),
    [
        ("get 500 leads by 31 February", "time_bound", "“31 February” is not a day that exists."),
        ("2월 30일까지 리드 500건", "time_bound", "“2월 30일” 날짜는 존재하지 않습니다."),
        ("2月30日前取得 500 個潛在客戶", "time_bound", "「2月30日」這一天不存在。"),
        ("raise bounce rate", "specific", "The direction contradicts the KPI: for Bounce rate, lower is better."),
        ("이탈률 감소", "specific",
         "“이탈률” 표현은 여러 KPI를 뜻할 수 있습니다(이탈률, 고객 이탈률, 이탈 지점). 하나를 골라 주세요."),
        ("increase and decrease comments by 5%", "specific",
         "The sentence does not say plainly whether it is to go up or down."),
        ("leads of $500", "measurable", "The amount does not fit Leads, which is measured as: a number."),
        ("500 leads every 2 weeks", "time_bound",
         "“every 2 weeks” is no cadence that can be tracked. Choose every day, week, month, quarter or year."),
        ("word " * 200, "specific", "The sentence is too long. Write one sentence of at most 500 characters."),
        ("", "measurable", "There is nothing to read. Write one sentence."),
    ],
)  # fmt: skip
def test_reasons_name_what_is_wrong(text, criterion, reason):
    assert smart(text).verdicts[criterion].reason == reason


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("increase engagement", "Increase [Instagram] engagement by [20%] [next quarter]"),
        ("참여도 증가", "[다음 분기에] [인스타그램] [참여]를 [20%] 늘리기"),
        ("提高參與度", "[下個季度]將 [Instagram]的[互動量]增加 [20%]"),
        ("raise brand awareness", "Increase [Instagram] [brand impressions] by [20%] [next quarter]"),
        ("conversion rate 2 % to 3 %", "Increase conversion rate from 2% to 3% [next quarter]"),
        ("CAC ₺50에서 ₺40로", "[다음 분기에] 고객 획득 비용을 ₺50에서 ₺40으로 낮추기"),
        ("고객 만족도 4.5/5", "[다음 분기에] 고객 만족 점수 4.5 달성"),
        ("get 500 leads by 31 February", "At least 500 leads [next quarter]"),
        ("increase likes by 20% by 1 March 2027", "Increase [Instagram] likes by 20% by 1 March 2027"),
        ("raise bounce rate by 5% next month", "Lower bounce rate by [20%] next month"),
        ("Publish the guide", "Publish the guide [next quarter]"),
        ("이탈률 10% 감소", "[다음 분기에] [사이트 이탈률]을 10% 낮추기"),
    ],
)
def test_a_better_sentence_keeps_what_was_said_and_marks_what_is_proposed(text, first):
    assert smart(text).rewrite[0] == first


VAGUE = (
    "increase engagement", "raise brand awareness", "do better on social media", "reach 500 by spring",
    "CAC ₺50 to ₺40", "lower our bounce rate", "more followers on TikTok", "Publish the guide", "revenue €1.5m",
    "참여도 증가", "이탈률 10% 감소", "늘리자", "매출 1억 원", "링크드인 팔로워 두 배", "유지율 90% 이상",
    "팔로워 줄이기",
    "提高參與度", "增加粉絲", "轉換率提高 5%", "獲客成本降到 400 元", "好好經營社群", "客戶滿意度 4.5/5", "發布指南",
)  # fmt: skip


@pytest.mark.parametrize("text", VAGUE)
def test_a_rewrite_would_pass(text):
    offered = smart(text).rewrite
    assert offered
    for sentence in offered:
        assert marks(sentence) == "yy??y", sentence


@pytest.mark.parametrize("language", ["en", "ko", "zh-Hant"])
def test_the_name_of_every_kpi_is_understood_and_leads_to_sentences_that_pass(language):
    verb = {"en": "increase {}", "ko": "{} 늘리기", "zh-Hant": "增加{}"}[language]
    for kpi in CATALOG.kpis.values():
        understood = read_sentence(verb.format(kpi.names[language]), CATALOG, today=TODAY, language=language)
        assert kpi.id in (understood.draft.kpi, *understood.parts.subject.meanings)
        assert understood.draft.unknown == ()
        for sentence in judge(understood, CATALOG, today=TODAY).rewrite[:1]:
            assert marks(sentence) == "yy??y", sentence


def test_what_is_smart_already_is_not_rewritten():
    assert smart("Increase Instagram post likes by 20% next quarter").rewrite == ()


def test_achievable_and_relevant_stay_open_unless_somebody_brings_a_verdict():
    text = "Increase Instagram post likes by 20% next quarter"
    assert smart(text).score == 3
    brought = {"achievable": Verdict(True, "done before"), "relevant": Verdict(True, "serves awareness")}
    assert smart(text, **brought).score == 5
    assert smart(text, **brought).verdicts["achievable"].reason == "done before"


@pytest.mark.parametrize(
    "text", [*VAGUE, "500 leads by 31 February", "likes 20%", "500 leads by 3/4/2027", "likes up 10-20%"]
)
@pytest.mark.parametrize("language", ["ko", "zh-Hant"])
def test_no_english_leaks_into_another_language(text, language):
    judged = smart(text, language=language)
    said = [verdict.reason for verdict in judged.verdicts.values()]
    said += [question.text for question in judged.questions]
    script = HANGUL if language == "ko" else HAN
    assert [words for words in said if not script.search(words)] == []
    names = {
        "KPI",
        "NT",
        "MRR",
        "TikTok",
        "Facebook",
        "Instagram",
        "LinkedIn",
        "YouTube",
        "Twitter",
        "CAC",
        "X",
        "leads",
        "likes",
    }
    quoted = re.compile(r"[“「][^”」]*[”」]")
    words = {word for line in said for word in re.findall(r"[A-Za-z]{2,}", quoted.sub("", line))}
    assert words <= names | set(re.findall(r"[A-Za-z]+", text))


def test_every_text_has_three_languages_with_the_same_facts():
    for group, texts in word_list("texts").items():
        for code, said in texts.items():
            assert sorted(said) == ["en", "ko", "zh-Hant"], (group, code)
            if group != "rewrite":
                facts = {language: set(re.findall(r"{(\w+)}", words)) for language, words in said.items()}
                assert facts["en"] == facts["ko"] == facts["zh-Hant"], (group, code)
