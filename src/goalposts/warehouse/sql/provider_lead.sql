-- Leads as daily counts: a lead counts on the day it reached a stage, so one lead may count on several days; `leads_won`
-- counts the day the lead was created, whenever it was won. A won deal without an amount counts as won and adds no money.
-- A row that knows its deal but not when a lead was created is a deal only: it is no lead without a date.
SELECT
    measure_code, account_id, {cut} AS cut, {window} AS window_kind, {day} AS period_start, {day} AS period_end,
    item_id, campaign_id, channel, segment_id, country_code, 'all' AS device, 'total' AS paid_split,
    'rows/fact_lead' AS source_kind, CAST(value AS DECIMAL(24, 6)) AS value, money AS currency, 'final' AS status,
    source_id, captured_at, known_from, part, line, CAST(0 AS BIGINT) AS member
FROM (
    SELECT *, CAST(happened_at AS DATE) AS day
    FROM (
        SELECT *, 'leads' AS measure_code, created_at AS happened_at, 1 AS value, CAST(NULL AS VARCHAR) AS money
        FROM {source} AS lead WHERE created_at IS NOT NULL OR coalesce(opportunity_at, closed_at) IS NULL
        UNION ALL
        SELECT *, 'leads_won', created_at, 1, NULL
        FROM {source} AS lead WHERE outcome = 'won' AND (created_at IS NOT NULL OR coalesce(opportunity_at, closed_at) IS NULL)
        UNION ALL
        SELECT *, 'qualified_leads', qualified_at, 1, NULL
        FROM {source} AS lead WHERE qualified_at IS NOT NULL
        UNION ALL
        SELECT *, 'deals_won', closed_at, 1, NULL
        FROM {source} AS lead WHERE outcome = 'won'
        UNION ALL
        SELECT *, 'deals_lost', closed_at, 1, NULL
        FROM {source} AS lead WHERE outcome = 'lost'
        UNION ALL
        SELECT *, 'deals_won_amount', closed_at, amount, currency
        FROM {source} AS lead WHERE outcome = 'won' AND amount IS NOT NULL
    ) AS events
) AS dated
