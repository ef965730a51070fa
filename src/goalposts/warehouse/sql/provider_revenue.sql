-- Revenue events as daily numbers. Revenue is orders minus refunds, whatever sign a source gives refunds.
-- Gross profit counts only events whose cost of goods is known. MRR movements belong to their effective month (its first
-- day; else to their own day) and are sizes: churn and contraction come out positive, formulas subtract them.
-- A customer is new on the day of the first order or paid subscription, unless the customer list knows an earlier one.
-- `mrr` itself is a level, given as movements on their own days.
SELECT
    measure_code, account_id, {cut} AS cut, {window} AS window_kind, {day} AS period_start, {day} AS period_end,
    item_id, campaign_id, channel, CAST(0 AS BIGINT) AS segment_id, country_code, 'all' AS device,
    'total' AS paid_split, 'rows/fact_revenue' AS source_kind, CAST(value AS DECIMAL(24, 6)) AS value,
    money AS currency, 'final' AS status, source_id, captured_at, known_from, part, line, customer_id AS member
FROM (
    SELECT *, 'orders' AS measure_code, CAST(occurred_at AS DATE) AS day, 1 AS value, CAST(NULL AS VARCHAR) AS money
    FROM {source} AS revenue WHERE event = 'order'
    UNION ALL
    SELECT *, 'revenue', CAST(occurred_at AS DATE),
        CASE event WHEN 'refund' THEN -abs(amount) ELSE amount END, currency
    FROM {source} AS revenue WHERE event IN ('order', 'refund') AND amount IS NOT NULL
    UNION ALL
    SELECT *, 'items_sold', CAST(occurred_at AS DATE), quantity, NULL
    FROM {source} AS revenue WHERE event = 'order' AND quantity IS NOT NULL
    UNION ALL
    SELECT *, 'gross_profit', CAST(occurred_at AS DATE),
        CASE event WHEN 'refund' THEN abs(cost_of_goods) - abs(amount) ELSE amount - cost_of_goods END, currency
    FROM {source} AS revenue WHERE event IN ('order', 'refund') AND amount IS NOT NULL AND cost_of_goods IS NOT NULL
    UNION ALL
    SELECT *, 'active_customers', CAST(occurred_at AS DATE), 1, NULL
    FROM {source} AS revenue WHERE event = 'order' AND customer_id <> 0
    UNION ALL
    SELECT *, 'repeat_customers', CAST(occurred_at AS DATE), 1, NULL
    FROM {source} AS revenue WHERE event = 'order' AND customer_id <> 0
    UNION ALL
    SELECT ranked.* EXCLUDE (nth, first_order_at), 'new_customers', CAST(occurred_at AS DATE), 1, NULL
    FROM (
        SELECT revenue.*, customer.first_order_at,
            row_number() OVER (
                PARTITION BY revenue.customer_id ORDER BY occurred_at NULLS LAST, revenue_id
            ) AS nth
        FROM {source} AS revenue LEFT JOIN dim_customer AS customer ON customer.customer_id = revenue.customer_id
        WHERE (event = 'order' OR (event = 'mrr_new' AND amount > 0)) AND revenue.customer_id <> 0
    ) AS ranked
    WHERE nth = 1 AND (
        occurred_at IS NULL OR first_order_at IS NULL OR CAST(first_order_at AS DATE) >= CAST(occurred_at AS DATE)
    )
    UNION ALL
    SELECT *, event, coalesce(CAST(date_trunc('month', effective_month) AS DATE), CAST(occurred_at AS DATE)),
        CASE WHEN event IN ('mrr_contraction', 'mrr_churn') THEN abs(amount) ELSE amount END, currency
    FROM {source} AS revenue
    WHERE event IN ('mrr_new', 'mrr_expansion', 'mrr_contraction', 'mrr_churn', 'mrr_reactivation')
        AND amount IS NOT NULL
    UNION ALL
    SELECT *, 'mrr', coalesce(CAST(occurred_at AS DATE), effective_month),
        CASE WHEN event IN ('mrr_contraction', 'mrr_churn') THEN -abs(amount) ELSE amount END, currency
    FROM {source} AS revenue
    WHERE event IN ('mrr_new', 'mrr_expansion', 'mrr_contraction', 'mrr_churn', 'mrr_reactivation')
        AND amount IS NOT NULL
) AS events
