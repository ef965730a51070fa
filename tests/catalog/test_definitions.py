"""The built-in catalog as data: nothing missing, three complete languages, the formulas of the reference."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from goalposts.catalog.files import load_catalog
from goalposts.catalog.guide import labels
from goalposts.catalog.kpi import STAGES
from goalposts.catalog.measure import LANGUAGES, Text

CATALOG = load_catalog()
HANGUL = re.compile("[가-힣]")
HAN = re.compile("[一-鿿]")
FIELDS = ("names", "definitions", "how_measured", "why_it_matters", "pitfalls")


def texts() -> Iterator[tuple[str, str, str]]:
    """Every text of the catalog: where, language, text."""
    groups: list[tuple[str, Text]] = [(f"guide.{key}", label) for key, label in labels().items()]
    for kpi in CATALOG.kpis.values():
        groups += [(f"{kpi.id}.{field}", getattr(kpi, field)) for field in FIELDS]
        groups += [(f"{kpi.id}@{name}", names) for name, names in kpi.variant_names.items()]
    for measure in CATALOG.measures.values():
        groups += [(f"{measure.code}.names", measure.names), (f"{measure.code}.definitions", measure.definitions)]
    groups += [(f"{code}.reporting_day", platform.reporting_day) for code, platform in CATALOG.platforms.items()]
    groups += [(f"{alias.words[0]}.ask", alias.ask) for alias in CATALOG.aliases]
    groups += [(f"{mark.source}.caveat", mark.caveat) for mark in CATALOG.benchmarks]
    for where, group in groups:
        yield from ((where, language, text) for language, text in group.items())


def test_all_89_kpis_and_25_supporting_measures() -> None:
    assert sorted(kpi.number for kpi in CATALOG.kpis.values()) == list(range(1, 115))
    assert {kpi.id for kpi in CATALOG.kpis.values() if kpi.number >= 90} == {
        kpi.id for kpi in CATALOG.kpis.values() if kpi.supporting
    }
    assert {kpi.stage for kpi in CATALOG.kpis.values()} == set(STAGES) - {"own"}


def test_every_text_is_there_in_three_languages() -> None:
    for kpi in CATALOG.kpis.values():
        for field in FIELDS:
            found = getattr(kpi, field)
            assert set(found) == set(LANGUAGES), (kpi.id, field)
            assert all(text.strip() for text in found.values()), (kpi.id, field)
        assert kpi.grains, kpi.id
        assert kpi.channels, kpi.id
        assert set(kpi.variants) == set(kpi.variant_names), kpi.id
    for measure in CATALOG.measures.values():
        assert set(measure.names) == set(measure.definitions) == set(LANGUAGES), measure.code


def test_korean_is_korean_and_chinese_is_traditional() -> None:
    """Big5 holds no simplified-only character, so a text that fits it is written in traditional ones."""
    signs = str.maketrans("", "", "–—−÷×·")
    for where, language, text in texts():
        if language == "en":
            continue
        if where.split(".")[-1] in {"names"} and text.isascii():
            assert len(text) < 30, (where, text)
            continue
        if language == "ko":
            assert HANGUL.search(text), (where, text)
            assert not HAN.search(text), (where, text)
        else:
            assert HAN.search(text), (where, text)
            assert not (HANGUL.search(text) and "韓文" not in text), (where, text)
            re.sub("[가-힣]", "", text).translate(signs).encode("big5")


def test_no_text_is_left_in_english() -> None:
    for kpi in CATALOG.kpis.values():
        for field in FIELDS[1:]:
            found = getattr(kpi, field)
            assert len(set(found.values())) == 3, (kpi.id, field)


@pytest.mark.parametrize(
    ("id_", "formula"),
    [
        ("brand_impressions", "impressions where objective = awareness"),
        (
            "net_sentiment",
            "(mentions_positive - mentions_negative) / (mentions_positive + mentions_neutral + mentions_negative)",
        ),
        ("organic_traffic", "sessions where channel = organic_search"),
        ("keyword_rank", "position_weighted / search_impressions"),
        ("engagement_rate", "engagements / impressions"),
        ("engagement_rate@followers", "engagements / followers"),
        ("avg_engagement_rate", "mean_of_items(engagements / impressions)"),
        ("interactions_per_post", "mean_of_items(engagements)"),
        ("reach@per_post", "mean_of_items(reach)"),
        ("click_through_rate", "link_clicks / impressions"),
        ("click_through_rate@unique", "unique_link_clicks / reach"),
        ("avg_session_duration", "session_seconds / sessions"),
        ("bounce_rate", "1 - engaged_sessions / sessions"),
        ("content_drop_off", "1 - scroll_90 / page_views"),
        ("content_drop_off@25", "1 - scroll_25 / page_views"),
        ("content_mix", "diversity(posts_published, content_type)"),
        ("email_open_rate", "email_unique_opens / emails_delivered"),
        ("email_open_rate@excl_machine", "(email_unique_opens - email_machine_opens) / emails_delivered"),
        ("conversion_rate", "converting_sessions / sessions"),
        ("conversion_rate@ads", "conversions where paid = paid / link_clicks where paid = paid"),
        ("referral_traffic@incl_social", "sessions where channel in (referral, organic_social)"),
        ("customer_acquisition_cost", "acquisition_cost / new_customers"),
        ("cost_per_mille", "1000 * ad_spend / impressions where paid = paid"),
        ("win_rate", "deals_won / (deals_won + deals_lost)"),
        ("roi", "(gross_profit - marketing_cost) / marketing_cost"),
        ("average_order_value@items", "items_sold / orders"),
        ("customer_retention_rate", "(customers_end - new_customers) / customers_start"),
        ("customer_churn_rate", "customers_lost / customers_start"),
        ("nps", "100 * (nps_promoters - nps_detractors) / (nps_promoters + nps_passives + nps_detractors)"),
        ("email_bounce_rate", "(email_bounces_hard + email_bounces_soft) / emails_sent"),
        ("net_new_mrr", "mrr_new + mrr_expansion + mrr_reactivation - mrr_contraction - mrr_churn"),
        ("target_progress", "(target_current - target_baseline) / (target_value - target_baseline)"),
    ],
)
def test_formulas(id_: str, formula: str) -> None:
    assert CATALOG.define(id_).formula == formula


def test_units_and_shapes_that_are_easily_mistaken() -> None:
    kpis = CATALOG.kpis
    assert (kpis["keyword_rank"].unit, kpis["keyword_rank"].direction) == ("rank", "down")
    assert kpis["nps"].unit == "points"
    assert kpis["customer_lifespan"].unit == "years"
    assert kpis["frequency"].unit == "count"
    assert {kpi.id for kpi in kpis.values() if kpi.additivity == "U"} == {
        "reach",
        "website_visitors",
        "referral_sources",
    }
    assert {kpi.id for kpi in kpis.values() if kpi.min_age_hours} == {"avg_engagement_rate"}
    assert {kpi.id for kpi in kpis.values() if kpi.annual} == {
        "customer_lifetime_value",
        "purchase_frequency",
        "customer_lifespan",
        "ltv_to_cac",
    }
    assert CATALOG.define("reach@per_post").additivity == "M"
    assert CATALOG.define("website_traffic@people").additivity == "U"
    assert CATALOG.define("referral_conversions@rate").unit == "ratio"


def test_every_rate_knows_its_sample_size() -> None:
    for kpi in CATALOG.kpis.values():
        expression = kpi.formula.expression
        if kpi.additivity == "R":
            assert kpi.n_of or getattr(expression, "sign", "") == "/", kpi.id


def test_measures_that_read_differently() -> None:
    measures = CATALOG.measures
    assert measures["engagements"].sum_of == ("likes", "comments", "shares")
    assert measures["acquisition_cost"].sum_of == ("marketing_cost", "sales_cost")
    assert measures["marketing_cost"].sum_of[0] == "ad_spend"
    assert {m.code for m in measures.values() if m.level_at == "start"} == {
        "customers_start",
        "followers_start",
        "mrr_start",
    }
    assert measures["followers_start"].rows_of == "followers"
    published = {m.code for m in measures.values() if m.item_dated == "published"}
    assert {"posts_published", "emails_sent", "email_unique_opens", "unsubscribes"} <= published
    assert not published & {"likes", "impressions", "signups", "subscribers"}
    assert measures["leads"].provider == "fact_lead"
    assert measures["nps_passives"].provider == "fact_feedback"


@pytest.mark.parametrize(
    ("id_", "language", "right", "wrong"),
    [
        ("cost_per_mille", "ko", "1,000회 노출당 비용", "1회 노출당"),
        ("bounce_rate", "ko", "이탈률", "반송률"),
        ("impressions", "zh-Hant", "曝光次數", "印象"),
        ("brand_impressions", "zh-Hant", "品牌曝光", "品牌印象"),
        ("reach", "zh-Hant", "觸及人數", "覆蓋範圍"),
        ("cost_per_acquisition", "ko", "획득당 비용", "인수"),
        ("customer_acquisition_cost", "ko", "고객 획득 비용", "인수"),
        ("revenue", "ko", "매출", "수익"),
        ("variance_to_target", "ko", "목표 대비 차이", "분산"),
        ("nps", "ko", "순 추천 지수", "프로모터"),
    ],
)
def test_corrected_names(id_: str, language: str, right: str, wrong: str) -> None:
    assert CATALOG.kpis[id_].names[language] == right
    assert wrong not in CATALOG.kpis[id_].names[language]


def test_abbreviations_are_corrected() -> None:
    assert CATALOG.define("CVR").kpi is CATALOG.kpis["conversion_rate"]
    assert CATALOG.define("CTR").kpi is CATALOG.kpis["click_through_rate"]
    assert CATALOG.define("CPM").names["en"] == "Cost per thousand impressions"
    assert "속도가 아니라 비율" in CATALOG.kpis["amplification_rate"].pitfalls["ko"]


def test_sources_are_the_five_texts() -> None:
    assert {source for kpi in CATALOG.kpis.values() for source in kpi.source} == {"S0", "S1", "S2", "S3", "S4"}
