from __future__ import annotations

import itertools
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goalposts.errors import NotFound
from goalposts.warehouse.history import relation
from goalposts.warehouse.lake import Lake
from tests.warehouse.samples import batch, moment

_numbers = itertools.count(1000)


@dataclass(frozen=True)
class Capture:
    """What one file said, and when."""

    captured: int
    said: dict[int, float]


def replay(captures: dict[int, Capture], as_of: int) -> dict[int, float]:
    """The plain truth: per day the value of the newest file (ties: the larger source) captured by then."""
    known: dict[int, float] = {}
    for _, capture in sorted(captures.items(), key=lambda item: (item[1].captured, item[0])):
        if capture.captured <= as_of:
            known.update(capture.said)
    return known


def held(lake: Lake, account: int, as_of: int | None) -> dict[int, float]:
    source = relation("fact_measure", None if as_of is None else moment(as_of))
    rows = lake.query(f"SELECT period_start, value::DOUBLE FROM {source} AS f WHERE account_id = {account}").rows()
    assert len({start for start, _ in rows}) == len(rows), "a key stands twice"
    return {start.day: value for start, value in rows}


said = st.dictionaries(st.integers(1, 3), st.sampled_from([1.0, 2.0]), min_size=1)
captures_lists = st.lists(st.builds(Capture, st.integers(1, 5), said), min_size=1, max_size=5)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), files=captures_lists)
def test_any_order_gives_the_history_of_a_plain_replay(
    shared_lake: Lake, data: st.DataObject, files: list[Capture]
) -> None:
    account = next(_numbers)
    captures = {account * 100 + number: capture for number, capture in enumerate(files)}
    order = data.draw(st.permutations(list(captures)))
    while order:
        size = data.draw(st.integers(1, len(order)))
        together, order = order[:size], order[size:]
        shared_lake.append_all([batch(s, captures[s].captured, captures[s].said, account) for s in together])
    again = data.draw(st.sampled_from(list(captures)))
    repeated = shared_lake.append(batch(again, 20, captures[again].said, account))
    assert (repeated.rows_stored, repeated.rows_restated) == (0, 0)
    for as_of in range(1, 7):
        assert held(shared_lake, account, as_of) == replay(captures, as_of)
    assert held(shared_lake, account, None) == replay(captures, 6)


def test_the_columns_are_those_of_the_table(shared_lake: Lake) -> None:
    plain = shared_lake.query(f"SELECT * FROM {relation('fact_lead')} AS f LIMIT 0")
    pinned = shared_lake.query(f"SELECT * FROM {relation('fact_lead', moment(3))} AS f LIMIT 0")
    assert plain.schema == pinned.schema


def test_only_facts_have_a_history() -> None:
    with pytest.raises(NotFound, match="'fact_lead'"):
        relation("fact_leads")
