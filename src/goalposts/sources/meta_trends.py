"""Meta Business Suite: the trend files of a page or an account, one metric by day, named only above the table."""

from __future__ import annotations

import datetime as dt
import re

from goalposts.errors import Fault
from goalposts.sources.columns import Columns, sureness, tables_like
from goalposts.sources.headers import normalise
from goalposts.sources.settling import settle_account
from goalposts.sources.source import Choices, RawFile, RawTable, Reading, Source

_FIELDS = {"date": ("Date", "Datum", "날짜", "日期"), "value": ("Primary",)}
_METRICS = {
    "follows_gained": ("follows", "new follows", "new followers", "팔로우", "追蹤"),
    "follows_lost": ("unfollows", "팔로우 취소", "取消追蹤"),
    "profile_visits": ("visits", "profile visits", "page visits", "방문", "造訪", "造訪次數"),
    "link_clicks": ("link clicks", "링크 클릭", "連結點擊次數"),
    "engagements_reported": ("content interactions", "콘텐츠 상호 작용", "콘텐츠 반응", "內容互動", "內容互動次數"),
    "impressions": ("impressions", "views", "노출", "조회", "조회수", "曝光次數", "瀏覽次數"),
    "reach": ("reach", "viewers", "도달", "조회한 사람", "觸及人數", "瀏覽人數"),
    "video_views": ("3-second video views", "video views"),
}
_BY_NAME = {name: measure for measure, names in _METRICS.items() for name in names}
_RENAMED = {"views": "impressions", "조회": "impressions", "조회수": "impressions", "瀏覽次數": "impressions"}
_RENAMED |= {"viewers": "reach", "조회한 사람": "reach", "瀏覽人數": "reach"}
_PLATFORMS = {"facebook": ("facebook", "페이스북"), "instagram": ("instagram", "인스타그램")}
_ZONE = "America/Los_Angeles"


def _metric(table: RawTable) -> str:
    """The name of the metric: the last line above the table that is not Excel's hint about the delimiter."""
    named = [line.strip('" \t') for line in table.preamble if not line.lower().startswith("sep=")]
    return named[-1] if named else ""


def _plain(name: str) -> str:
    """The metric without the platform it may begin with: "Facebook follows" is "follows"."""
    text = normalise(name)
    for word in (word for words in _PLATFORMS.values() for word in words):
        text = re.sub(rf"^{word}\s*", "", text)
    return text


def _read(raw: RawFile, choices: Choices, now: dt.datetime, platform: str) -> Reading:
    """Days of one metric; a day the file leaves out is unknown, and a metric that is not known here is a fault."""
    (table,) = tables_like(raw, _FIELDS, _FIELDS)[:1]
    name = _metric(table)
    measure = _BY_NAME.get(_plain(name))
    columns = Columns(table, raw.name, _FIELDS)
    columns.days("date", "period_start")
    columns.counts("value")
    facts = settle_account(raw, choices, now, platform, likely_zone=_ZONE)
    if measure is None:
        known = ", ".join(names[0] for names in _METRICS.values())
        text = f"the line above the table names {name!r}, which is no metric known here; known are {known}"
        facts.faults.append(Fault(text, file=raw.name, line=table.lines[0] - 2 if table.lines else None, value=name))
    else:
        records = columns.records.rename({"value": measure})
        facts.add(records, [measure], window="day", lost=columns.lost)
        facts.note(f"The file says that its numbers are {name!r}: stored as `{measure}`.")
        facts.note("Reach is stored for each day and never added up.", measure == "reach")
    if _plain(name) in _RENAMED:
        facts.note(
            f"Meta replaced {_RENAMED[_plain(name)]} by {_plain(name)!r} in 2025-26: the two are counted in different "
            "ways and must not be compared across that change."
        )
    facts.note("Days that the file leaves out are unknown, not 0.")
    facts.take(columns)
    return facts.reading(table.cells.height)


def _recognise(raw: RawFile, platform: str) -> float:
    """Sure for the platform the metric's name begins with; undecided between both where it names none."""
    for table in raw.tables:
        if len(table.headers) == 2 and sureness(table.headers, _FIELDS, _FIELDS) and _metric(table):
            text = normalise(_metric(table))
            named = [code for code, words in _PLATFORMS.items() if any(word in text for word in words)]
            return 1.0 if platform in (named or _PLATFORMS) else 0.0
    return 0.0


FACEBOOK_TREND = Source(
    name="meta_suite_facebook_trend",
    platform="facebook",
    title="Meta Business Suite: Facebook trend",
    recognise=lambda raw: _recognise(raw, "facebook"),
    read=lambda raw, choices, now: _read(raw, choices, now, "facebook"),
    expected_headers=("Date", "Primary"),
    headers_from="documentation",
    languages=(
        "en",
        "ko",
        "zh-Hant",
    ),
)
INSTAGRAM_TREND = Source(
    name="meta_suite_instagram_trend",
    platform="instagram",
    title="Meta Business Suite: Instagram trend",
    recognise=lambda raw: _recognise(raw, "instagram"),
    read=lambda raw, choices, now: _read(raw, choices, now, "instagram"),
    expected_headers=("Date", "Primary"),
    headers_from="documentation",
    languages=(
        "en",
        "ko",
        "zh-Hant",
    ),
)
