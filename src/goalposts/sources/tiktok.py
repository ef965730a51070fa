"""TikTok Studio's overview: one row per day of the account, written without the year."""

from __future__ import annotations

import datetime as dt

import polars as pl

from goalposts.sources.columns import Columns, surest, tables_like
from goalposts.sources.dates import read_dates
from goalposts.sources.facts import Facts
from goalposts.sources.settling import settle_account
from goalposts.sources.source import AskBack, Choices, RawFile, Reading, Source
from goalposts.sources.yearless import read_month_days, set_in_years

_COUNTS = {
    "video_views": (
        "Video Views", "동영상 조회수", "동영상 조회", "비디오 조회수", "影片觀看次數", "影片瀏覽次數", "動画視聴数",
    ),
    "profile_visits": (
        "Profile Views", "프로필 조회수", "프로필 조회", "個人檔案瀏覽次數", "個人資料瀏覽次數", "プロフィール表示数",
    ),
    "likes": ("Likes", "좋아요", "좋아요 수", "按讚數", "讚", "いいね", "いいね数"),
    "comments": ("Comments", "댓글", "댓글 수", "留言", "留言數", "評論", "コメント", "コメント数"),
    "shares": ("Shares", "공유", "공유 수", "分享", "分享次數", "シェア", "シェア数"),
}  # fmt: skip
_FIELDS = {"date": ("Date", "날짜", "日期", "日付"), **_COUNTS}


def read(raw: RawFile, choices: Choices, now: dt.datetime) -> Reading:
    """Daily activity of the whole account in UTC days; the year is the person's to say."""
    (table,) = tables_like(raw, _FIELDS, _FIELDS)[:1]
    columns = Columns(table, raw.name, _FIELDS)
    facts = settle_account(raw, choices, now, "tiktok", time_zone="UTC")
    _date_rows(facts, columns, choices, now.date())
    columns.counts(*_COUNTS)
    facts.add(columns.records, list(_COUNTS), window="day", lost=columns.lost)
    facts.note("Days are UTC, as TikTok reports them.")
    facts.note("TikTok counts every start of a video as a view; it gives no impressions and no reach.")
    facts.take(columns)
    return facts.reading(table.cells.height)


def _date_rows(facts: Facts, columns: Columns, choices: Choices, today: dt.date) -> None:
    """Days as written where they carry a year, else in the years asked for."""
    cells = columns.cells("date")
    found = read_month_days(cells)
    told = [day for day in found if day]
    if not told or not read_dates(cells).values.is_null().all():
        columns.days("date", "period_start")
        return
    columns.reject(pl.Series([day is None for day in found]) & cells.is_not_null(), cells, "date", "is no day")
    columns.reject(cells.is_null(), cells, "date", "is empty where a date must stand")
    dates = set_in_years(told, choices.first_day, today)
    if choices.first_day is None or dates is None:
        assumed = f"{min(dates)} to {max(dates)}" if dates else None
        text = (
            f"The days of {facts.file} carry no year. In which year is its first day? Say that day with --from, "
            f"such as --from {min(dates) if dates else today}."
        )
        facts.questions.append(AskBack("period", text, assumed))
    columns.leave_out(pl.repeat(dates is None, len(found), eager=True))
    numbered = iter(dates or [])
    days = [next(numbered, None) if day else None for day in found]
    columns.set(period_start=pl.lit(pl.Series(days, dtype=pl.Date)))


TIKTOK_OVERVIEW = Source(
    name="tiktok_overview",
    platform="tiktok",
    title="TikTok Studio overview (days)",
    recognise=lambda raw: surest(raw, _FIELDS, _FIELDS),
    read=read,
    expected_headers=tuple(words[0] for words in _FIELDS.values()),
    languages=(
        "en",
        "ko",
        "zh-Hant",
        "ja",
    ),
)
