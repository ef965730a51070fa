"""KPIs day by day: what is not held is not known, and a ratio is not told from a part of its parts."""

import math

from goalposts.metrics.daily import FLOW, RATIO, read_daily
from goalposts.periods import Period
from tests.metrics.bench import Bench, day


def test_a_day_that_misses_a_part_of_its_ratio_is_not_known(bench: Bench) -> None:
    days = ("2026-03-01", "2026-03-02", "2026-03-03")
    for platform in ("facebook", "instagram"):
        bench.put(*[("impressions", d, 100.0) for d in days], platform=platform)
    bench.put(*[("link_clicks", d, 2.0) for d in days], platform="facebook")
    bench.put(("link_clicks", days[0], 4.0), ("link_clicks", days[2], 4.0), platform="instagram")
    span = Period(day(days[0]), day(days[2]))
    kpis = ["impressions", "click_through_rate"]
    found = read_daily(bench.engine, kpis, (), span, bench.now)
    assert (found["impressions"].kind, found["impressions"].values.tolist()) == (FLOW, [200.0, 200.0, 200.0])
    rate = found["click_through_rate"]
    assert rate.kind == RATIO
    assert [math.isnan(value) for value in rate.values] == [False, True, False]
    assert rate.base is not None
    assert (rate.values[0], rate.base[0]) == (6.0, 200.0)
