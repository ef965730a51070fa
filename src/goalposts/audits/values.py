"""Checks of values that cannot be: parts above their whole, negative counts, impossible scores and dates."""

from __future__ import annotations

from goalposts.audits.check import Check

PARTS = (
    ("link_clicks", "impressions"),
    ("reach", "impressions"),
    ("unique_link_clicks", "link_clicks"),
    ("posts_on_time", "posts_scheduled"),
    ("search_clicks", "search_impressions"),
    ("engaged_sessions", "sessions"),
    ("converting_sessions", "sessions"),
    ("new_users", "users"),
    ("converting_users", "users"),
    ("form_submits", "form_starts"),
    ("scroll_25", "page_views"),
    ("scroll_50", "scroll_25"),
    ("scroll_75", "scroll_50"),
    ("scroll_90", "scroll_75"),
    ("emails_delivered", "emails_sent"),
    ("email_bounces_hard", "emails_sent"),
    ("email_bounces_soft", "emails_sent"),
    ("email_unique_opens", "emails_delivered"),
    ("email_unique_opens", "email_opens"),
    ("email_unique_clicks", "emails_delivered"),
    ("email_unique_clicks", "email_clicks"),
    ("unsubscribes", "emails_delivered"),
    ("spam_complaints", "emails_delivered"),
    ("csat_satisfied", "csat_responses"),
    ("reviews_positive", "reviews"),
    ("recall_yes", "recall_responses"),
    ("tasks_done", "tasks_total"),
)
"""A part and the whole it can never exceed when both are told of the same thing and the same days."""

_SAME = (
    "account_id, cut, window_kind, period_start, period_end, item_id, campaign_id, channel, segment_id, country_code, "
    "device, paid_split, source_kind"
)

_PART_EXCEEDS_WHOLE = f"""
WITH pair(measure_code, whole_code) AS (VALUES {", ".join(str(pair) for pair in PARTS)}),
part_row AS (SELECT fact_measure.*, whole_code FROM fact_measure JOIN pair USING (measure_code) WHERE value > 0),
whole_row AS (
  SELECT measure_code AS whole_code, {_SAME}, value AS whole FROM fact_measure
  WHERE measure_code IN (SELECT whole_code FROM pair))
SELECT account_id, measure_code AS measure, whole_code AS subject, period_start AS first_day, period_end AS last_day,
  source_id, part, line, 1 AS n, value - whole AS weight,
  struct_pack(whole_measure := whole_code, part := value, whole := whole, day := period_start) AS facts
FROM part_row JOIN whole_row USING (whole_code, {_SAME})
WHERE value > whole * (1 + $tolerance) + 0.5
"""  # noqa: S608 - the texts are ours

_ENGAGEMENTS = f"""
WITH told AS (
  SELECT {_SAME}, sum(value) FILTER (measure_code <> 'impressions') AS engagements,
    max(value) FILTER (measure_code = 'impressions') AS impressions,
    arg_max(struct_pack(source_id, part, line), value) FILTER (measure_code <> 'impressions') AS place
  FROM fact_measure WHERE measure_code IN ('likes', 'comments', 'shares', 'impressions')
    AND account_id IN (SELECT account_id FROM dim_account
      WHERE platform IN ('facebook', 'instagram', 'x', 'linkedin', 'pinterest', 'meta_ads', 'linkedin_ads'))
  GROUP BY {_SAME} HAVING engagements > impressions)
SELECT account_id, 'engagements' AS measure, cut AS subject, period_start AS first_day, period_end AS last_day,
  place.source_id, place.part, place.line, 1 AS n, engagements - impressions AS weight,
  struct_pack(part := engagements, whole := impressions, day := period_start) AS facts
FROM told
"""  # noqa: S608 - the texts are ours

_NEGATIVE = """
SELECT account_id, measure_code AS measure, cut AS subject, period_start AS first_day, period_end AS last_day,
  source_id, part, line, 1 AS n, -value AS weight, struct_pack(number := value, day := period_start) AS facts
FROM fact_measure WHERE value < 0 AND measure_code IN $never_negative
"""

_RATIO = """
SELECT account_id, measure_code AS measure, cut AS subject, period_start AS first_day, period_end AS last_day,
  source_id, part, line, 1 AS n, abs(value) AS weight, struct_pack(number := value, day := period_start) AS facts
FROM fact_measure WHERE (value > 1 OR value < 0) AND (measure_code IN $ratios OR starts_with(measure_code, 'reported_'))
"""

_SCORE = """
SELECT account_id, '' AS measure, kind AS subject, CAST(told_at AS DATE) AS first_day,
  CAST(told_at AS DATE) AS last_day, source_id, part, line, 1 AS n, abs(number) AS weight,
  struct_pack(number := number, low := low, high := high) AS facts
FROM (
  SELECT account_id, kind, answered_at AS told_at, source_id, part, line, CAST(score AS DOUBLE) AS number,
    CAST(scale_min AS DOUBLE) AS low, CAST(scale_max AS DOUBLE) AS high FROM fact_feedback
  UNION ALL
  SELECT account_id, 'sentiment', found_at, source_id, part, line, sentiment_score, -1, 1 FROM fact_mention
  UNION ALL
  SELECT account_id, 'authority', found_at, source_id, part, line, authority_score, 0, 100 FROM fact_mention)
WHERE number < low OR number > high
"""

_DATES = """
SELECT account_id, '' AS measure, subject, CAST(first AS DATE) AS first_day, CAST(last AS DATE) AS last_day, source_id,
  part, line, 1 AS n, abs(CAST(first AS DATE) - $today) AS weight, struct_pack(day := CAST(first AS DATE)) AS facts
FROM (
  SELECT account_id, 'fact_measure' AS subject, period_start AS first, period_end AS last, source_id, part, line
  FROM fact_measure WHERE measure_code NOT IN ('target_value', 'posts_scheduled')
    AND window_kind <> 'undated'
    AND (period_start > $today + 1 OR period_start < DATE '1990-01-01' OR period_end < period_start)
  UNION ALL SELECT account_id, item_kind, published_on, published_on, 0, 0, 0 FROM dim_item
  UNION ALL SELECT account_id, 'fact_feedback', answered_at, answered_at, source_id, part, line FROM fact_feedback
  UNION ALL SELECT account_id, 'fact_revenue', occurred_at, occurred_at, source_id, part, line FROM fact_revenue
  UNION ALL SELECT account_id, 'fact_lead', created_at, created_at, source_id, part, line FROM fact_lead
  UNION ALL SELECT account_id, 'fact_touchpoint', touched_at, touched_at, source_id, part, line FROM fact_touchpoint
  UNION ALL SELECT account_id, 'fact_exposure', exposed_at, exposed_at, source_id, part, line FROM fact_exposure
  UNION ALL SELECT account_id, 'fact_mention', found_at, found_at, source_id, part, line FROM fact_mention)
WHERE first > $today + 1 OR first < DATE '1990-01-01' OR last < first
"""

_COUNTER_FELL = """
WITH read AS (
  SELECT account_id, measure_code, cut, period_start, value, source_id, part, line,
    lag(value) OVER reading AS before, lag(period_start) OVER reading AS before_day
  FROM fact_measure WHERE window_kind = 'lifetime' AND measure_code IN $counters
  WINDOW reading AS (PARTITION BY account_id, measure_code, cut, item_id, campaign_id, channel, segment_id,
    country_code, device, paid_split, source_kind ORDER BY period_start))
SELECT account_id, measure_code AS measure, cut AS subject, before_day AS first_day, period_start AS last_day,
  source_id, part, line, 1 AS n, before - value AS weight,
  struct_pack(before := before, number := value, day := period_start) AS facts
FROM read WHERE before - value > greatest(5, before * $tolerance)
"""

CHECKS = (
    Check("part_exceeds_whole", "error", "data", _PART_EXCEEDS_WHOLE),
    Check("engagements_exceed_impressions", "error", "social", _ENGAGEMENTS),
    Check("negative_value", "error", "data", _NEGATIVE),
    Check("ratio_above_one", "error", "data", _RATIO),
    Check("score_off_scale", "error", "research", _SCORE),
    Check("impossible_date", "error", "data", _DATES),
    Check("counter_fell", "warning", "social", _COUNTER_FELL, tolerance=0.05),
)
