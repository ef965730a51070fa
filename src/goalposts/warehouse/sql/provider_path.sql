-- Journeys that a source gives already added up by path: how many converted, what they brought, how many did not.
SELECT
    measure_code, account_id, {cut} AS cut,
    CASE
        WHEN first_day IS NULL THEN 'undated'
        WHEN first_day = last_day THEN 'day'
        WHEN first_day = date_trunc('month', first_day) AND last_day = last_day(first_day) THEN 'month'
        ELSE 'custom'
    END AS window_kind,
    coalesce(first_day, {no_day}) AS period_start, coalesce(last_day, {no_day}) AS period_end,
    CAST(0 AS BIGINT) AS item_id, CAST(0 AS BIGINT) AS campaign_id, '' AS channel, CAST(0 AS BIGINT) AS segment_id,
    'ZZ' AS country_code, 'all' AS device, 'total' AS paid_split, 'rows/fact_path' AS source_kind,
    CAST(worth AS DECIMAL(24, 6)) AS value, money AS currency, 'final' AS status, source_id, captured_at, known_from,
    part, line, CAST(0 AS BIGINT) AS member
FROM (
    SELECT *, 'conversions' AS measure_code, conversions AS worth, CAST(NULL AS VARCHAR) AS money
    FROM {source} AS journey WHERE conversions IS NOT NULL
    UNION ALL
    SELECT *, 'conversion_value', value, currency
    FROM {source} AS journey WHERE value IS NOT NULL
    UNION ALL
    SELECT *, 'journeys', coalesce(conversions, 0) + coalesce(without_conversion, 0), NULL
    FROM {source} AS journey WHERE conversions IS NOT NULL OR without_conversion IS NOT NULL
    UNION ALL
    SELECT *, 'journeys_lost', without_conversion, NULL
    FROM {source} AS journey WHERE without_conversion IS NOT NULL
) AS counted
