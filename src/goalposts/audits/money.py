"""Checks of money: currencies mixed or missing, refunds above what was sold."""

from __future__ import annotations

from goalposts.audits.check import Check

_MONEY = """
SELECT account_id, measure_code AS measure, currency, count(*) AS n, min(period_start) AS first_day,
  max(period_end) AS last_day, min(source_id) AS source_id, min(part) AS part, min(line) AS line
FROM fact_measure WHERE measure_code IN $money AND value IS NOT NULL GROUP BY account_id, measure_code, currency
UNION ALL
SELECT account_id, 'revenue', currency, count(*), min(occurred_at), max(occurred_at), min(source_id), min(part),
  min(line)
FROM fact_revenue WHERE amount IS NOT NULL GROUP BY account_id, currency
UNION ALL
SELECT account_id, 'deals_won_amount', currency, count(*), min(created_at), max(created_at), min(source_id), min(part),
  min(line)
FROM fact_lead WHERE amount IS NOT NULL GROUP BY account_id, currency
UNION ALL
SELECT account_id, 'conversion_value', currency, count(*), min(touched_at), max(touched_at), min(source_id),
  min(part), min(line)
FROM fact_touchpoint WHERE conversion_value IS NOT NULL GROUP BY account_id, currency
"""

_CURRENCY_MIX = f"""
WITH money AS ({_MONEY}),
ranked AS (
  SELECT *, row_number() OVER account AS place, first_value(currency) OVER account AS usual
  FROM money WHERE coalesce(currency, 'XXX') NOT IN ('', 'XXX')
  WINDOW account AS (PARTITION BY account_id, measure ORDER BY n DESC, currency))
SELECT account_id, measure, currency AS subject, CAST(first_day AS DATE) AS first_day,
  CAST(last_day AS DATE) AS last_day, source_id, part, line, n, n AS weight,
  struct_pack(usual := usual, currency := currency) AS facts
FROM ranked WHERE place > 1
"""  # noqa: S608 - the texts are ours

_NO_CURRENCY = f"""
SELECT account_id, measure, '' AS subject, CAST(first_day AS DATE) AS first_day, CAST(last_day AS DATE) AS last_day,
  source_id, part, line, n, n AS weight, struct_pack(currency := coalesce(currency, '–')) AS facts
FROM ({_MONEY}) WHERE coalesce(currency, 'XXX') IN ('', 'XXX')
"""  # noqa: S608 - the texts are ours

_REFUNDS = """
SELECT account_id, 'revenue' AS measure, coalesce(currency, '') AS subject, CAST(min(occurred_at) AS DATE) AS first_day,
  CAST(max(occurred_at) AS DATE) AS last_day, arg_max(source_id, abs(amount)) FILTER (event = 'refund') AS source_id,
  arg_max(part, abs(amount)) FILTER (event = 'refund') AS part,
  arg_max(line, abs(amount)) FILTER (event = 'refund') AS line, count(*) FILTER (event = 'refund') AS n, 1 AS weight,
  struct_pack(refunds := sum(abs(amount)) FILTER (event = 'refund'),
    orders := coalesce(sum(amount) FILTER (event = 'order'), 0)) AS facts
FROM fact_revenue WHERE event IN ('order', 'refund') GROUP BY account_id, currency
HAVING sum(abs(amount)) FILTER (event = 'refund')
  > coalesce(sum(amount) FILTER (event = 'order'), 0) * (1 + $tolerance)
"""

CHECKS = (
    Check("currency_mix", "error", "data", _CURRENCY_MIX),
    Check("money_without_currency", "warning", "data", _NO_CURRENCY),
    Check("refunds_exceed_orders", "error", "sales", _REFUNDS),
)
