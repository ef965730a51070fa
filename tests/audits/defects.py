"""Defects to plant: each in accounts of its own, named after the check that has to find it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from goalposts.warehouse.tables import campaign_identity, segment_identity
from tests.audits.world import CAPTURED, DAYS, LAST, MARCH, Told, answer, daily, day, exposure, order

Plant = Callable[[str], list[Told]]
DEFECTS: dict[str, Plant] = {}


def plant(make: Plant) -> Plant:
    """The function's name is the code of the check."""
    DEFECTS[make.__name__] = make
    return make


def told(name: str, platform: str = "x", **more: object) -> Told:
    return Told((platform, name), f"{name}.csv", **more)  # type: ignore[arg-type]


@plant
def missing_days(name: str) -> list[Told]:
    values = [*daily(31, 0, 50), *daily(31, 60, DAYS)]
    return [told(name).measure("likes", values, covers=[(day(0), day(49)), (day(60), LAST)])]


@plant
def stale_source(name: str) -> list[Told]:
    return [told(name).measure("likes", daily(32, 0, 100))]


@plant
def orphan_account(name: str) -> list[Told]:
    return [told(name)]


@plant
def failed_load(name: str) -> list[Told]:
    values = [*daily(33, 0, 50), *daily(33, 55, DAYS)]
    file = told(name).measure("likes", values, covers=[(day(0), day(49)), (day(55), LAST)])
    return [file.cover("likes", day(50), day(54), state="failed", reason="401", error_class="expired_token")]


@plant
def log_gap(name: str) -> list[Told]:
    return [told(name).measure("likes", daily(34)).measure("shares", daily(5), covers=[])]


@plant
def unknown_account(name: str) -> list[Told]:
    file = told(name).measure("likes", daily(35))
    del file.tables["dim_account"]
    return [file]


@plant
def file_twice(name: str) -> list[Told]:
    one = Told(("x", f"{name} one"), name).measure("likes", daily(36))
    other = Told(("x", f"{name} other"), name).measure("likes", daily(37))
    return [one, other]


@plant
def account_twins(name: str) -> list[Told]:
    one = Told(("x", "Account-Twins"), "one.csv").measure("likes", daily(38))
    return [one, Told(("x", "account twins"), "other.csv").measure("likes", daily(39))]


@plant
def item_twins(name: str) -> list[Told]:
    file = told(name).measure("likes", daily(41))
    for axis in ("post", "ad"):
        file.item("p1", axis=axis, url="https://example.org/p1")
    return [file]


@plant
def series_twins(name: str) -> list[Told]:
    return [Told(("x", f"{name} {which}"), f"{which}-{name}").measure("likes", daily(430)) for which in ("a", "b")]


@plant
def told_twice(name: str) -> list[Told]:
    other = Told(("x", name), f"{name}-api", method="api").measure("likes", daily(66))
    return [told(name).measure("likes", daily(44)), other]


@plant
def part_exceeds_whole(name: str) -> list[Told]:
    file = told(name).measure("impressions", daily(90))
    return [file.measure("link_clicks", [(day(7), 150)])]


@plant
def engagements_exceed_impressions(name: str) -> list[Told]:
    return [told(name).measure("impressions", daily(50)).measure("likes", [*daily(45, 0, 20), (day(20), 300)])]


@plant
def negative_value(name: str) -> list[Told]:
    return [told(name).measure("comments", [*daily(46, 0, 119), (LAST, -3)])]


@plant
def ratio_above_one(name: str) -> list[Told]:
    return [told(name).measure("reported_engagement_rate", [(LAST, 4.2)])]


@plant
def score_off_scale(name: str) -> list[Told]:
    file = told(name, "manual")
    return [file.rows("fact_feedback", [answer(file, 1), answer(file, 2, score=11)])]


@plant
def impossible_date(name: str) -> list[Told]:
    file = told(name).measure("likes", daily(47))
    file.item("from-the-future", published_on=dt.date(2062, 1, 1))
    return [file]


@plant
def counter_fell(name: str) -> list[Told]:
    file = told(name)
    item = file.item("p1")
    covers = [(day(110), day(110)), (LAST, LAST)]
    return [
        file.measure("likes", [(day(110), 100), (LAST, 60)], window="lifetime", cut="post", covers=covers, item_id=item)
    ]


@plant
def level_jump(name: str) -> list[Told]:
    before = Told(("x", name), "before.csv").measure("likes", daily(100, 0, 60))
    return [before, Told(("x", name), "after.csv").measure("likes", daily(900, 60, DAYS))]


@plant
def unit_jump(name: str) -> list[Told]:
    before = Told(("ga4", name), "minutes.csv").measure("session_seconds", daily(200, 0, 60))
    return [before, Told(("ga4", name), "seconds.csv").measure("session_seconds", daily(12000, 60, DAYS))]


@plant
def shifted_day(name: str) -> list[Told]:
    first = told(name, captured=CAPTURED - dt.timedelta(5)).measure("likes", daily(4800))
    moved = [(when + dt.timedelta(1), value) for when, value in daily(4800)][:-1]
    return [first, Told(("x", name), "moved.csv").measure("likes", moved)]


@plant
def currency_mix(name: str) -> list[Told]:
    file = told(name, "google_ads").measure("ad_spend", daily(48, 0, 110), currency="EUR")
    return [file.measure("ad_spend", daily(48, 110, DAYS), currency="USD")]


@plant
def money_without_currency(name: str) -> list[Told]:
    return [told(name, "google_ads").measure("ad_spend", daily(49), currency="XXX")]


@plant
def refunds_exceed_orders(name: str) -> list[Told]:
    file = told(name, "manual")
    return [file.rows("fact_revenue", [order(file, 1), order(file, 2, event="refund", amount=500)])]


@plant
def parts_against_whole(name: str) -> list[Told]:
    file = told(name, "ga4").measure("sessions", daily(500))
    return [file.measure("sessions", daily(400), cut="channel", channel="direct")]


@plant
def segments_against_whole(name: str) -> list[Told]:
    file = told(name, "ga4").measure("sessions", daily(600))
    segment = segment_identity({"age": "35+"})
    return [file.measure("sessions", daily(450), cut="age", segment_id=segment)]


@plant
def stored_against_provider(name: str) -> list[Told]:
    file = told(name, "manual")
    file.rows("fact_revenue", [order(file, number) for number in range(DAYS)])
    return [
        file.measure("orders", [(MARCH[0], 50)], window="month", period_end=MARCH[1], covers=[MARCH])
    ]  # 31 orders were made


@plant
def clicks_without_visits(name: str) -> list[Told]:
    return [told(name, "ga4").measure("sessions", daily(6), cut="channel", channel="organic_social")]


@plant
def claimed_conversions(name: str) -> list[Told]:
    return [told(name, "google_ads").measure("conversions", daily(70), cut="campaign", paid_split="paid")]


@plant
def sends_exceed_list(name: str) -> list[Told]:
    file = told(name, "mailchimp").measure("subscribers", daily(1000), window="instant")
    item = file.item("letter", "email", published_on=day(50))
    return [file.measure("emails_sent", [(LAST, 2000)], window="lifetime", cut="email", item_id=item)]


@plant
def level_against_flow(name: str) -> list[Told]:
    file = told(name).measure("follows_gained", daily(30)).measure("follows_lost", daily(3))
    return [file.measure("followers", [(day(n), 5000 + 90 * n) for n in range(DAYS)], window="instant")]


@plant
def undated_items(name: str) -> list[Told]:
    file = told(name).measure("likes", daily(51))
    file.item("undated", published_on=None)
    return [file]


@plant
def test_sends(name: str) -> list[Told]:
    file = told(name, "mailchimp")
    for number, size in enumerate((900, 950, 4, 3)):
        item = file.item(f"letter-{number}", "email", published_on=day(number))
        file.measure("emails_sent", [(LAST, size)], window="lifetime", cut="email", item_id=item)
    return [file]


@plant
def campaign_twins(name: str) -> list[Told]:
    file = told(name).measure("likes", daily(52))
    names = ("Summer Sale", "summer_sale")
    rows = [{"campaign_id": campaign_identity(text), "name": text, "utm_campaign": None} for text in names]
    return [file.rows("dim_campaign", rows)]


@plant
def utm_breach(name: str) -> list[Told]:
    file = told(name).measure("likes", daily(53))
    file.item("capital", url="https://example.org/?utm_source=Facebook&utm_medium=social&utm_campaign=a")
    file.item("partial", url="https://example.org/?utm_source=mail")
    file.item("spaced", url="https://example.org/?utm_source=mail&utm_medium=email&utm_campaign=a%20b")
    return [file]


@plant
def arm_mismatch(name: str) -> list[Told]:
    file = told(name, "manual")
    rows = [exposure(file, number) for number in range(30)]
    return [
        file.rows("fact_exposure", [*rows, exposure(file, 30, shown="new_page"), exposure(file, 31, shown="old_page")])
    ]


@plant
def restated_far(name: str) -> list[Told]:
    first = told(name, captured=CAPTURED - dt.timedelta(5)).measure("likes", daily(54))
    return [first, Told(("x", name), "corrected.csv").measure("likes", [(day(9), 300)])]
