"""Checks of what changes with time: large restatements and reference figures that are too old."""

from __future__ import annotations

from goalposts.audits.check import Check

_RESTATED = """
WITH old AS (
  SELECT measure_code, account_id, cut, window_kind, period_start, period_end, item_id, campaign_id, channel,
    segment_id, country_code, device, paid_split, source_kind, arg_max(value, superseded_at) AS old,
    max(captured_at) AS told_at
  FROM fact_measure_superseded WHERE window_kind NOT IN ('lifetime', 'instant', 'custom')
  GROUP BY ALL),
pair AS (
  SELECT old.*, new.value AS new, new.source_id, new.part, new.line
  FROM old JOIN fact_measure AS new USING (measure_code, account_id, cut, window_kind, period_start, period_end,
    item_id, campaign_id, channel, segment_id, country_code, device, paid_split, source_kind))
SELECT account_id, measure_code AS measure, cut AS subject, period_start AS first_day, period_end AS last_day,
  source_id, part, line, 1 AS n, abs(new - old) AS weight,
  struct_pack(old := old, number := new, day := period_start) AS facts
FROM pair JOIN dim_account USING (account_id) LEFT JOIN $platforms USING (platform)
WHERE abs(new - old) > greatest(abs(old) * $tolerance, 10)
  AND CAST(told_at AS DATE) > period_end + coalesce(lag_days, 0)
"""

_STALE_BENCHMARKS = """
SELECT 0 AS account_id, '' AS measure, publisher AS subject, data_to AS first_day, data_to AS last_day, 0 AS source_id,
  0 AS part, 0 AS line, 1 AS n, 1 AS weight, struct_pack(publisher := publisher, data_to := data_to) AS facts
FROM $benchmarks WHERE platform IN (SELECT platform FROM dim_account WHERE owner_kind = 'own')
"""

CHECKS = (
    Check("restated_far", "warning", "data", _RESTATED, tolerance=0.2),
    Check("stale_benchmarks", "notice", "research", _STALE_BENCHMARKS),
)
