"""Words that two rooms on one line both need are the same words."""

from __future__ import annotations

from goalposts.catalog.dimensions import DIMENSIONS, SEGMENT_AXES
from goalposts.warehouse.tables import DIM_ACCOUNT, DIM_CAMPAIGN, DIM_ITEM, DIM_SEGMENT, FACT_MEASURE

TABLES = {
    "account": DIM_ACCOUNT,
    "campaign": DIM_CAMPAIGN,
    "fact": FACT_MEASURE,
    "item": DIM_ITEM,
    "segment": DIM_SEGMENT,
}


def test_the_lake_has_a_column_for_every_audience_axis_and_no_other() -> None:
    assert tuple(DIM_SEGMENT.columns)[2:] == SEGMENT_AXES


def test_every_dimension_is_read_from_a_column_that_exists() -> None:
    for dimension in DIMENSIONS.values():
        table, _, column = dimension.column.partition(".")
        assert column in TABLES[table].columns, dimension
