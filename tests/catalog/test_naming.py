"""Advice on names: each rule with what it refuses, what it proposes, and what it leaves alone."""

from __future__ import annotations

import pytest

from goalposts.catalog.files import load_catalog
from goalposts.catalog.measure import LANGUAGES
from goalposts.catalog.naming import check_name

CATALOG = load_catalog(None)


@pytest.mark.parametrize(
    ("text", "about", "code", "better"),
    [
        ("", {}, "empty", ""),
        ("   ", {}, "empty", ""),
        ("abc", {}, "too_short", ""),
        ("a" * 61, {}, "too_long", ""),
        ("NPS", {}, "bare_acronym", "Net promoter score (NPS)"),
        ("KPIs", {}, "bare_acronym", "Key performance indicator (KPI)"),
        ("NPS", {"language": "ko"}, "bare_acronym", "순 추천 지수 (NPS)"),
        ("XQZ of newsletters", {}, "unknown_acronym", ""),
        ("WEBSITE TRAFFIC 2026", {}, "all_caps", "Website traffic 2026"),
        ("CTR OF NEWSLETTERS", {}, "all_caps", "CTR of newsletters"),
        ("Better performance", {}, "vague", ""),
        ("더 좋은 성과", {"language": "ko"}, "vague", ""),
        ("更好成效", {"language": "zh-Hant"}, "vague", ""),
        ("Conversions", {"unit": "ratio"}, "no_unit_ratio", "Conversions (%)"),
        ("Orders", {"unit": "KRW"}, "no_unit_currency", "Orders (KRW)"),
        ("Orders", {"unit": "currency"}, "no_unit_currency", ""),
        ("Page visits", {"unit": "seconds"}, "no_unit_seconds", "Page visits (s)"),
        ("Website visits", {"cadence": "per_month"}, "no_time", "Website visits per month"),
        ("웹사이트 방문", {"cadence": "per_quarter", "language": "ko"}, "no_time", "분기 웹사이트 방문"),
        ("網站訪問", {"cadence": "once", "language": "zh-Hant"}, "no_time", ""),
        ("website-traffic", {"others": ["Website traffic"]}, "duplicate", ""),
    ],
)
def test_what_is_unclear_is_said_with_a_better_name(text: str, about: dict[str, str], code: str, better: str) -> None:
    found = check_name(text, **about)  # type: ignore[arg-type]
    assert [(fault.code, fault.better) for fault in found] == [(code, better)]
    assert found[0].message


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("Website visits per month", {"cadence": "per_month"}),
        ("Reach 10,000 followers by June", {"cadence": "once"}),
        ("월간 웹사이트 방문", {"cadence": "per_month", "language": "ko"}),
        ("每月網站訪問", {"cadence": "per_month", "language": "zh-Hant"}),
        ("CTR of newsletters", {"unit": "ratio"}),
        ("Expansion MRR", {"unit": "currency"}),
        ("Brand impressions", {"others": ["Impressions", "Brand tags"]}),
        ("브랜드 노출수", {"language": "ko"}),
        ("品牌曝光", {"language": "zh-Hant"}),
        ("매출", {"unit": "KRW", "language": "ko"}),
        ("Marketing performance of Instagram", {}),
    ],
)
def test_clear_names_are_left_alone(text: str, about: dict[str, str]) -> None:
    assert check_name(text, **about) == []  # type: ignore[arg-type]


@pytest.mark.parametrize("language", LANGUAGES)
def test_our_own_names_follow_the_rules(language: str) -> None:
    names = {kpi.id: kpi.names[language] for kpi in CATALOG.kpis.values()}
    for id_, name in names.items():
        others = [other for key, other in names.items() if key != id_]
        assert check_name(name, others=others, language=language) == [], name


def test_advice_is_told_in_the_language_of_the_name_or_of_the_reader() -> None:
    (fault,) = check_name("NPS", language="ko")
    assert "풀어 쓰고" in fault.message
    assert fault.told("en") == "Not everybody knows NPS: write it out, and put the acronym behind it."
