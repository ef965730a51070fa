"""Whatever is captured, repeated, restated and withdrawn, in any order: the lake says what a plain replay says."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Hashable, Mapping, Sequence

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goalposts.errors import Conflict
from goalposts.warehouse.batch import Batch, Origin
from goalposts.warehouse.history import relation
from goalposts.warehouse.lake import Lake
from tests.warehouse.plain import EVER, Capture, Log
from tests.warehouse.samples import covered

DAYS, MEASURES, LEADS = 6, ("likes", "shares"), 6
WORLDS, SOURCES = 8, 6
TABLES = {
    "fact_measure": ("account_id, measure_code, day(period_start)", "value"),
    "fact_lead": ("account_id, lead_id", "amount"),
}
Key = tuple[int | str, ...]
_numbers = itertools.count(1)

tells = st.tuples(st.just("tell"), st.integers(0, 10**9))
withdraws = st.tuples(st.just("withdraw"), st.integers(0, 10**9))
scripts = st.lists(st.one_of(tells, tells, withdraws), min_size=5, max_size=10)


def at(hour: int) -> dt.datetime:
    return dt.datetime(2025, 3, 1, hour)


def said(account: int, source: int, version: int) -> dict[Key, float]:
    """What a source says of some of its account's keys; another version of it says other values of the same keys."""
    keys: list[Key] = [(account, measure, day) for measure in MEASURES for day in range(1, DAYS + 1)]
    keys += [(account, account * 1000 + lead) for lead in range(LEADS)]
    chosen = [key for key in keys if random.Random(f"{source} {key}").random() < 0.6]
    return {key: random.Random(f"{source} {key} {version}").choice([1.0, 2.0]) for key in chosen}


def as_batch(account: int, source: int, moment: dt.datetime, told: Mapping[Key, float]) -> Batch:
    origin = Origin(source, f"{source:064x}", f"file-{source}.csv", "x_content", "x", "csv", account, moment)
    measures = [(*key[1:], value) for key, value in told.items() if len(key) == 3]
    leads = [(*key[1:], value) for key, value in told.items() if len(key) == 2]
    facts = pl.DataFrame(measures, schema=["measure_code", "day", "value"], orient="row").select(
        "measure_code",
        "value",
        pl.lit("day").alias("window_kind"),
        *(pl.date(2025, 1, pl.col("day")).alias(name) for name in ("period_start", "period_end")),
    )
    lead = pl.DataFrame(leads, schema=["lead_id", "amount"], orient="row")
    return Batch(origin, {"fact_measure": facts, "fact_lead": lead}, covered({1: 0, DAYS: 0}, account))


def rows_of(lake: Lake, accounts: Sequence[int], as_of: dt.datetime | None) -> dict[Hashable, Capture]:
    """What a question would find."""
    held: dict[Hashable, Capture] = {}
    for table, (key, value) in TABLES.items():
        sql = f"SELECT {key}, captured_at, source_id, {value}::DOUBLE FROM {relation(table, as_of)} AS f"
        for *key_parts, captured, source, told in lake.query(f"{sql} {within(accounts)}").iter_rows():
            assert tuple(key_parts) not in held, "a key stands twice"
            held[tuple(key_parts)] = Capture(captured, source, told)
    return held


def intervals(lake: Lake, accounts: Sequence[int]) -> list[tuple[Hashable, Capture, dt.datetime, dt.datetime]]:
    """Every row of the history: key, what was told, from when on and until when it was known."""
    found: list[tuple[Hashable, Capture, dt.datetime, dt.datetime]] = []
    for table, (key, value) in TABLES.items():
        columns = f"{key}, captured_at, source_id, {value}::DOUBLE, known_from"
        sql = f"SELECT {columns}, NULL FROM {table} {within(accounts)} UNION ALL "
        sql += f"SELECT {columns}, superseded_at FROM {table}_superseded {within(accounts)}"
        for *key_parts, captured, source, told, since, until in lake.query(sql).iter_rows():
            found.append((tuple(key_parts), Capture(captured, source, told), since, until or EVER))
    return found


def within(accounts: Sequence[int]) -> str:
    return f"WHERE account_id BETWEEN {min(accounts)} AND {max(accounts)}"


def tell(lake: Lake, log: Log, accounts: Sequence[int], dice: random.Random) -> None:
    """Some sources of every account are read, at any hour, in one append."""
    batches = []
    for account in accounts:
        for number in dice.sample(range(SOURCES), dice.randint(0, 3)):
            told = said(account, account * 10 + number, dice.choice([0, 0, 0, 1]))
            moment = at(dice.randint(1, 12))
            batches.append(as_batch(account, account * 10 + number, moment, told))
            log.tell(account * 10 + number, moment, told)
    lake.append_all(batches)


def withdraw(lake: Lake, log: Log, dice: random.Random) -> None:
    """Some sources are taken back together; if one of them is withdrawn already, none is."""
    withdrawn = log.withdrawn()
    sources = [source for source in sorted(withdrawn) if dice.random() < 0.3]
    moment = at(dice.randint(1, 12))
    if gone := [source for source in sources if withdrawn[source]]:
        with pytest.raises(Conflict, match=f"file-{gone[0]}.csv"):
            lake.withdraw(sources, at=moment, person="p", reason="r")
        sources = [source for source in sources if not withdrawn[source]]
    if sources:
        before = log.state()
        log.withdraw(sources, moment)
        after = log.state()
        done = lake.withdraw(sources, at=moment, person="p", reason="r")
        theirs = [key for key, known in before.items() if known.source in sources]
        assert (done.at, done.sources) == (log.withdrawals[-1][1], len(sources))
        assert done.rows_gone == sum(key not in after for key in theirs)
        assert done.rows_kept == sum(key in after and after[key].value == before[key].value for key in theirs)
        assert done.rows_gone + done.rows_kept + done.rows_replaced == len(theirs)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(script=scripts)
def test_the_lake_is_a_replay_of_its_log(shared_lake: Lake, script: list[tuple[str, int]]) -> None:
    accounts, log = [next(_numbers) for _ in range(WORLDS)], Log()
    for kind, seed in script:
        if kind == "tell":
            tell(shared_lake, log, accounts, random.Random(seed))
        else:
            withdraw(shared_lake, log, random.Random(seed))
    moments = [at(0), *log.moments()]
    rows = intervals(shared_lake, accounts)
    for moment in moments:
        held = [(key, capture) for key, capture, since, until in rows if since <= moment < until]
        assert len(dict(held)) == len(held), "a key stands twice"
        assert dict(held) == log.state(moment), moment
    for moment in random.Random(script[0][1]).sample(moments, 3):
        assert rows_of(shared_lake, accounts, moment) == log.state(moment), moment
    assert rows_of(shared_lake, accounts, None) == log.state()
    ours = pl.col("account_id").is_in(accounts)
    for as_of in (*moments, None):
        loads = shared_lake.load_log(as_of).filter(ours).select("source_id", "captured_at")
        assert sorted(loads.iter_rows()) == sorted(log.covered(as_of or EVER).items()), as_of
    batches = shared_lake.batches().filter(ours)
    assert dict(batches.select("source_id", "withdrawn_at").iter_rows()) == log.withdrawn()
