"""Many KPIs in many windows at once are what the engine says of each alone."""

from __future__ import annotations

import datetime as dt

import pytest

from goalposts.catalog.expression import Condition
from goalposts.metrics.measuring import Measurement, Subject, measure
from goalposts.metrics.question import Question
from goalposts.periods import Period
from tests.metrics.bench import Bench, day


def span(text: str) -> Period:
    first, _, last = text.partition("..")
    return Period(day(first), day(last))


MARCH, APRIL, MAY = span("2026-03-01..2026-03-31"), span("2026-04-01..2026-04-30"), span("2026-05-01..2026-05-31")
WINDOWS = (
    MARCH,
    APRIL,
    MAY,
    span("2026-03-30..2026-04-05"),
    span("2026-03-10..2026-05-20"),
    span("2026-04-01..2026-06-30"),
)
EVERYWHERE: tuple[Condition, ...] = ()
FACEBOOK = (Condition("platform", ("facebook",)),)
INSTAGRAM = (Condition("platform", ("instagram",)),)
KPIS = ("likes", "impressions", "link_clicks", "click_through_rate", "engagement_rate", "followers", "reach", "leads")


@pytest.fixture
def filled(bench: Bench) -> Bench:
    """Facebook gives all; Instagram no link clicks, three days of April failed, and its May stops on the 20th."""
    days = [dt.date(2026, 3, 1) + dt.timedelta(n) for n in range(92)]
    all_days = [
        (code, f"{d}", float(d.day * scale)) for code, scale in (("likes", 1), ("impressions", 50)) for d in days
    ]
    bench.put(*all_days, *[("link_clicks", f"{d}", 2.0) for d in days])
    known = [row for row in all_days if row[1] <= "2026-05-20" and not "2026-04-10" <= row[1] <= "2026-04-12"]
    bench.put(*known, platform="instagram")
    lost = [("likes", f"2026-04-{n}", None) for n in (10, 11, 12)]
    bench.put(*lost, platform="instagram", state="failed", error="expired_token")
    for platform, count in (("facebook", 700.0), ("instagram", 900.0)):
        bench.put(*[("reach", f"{d}", 10.0) for d in days], platform=platform)
        bench.put(("reach", "2026-04-01..2026-04-30", count), platform=platform, window="month")
        bench.put(
            ("followers", "2026-03-05", count),
            ("followers", "2026-05-02", 2 * count),
            platform=platform,
            window="instant",
        )
    return bench


def all_of(bench: Bench) -> dict[Subject, dict[Period, Measurement]]:
    wanted = {Subject(kpi, where): WINDOWS for kpi in KPIS for where in (EVERYWHERE, FACEBOOK, INSTAGRAM)}
    return measure(bench.engine, wanted, bench.now)


def test_each_is_the_answer_to_its_own_question(filled: Bench) -> None:
    for (kpi, where), windows in all_of(filled).items():
        assert set(windows) == set(WINDOWS)
        for window, found in windows.items():
            (answer,) = filled.engine.answer(Question((kpi,), window, where=where), filled.now).rows()
            assert (found.state, found.incomplete, found.unit) == (answer.state, answer.incomplete, answer.unit)
            assert found.reason == answer.reason, (kpi, where, window)
            assert found.value == (None if answer.value is None else pytest.approx(answer.value)), (kpi, where, window)


def test_people_are_never_added_and_each_rate_keeps_its_own_accounts(filled: Bench) -> None:
    found = all_of(filled)
    assert found[Subject("reach", FACEBOOK)][APRIL].value == 700.0
    assert found[Subject("reach", FACEBOOK)][MAY].value is None
    assert found[Subject("reach", EVERYWHERE)][APRIL].value is None
    impressions = 50.0 * sum(range(1, 32))
    assert found[Subject("impressions", EVERYWHERE)][MARCH].value == 2 * impressions
    assert found[Subject("click_through_rate", EVERYWHERE)][MARCH].value == pytest.approx(62 / impressions)


def test_the_days_that_are_known_are_a_share_of_the_window(filled: Bench) -> None:
    found = all_of(filled)
    assert found[Subject("likes", FACEBOOK)][MAY].known == 1.0
    assert found[Subject("likes", INSTAGRAM)][MAY].known == pytest.approx(20 / 31)
    assert found[Subject("likes", INSTAGRAM)][APRIL].known == pytest.approx(27 / 30)
    assert found[Subject("likes", EVERYWHERE)][APRIL].known == pytest.approx(57 / 60)
    assert found[Subject("followers", FACEBOOK)][MAY].known is None


def test_one_reading_of_the_facts_serves_all_accounts_and_windows(
    filled: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled.engine.coverage()
    asked: list[str] = []
    query = filled.lake.query

    def counted(sql: str) -> object:
        asked.append(sql)
        return query(sql)

    monkeypatch.setattr(filled.lake, "query", counted)
    all_of(filled)
    assert len([sql for sql in asked if "fact_measure" in sql]) == 1
