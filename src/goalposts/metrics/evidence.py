"""SQL for the facts behind a plan: the largest rows with the line they came from, and how many each file gave."""

# ruff: noqa: S608 - every value is a quoted literal, every name is ours

from __future__ import annotations

from collections.abc import Iterator

from goalposts.metrics.nodes import Plan, Shape
from goalposts.metrics.reads import Source, slots
from goalposts.metrics.shapes import exact_windows, moved_by_then

_COLUMNS = (
    "measure_code, account_id, cut, window_kind, period_start, period_end, item_id, campaign_id, channel, segment_id, "
    "country_code, device, paid_split, value, currency, status, captured_at, known_from, source_id, part, line"
)


def rows_behind(plan: Plan, most: int) -> tuple[str, ...]:
    """Statements that list the facts a plan reads: the `most` largest of each, with who told them and where.

    Each row names its source (a text, for ids are longer than JSON's numbers), and in it the table and the line.
    """
    columns = ", ".join(f"fact.{name}" for name in _COLUMNS.split(", "))
    return tuple(
        f"""WITH kept AS (
SELECT {columns}
FROM {found}
ORDER BY fact.value DESC NULLS LAST, fact.measure_code, fact.account_id, fact.cut, fact.period_end, fact.item_id,
  fact.campaign_id, fact.channel, fact.segment_id, fact.country_code, fact.device, fact.paid_split, fact.source_id,
  fact.part, fact.line
LIMIT {int(most)})
SELECT kept.measure_code AS measure, shown.platform, coalesce(shown.name, shown.account_ext) AS account,
  kept.period_start, kept.period_end, coalesce(thing.title, thing.item_ext) AS item, drive.name AS campaign,
  nullif(kept.channel, '') AS channel, nullif(kept.country_code, 'ZZ') AS country, nullif(kept.device, 'all') AS device,
  nullif(people.value, '') AS segment, kept.paid_split, CAST(kept.value AS DOUBLE) AS value, kept.currency, kept.status,
  batch.file_name AS file, kept.captured_at, kept.known_from, CAST(kept.source_id AS VARCHAR) AS source,
  CAST(kept.part AS INTEGER) AS part, kept.line
FROM kept
LEFT JOIN dim_account AS shown ON shown.account_id = kept.account_id
LEFT JOIN dim_item AS thing ON thing.item_id = kept.item_id
LEFT JOIN dim_campaign AS drive ON drive.campaign_id = kept.campaign_id
LEFT JOIN dim_segment AS people ON people.segment_id = kept.segment_id
LEFT JOIN import_batch AS batch ON batch.source_id = kept.source_id
ORDER BY kept.value DESC NULLS LAST, kept.measure_code, kept.account_id, kept.cut, kept.period_end, kept.item_id,
  kept.campaign_id, kept.channel, kept.segment_id, kept.country_code, kept.device, kept.paid_split, kept.source_id,
  kept.part, kept.line"""
        for found in _found(plan)
    )


def sources_behind(plan: Plan) -> tuple[str, ...]:
    """Statements that count the facts a plan reads by the source that told them: source_id, rows."""
    return tuple(
        f"SELECT fact.source_id, count(*) AS rows\nFROM {found}\nGROUP BY fact.source_id" for found in _found(plan)
    )


def _found(plan: Plan) -> Iterator[str]:
    """What stands behind FROM, WHERE included, for each statement of the plan."""
    for slot, atoms in slots(plan):
        source = Source(plan, slot, [(plan.atoms[index], pick) for index, picks in atoms.items() for pick in picks])
        by_item = slot.shape in (Shape.PUBLISHED, Shape.ITEMS)
        dated = "item.published_on" if by_item else "fact.period_end"
        inside = source.within(dated)
        if slot.shape is Shape.UNIQUE:
            inside = exact_windows(source)
        elif slot.shape is Shape.RUNNING:
            inside = moved_by_then(source)
        yield f"{source.facts} AS fact{source.joins(also=('item',) if by_item else ())}\nWHERE {source.rows}{inside}"
