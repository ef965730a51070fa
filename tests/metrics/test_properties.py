"""Laws that hold for any split: additive measures re-add to the whole, reach never does, rates are ratios of sums."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goalposts.metrics.answer import State
from goalposts.periods import Grain, Period
from tests.metrics.bench import Bench

FIRST, LAST = dt.date(2025, 11, 3), dt.date(2026, 2, 20)
SLOW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
DAYS = st.dates(FIRST, LAST)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """Two pages with random days (many without a row), their reach, and sessions by channel."""
    bench, dice = Bench(tmp_path_factory.mktemp("laws")), random.Random(5)
    covers = (FIRST.isoformat(), LAST.isoformat())
    days = [(FIRST + dt.timedelta(n)).isoformat() for n in range((LAST - FIRST).days + 1)]
    for platform in ("facebook", "instagram"):
        rows = [
            (code, day, dice.randint(0, 50))
            for code in ("likes", "comments", "shares", "impressions")
            for day in days
            if dice.random() < 0.7
        ]
        bench.put(*rows, *(("reach", day, dice.randint(1, 90)) for day in days), platform=platform, covers=covers)
    ads = [("impressions", day, dice.randint(0, 500)) for day in days]
    bench.put(*ads, platform="meta_ads", account="Ads", cut="paid", paid="paid", covers=covers)
    for channel in ("organic_search", "direct", "email"):
        rows = [("sessions", day, dice.randint(0, 9)) for day in days if dice.random() < 0.6]
        bench.put(*rows, platform="ga4", cut="channel", channel=channel, covers=covers)
    yield bench
    bench.lake.close()


def _value(bench: Bench, kpi: str, period: Period, **question: object) -> float:
    value = bench.one(kpi, period=period, **question).value
    assert value is not None
    return value


@SLOW
@given(days=st.lists(DAYS, min_size=3, max_size=3, unique=True))
def test_any_split_of_a_period_adds_up(world: Bench, days: list[dt.date]) -> None:
    first, cut, last = sorted(days)
    whole = _value(world, "engagements", Period(first, last))
    parts = Period(first, cut - dt.timedelta(1)), Period(cut, last)
    assert sum(_value(world, "engagements", part) for part in parts) == whole


@SLOW
@given(days=st.tuples(DAYS, DAYS), grain=st.sampled_from([Grain.DAY, Grain.WEEK, Grain.MONTH, Grain.QUARTER]))
def test_buckets_of_any_grain_add_up(world: Bench, days: tuple[dt.date, dt.date], grain: Grain) -> None:
    period = Period(min(days), max(days))
    cells = world.ask("likes", period=period, grain=grain.value).rows()
    assert sum(cell.value or 0 for cell in cells) == _value(world, "likes", period)
    assert sum((cell.period_end - cell.period_start).days + 1 for cell in cells) == period.days  # type: ignore[operator]


@SLOW
@given(days=st.tuples(DAYS, DAYS), by=st.sampled_from(["platform", "account", "brand"]))
def test_breakdowns_add_up(world: Bench, days: tuple[dt.date, dt.date], by: str) -> None:
    period = Period(min(days), max(days))
    cells = world.ask("impressions", period=period, by=by).rows()
    assert sum(cell.value or 0 for cell in cells) == _value(world, "impressions", period)


@SLOW
@given(days=st.tuples(DAYS, DAYS))
def test_channels_add_up(world: Bench, days: tuple[dt.date, dt.date]) -> None:
    period = Period(min(days), max(days))
    cells = world.ask("sessions", period=period, by="channel").rows()
    assert sum(cell.value or 0 for cell in cells) == _value(world, "sessions", period)


@SLOW
@given(days=st.lists(DAYS, min_size=2, max_size=2, unique=True))
def test_reach_of_several_days_is_never_given(world: Bench, days: list[dt.date]) -> None:
    period = Period(min(days), max(days))
    for cell in world.ask("reach", period=period, by="platform").rows():
        assert (cell.value, cell.state) == (None, State.UNAVAILABLE)
    one_day = world.ask("reach", period=Period(period.start, period.start), by="platform").rows()
    assert all(cell.state is State.MEASURED for cell in one_day)


@SLOW
@given(days=st.tuples(DAYS, DAYS))
def test_a_rate_is_the_ratio_of_its_sums(world: Bench, days: tuple[dt.date, dt.date]) -> None:
    period = Period(min(days), max(days))
    rate = world.one("engagement_rate", period=period)
    base = _value(world, "impressions", period)
    if base == 0:
        assert rate.state is State.NO_BASE
    else:
        assert rate.value == pytest.approx(_value(world, "engagements", period) / base)
        assert rate.n == base
