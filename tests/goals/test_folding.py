"""Folding: what does not matter is gone, and every character knows where it stood."""

from __future__ import annotations

import unicodedata

import pytest

from goalposts.catalog.files import load_catalog
from goalposts.goals.folding import fold_text, fold_word, script_of
from goalposts.goals.lexicon import simplified_letters

CATALOG = load_catalog()


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Ｉｎｓｔａｇｒａｍ　２０％", "instagram 20%"),
        ("E-mail sign–ups", "e mail sign ups"),
        ("by 10-20%", "by 10-20%"),
        ("a\t\nb\x00c\u200bd", "a b cd"),
        ("「春季」、《夏季》", '"春季","夏季"'),
        (unicodedata.normalize("NFD", "팔로워"), "팔로워"),
        ("点赞数", "點讚數"),
    ],
)
def test_width_case_dashes_and_space_do_not_matter(text, folded):
    assert fold_text(text, simplified_letters()).text == folded


def test_places_are_those_of_the_text_as_given():
    text = unicodedata.normalize("NFD", "월 팔로워") + "  １萬"
    folded = fold_text(text)
    start = folded.text.index("팔로워")
    first, last = folded.span(start, start + 3)
    assert unicodedata.normalize("NFC", text[first:last]) == "팔로워"
    first, last = folded.span(folded.text.index("1"), len(folded.text))
    assert text[first:last] == "１萬"


def test_words_of_lists_fold_as_texts_do():
    letters = simplified_letters()
    for kpi in CATALOG.kpis.values():
        for word in (*kpi.names.values(), *kpi.also):
            assert fold_word(word, letters) == fold_text(word, letters).text.strip()


@pytest.mark.parametrize(
    ("text", "language"), [("likes", "en"), ("좋아요 likes", "ko"), ("按讚", "zh-Hant"), ("", "en")]
)
def test_the_script_tells_the_language(text, language):
    assert script_of(text) == language
