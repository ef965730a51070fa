"""Checks of two sources that speak of one truth: clicks and visits, claims and conversions, sends and the list."""

from __future__ import annotations

from goalposts.audits.check import Check

_CLICKS = """
WITH account AS (SELECT account_id, platform, kind FROM dim_account JOIN $platforms USING (platform)
  WHERE owner_kind = 'own'),
click AS (
  SELECT date_trunc('month', period_start)::DATE AS month,
    CASE WHEN platform IN ('google_ads', 'naver_ads') THEN 'paid_search' WHEN kind = 'ads' THEN 'paid_social'
      ELSE 'organic_social' END AS channel,
    sum(value) AS clicks, count(DISTINCT period_start) AS days, min(period_start) AS first_day,
    max(period_start) AS last_day
  FROM fact_measure JOIN account USING (account_id)
  WHERE measure_code = 'link_clicks' AND window_kind = 'day' AND (kind = 'ads' OR (kind = 'social' AND cut = ''))
    AND (cut = '' OR (account_id, cut) IN (SELECT (account_id, min(cut)) FROM $log
      WHERE measure_code = 'link_clicks' AND window_kind = 'day' AND adds_up GROUP BY account_id))
  GROUP BY ALL),
visit AS (
  SELECT account_id, date_trunc('month', period_start)::DATE AS month, channel, sum(value) AS visits,
    count(DISTINCT period_start) AS days, min(source_id) AS source_id
  FROM fact_measure JOIN account USING (account_id)
  WHERE measure_code = 'sessions' AND window_kind = 'day' AND cut = 'channel' AND kind = 'web' GROUP BY ALL)
SELECT account_id, 'sessions' AS measure, channel AS subject, first_day, last_day, source_id, 0 AS part, 0 AS line,
  1 AS n, clicks - visits AS weight,
  struct_pack(channel := channel, clicks := clicks, visits := visits, month := month) AS facts
FROM click JOIN visit USING (month, channel)
WHERE least(click.days, visit.days) >= 20 AND clicks >= 100 AND visits < clicks * (1 - $tolerance)
"""

_CLAIMS = """
WITH told AS (
  SELECT account_id, kind, cut, date_trunc('month', period_start)::DATE AS month, period_start AS day, value, source_id,
    min(cut) OVER (PARTITION BY account_id) AS coarsest
  FROM fact_measure JOIN dim_account USING (account_id) JOIN $platforms USING (platform)
  WHERE measure_code = 'conversions' AND window_kind = 'day' AND owner_kind = 'own' AND kind IN ('ads', 'web')),
month AS (
  SELECT month, arg_max(account_id, value) FILTER (kind = 'ads') AS account_id,
    sum(value) FILTER (kind = 'ads') AS claimed,
    sum(value) FILTER (kind = 'web') AS measured, count(DISTINCT day) FILTER (kind = 'ads') AS ad_days,
    count(DISTINCT day) FILTER (kind = 'web') AS web_days, max(source_id) FILTER (kind = 'ads') AS source_id,
    max(day) AS last_day
  FROM told WHERE cut = coarsest GROUP BY month)
SELECT account_id, 'conversions' AS measure, '' AS subject, month AS first_day, last_day, source_id, 0 AS part,
  0 AS line, 1 AS n, claimed - measured AS weight,
  struct_pack(claimed := claimed, measured := measured, month := month) AS facts
FROM month WHERE least(ad_days, web_days) >= 20 AND claimed > measured * (1 + $tolerance)
"""

_SENDS = """
WITH size AS (
  SELECT account_id, period_start AS day, max(value) AS subscribers FROM fact_measure
  WHERE measure_code = 'subscribers' AND cut = '' GROUP BY account_id, period_start),
send AS (
  SELECT account_id, coalesce(published_on, period_start) AS day, value AS sent, title, source_id, part, line
  FROM fact_measure JOIN dim_item USING (account_id, item_id) WHERE measure_code = 'emails_sent'
  QUALIFY row_number() OVER (PARTITION BY account_id, item_id ORDER BY period_start DESC, value DESC) = 1)
SELECT account_id, 'emails_sent' AS measure, '' AS subject, send.day AS first_day, send.day AS last_day, source_id,
  part, line, 1 AS n, sent - subscribers AS weight,
  struct_pack(item := coalesce(title, '–'), sent := sent, subscribers := subscribers, day := send.day) AS facts
FROM send ASOF JOIN size ON size.account_id = send.account_id AND size.day <= send.day
WHERE send.day - size.day <= 45 AND sent > subscribers * (1 + $tolerance)
""".replace("SELECT account_id, 'emails_sent'", "SELECT send.account_id, 'emails_sent'")

_FLOWS = """
WITH day AS (
  SELECT account_id, period_start AS day, max(value) FILTER (measure_code = 'followers') AS level,
    max(value) FILTER (measure_code = 'follows_gained') AS gained,
    max(value) FILTER (measure_code = 'follows_lost') AS lost, max(source_id) AS source_id, max(part) AS part,
    max(line) FILTER (measure_code = 'followers') AS line
  FROM fact_measure WHERE cut = '' AND window_kind IN ('day', 'instant')
    AND measure_code IN ('followers', 'follows_gained', 'follows_lost')
  GROUP BY account_id, period_start),
step AS (
  SELECT *, level - lag(level) OVER series AS moved, day - lag(day) OVER series AS pause FROM day
  WINDOW series AS (PARTITION BY account_id ORDER BY day)),
month AS (
  SELECT account_id, date_trunc('month', day)::DATE AS month, min(day) AS first_day, max(day) AS last_day,
    sum(moved) AS moved, sum(gained - lost) AS flow, sum(gained + lost) AS turnover, max(level) AS level,
    max(source_id) AS source_id, max(part) AS part, max(line) AS line
  FROM step WHERE pause = 1 AND moved IS NOT NULL AND gained IS NOT NULL AND lost IS NOT NULL GROUP BY ALL)
SELECT account_id, 'followers' AS measure, '' AS subject, first_day, last_day, source_id, coalesce(part, 0) AS part,
  coalesce(line, 0) AS line, 1 AS n, abs(moved - flow) AS weight,
  struct_pack(moved := moved, flow := flow, month := month) AS facts
FROM month WHERE abs(moved - flow) > greatest(turnover * $tolerance, level * 0.001, 5)
"""

CHECKS = (
    Check("clicks_without_visits", "warning", "web", _CLICKS, tolerance=0.7),
    Check("claimed_conversions", "warning", "ads", _CLAIMS, tolerance=0.1),
    Check("sends_exceed_list", "warning", "email", _SENDS, tolerance=0.1),
    Check("level_against_flow", "warning", "social", _FLOWS, tolerance=0.1),
)
