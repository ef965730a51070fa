-- Leads as daily counts: a lead counts on the day it reached a stage, so one lead may count on several days.
-- A won deal without an amount counts as won and adds no money.
SELECT
    measure_code, account_id, {cut} AS cut, 'day' AS window_kind,
    CAST(happened_at AS DATE) AS period_start, CAST(happened_at AS DATE) AS period_end,
    item_id, campaign_id, channel, segment_id, country_code, 'all' AS device, 'total' AS paid_split,
    'rows/fact_lead' AS source_kind, CAST(value AS DECIMAL(24, 6)) AS value, money AS currency, 'final' AS status,
    source_id, captured_at, known_from, part, line
FROM (
    SELECT *, 'leads' AS measure_code, created_at AS happened_at, 1 AS value, CAST(NULL AS VARCHAR) AS money
    FROM {source} AS lead WHERE created_at IS NOT NULL
    UNION ALL
    SELECT *, 'qualified_leads', qualified_at, 1, NULL
    FROM {source} AS lead WHERE qualified_at IS NOT NULL
    UNION ALL
    SELECT *, 'deals_won', closed_at, 1, NULL
    FROM {source} AS lead WHERE outcome = 'won' AND closed_at IS NOT NULL
    UNION ALL
    SELECT *, 'deals_lost', closed_at, 1, NULL
    FROM {source} AS lead WHERE outcome = 'lost' AND closed_at IS NOT NULL
    UNION ALL
    SELECT *, 'deals_won_amount', closed_at, amount, currency
    FROM {source} AS lead WHERE outcome = 'won' AND closed_at IS NOT NULL AND amount IS NOT NULL
) AS events
