"""Whatever is captured, repeated, restated and withdrawn, in any order: the lake says what a plain replay says."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Hashable, Mapping

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goalposts.errors import Conflict
from goalposts.warehouse.batch import Batch, Origin
from goalposts.warehouse.history import relation
from goalposts.warehouse.lake import Lake
from tests.warehouse.plain import Capture, Log
from tests.warehouse.samples import covered

DAYS, MEASURES, LEADS = 15, ("likes", "shares"), 15
_numbers = itertools.count(1)

hours = st.integers(1, 12)
tellings = st.tuples(st.integers(0, 5), hours, st.sampled_from([0, 0, 0, 1]))
tells = st.tuples(st.just("tell"), st.lists(tellings, min_size=1, max_size=3, unique_by=lambda one: one[0]))
withdraws = st.tuples(st.just("withdraw"), st.lists(st.integers(0, 5), min_size=1, max_size=2, unique=True), hours)
scripts = st.lists(st.one_of(tells, tells, withdraws), min_size=4, max_size=12)


def at(hour: int) -> dt.datetime:
    return dt.datetime(2025, 3, 1, hour)


def said(seed: int, account: int, source: int, version: int) -> dict[Hashable, float]:
    """What a source says of some of the keys; another version of it says other values of the same keys."""
    keys: list[Hashable] = [(measure, day) for measure in MEASURES for day in range(1, DAYS + 1)]
    keys += [account * 1000 + lead for lead in range(LEADS)]
    chosen = [key for key in keys if random.Random(f"{seed} {source} {key}").random() < 0.6]
    return {key: random.Random(f"{seed} {source} {key} {version}").choice([1.0, 2.0]) for key in chosen}


def as_batch(account: int, source: int, moment: dt.datetime, told: Mapping[Hashable, float]) -> Batch:
    origin = Origin(source, f"{source:064x}", f"file-{source}.csv", "x_content", "x", "csv", account, moment)
    measures = [(*key, value) for key, value in told.items() if isinstance(key, tuple)]
    leads = [(key, value) for key, value in told.items() if isinstance(key, int)]
    facts = pl.DataFrame(measures, schema=["measure_code", "day", "value"], orient="row").select(
        "measure_code",
        "value",
        pl.lit("day").alias("window_kind"),
        *(pl.date(2025, 1, pl.col("day")).alias(name) for name in ("period_start", "period_end")),
    )
    lead = pl.DataFrame(leads, schema=["lead_id", "amount"], orient="row")
    return Batch(origin, {"fact_measure": facts, "fact_lead": lead}, covered({1: 0, DAYS: 0}, account))


def state(
    lake: Lake, account: int, moments: list[dt.datetime | None]
) -> dict[dt.datetime | None, dict[Hashable, Capture]]:
    """What the lake says at each of the moments; None is now."""
    held: dict[dt.datetime | None, dict[Hashable, Capture]] = {moment: {} for moment in moments}
    for table, key, value in (
        ("fact_measure", "measure_code, day(period_start)", "value"),
        ("fact_lead", "lead_id, 0", "amount"),
    ):
        parts = [
            f"SELECT {number}, {key}, captured_at, source_id, {value}::DOUBLE FROM {relation(table, moment)} AS f "
            f"WHERE account_id = {account}"
            for number, moment in enumerate(moments)
        ]
        for number, name, day, captured, source, told in lake.query(" UNION ALL ".join(parts)).iter_rows():
            now, one = held[moments[number]], (name, day) if table == "fact_measure" else name
            assert one not in now, "a key stands twice"
            now[one] = Capture(captured, source, told)
    return held


def play(lake: Lake, log: Log, account: int, seed: int, step: tuple[object, ...]) -> None:
    if step[0] == "tell":
        batches = []
        for number, hour, version in sorted(step[1], key=lambda one: one[1]):  # type: ignore[call-overload]
            told, source = said(seed, account, number, version), account * 10 + number
            batches.append(as_batch(account, source, at(hour), told))
            log.tell(source, at(hour), told)
        lake.append_all(batches)
        return
    sources = [account * 10 + number for number in step[1]]  # type: ignore[attr-defined]
    withdrawn = log.withdrawn()
    sources = [source for source in sources if source in withdrawn]
    if any(withdrawn[source] for source in sources):
        with pytest.raises(Conflict):
            lake.withdraw(sources, at=at(step[2]), person="p", reason="r")  # type: ignore[arg-type]
    elif sources:
        log.withdraw(sources, at(step[2]))  # type: ignore[arg-type]
        done = lake.withdraw(sources, at=at(step[2]), person="p", reason="r")  # type: ignore[arg-type]
        assert done.at == log.withdrawals[-1][1]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(script=scripts, seed=st.integers(0, 10_000))
def test_the_lake_is_a_replay_of_its_log(shared_lake: Lake, script: list[tuple[object, ...]], seed: int) -> None:
    account, log = next(_numbers), Log()
    for step in script:
        play(shared_lake, log, account, seed, step)
    moments = [at(0), *log.moments()]
    held = state(shared_lake, account, [None, *moments])
    assert held[None] == log.state()
    for moment in moments:
        assert held[moment] == log.state(moment), moment
    for moment in (*moments, None):
        loads = shared_lake.load_log(moment).filter(pl.col("account_id") == account)
        expected = log.covered(*([moment] if moment else []))
        assert sorted(loads.select("source_id", "captured_at").iter_rows()) == sorted(expected.items()), moment
    batches = shared_lake.batches().filter(pl.col("account_id") == account)
    assert dict(batches.select("source_id", "withdrawn_at").iter_rows()) == log.withdrawn()
