"""No text at all crashes the reader, and what it says of a text always fits together."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goalposts.catalog.files import load_catalog
from goalposts.goals.calendar import Calendar
from goalposts.goals.lexicon import lexicon_of
from goalposts.goals.sentence import apply_answers, read_sentence
from goalposts.goals.smart import judge

CATALOG = load_catalog()
TODAY = dt.date(2026, 11, 22)
WORDS = sorted(lexicon_of(CATALOG).words)
ODD = (
    "", " ", "\x00", "🚀🚀🚀", "‮increase likes", "<script>alert(1)</script>", "'; DROP TABLE goals; --",
    "زيادة المتابعين بنسبة 20٪", "-", "+", "%", "/", "\"", "“”", "12/31", "31/31/2027", "99999999999999999999%",
    "1e309 likes", "١٠٪ likes", "十", "만", "萬", "0.0.0.0", "2027-99-99", "9999 months", "within 999999999999 months",
    "by by by", "from to from to", "a\u0301\u0301", "\u1112\u1161\u11ab", "ﬁve likes", "½ likes", "likes²", "q5 2027",
    "13월 45일", "十三月", "2027년 5분기", "increase likes by 20% in 9999", "likes from 31 Dec 2099 to 1 Jan 2020",
    "between 5 and", "at least at least", "100000 년 이내", "in 1200 years likes", "\t\n\r likes", "likes " * 80,
    "9" * 450 + " likes", "10 000 000 000 000 000 000 000 likes",
)  # fmt: skip


def check(text, today=TODAY, fiscal_start=1):
    understood = read_sentence(text, CATALOG, today=today, calendar=Calendar(fiscal_start))
    judged = judge(understood, CATALOG, today=today)
    json.dumps(judged.to_dict(), allow_nan=False)
    draft = judged.draft
    for start, end in [*draft.unknown, *(span for spans in draft.spans.values() for span in spans)]:
        assert 0 <= start < end <= len(text)
    assert draft.kpi is None or draft.kpi in CATALOG.kpis
    assert all(verdict.reason for verdict in judged.verdicts.values())
    assert all(question.text for question in judged.questions)
    for question in judged.questions:
        for choice in question.choices:
            settled = apply_answers(understood, {question.code: choice})
            assert question.code not in [other.code for other in settled.questions]
    return judged


@pytest.mark.parametrize("number", range(len(ODD)))
def test_odd_texts(number):
    check(ODD[number])


def test_a_text_that_is_too_long_is_told_so_and_not_read():
    judged = check("increase likes by 20% next quarter " * 300)
    assert (judged.draft.kpi, judged.score) == (None, 0)


@given(st.text(max_size=120))
@settings(max_examples=150, deadline=None)
def test_any_text(text):
    check(text)


@given(st.lists(st.sampled_from([*WORDS, "20%", "10,000", "3", "5k", "₺50", "31", "2027", "1만", "三"]), max_size=14))
@settings(max_examples=250, deadline=None)
def test_any_order_of_known_words(words):
    check(" ".join(words)[:480])


@given(st.dates(dt.date(1990, 1, 1), dt.date(2090, 1, 1)), st.integers(1, 12))
@settings(max_examples=60, deadline=None)
def test_any_day_and_fiscal_year(today, fiscal_start):
    for text in (
        "likes +20% next quarter",
        "리드 500건 연말까지",
        "明年第二季營收 100 萬元",
        "500 leads by 29 February",
    ):
        draft = check(text, today, fiscal_start).draft
        assert draft.due is None or draft.start is None or draft.start <= draft.due
