"""Benchmarks: the figures as published, their age, and which ones may stand side by side."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from goalposts.catalog.benchmarks import Benchmark, load_benchmarks
from goalposts.catalog.files import load_catalog
from goalposts.catalog.measure import LANGUAGES

MARKS = load_benchmarks()


def one(kpi: str, source: str, year: int, platform: str = "", industry: str = "") -> Benchmark:
    found = [
        mark
        for mark in MARKS
        if (mark.kpi, mark.source, mark.year, mark.platform, mark.industry) == (kpi, source, year, platform, industry)
        and not mark.change
    ]
    assert len(found) == 1
    return found[0]


def test_every_figure_belongs_to_a_kpi_and_says_its_base() -> None:
    catalog = load_catalog()
    for mark in MARKS:
        assert catalog.define(mark.kpi).kpi is not None
        assert mark.platform in {"", *catalog.platforms}
        assert mark.evidence in ("P", "S")
        assert mark.source
        assert set(mark.caveat) == set(LANGUAGES)
        assert -1 < mark.value < 1 or mark.unit == "USD"
    assert len(MARKS) == 100


@pytest.mark.parametrize(
    ("kpi", "source", "year", "platform", "industry", "value", "evidence", "statistic", "base"),
    [
        ("engagement_rate@followers", "Rival IQ", 2023, "x", "", 0.00035, "S", "median", "followers"),
        ("engagement_rate@followers", "Socialinsider", 2026, "tiktok", "", 0.037, "S", "mean", "followers"),
        ("engagement_rate@impressions", "Buffer", 2025, "linkedin", "", 0.065, "S", "median", "impressions"),
        ("email_open_rate", "Mailchimp", 2019, "", "unspecified", 0.2271, "P", "unstated", "delivered"),
        ("email_click_rate", "Mailchimp", 2019, "", "Daily deals", 0.0223, "P", "unstated", "delivered"),
        ("unsubscribe_rate", "Mailchimp", 2019, "", "Daily deals", 0.001, "P", "unstated", "delivered"),
        ("spam_complaint_rate", "Mailchimp", 2018, "", "unspecified", 0.00012, "P", "unstated", "delivered"),
        ("click_to_open_rate", "MailerLite", 2023, "", "", 0.0893, "P", "mean", "opens"),
        ("cost_per_lead@ads", "WordStream by LocaliQ", 2025, "", "", 70.11, "S", "unstated", "leads"),
    ],
)
def test_figures(
    kpi: str,
    source: str,
    year: int,
    platform: str,
    industry: str,
    value: float,
    evidence: str,
    statistic: str,
    base: str,
) -> None:
    mark = one(kpi, source, year, platform, industry)
    assert (mark.value, mark.evidence, mark.statistic, mark.base) == (value, evidence, statistic, base)


def test_a_change_is_no_level() -> None:
    changes = [mark for mark in MARKS if mark.change]
    assert len(changes) == 8
    assert {mark.value for mark in changes if mark.platform == "x"} == {-0.48}


def test_stale_after_24_months() -> None:
    mark = one("engagement_rate@impressions", "Buffer", 2025, "x")
    assert mark.data_to == dt.date(2025, 1, 31)
    assert not mark.is_stale(dt.date(2027, 1, 31))
    assert mark.is_stale(dt.date(2027, 2, 1))
    undated = replace(mark, data_to=None, published=dt.date(2024, 6, 15))
    assert not undated.is_stale(dt.date(2026, 6, 15))
    assert undated.is_stale(dt.date(2026, 6, 16))


def test_opens_from_before_machines_do_not_compare_with_later_ones() -> None:
    before, after = (
        one("email_open_rate", "Mailchimp", 2019, industry="unspecified"),
        one("email_open_rate", "Mailchimp", 2023),
    )
    assert not before.compares_with(after)
    assert one("email_open_rate", "Mailchimp", 2018, industry="unspecified").compares_with(before)
    clicks = one("email_click_rate", "Mailchimp", 2019, industry="unspecified")
    assert clicks.compares_with(one("email_click_rate", "Mailchimp", 2023))


def test_other_bases_do_not_compare() -> None:
    assert not one("engagement_rate@followers", "Socialinsider", 2026, "x").compares_with(
        one("engagement_rate@impressions", "Buffer", 2025, "x")
    )
