from __future__ import annotations

import pytest

from goalposts.errors import NotFound
from goalposts.warehouse.history import relation
from goalposts.warehouse.lake import Lake
from tests.warehouse.samples import moment


def test_the_columns_are_those_of_the_table(shared_lake: Lake) -> None:
    plain = shared_lake.query(f"SELECT * FROM {relation('fact_lead')} AS f LIMIT 0")
    pinned = shared_lake.query(f"SELECT * FROM {relation('fact_lead', moment(3))} AS f LIMIT 0")
    assert plain.schema == pinned.schema


def test_only_facts_have_a_history() -> None:
    with pytest.raises(NotFound, match="'fact_lead'"):
        relation("fact_leads")
