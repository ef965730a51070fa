"""A small clean world for audits, and a way to put defects into a copy of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from goalposts.warehouse.batch import Batch, Origin
from goalposts.warehouse.lake import Lake
from goalposts.warehouse.providers import log_rows
from goalposts.warehouse.tables import account_identity, campaign_identity, identity, item_identity, segment_identity

FIRST, DAYS = dt.date(2026, 2, 1), 120
LAST = FIRST + dt.timedelta(DAYS - 1)
TODAY = LAST + dt.timedelta(2)
CAPTURED = dt.datetime.combine(LAST + dt.timedelta(1), dt.time(12))

PAGE = ("facebook", "Corner Bakery")
SITE = ("ga4", "Corner web shop")
MAIL = ("mailchimp", "Corner letter")
ADS = ("meta_ads", "Corner ads")
SHOP = ("manual", "Corner till")
SURVEY = ("manual", "Corner survey")
TEST = ("manual", "Corner test")
EMPTY_KEY = {
    "item_id": 0, "campaign_id": 0, "channel": "", "segment_id": 0, "country_code": "ZZ", "device": "all",
    "paid_split": "total", "currency": None, "status": "final",
}  # fmt: skip


def day(number: int) -> dt.date:
    """The day `number` days after the first."""
    return FIRST + dt.timedelta(number)


def wave(number: int, size: float, step: int = 7) -> int:
    """A value that goes up and down without two days alike nearby."""
    return round(size * (1 + 0.1 * (number % step) / step + 0.003 * (number % 11)))


class Told:
    """One file about one account: gathers rows of any table and what they cover, then goes into the lake."""

    def __init__(
        self, account: tuple[str, str], file: str, captured: dt.datetime = CAPTURED, method: str = "csv", **more: Any
    ) -> None:
        self.platform, self.name = account
        self.account_id = account_identity(*account)
        described = {"platform": self.platform, "account_ext": self.name, "name": self.name, "owner_kind": "own"}
        self.tables: dict[str, list[dict[str, Any]]] = {
            "dim_account": [{"account_id": self.account_id, **described, **more}]
        }
        self.log: list[dict[str, Any]] = []
        self.file, self.captured, self.method = file, captured, method
        self.file_hash = file
        self.source_id = identity(file, self.account_id, method)

    def rows(self, table: str, rows: Iterable[Mapping[str, Any]]) -> Told:
        """Rows of any table as they are."""
        self.tables.setdefault(table, []).extend(dict(row) for row in rows)
        return self

    def measure(
        self,
        code: str,
        values: Sequence[tuple[dt.date, float]],
        *,
        window: str = "day",
        cut: str = "",
        covers: Sequence[tuple[dt.date, dt.date]] | None = None,
        adds_up: bool = True,
        **key: Any,
    ) -> Told:
        """Values of one measure by day; `covers` are the days the load log tells (default: from first to last)."""
        kind = f"{self.platform}/{self.method}"
        shared = {"measure_code": code, "account_id": self.account_id, "cut": cut, "window_kind": window} | EMPTY_KEY
        self.rows(
            "fact_measure",
            (
                shared
                | {"period_start": when, "period_end": when, "value": value, "source_kind": kind, "line": place + 2}
                | key
                for place, (when, value) in enumerate(values)
            ),
        )
        days = [when for when, _ in values]
        for first, last in covers if covers is not None else [(min(days), max(days))]:
            self.cover(code, first, last, window_kind=window, cut=cut, adds_up=adds_up)
        return self

    def cover(self, code: str, first: dt.date, last: dt.date, *, state: str = "loaded", **more: Any) -> Told:
        """One row of the load log."""
        known = {"window_kind": "day", "cut": "", "adds_up": True, "reason": None, "error_class": None}
        row = {"measure_code": code, "account_id": self.account_id, "table_name": "fact_measure", "state": state}
        self.log.append(known | row | {"first_day": first, "last_day": last} | more)
        return self

    def item(self, name: str, kind: str = "post", **more: Any) -> int:
        """Describe an item and give its id."""
        item_id = item_identity(self.account_id, more.pop("axis", kind), name)
        row = {"item_id": item_id, "account_id": self.account_id, "item_kind": kind, "item_ext": name}
        self.rows("dim_item", [row | {"published_on": FIRST, "url": None, "title": name} | more])
        return item_id

    def into(self, lake: Lake) -> None:
        """Store the file."""
        origin = Origin(
            self.source_id, self.file_hash, self.file, "test", self.platform, self.method, self.account_id,
            self.captured, rows_read=sum(len(rows) for rows in self.tables.values()),
        )  # fmt: skip
        frames = {name: pl.DataFrame(rows, infer_schema_length=None) for name, rows in self.tables.items()}
        logs = [pl.DataFrame(self.log, infer_schema_length=None)] if self.log else []
        logs += [
            log_rows(table, self.account_id, self.source_id, FIRST, LAST).drop("source_id")
            for table in ("fact_revenue", "fact_feedback")
            if table in self.tables
        ]
        log = pl.concat(logs, how="diagonal_relaxed") if logs else pl.DataFrame()
        lake.append(Batch(origin, frames, log))


def daily(size: float, first: int = 0, last: int = DAYS, step: int = 7) -> list[tuple[dt.date, float]]:
    """An even series over the days from `first` until before `last`."""
    return [(day(n), wave(n, size, step)) for n in range(first, last)]


def clean_world(home: Path) -> None:
    """Seven accounts that agree with each other in every way a check looks at."""
    with Lake.open(home) as lake:
        for told in (*_page(), _posts(), _site(), _mail(), _ads(), _shop(), _survey(), _test()):
            told.into(lake)


def _page() -> list[Told]:
    """Two files that follow each other."""
    files = []
    for place, (first, last) in enumerate(((0, 60), (60, DAYS))):
        told = Told(PAGE, f"page-{place}.csv", time_zone="Asia/Seoul")
        for code, size in (("impressions", 4000), ("likes", 160), ("comments", 20), ("shares", 12), ("reach", 3000)):
            told.measure(code, daily(size, first, last))
        told.measure("link_clicks", daily(40, first, last)).measure("follows_gained", daily(20, first, last))
        told.measure("follows_lost", [(day(n), 5) for n in range(first, last)])
        levels = [(day(n), 9000 + sum(wave(m, 20) - 5 for m in range(n + 1))) for n in range(first, last)]
        told.measure("followers", levels, window="instant")
        files.append(told)
    return files


def _posts() -> Told:
    told = Told(PAGE, "posts.csv", time_zone="Asia/Seoul")
    for number in range(12):
        item = told.item(f"post-{number}", published_on=day(number * 9), url=f"https://example.org/p/{number}")
        for code, size in (("impressions", 900), ("likes", 40), ("comments", 6), ("shares", 3)):
            readings = [(day(112), size + number), (day(119), size + number + 9)]
            covers = [(when, when) for when, _ in readings]
            told.measure(code, readings, window="lifetime", cut="post", covers=covers, item_id=item)
    return told


def _site() -> Told:
    told = Told(SITE, "site.csv", time_zone="Asia/Seoul")
    shares = {"organic_social": 60, "paid_social": 90, "direct": 150}
    ages = {"18-34": 120, "35+": 180}
    for channel, size in shares.items():
        told.measure("sessions", daily(size), cut="channel", channel=channel)
    for age, size in ages.items():
        segment = segment_identity({"age": age})
        told.rows("dim_segment", [{"segment_id": segment, "value": f"age={age}", "age": age}])
        told.measure("sessions", daily(size), cut="age", segment_id=segment)
    told.measure("sessions", [(day(n), sum(wave(n, size) for size in shares.values())) for n in range(DAYS)])
    told.measure("users", daily(250)).measure("new_users", daily(100)).measure("conversions", daily(30))
    item = told.item(
        "/lp", "landing_page", url="https://example.org/lp?utm_source=mail&utm_medium=email&utm_campaign=a"
    )
    return told.measure("page_views", daily(70), cut="page", adds_up=False, item_id=item)


def _mail() -> Told:
    told = Told(MAIL, "mail.csv", time_zone="Asia/Seoul")
    told.measure("subscribers", [(day(n), 1000 + n) for n in range(DAYS)], window="instant")
    shares = {"emails_sent": 900, "emails_delivered": 880, "email_opens": 500, "email_unique_opens": 350}
    for number in range(6):
        item = told.item(f"letter-{number}", "email", published_on=day(number * 14))
        for code, size in shares.items():
            told.measure(code, [(LAST, size + number)], window="lifetime", cut="email", item_id=item)
    return told


def _ads() -> Told:
    told = Told(ADS, "ads.csv", time_zone="Asia/Seoul", currency="EUR")
    campaign = campaign_identity("Spring")
    told.rows("dim_campaign", [{"campaign_id": campaign, "name": "Spring", "utm_campaign": "spring"}])
    for code, size, currency in (
        ("impressions", 5000, None), ("link_clicks", 100, None), ("conversions", 12, None), ("ad_spend", 50, "EUR"),
    ):  # fmt: skip
        told.measure(
            code, daily(size), cut="campaign", campaign_id=campaign, paid_split="paid", currency=currency
        )  # fmt: skip
    return told


def order(told: Told, number: int, **more: Any) -> dict[str, Any]:
    """One order a day."""
    when = dt.datetime.combine(day(number % DAYS), dt.time(10))
    known = {"revenue_id": identity(told.file, number), "event": "order", "amount": 20 + number % 9, "currency": "EUR"}
    return known | {"account_id": told.account_id, "occurred_at": when, "customer_id": number + 1, "line": 2} | more


def _shop() -> Told:
    told = Told(SHOP, "orders.csv", currency="EUR")
    told.rows("fact_revenue", [order(told, number) for number in range(DAYS)])
    told.rows("fact_revenue", [order(told, 500, event="refund", amount=15)])
    month = [(dt.date(2026, 3, 1), 31)]
    return told.measure("orders", month, window="month", period_end=dt.date(2026, 3, 31), covers=[MARCH])


MARCH = (dt.date(2026, 3, 1), dt.date(2026, 3, 31))


def answer(told: Told, number: int, **more: Any) -> dict[str, Any]:
    """One answer to the survey."""
    when = dt.datetime.combine(day(number % DAYS), dt.time(9))
    known = {"feedback_id": identity(told.file, number), "kind": "nps", "scale_min": 0, "scale_max": 10}
    return known | {"score": number % 11, "account_id": told.account_id, "answered_at": when, "line": 2} | more


def _survey() -> Told:
    told = Told(SURVEY, "survey.csv")
    return told.rows("fact_feedback", [answer(told, number) for number in range(60)])


def exposure(told: Told, number: int, **more: Any) -> dict[str, Any]:
    """One person in an experiment: the arm `new` is shown the new page."""
    arm = ("old", "new")[number % 2]
    known = {"exposure_id": identity(told.file, number), "account_id": told.account_id, "experiment": "page"}
    when = dt.datetime.combine(LAST, dt.time(8))
    return known | {"arm": arm, "shown": f"{arm}_page", "unit_key": str(number), "exposed_at": when, "line": 2} | more


def _test() -> Told:
    told = Told(TEST, "test.csv")
    return told.rows("fact_exposure", [exposure(told, number) for number in range(40)])
