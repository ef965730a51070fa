"""Checks of things told twice: files, accounts, items, series, and values under two keys."""

from __future__ import annotations

from goalposts.audits.check import Check

_FILE_TWICE = """
SELECT later.account_id, '' AS measure, later.file_hash AS subject, CAST(NULL AS DATE) AS first_day,
  CAST(NULL AS DATE) AS last_day, later.source_id, 0 AS part, 0 AS line, later.rows_read AS n, 1 AS weight,
  struct_pack(file := later.file_name, other := coalesce(account.name, '–')) AS facts
FROM $batches AS later
  JOIN $batches AS first ON first.file_hash = later.file_hash AND first.detected = later.detected
    AND first.account_id <> later.account_id
    AND (first.captured_at, first.source_id) < (later.captured_at, later.source_id)
  LEFT JOIN dim_account AS account ON account.account_id = first.account_id
WHERE later.file_hash <> ''
"""

_ACCOUNT_TWINS = r"""
WITH named AS (
  SELECT *, regexp_replace(lower(name), '[^\p{L}\p{N}]', '', 'g') AS plain FROM dim_account WHERE name <> '')
SELECT one.account_id, '' AS measure, CAST(other.account_id AS VARCHAR) AS subject, CAST(NULL AS DATE) AS first_day,
  CAST(NULL AS DATE) AS last_day, 0 AS source_id, 0 AS part, 0 AS line, 1 AS n, 1 AS weight,
  struct_pack(other := other.name, zone := coalesce(one.time_zone, '–'),
    other_zone := coalesce(other.time_zone, '–')) AS facts
FROM named AS one JOIN named AS other ON other.platform = one.platform AND other.plain = one.plain
  AND other.plain <> '' AND other.account_id < one.account_id
"""

_ITEM_TWINS = """
WITH item AS (
  SELECT account_id, item_kind, item_id, coalesce(title, item_ext) AS name,
    coalesce(nullif(trim(url), ''), lower(trim(item_ext))) AS same
  FROM dim_item WHERE item_kind IN ('post', 'video', 'short_video', 'story', 'email'))
SELECT account_id, '' AS measure, item_kind AS subject, CAST(NULL AS DATE) AS first_day, CAST(NULL AS DATE) AS last_day,
  0 AS source_id, 0 AS part, 0 AS line, 1 AS n, 1 AS weight, struct_pack(item := name) AS facts
FROM item WHERE same <> '' QUALIFY row_number() OVER (PARTITION BY account_id, item_kind, same ORDER BY item_id) > 1
"""

_SERIES_TWINS = """
WITH series AS (
  SELECT account_id, measure_code, count(*) AS days, min(period_start) AS first_day, max(period_end) AS last_day,
    bit_xor(hash(period_start, value)) AS shape, sum(value) AS total, min(source_id) AS source_id
  FROM fact_measure WHERE window_kind = 'day' AND cut = ''
  GROUP BY account_id, measure_code HAVING count(*) >= 14 AND approx_count_distinct(value) >= 7)
SELECT one.account_id, '' AS measure, CAST(other.account_id AS VARCHAR) AS subject, one.first_day, one.last_day,
  one.source_id, 0 AS part, 0 AS line, one.days AS n, 1 AS weight,
  struct_pack(other := coalesce(account.name, '–'), days := one.days) AS facts
FROM series AS one JOIN series AS other USING (measure_code, days, first_day, last_day, shape, total)
  LEFT JOIN dim_account AS account ON account.account_id = other.account_id
WHERE other.account_id < one.account_id
"""

_TOLD_TWICE = """
WITH several AS (
  SELECT account_id, measure_code, cut, window_kind FROM fact_measure
  GROUP BY account_id, measure_code, cut, window_kind HAVING min(source_kind) <> max(source_kind)),
told AS (
  SELECT account_id, measure_code, cut, period_start, period_end, min(value) AS low, max(value) AS high,
    arg_max(source_kind, value) AS high_kind, arg_min(source_kind, value) AS low_kind,
    arg_max(struct_pack(source_id, part, line), value) AS place
  FROM fact_measure SEMI JOIN several USING (account_id, measure_code, cut, window_kind)
  GROUP BY account_id, measure_code, cut, window_kind, period_start, period_end, item_id, campaign_id, channel,
    segment_id, country_code, device, paid_split
  HAVING count(*) > 1)
SELECT account_id, measure_code AS measure, cut AS subject, period_start AS first_day, period_end AS last_day,
  place.source_id, place.part, place.line, 1 AS n, high - low AS weight,
  struct_pack(low := low, low_kind := low_kind, high := high, high_kind := high_kind, day := period_start) AS facts
FROM told WHERE high - low > $tolerance * greatest(abs(high), abs(low))
"""

CHECKS = (
    Check("file_twice", "warning", "data", _FILE_TWICE),
    Check("account_twins", "warning", "data", _ACCOUNT_TWINS),
    Check("item_twins", "warning", "data", _ITEM_TWINS),
    Check("series_twins", "warning", "data", _SERIES_TWINS),
    Check("told_twice", "warning", "data", _TOLD_TWICE, tolerance=0.02),
)
