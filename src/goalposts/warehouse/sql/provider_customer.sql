-- Customers as movements of a level: one comes with the first order or paid subscription (or on the earlier day the
-- customer list knows), and goes when the subscription ends or the customer list says so.
SELECT
    measure_code, account_id, {cut} AS cut, {window} AS window_kind, {day} AS period_start, {day} AS period_end,
    item_id, campaign_id, channel, CAST(0 AS BIGINT) AS segment_id, country_code, 'all' AS device,
    'total' AS paid_split, 'rows/fact_revenue' AS source_kind, CAST(value AS DECIMAL(24, 6)) AS value,
    money AS currency, 'final' AS status, source_id, captured_at, known_from, part, line, customer_id AS member
FROM (
    SELECT moves.* EXCLUDE (moved_on, move), level.measure_code, moved_on AS day,
        CASE level.measure_code WHEN 'customers_lost' THEN 1 ELSE move END AS value, CAST(NULL AS VARCHAR) AS money
    FROM (
        SELECT *, CAST(occurred_at AS DATE) AS moved_on, CASE event WHEN 'mrr_churn' THEN -1 ELSE 1 END AS move
        FROM {source} AS revenue
        WHERE customer_id <> 0
            AND (event IN ('mrr_churn', 'mrr_reactivation') OR (event = 'mrr_new' AND amount > 0))
        UNION ALL
        SELECT buyer.* EXCLUDE (first_order_at, churned_at), CAST(edge.moment AS DATE), edge.move
        FROM (
            SELECT bought.*, customer.first_order_at, customer.churned_at
            FROM (
                SELECT *
                FROM {source} AS revenue WHERE event = 'order' AND customer_id <> 0
                QUALIFY row_number() OVER (PARTITION BY customer_id ORDER BY occurred_at NULLS LAST, revenue_id) = 1
            ) AS bought
            LEFT JOIN dim_customer AS customer ON customer.customer_id = bought.customer_id
        ) AS buyer,
        LATERAL (
            SELECT least(occurred_at, first_order_at) AS moment, 1 AS move
            UNION ALL
            SELECT churned_at, -1 WHERE churned_at IS NOT NULL
        ) AS edge
    ) AS moves
    CROSS JOIN (VALUES ('customers_start'), ('customers_end'), ('customers_lost')) AS level(measure_code)
    WHERE level.measure_code <> 'customers_lost' OR move < 0
) AS events
