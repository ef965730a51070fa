"""Words of §10: each leads where it should, and ambiguous ones ask in three languages."""

from __future__ import annotations

import pytest

from goalposts.catalog.aliases import fold
from goalposts.catalog.files import load_catalog
from goalposts.catalog.measure import LANGUAGES
from goalposts.errors import Invalid

CATALOG = load_catalog()


@pytest.mark.parametrize(
    ("word", "ids"),
    [
        ("이탈률", {"bounce_rate", "customer_churn_rate", "content_drop_off"}),
        ("참여율", {"engagement_rate", "avg_engagement_rate", "web_engagement_rate"}),
        ("參與率", {"engagement_rate", "avg_engagement_rate", "web_engagement_rate"}),
        ("추천", {"referral_traffic", "referral_sources", "referral_conversions", "nps"}),
        ("전환", {"conversions", "conversion_rate"}),
        ("구독자", {"subscribers", "followers"}),
        ("방문", {"website_visits", "website_visitors"}),
        ("평가", {"positive_reviews", "satisfaction_score"}),
        ("클릭율", {"email_click_rate", "click_through_rate"}),
        ("클릭률", {"email_click_rate", "click_through_rate"}),
        ("반송률", {"email_bounce_rate", "bounce_rate"}),
    ],
)
def test_words_of_several_meanings(word: str, ids: set[str]) -> None:
    with pytest.raises(Invalid) as caught:
        CATALOG.define(word)
    assert {fault.value for fault in caught.value.faults} == ids


@pytest.mark.parametrize(
    ("words", "id_"),
    [
        ("CAC 고객_획득_비용 고객_확보_비용 고객_인수_비용 獲客成本", "customer_acquisition_cost"),
        ("CLV CLTV LTV 평생_가치 생애_가치 終身價值", "customer_lifetime_value"),
        ("CTR ctr 點閱率", "click_through_rate"),
        ("CVR 전환율 轉換率 轉化率", "conversion_rate"),
        ("CPC 클릭당_비용 每次點擊費用", "cost_per_click"),
        ("CPM 1,000회_노출당_비용 每千次曝光費用", "cost_per_mille"),
        ("CPA 획득당_비용 인수당비용", "cost_per_acquisition"),
        ("AOV 객단가 客單價", "average_order_value"),
        ("NPS 순_추천_지수 淨推薦值", "nps"),
        ("CSAT 고객_만족도 客戶滿意度", "csat"),
        ("MRR 每月經常性收入", "mrr"),
        ("ROI 투자_수익률 投資報酬率", "roi"),
        ("ROAS", "roas"),
        ("CTOR", "click_to_open_rate"),
        ("ER", "engagement_rate"),
    ],
)
def test_words_of_one_meaning(words: str, id_: str) -> None:
    for word in words.split():
        assert CATALOG.define(word.replace("_", " ")).kpi is CATALOG.kpis[id_], word


def test_aliases_name_kpis_that_exist_and_ask_in_three_languages() -> None:
    for alias in CATALOG.aliases:
        assert set(alias.means) <= set(CATALOG.kpis), alias.words
        assert set(alias.ask) == set(LANGUAGES), alias.words


def test_every_word_of_several_meanings_has_a_question() -> None:
    words = CATALOG._words
    unasked = [word for word in words.all() if len(words.ids(word)) > 1 and not words.question(word)]
    assert unasked == []


def test_an_id_is_never_somebody_elses_word() -> None:
    for id_ in CATALOG.kpis:
        assert CATALOG.define(id_).kpi is CATALOG.kpis[id_]


def test_fold_ignores_width_case_and_space() -> None:
    assert fold("  ＣＴＲ\u3000Rate ") == "ctr rate"
