"""Checks of series that change where the file behind them changes: level, unit, and the day itself."""

from __future__ import annotations

from goalposts.audits.check import Check

FACTORS = (60, 100, 1000, 3600)
"""Minutes and seconds, percent and share, thousands, hours and seconds."""

_NEAR = " OR ".join(f"factor BETWEEN {factor / 1.25} AND {factor * 1.25}" for factor in FACTORS)

_JUMPS = """
WITH several AS (
  SELECT account_id, measure_code, cut FROM fact_measure WHERE window_kind IN ('day', 'instant')
  GROUP BY account_id, measure_code, cut HAVING min(source_id) <> max(source_id)),
day AS (
  SELECT account_id, measure_code, cut, period_start AS day, sum(value) AS value, max(source_id) AS source_id,
    min(part) AS part, min(line) AS line
  FROM fact_measure SEMI JOIN several USING (account_id, measure_code, cut)
  WHERE window_kind IN ('day', 'instant') GROUP BY account_id, measure_code, cut, period_start),
sided AS (
  SELECT *, lag(source_id) OVER series AS source_before,
    count(value) OVER before AS days_before, avg(value) OVER before AS mean_before,
    min(value) OVER before AS low_before, max(value) OVER before AS high_before,
    count(value) OVER after AS days_after, avg(value) OVER after AS mean_after, min(value) OVER after AS low_after,
    max(value) OVER after AS high_after
  FROM day
  WINDOW series AS (PARTITION BY account_id, measure_code, cut ORDER BY day),
    before AS (PARTITION BY account_id, measure_code, cut ORDER BY day ROWS BETWEEN 14 PRECEDING AND 1 PRECEDING),
    after AS (PARTITION BY account_id, measure_code, cut ORDER BY day ROWS BETWEEN CURRENT ROW AND 13 FOLLOWING)),
jump AS (
  SELECT *, greatest(mean_after / mean_before, mean_before / mean_after) AS factor
  FROM sided
  WHERE source_before <> source_id AND days_before >= 7 AND days_after >= 7 AND mean_before > 0 AND mean_after > 0
    AND (high_before < low_after OR high_after < low_before))
SELECT account_id, measure_code AS measure, CAST(day AS VARCHAR) AS subject, day AS first_day, day AS last_day,
  source_id, part, line, 1 AS n, factor AS weight,
  struct_pack(before := mean_before, after := mean_after, factor := factor, day := day) AS facts
FROM jump WHERE factor >= $tolerance
"""

_SHIFTED_DAY = """
WITH several AS (
  SELECT account_id, measure_code FROM fact_measure WHERE window_kind = 'day' AND measure_code IN $additive
  GROUP BY account_id, measure_code HAVING min(cut) <> max(cut) OR min(source_kind) <> max(source_kind)
  UNION SELECT account_id, measure_code FROM fact_measure_superseded WHERE window_kind = 'day' AND cut = ''),
voice AS (
  SELECT account_id, measure_code, cut || '/' || source_kind AS voice, period_start AS day, sum(value) AS value,
    max(source_id) AS source_id
  FROM fact_measure SEMI JOIN several USING (account_id, measure_code)
  WHERE window_kind = 'day' AND measure_code IN $additive AND (account_id, measure_code, cut) IN (
    SELECT (account_id, measure_code, cut) FROM $log WHERE adds_up)
  GROUP BY account_id, measure_code, cut, source_kind, period_start
  UNION ALL
  SELECT account_id, measure_code, '~' || cut || '/' || source_kind, period_start,
    arg_max(value, superseded_at), max(source_id)
  FROM fact_measure_superseded WHERE window_kind = 'day' AND cut = '' AND measure_code IN $additive
  GROUP BY account_id, measure_code, cut, source_kind, period_start),
chosen AS (
  SELECT account_id, measure_code FROM voice GROUP BY account_id, measure_code HAVING min(voice) <> max(voice)),
near AS (
  SELECT *, lag(value) OVER series AS earlier, lead(value) OVER series AS later
  FROM voice SEMI JOIN chosen USING (account_id, measure_code)
  WINDOW series AS (PARTITION BY account_id, measure_code, voice ORDER BY day)),
pair AS (
  SELECT account_id, measure_code, one.voice AS voice, other.voice AS other, min(day) AS first_day,
    max(day) AS last_day, count(*) AS days, sum(abs(one.value)) AS total, max(one.source_id) AS source_id,
    sum(abs(one.value - other.value)) AS unmoved, sum(abs(one.value - other.earlier)) AS moved_back,
    sum(abs(one.value - other.later)) AS moved_on
  FROM near AS one JOIN near AS other USING (account_id, measure_code, day)
  WHERE one.voice < other.voice AND other.earlier IS NOT NULL AND other.later IS NOT NULL
  GROUP BY account_id, measure_code, one.voice, other.voice HAVING count(*) >= 10)
SELECT account_id, '' AS measure, voice || ' ' || other AS subject, first_day, last_day, source_id, 0 AS part,
  0 AS line, days AS n, total AS weight,
  struct_pack(code := measure_code, days := days, unmoved := unmoved / total,
    moved := least(moved_back, moved_on) / total) AS facts
FROM pair WHERE total > 0 AND unmoved > $tolerance * total AND least(moved_back, moved_on) < 0.25 * unmoved
"""

CHECKS = (
    Check("level_jump", "warning", "data", f"{_JUMPS} AND NOT ({_NEAR})", tolerance=3),
    Check("unit_jump", "error", "data", f"{_JUMPS} AND ({_NEAR})", tolerance=3),
    Check("shifted_day", "warning", "data", _SHIFTED_DAY, tolerance=0.02),
)
