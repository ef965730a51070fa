"""The KPI guide: complete, escaped, in three languages, and searchable."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Literal

import pytest

from goalposts.catalog.files import load_catalog
from goalposts.catalog.guide import formula_in_words, guide_entry, labels, render_guide, search_guide
from goalposts.catalog.measure import LANGUAGES
from goalposts.errors import Invalid

CATALOG = load_catalog()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("fmt", ["markdown", "html"])
def test_holds_every_kpi(language: str, fmt: Literal["markdown", "html"]) -> None:
    guide = render_guide(CATALOG, language, fmt)
    for kpi in CATALOG.kpis.values():
        assert (f'id="kpi-{kpi.id}"' if fmt == "html" else f"(`{kpi.id}`)") in guide
        assert kpi.names[language].split("(")[0] in guide
    assert not any(f"{kind}_" in guide for kind in ("unit", "direction", "additivity", "stage", "base", "statistic"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_html_is_well_formed_and_needs_nothing_else(language: str) -> None:
    guide = render_guide(CATALOG, language, "html")
    assert guide.startswith(f'<!doctype html>\n<html lang="{language}">')
    assert "http" not in guide.replace("http-equiv", "")
    assert "<script" not in guide
    body = guide[guide.index("<body>") : guide.index("</html>")]
    ids = [element.get("id") for element in ElementTree.fromstring(body).iter() if element.get("id")]
    assert len(ids) == len(set(ids)) == 114 + 7


def test_own_texts_are_escaped(tmp_path: Path) -> None:
    text = "kpis:\n  mine:\n    names: '<b>A & B</b> *x*'\n    formula: \"likes where campaign = '<i>'\"\n"
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    catalog = load_catalog(tmp_path)
    page = render_guide(catalog, "ko", "html")
    assert "&lt;b&gt;A &amp; B&lt;/b&gt;" in page
    assert "<b>" not in page
    assert "<i>" not in page
    assert "직접 추가한 지표" in page
    assert r"### \<b\>A & B\</b\> \*x\* (`mine`)" in render_guide(catalog, "en")


def test_an_entry_says_everything() -> None:
    entry = guide_entry(CATALOG.kpis["email_open_rate"], CATALOG, "en")
    rows = {row.label: row.texts for row in entry.rows}
    assert rows["In words"] == ("Unique opens ÷ E-mails delivered",)
    assert rows["Formula"] == ("email_unique_opens / emails_delivered",)
    assert rows["Unit"] == ("percent",)
    assert "오픈율" in rows["Also called"][0]
    assert rows["Benchmarks"][0].startswith(
        "no industry given: 22.71 % — per: delivered messages; statistic not stated;"
    )
    assert any(
        text.endswith("MailerLite 2025 (quoted); More than three million campaigns.") for text in rows["Benchmarks"]
    )
    assert list(rows) == [
        *("Definition", "In words", "Formula", "Variants", "How it is measured", "Why it matters", "Pitfalls", "Unit"),
        *("Good direction", "Adding up", "Benchmarks", "Also called", "Source", "Version"),
    ]


@pytest.mark.parametrize(
    ("id_", "language", "words"),
    [
        ("bounce_rate", "ko", "1 − 참여 세션 ÷ 세션"),
        ("cost_per_mille", "zh-Hant", "1000 × 廣告花費 ÷ 曝光次數 [paid = paid]"),
        ("win_rate", "en", "Deals won ÷ (Deals won + Deals lost)"),
        ("interactions_per_post", "en", "mean per post of (Engagements)"),
        ("content_mix", "en", "diversity of (Posts published; content_type)"),
    ],
)
def test_formula_in_words(id_: str, language: str, words: str) -> None:
    assert formula_in_words(CATALOG.kpis[id_].formula.expression, CATALOG, language) == words


def test_refuses_other_languages_and_formats() -> None:
    with pytest.raises(Invalid, match="en, ko, zh-Hant"):
        render_guide(CATALOG, "fr")
    with pytest.raises(Invalid, match="markdown, html"):
        render_guide(CATALOG, "en", "pdf")  # type: ignore[arg-type]


def test_labels_are_complete() -> None:
    assert all(set(label) == set(LANGUAGES) for label in labels().values())


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("이탈률", {"bounce_rate", "customer_churn_rate", "content_drop_off"}),
        ("跳出率", {"bounce_rate"}),
        ("bounce", {"bounce_rate", "email_bounce_rate"}),
        ("ＢＯＵＮＣＥ　ｒａｔｅ", {"bounce_rate"}),
        ("LTV", {"customer_lifetime_value"}),
        ("終身價值", {"customer_lifetime_value"}),
        ("평생 가치", {"customer_lifetime_value"}),
        ("고객 인수 비용", {"customer_acquisition_cost"}),
        ("1회 노출", set()),
        ("every follower at a moment xyz", set()),
    ],
)
def test_search_finds_in_any_language(text: str, first: set[str]) -> None:
    found = [kpi.id for kpi in search_guide(CATALOG, text, "en")]
    assert set(found[: len(first)]) == first


def test_search_ranks_names_before_texts_and_finds_every_word() -> None:
    found = [kpi.id for kpi in search_guide(CATALOG, "open rate", "en")]
    assert found[0] == "email_open_rate"
    assert search_guide(CATALOG, "  ", "en") == []
    assert "cost_per_lead" in [kpi.id for kpi in search_guide(CATALOG, "lead cost", "en")]
    assert search_guide(CATALOG, "ROAS", "ko")[0].id == "roas"
