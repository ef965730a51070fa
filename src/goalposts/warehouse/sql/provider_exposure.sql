-- Units of experiments as daily counts, by the arm they were assigned to: how many were exposed, came, converted, and
-- what they brought. Where a source does not say whether a unit came, its visits are not counted at all.
SELECT
    measure_code, account_id, {cut} AS cut, {window} AS window_kind, {day} AS period_start, {day} AS period_end,
    CAST(0 AS BIGINT) AS item_id, CAST(0 AS BIGINT) AS campaign_id, '' AS channel, segment_id, country_code,
    'all' AS device, 'total' AS paid_split, 'rows/fact_exposure' AS source_kind,
    CAST(counted AS DECIMAL(24, 6)) AS value, money AS currency, 'final' AS status, source_id, captured_at, known_from,
    part, line, CAST(hash(unit_key) >> 1 AS BIGINT) AS member
FROM (
    SELECT *, CAST(exposed_at AS DATE) AS day
    FROM (
        SELECT *, 'experiment_exposures' AS measure_code, 1 AS counted, CAST(NULL AS VARCHAR) AS money
        FROM {source} AS exposure
        UNION ALL
        SELECT *, 'experiment_units', 1, NULL
        FROM {source} AS exposure
        UNION ALL
        SELECT *, 'experiment_visits', CASE WHEN visited THEN 1 ELSE 0 END, NULL
        FROM {source} AS exposure WHERE visited IS NOT NULL
        UNION ALL
        SELECT *, 'experiment_conversions', CASE WHEN converted THEN 1 ELSE 0 END, NULL
        FROM {source} AS exposure WHERE converted IS NOT NULL
        UNION ALL
        SELECT *, 'experiment_value', value, currency
        FROM {source} AS exposure WHERE value IS NOT NULL
    ) AS told
) AS dated
