"""Days, periods and buckets."""

from __future__ import annotations

import datetime as dt

import pytest

from goalposts.i18n import format_bucket, format_moment, format_period
from goalposts.periods import Grain, Period

MONTH = Period(dt.date(2026, 10, 25), dt.date(2026, 11, 21))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Oct 25\u2009–\u2009Nov 21, 2026"),
        ("ko", "2026년 10월 25일 ~ 11월 21일"),
        ("zh-Hant", "2026年10月25日至11月21日"),
    ],
)
def test_a_period_says_what_both_ends_share_once(language: str, text: str) -> None:
    assert format_period(MONTH, language) == text


@pytest.mark.parametrize(
    ("grain", "en", "ko", "zh"),
    [
        (Grain.DAY, "Sun, Oct 25", "10월 25일 (일)", "10月25日 週日"),
        (Grain.WEEK, "Week of Oct 25, 2026", "2026년 10월 25일 주", "2026年10月25日 當週"),
        (Grain.MONTH, "Oct 2026", "2026년 10월", "2026年10月"),
        (Grain.QUARTER, "Q4 2026", "2026년 4분기", "2026年第4季"),
        (Grain.YEAR, "2026", "2026년", "2026年"),
    ],
)
def test_a_bucket(grain: Grain, en: str, ko: str, zh: str) -> None:
    assert [format_bucket(MONTH, grain, language) for language in ("en", "ko", "zh-Hant")] == [en, ko, zh]


def test_a_moment_names_its_zone() -> None:
    seoul = dt.timezone(dt.timedelta(hours=9))
    assert format_moment(dt.datetime(2026, 10, 25, 8, 9, tzinfo=seoul), "en") == "Oct 24, 2026 23:09 UTC"
    assert format_moment(dt.datetime(2026, 10, 25, 8, 9), "ko") == "2026년 10월 25일 08:09 UTC"
