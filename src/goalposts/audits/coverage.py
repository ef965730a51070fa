"""Checks of what is loaded: missing days, stale and failed sources, accounts without data, rows without a log."""

from __future__ import annotations

from goalposts.audits.check import Check

_MISSING_DAYS = """
WITH span AS (
  SELECT *, max(last_day) OVER (PARTITION BY account_id, measure_code, cut ORDER BY first_day, last_day
    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
  FROM (SELECT DISTINCT account_id, measure_code, cut, first_day, last_day FROM $log
    WHERE window_kind = 'day' AND cut IN ('', 'channel', 'country', 'device', 'paid')))
SELECT account_id, '' AS measure, CAST(before + 1 AS VARCHAR) AS subject, before + 1 AS first_day,
  first_day - 1 AS last_day, 0 AS source_id, 0 AS part, 0 AS line, 1 AS n, 1 AS weight,
  struct_pack(days := first_day - before - 1) AS facts
FROM span WHERE first_day > before + 1 AND NOT EXISTS (
  SELECT 1 FROM $log AS failed WHERE failed.state = 'failed' AND failed.account_id = span.account_id
    AND failed.first_day <= before + 1 AND failed.last_day >= span.first_day - 1)
"""

_STALE_SOURCE = """
WITH held AS (
  SELECT account_id, max(last_day) AS last_day,
    min(CASE window_kind WHEN 'week' THEN 7 WHEN 'month' THEN 31 WHEN 'quarter' THEN 92 WHEN 'year' THEN 366
      ELSE 1 END) AS length
  FROM $log WHERE state <> 'failed' AND window_kind <> 'undated' AND table_name <> 'fact_exposure'
  GROUP BY account_id),
visit AS (SELECT DISTINCT account_id, CAST(captured_at AS DATE) AS day FROM $log WHERE state <> 'failed'),
rhythm AS (
  SELECT account_id, median(pause) AS usual
  FROM (SELECT account_id, day - lag(day) OVER (PARTITION BY account_id ORDER BY day) AS pause FROM visit)
  WHERE pause IS NOT NULL GROUP BY account_id)
SELECT account_id, '' AS measure, '' AS subject, last_day + 1 AS first_day, $today - 1 AS last_day, 0 AS source_id,
  0 AS part, 0 AS line, 1 AS n, 1 AS weight,
  struct_pack(days := $today - last_day, allowed := CAST(coalesce(lag_days, 0)
    + greatest(coalesce(usual, 0), length, $tolerance) AS INTEGER), last_day := last_day) AS facts
FROM held JOIN dim_account AS account USING (account_id) LEFT JOIN rhythm USING (account_id)
  LEFT JOIN $platforms USING (platform)
WHERE owner_kind = 'own' AND $today - last_day <= 90
  AND $today - last_day > coalesce(lag_days, 0) + greatest(coalesce(usual, 0), length, $tolerance)
"""

_ORPHAN_ACCOUNT = """
WITH held AS (
  SELECT account_id, max(day) AS last_day
  FROM (
    SELECT account_id, CASE window_kind WHEN 'undated' THEN CAST(captured_at AS DATE) ELSE last_day END AS day
    FROM $log WHERE state <> 'failed'
    UNION ALL SELECT account_id, CAST(touched_at AS DATE) FROM fact_touchpoint
    UNION ALL SELECT account_id, CAST(coalesce(exposed_at, captured_at) AS DATE) FROM fact_exposure
    UNION ALL SELECT account_id, CAST(occurred_at AS DATE) FROM fact_revenue
    UNION ALL SELECT account_id, CAST(created_at AS DATE) FROM fact_lead
    UNION ALL SELECT account_id, CAST(coalesce(answered_at, captured_at) AS DATE) FROM fact_feedback
    UNION ALL SELECT account_id, CAST(coalesce(published_at, found_at) AS DATE) FROM fact_mention)
  GROUP BY account_id)
SELECT account_id, '' AS measure, '' AS subject, last_day AS first_day, last_day, 0 AS source_id, 0 AS part, 0 AS line,
  1 AS n, 1 AS weight, struct_pack(last_day := coalesce(CAST(last_day AS VARCHAR), '–')) AS facts
FROM dim_account LEFT JOIN held USING (account_id)
WHERE owner_kind = 'own' AND (last_day IS NULL OR $today - last_day > $tolerance)
"""

_FAILED_LOAD = """
WITH failed AS (
  SELECT DISTINCT account_id, measure_code, cut, window_kind, coalesce(nullif(error_class, ''), 'other') AS error_class,
    coalesce(reason, '') AS reason, unnest(range(first_day, last_day + 1, INTERVAL 1 DAY))::DATE AS day
  FROM $log WHERE state = 'failed'),
open AS (
  SELECT * FROM failed WHERE NOT EXISTS (
    SELECT 1 FROM $log AS log
    WHERE log.state IN ('loaded', 'partial') AND log.account_id = failed.account_id
      AND failed.measure_code IN ('', log.measure_code) AND failed.cut = log.cut
      AND failed.window_kind IN ('', log.window_kind) AND failed.day BETWEEN log.first_day AND log.last_day)),
island AS (
  SELECT *, day - CAST(dense_rank() OVER (PARTITION BY account_id, error_class ORDER BY day) AS INTEGER) AS run
  FROM open)
SELECT account_id, '' AS measure, CAST(min(day) OVER (PARTITION BY account_id, error_class, run) AS VARCHAR) AS subject,
  day AS first_day, day AS last_day, 0 AS source_id, 0 AS part, 0 AS line, 1 AS n, 1 AS weight,
  struct_pack(error_class := error_class, reason := reason) AS facts
FROM island
"""

_LOG_GAP = """
SELECT fact.account_id, fact.measure_code AS measure, fact.cut || '/' || fact.window_kind AS subject,
  period_start AS first_day, period_end AS last_day, fact.source_id, part, line, 1 AS n, 1 AS weight,
  struct_pack(cut := fact.cut) AS facts
FROM fact_measure AS fact ANTI JOIN $log AS log ON log.account_id = fact.account_id
  AND log.measure_code = fact.measure_code AND log.cut = fact.cut AND log.window_kind = fact.window_kind
  AND log.first_day <= fact.period_start AND log.last_day >= fact.period_end
"""

_UNKNOWN_ACCOUNT = """
SELECT account_id, '' AS measure, name AS subject, first_day, last_day, source_id, part, line, n, n AS weight,
  struct_pack(table_name := name) AS facts
FROM (
  SELECT account_id, 'fact_measure' AS name, min(period_start) AS first_day, max(period_end) AS last_day, count(*) AS n,
    min(source_id) AS source_id, min(part) AS part, min(line) AS line FROM fact_measure GROUP BY account_id
  UNION ALL
  SELECT account_id, 'fact_feedback', min(answered_at), max(answered_at), count(*), min(source_id), min(part), min(line)
  FROM fact_feedback GROUP BY account_id
  UNION ALL
  SELECT account_id, 'fact_lead', min(created_at), max(created_at), count(*), min(source_id), min(part), min(line)
  FROM fact_lead GROUP BY account_id
  UNION ALL
  SELECT account_id, 'fact_revenue', min(occurred_at), max(occurred_at), count(*), min(source_id), min(part), min(line)
  FROM fact_revenue GROUP BY account_id
  UNION ALL
  SELECT account_id, 'fact_touchpoint', min(touched_at), max(touched_at), count(*), min(source_id), min(part), min(line)
  FROM fact_touchpoint GROUP BY account_id)
WHERE account_id NOT IN (SELECT account_id FROM dim_account)
"""

CHECKS = (
    Check("missing_days", "warning", "data", _MISSING_DAYS),
    Check("stale_source", "warning", "data", _STALE_SOURCE, tolerance=7),
    Check("orphan_account", "notice", "data", _ORPHAN_ACCOUNT, tolerance=90),
    Check("failed_load", "error", "data", _FAILED_LOAD),
    Check("log_gap", "error", "data", _LOG_GAP),
    Check("unknown_account", "error", "data", _UNKNOWN_ACCOUNT),
)
