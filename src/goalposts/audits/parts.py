"""Checks of one number told in several ways: parts against the whole, stored against counted from rows."""

from __future__ import annotations

from goalposts.audits.check import Check

_PARTS = """
WITH sliced AS (
  SELECT DISTINCT account_id, measure_code, cut FROM $log
  WHERE adds_up AND cut <> '' AND (KIND)
    AND (account_id, measure_code) IN (SELECT (account_id, measure_code) FROM $log WHERE cut = '')),
told AS (
  SELECT account_id, measure_code, cut, window_kind, period_start, period_end, sum(value) AS parts,
    min(source_id) AS source_id, min(part) AS part, min(line) AS line
  FROM fact_measure SEMI JOIN sliced USING (account_id, measure_code, cut)
  WHERE measure_code IN $additive AND window_kind NOT IN ('lifetime', 'instant')
  GROUP BY account_id, measure_code, cut, window_kind, period_start, period_end, source_kind),
whole AS (
  SELECT account_id, measure_code, window_kind, period_start, period_end, max(value) AS whole
  FROM fact_measure SEMI JOIN sliced USING (account_id, measure_code)
  WHERE cut = '' AND window_kind NOT IN ('lifetime', 'instant')
  GROUP BY account_id, measure_code, window_kind, period_start, period_end),
gap AS (
  SELECT * FROM told JOIN whole USING (account_id, measure_code, window_kind, period_start, period_end)
  WHERE abs(whole - parts) > greatest(abs(whole) * $tolerance, 2))
SELECT account_id, measure_code AS measure, cut AS subject, period_start AS first_day, period_end AS last_day,
  source_id, part, line, 1 AS n, abs(whole - parts) AS weight,
  struct_pack(cut := cut, parts := parts, whole := whole, day := period_start) AS facts
FROM gap
"""

_STORED_AGAINST_PROVIDER = """
WITH stored AS (
  SELECT account_id, measure_code, period_start, period_end, sum(value) AS stored, min(source_id) AS source_id,
    min(part) AS part, min(line) AS line
  FROM fact_measure WHERE cut = '' AND window_kind IN ('day', 'week', 'month', 'quarter', 'year')
    AND measure_code IN $additive AND measure_code IN $told_twice
  GROUP BY account_id, measure_code, window_kind, period_start, period_end),
counted AS (
  SELECT account_id, measure_code, period_start AS day, sum(value) AS value FROM $providers
  WHERE (account_id, measure_code) IN (SELECT (account_id, measure_code) FROM stored)
  GROUP BY account_id, measure_code, period_start),
held AS (
  SELECT account_id, measure_code, first_day, last_day FROM $log
  WHERE table_name IN $provider_tables AND state <> 'failed'),
pair AS (
  SELECT stored.account_id, stored.measure_code, stored.period_start, stored.period_end, stored.source_id, stored.part,
    stored.line, any_value(stored) AS stored, coalesce(sum(value), 0) AS counted
  FROM stored LEFT JOIN counted ON counted.account_id = stored.account_id
    AND counted.measure_code = stored.measure_code AND counted.day BETWEEN stored.period_start AND stored.period_end
  WHERE EXISTS (SELECT 1 FROM held WHERE held.account_id = stored.account_id
    AND held.measure_code = stored.measure_code AND held.first_day <= stored.period_start
    AND held.last_day >= stored.period_end)
  GROUP BY ALL)
SELECT account_id, measure_code AS measure, '' AS subject, period_start AS first_day, period_end AS last_day, source_id,
  part, line, 1 AS n, abs(stored - counted) AS weight,
  struct_pack(stored := stored, counted := counted, day := period_start) AS facts
FROM pair WHERE abs(stored - counted) > greatest(abs(counted) * $tolerance, 0.5)
"""

CHECKS = (
    Check("parts_against_whole", "warning", "data", _PARTS.replace("KIND", "NOT $segment_cut"), tolerance=0.02),
    Check("segments_against_whole", "warning", "data", _PARTS.replace("KIND", "$segment_cut"), tolerance=0.02),
    Check("stored_against_provider", "warning", "data", _STORED_AGAINST_PROVIDER, tolerance=0.02),
)
