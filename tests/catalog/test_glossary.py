"""The glossary: complete in three languages, and the first use of an acronym carries its expansion."""

from __future__ import annotations

import re

import pytest

from goalposts.catalog.files import load_catalog
from goalposts.catalog.glossary import FirstUse, find_acronym, load_glossary, search_glossary, terms_of
from goalposts.catalog.guide import Row, guide_entry, render_guide
from goalposts.catalog.measure import LANGUAGES

CATALOG = load_catalog(None)
GLOSSARY = load_glossary()
ACRONYM = re.compile(r"(?<![A-Za-z])[A-Z][A-Z0-9/&]*[A-Z]s?(?![A-Za-z])")


def texts_of_the_catalog() -> list[tuple[str, str]]:
    """Every name and text of every KPI, with the language it is in."""
    kinds = ("names", "definitions", "how_measured", "why_it_matters", "pitfalls")
    return [
        (language, text)
        for kpi in CATALOG.kpis.values()
        for kind in kinds
        for language, text in getattr(kpi, kind).items()
    ]


def test_every_entry_speaks_three_languages_and_names_kpis_that_exist() -> None:
    assert len(GLOSSARY) >= 60
    for term in GLOSSARY.values():
        assert set(term.names) == set(term.meaning) == set(LANGUAGES), term.id
        assert all(term.names.values()), term.id
        assert all(text.rstrip()[-1] in ".。" for text in term.meaning.values()), term.id
        assert set(term.kpis) <= set(CATALOG.kpis), term.id
    for language in LANGUAGES:
        titles = [term.title(language) for term in GLOSSARY.values()]
        assert len(titles) == len(set(titles))


def test_every_acronym_in_names_and_texts_of_kpis_is_in_the_glossary() -> None:
    used = {word for _, text in texts_of_the_catalog() for word in ACRONYM.findall(text)}
    assert {"MRR", "PR", "CTR", "ROAS"} <= used
    assert {word for word in used if find_acronym(word) is None} == set()


def test_what_the_brief_of_marketers_asks_for_is_there() -> None:
    wanted = "KPI SMART CTR CPC CPM CPA CPL ROAS ROI NPS CSAT CLV LTV CAC MRR CVR SEO PPC CTA UTM A/B MQL SQL"
    assert all(find_acronym(word) for word in wanted.split())
    words = "baseline percentage_point accrual pace odds north_star vanity_metric provisional series_break"
    assert set(words.split()) <= set(GLOSSARY)


@pytest.mark.parametrize(
    ("language", "text", "told"),
    [
        ("en", "CTR rose; CTR fell.", "CTR (click-through rate) rose; CTR fell."),
        ("en", "Click-through rate (CTR) rose.", "Click-through rate (CTR) rose."),
        ("en", "KPIs, not SCTRS or CTRL.", "KPIs (key performance indicator), not SCTRS or CTRL."),
        ("en", "An A/B test", "An A/B (comparison of two versions) test"),
        ("ko", "CTR은 오르고 CPC는 내렸습니다.", "CTR(클릭률)은 오르고 CPC(클릭당 비용)는 내렸습니다."),
        ("zh-Hant", "CTR 上升", "CTR（點擊率）上升"),
        ("en", "nothing to say", "nothing to say"),
        ("en", "", ""),
    ],
)
def test_the_first_use_carries_the_expansion(language: str, text: str, told: str) -> None:
    assert FirstUse(language).plain(text) == told


def test_a_page_explains_once_in_all_its_texts() -> None:
    page = FirstUse("en")
    assert page.plain("ROI first") == "ROI (return on investment) first"
    assert page.plain("ROI again") == "ROI again"


def test_a_name_stays_whole_and_is_explained_at_its_end() -> None:
    def heading(text: str) -> str:
        return "".join(piece.text + piece.expansion for piece in FirstUse("en").heading(text))

    assert heading("PR mentions") == "PR mentions (PR: public relations)"
    assert heading("Expansion MRR") == "Expansion MRR (monthly recurring revenue)"
    assert heading("Monthly recurring revenue (MRR)") == "Monthly recurring revenue (MRR)"


def test_words_of_the_trade_are_found_where_they_are_asked_for() -> None:
    text = "The baseline is a vanity metric, says the baseline."
    marked = [piece.term.id for piece in FirstUse("en").pieces(text, words=True) if piece.term]
    assert marked == ["baseline", "vanity_metric"]
    assert [piece.text for piece in FirstUse("en").pieces(text)] == [text]
    assert [piece.term.id for piece in FirstUse("zh-Hant").pieces("與基準值相比", words=True) if piece.term] == [
        "baseline"
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_loses_a_letter(language: str) -> None:
    for own, text in texts_of_the_catalog():
        if own == language:
            pieces = FirstUse(language).pieces(text, words=True)
            assert "".join(piece.text for piece in pieces).replace(" ", "") == text.replace(" ", "")


def test_searching_by_acronym_name_alias_and_meaning_in_any_language() -> None:
    for sought in ("roas", "return on ad spend", "광고비 대비 매출", "廣告投資報酬率", "ＲＯＡＳ"):
        assert search_glossary(sought, "en")[0].id == "roas"
    assert search_glossary("lifetime value", "en")[0].id in {"ltv", "clv"}
    assert "cohort" in {term.id for term in search_glossary("followed together", "ko")}
    assert len(search_glossary("", "zh-Hant")) == len(GLOSSARY)
    assert search_glossary("quux", "en") == []
    assert [term.id for term in terms_of("nps")] == ["nps"]


def test_the_exported_guide_explains_each_acronym_once() -> None:
    for fmt in ("markdown", "html"):
        guide = render_guide(CATALOG, "en", fmt)  # type: ignore[arg-type]
        assert guide.count("(monthly recurring revenue)") == 1
        assert guide.index("(PR: public relations)") < guide.index("influencer_mentions")


def test_the_guide_carries_what_a_workspace_adds() -> None:
    rows = {"nps": (Row("Owner", ("Mina <Kim>",)), Row("Objective", ("Keep customers",)))}
    entry = guide_entry(CATALOG.kpis["nps"], CATALOG, "en", rows["nps"])
    labels = [row.label for row in entry.rows]
    assert labels.index("Why it matters") < labels.index("Owner") < labels.index("Unit")
    assert "- **Owner:** Mina \\<Kim\\>" in render_guide(CATALOG, "en", "markdown", rows)
    assert "<dt>Owner</dt><dd>Mina &lt;Kim&gt;</dd>" in render_guide(CATALOG, "en", "html", rows)
