"""States, reasons and labels in words."""

from __future__ import annotations

import pytest

from goalposts.catalog.dimensions import DIMENSIONS
from goalposts.catalog.files import load_catalog
from goalposts.catalog.kpi import STAGES
from goalposts.i18n import dimension_name, labels, reason_text, state_meaning, state_name, states, value_name
from goalposts.metrics.answer import State
from goalposts.metrics.reason import TEMPLATES, Reason

LANGUAGES = ("en", "ko", "zh-Hant")


@pytest.mark.parametrize("state", State)
def test_every_state_has_a_name_and_a_meaning_in_each_language(state: State) -> None:
    assert len({state_name(state.value, language) for language in LANGUAGES}) == 3
    assert len({state_meaning(state.value, language) for language in LANGUAGES}) == 3


def test_the_reasons_are_the_engines_own() -> None:
    assert states.REASONS == TEMPLATES


def test_a_reason_is_said_in_the_readers_language_with_names() -> None:
    names = {"likes": "좋아요"}
    reason = Reason("days_missing", measure="likes", held=25, wanted=28)
    assert reason_text(reason, "ko", lambda code: names[code]) == "좋아요: 28일 중 25일만 가져왔습니다"
    assert reason_text(reason, "en", str) == "25 of 28 days of likes are loaded"
    sliced = Reason("not_sliced", measure="likes", axes="country, device")
    assert reason_text(sliced, "zh-Hant", str) == "現有來源都沒有依「國家／地區, 裝置」細分的「likes」"


def test_a_reason_without_a_code_is_shown_as_it_is() -> None:
    assert reason_text("the file says so {braces}", "ko", str) == "the file says so {braces}"
    assert reason_text(None, "ko", str) == ""


@pytest.mark.parametrize("language", ["ko", "zh-Hant"])
def test_every_dimension_stage_and_channel_has_a_name(language: str) -> None:
    assert [name for name in DIMENSIONS if dimension_name(name, language) == name] == []
    assert set(labels.STAGES) == set(STAGES)
    channels = {channel for kpi in load_catalog().kpis.values() for channel in kpi.channels}
    assert channels - set(labels.CHANNELS) == set()


@pytest.mark.parametrize(
    ("dimension", "value", "en", "ko", "zh"),
    [
        ("weekday", 1, "Monday", "월요일", "星期一"),
        ("hour", 9, "09:00", "09:00", "09:00"),
        ("country", "KR", "South Korea", "대한민국", "南韓"),
        ("content_type", "carousel", "Carousel", "캐러셀", "輪播"),
        ("campaign", "Spring 특가", "Spring 특가", "Spring 특가", "Spring 특가"),
        ("campaign", None, "(not set)", "(미지정)", "（未設定）"),
    ],
)
def test_values_in_words(dimension: str, value: str | int | None, en: str, ko: str, zh: str) -> None:
    assert [value_name(dimension, value, language) for language in LANGUAGES] == [en, ko, zh]
