"""Numbers as a reader of each language expects them."""

from __future__ import annotations

import pytest

from goalposts.i18n import figure, format_change, format_value


@pytest.mark.parametrize(
    ("value", "unit", "en", "ko", "zh"),
    [
        (7413.984, "count", "7,414", "7,414", "7,414"),
        (9999, "count", "9,999", "9,999", "9,999"),
        (17234.3, "count", "17.2K", "1.7만", "1.7萬"),
        (123456789, "count", "123.5M", "1.2억", "1.2億"),
        (212.12, "count", "212", "212", "212"),
        (12.34, "count", "12.3", "12.3", "12.3"),
        (0, "count", "0", "0", "0"),
        (-5, "count", "−5", "−5", "−5"),
        (None, "count", "–", "–", "–"),
        (float("nan"), "count", "–", "–", "–"),
        (0.0412, "ratio", "4.1%", "4.1%", "4.1%"),
        (0.00412, "ratio", "0.41%", "0.41%", "0.41%"),
        (0.00018, "ratio", "0.018%", "0.018%", "0.018%"),
        (0, "ratio", "0.0%", "0.0%", "0.0%"),
        (352.41, "TWD", "NT$352.41", "NT$352.41", "NT$352.41"),
        (1234567, "TWD", "NT$1.2M", "NT$123.5만", "NT$123.5萬"),
        (45, "TRY", "₺45.00", "₺45.00", "₺45.00"),
        (123456, "TRY", "₺123.5K", "₺12.3만", "₺12.3萬"),
        (15198, "KRW", "₩15.2K", "₩1.5만", "₩1.5萬"),
        (1234.5, "USD", "$1,234.50", "US$1,234.50", "US$1,234.50"),
        (1234, "XXX", "1,234 (unknown currency)", "1,234 (통화 미상)", "1,234 (幣別不明)"),
        (154, "seconds", "2 min 34 s", "2분 34초", "2 分 34 秒"),
        (42, "seconds", "42 s", "42초", "42 秒"),
        (59.96, "seconds", "60 s", "60초", "60 秒"),
        (7384, "seconds", "2 h 03 min", "2시간 03분", "2 小時 03 分"),
        (0.345, "score", "0.34", "0.34", "0.34"),
        (8.44, "rank", "8.4", "8.4", "8.4"),
        (42, "points", "42", "42", "42"),
        (2.4, "years", "2.4 years", "2.4년", "2.4 年"),
        (3.1, "per_year", "3.1 a year", "연 3.1회", "每年 3.1 次"),
    ],
)
def test_a_value_in_three_languages(value: float | None, unit: str, en: str, ko: str, zh: str) -> None:
    assert [format_value(value, unit, language) for language in ("en", "ko", "zh-Hant")] == [en, ko, zh]


def test_the_exact_value_is_never_shortened() -> None:
    assert figure(17234.356, "count", "ko").exact == "17,234.36"
    assert figure(1234567, "TWD", "zh-Hant").exact == "NT$1,234,567.00"
    assert figure(0.041234, "ratio", "en").exact == "4.1234%"


@pytest.mark.parametrize(
    ("absolute", "relative", "unit", "en", "ko", "zh"),
    [
        (20, 0.047, "count", "+4.7%", "+4.7%", "+4.7%"),
        (-20, -0.047, "count", "−4.7%", "−4.7%", "−4.7%"),
        (20, None, "count", "–", "–", "–"),
        (0.004, 0.2, "ratio", "+0.4 pp", "+0.4%p", "+0.4 個百分點"),
        (-0.0004, -0.2, "ratio", "−0.04 pp", "−0.04%p", "−0.04 個百分點"),
        (-0.000001, -0.2, "ratio", "0 pp", "0%p", "0 個百分點"),
        (0.3, 0.2, "score", "+0.3", "+0.3", "+0.3"),
        (None, None, "ratio", "–", "–", "–"),
    ],
)
def test_a_change_has_its_sign_and_points_are_not_percent(
    absolute: float | None, relative: float | None, unit: str, en: str, ko: str, zh: str
) -> None:
    assert [format_change(absolute, relative, unit, language) for language in ("en", "ko", "zh-Hant")] == [en, ko, zh]
