"""A test of two subject lines, with the effect of each known, and how many journeys of each path there were."""

from __future__ import annotations

import numpy as np
import polars as pl

from goalposts.demo.calendar import Calendar, stamps
from goalposts.demo.journeys import JOURNEYS
from goalposts.demo.ledger import BRAND, CURRENCY, Account, Ledger, Part, generator
from goalposts.demo.truths import Truths
from goalposts.periods import DAY, Grain, Period
from goalposts.warehouse.providers import log_rows
from goalposts.warehouse.tables import identity, segment_identity, segment_value

TESTS = Account("manual", f"{BRAND} experiments")
EXPERIMENT = "Subject line (simulated)"
ARMS = {"as before": (0.106, 0.012), "with the harvest": (0.151, 0.019)}
"""Arm -> share of those it is sent to who visit, and who buy."""

_UNITS = 12_000
_DAYS = 14


def experiments(calendar: Calendar, truths: Truths) -> Part:
    """One row per person, drawn by lot into an arm and written to on one of fourteen days two months ago."""
    rng = generator(truths.seed, "experiments")
    first = calendar.index(calendar.end) - 60
    arm = rng.integers(0, len(ARMS), _UNITS)
    visit, buy = (np.array(rates)[arm] for rates in zip(*ARMS.values(), strict=True))
    visits = rng.random(_UNITS) < visit
    buys = visits & (rng.random(_UNITS) < buy / visit)
    worth = np.where(buys, np.rint(rng.lognormal(np.log(3_400), 0.3, _UNITS)), 0) / 100
    names = list(ARMS)
    slices = [{"experiment": EXPERIMENT, "arm": name} for name in names]
    ids = np.array([segment_identity(one) for one in slices], dtype=np.int64)
    day = np.sort(first + rng.integers(0, _DAYS, _UNITS))
    rows = pl.DataFrame(
        {
            "exposure_id": [identity("exposure", TESTS.id, n) for n in range(_UNITS)],
            "account_id": [TESTS.id] * _UNITS,
            "experiment": [EXPERIMENT] * _UNITS,
            "arm": [names[one] for one in arm],
            "shown": [names[one] for one in arm],
            "unit_key": [f"simulated-{n:05d}" for n in range(_UNITS)],
            "exposed_at": stamps(calendar.dates[day], rng.integers(0, 86_400, _UNITS)),
            "visited": visits,
            "converted": buys,
            "value": pl.Series(worth).cast(pl.Decimal(20, 6)),
            "currency": [CURRENCY] * _UNITS,
            "segment_id": ids[arm],
        }
    )
    ledger = Ledger(TESTS, "subject-line-test-simulated.csv", truths.captured_at)
    start = calendar.start + first * DAY
    ledger.events("fact_exposure", rows, Period(start, start + (_DAYS - 1) * DAY))
    ledger.add(
        "dim_segment",
        pl.DataFrame([one | {"value": segment_value(one)} for one in slices]).with_columns(
            pl.Series("segment_id", ids)
        ),
    )
    return Part([ledger.batch()])


def paths(calendar: Calendar, journeys: Part) -> Part:
    """The journeys added up by path and month, as attribution tools give them."""
    (touches,) = (batch.rows["fact_touchpoint"] for batch in journeys.batches)
    whole = (
        touches.sort("person_key", "touched_at")
        .group_by("person_key", maintain_order=True)
        .agg(
            pl.col("channel").str.join(" > ").alias("path"),
            pl.col("touched_at").first().dt.date().dt.truncate("1mo").alias("first_day"),
            pl.col("is_conversion").any(),
        )
    )
    sums = whole.group_by("path", "first_day", maintain_order=True).agg(
        pl.col("is_conversion").sum().cast(pl.Decimal(20, 6)).alias("conversions"),
        (~pl.col("is_conversion")).sum().cast(pl.Decimal(20, 6)).alias("without_conversion"),
    )
    months = {month.start: month for month in calendar.whole(Grain.MONTH)}
    sums = sums.filter(pl.col("first_day").is_in(list(months)))
    ids = [identity("path", JOURNEYS.id, path, day) for path, day in sums.select("path", "first_day").iter_rows()]
    rows = sums.with_columns(
        pl.Series("path_id", ids, dtype=pl.Int64),
        pl.lit(JOURNEYS.id).alias("account_id"),
        pl.col("first_day").dt.month_end().alias("last_day"),
    )
    ledger = Ledger(JOURNEYS, "paths-simulated.csv", journeys.batches[0].origin.captured_at)
    ledger.add("fact_path", rows)
    for month in months.values():
        span, gives = (month.start, month.end), ("journeys", "journeys_lost")
        ledger.loads.append(log_rows("fact_path", JOURNEYS.id, ledger.source_id, *span, gives, window="month"))
    return Part([ledger.batch()])
