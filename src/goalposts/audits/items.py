"""Checks of items, campaigns and experiments: undated, tests, names, arms."""

from __future__ import annotations

from goalposts.audits.check import Check

_UNDATED = """
SELECT account_id, '' AS measure, item_kind AS subject, CAST(NULL AS DATE) AS first_day, CAST(NULL AS DATE) AS last_day,
  0 AS source_id, 0 AS part, 0 AS line, 1 AS n, 1 AS weight,
  struct_pack(item_kind := item_kind, item := coalesce(title, item_ext)) AS facts
FROM dim_item WHERE published_on IS NULL AND item_kind IN ('post', 'video', 'short_video', 'story', 'email')
"""

_TEST_SENDS = """
WITH sent AS (
  SELECT account_id, item_id, value, source_id, part, line, max(value) OVER account AS largest,
    count(DISTINCT item_id) OVER account AS sends
  FROM fact_measure WHERE measure_code = 'emails_sent' AND item_id <> 0
    AND item_id NOT IN (SELECT item_id FROM exclusion WHERE undone_at IS NULL)
  WINDOW account AS (PARTITION BY account_id)
  QUALIFY row_number() OVER (PARTITION BY account_id, item_id ORDER BY period_start DESC, value DESC) = 1)
SELECT account_id, 'emails_sent' AS measure, '' AS subject, min(published_on) OVER () AS first_day,
  max(published_on) OVER () AS last_day, source_id, part, line, 1 AS n, -value AS weight,
  struct_pack(fewest := $tolerance, largest := largest, sends := sends) AS facts
FROM sent LEFT JOIN dim_item USING (account_id, item_id) WHERE value < $tolerance AND largest >= 10 * $tolerance
"""

_CAMPAIGN_TWINS = r"""
WITH named AS (
  SELECT campaign_id, name, regexp_replace(lower(name), '[^\p{L}\p{N}]', '', 'g') AS plain FROM dim_campaign
  UNION
  SELECT campaign_id, utm_campaign, regexp_replace(lower(utm_campaign), '[^\p{L}\p{N}]', '', 'g') FROM dim_campaign
  WHERE utm_campaign <> '')
SELECT 0 AS account_id, '' AS measure, plain AS subject, CAST(NULL AS DATE) AS first_day,
  CAST(NULL AS DATE) AS last_day, 0 AS source_id, 0 AS part, 0 AS line, count(DISTINCT name) AS n, 1 AS weight,
  struct_pack(names := string_agg(DISTINCT name, ' · ' ORDER BY name)) AS facts
FROM named WHERE plain <> '' GROUP BY plain HAVING count(DISTINCT campaign_id) > 1
"""

_UTM = r"""
WITH tagged AS (
  SELECT account_id, item_id, url,
    regexp_extract(url, '[?&]utm_source=([^&#]*)', 1) AS utm_source,
    regexp_extract(url, '[?&]utm_medium=([^&#]*)', 1) AS utm_medium,
    regexp_extract(url, '[?&]utm_campaign=([^&#]*)', 1) AS utm_campaign
  FROM dim_item WHERE contains(url, 'utm_')),
breach AS (
  SELECT *, 'missing' AS kind FROM tagged WHERE utm_source = '' OR utm_medium = '' OR utm_campaign = ''
  UNION ALL
  SELECT *, 'case' FROM tagged WHERE utm_source || utm_medium <> lower(utm_source || utm_medium)
  UNION ALL
  SELECT *, 'space' FROM tagged WHERE regexp_matches(utm_source || utm_medium || utm_campaign, '%20|\+| '))
SELECT account_id, '' AS measure, kind AS subject, CAST(NULL AS DATE) AS first_day, CAST(NULL AS DATE) AS last_day,
  0 AS source_id, 0 AS part, 0 AS line, 1 AS n, 1 AS weight, struct_pack(breach := kind, url := url) AS facts
FROM breach
"""

_ARMS = """
WITH pairing AS (
  SELECT account_id, experiment, arm, shown, count(*) AS n FROM fact_exposure WHERE shown <> '' AND arm <> ''
  GROUP BY account_id, experiment, arm, shown),
usual AS (
  SELECT account_id, experiment, arm, arg_max(shown, n) AS usual, sum(n) AS units
  FROM pairing GROUP BY account_id, experiment, arm)
SELECT account_id, '' AS measure, experiment AS subject, CAST(exposed_at AS DATE) AS first_day,
  CAST(exposed_at AS DATE) AS last_day, source_id, part, line, 1 AS n, 1 AS weight,
  struct_pack(arm := arm, shown := shown, usual := usual, experiment := experiment) AS facts
FROM fact_exposure AS exposure JOIN usual USING (account_id, experiment, arm)
WHERE shown <> '' AND shown <> usual
"""

CHECKS = (
    Check("undated_items", "notice", "social", _UNDATED),
    Check("test_sends", "notice", "email", _TEST_SENDS, tolerance=20),
    Check("campaign_twins", "notice", "ads", _CAMPAIGN_TWINS),
    Check("utm_breach", "notice", "web", _UTM),
    Check("arm_mismatch", "error", "research", _ARMS),
)
