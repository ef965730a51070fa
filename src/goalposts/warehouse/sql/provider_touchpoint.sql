-- Touches of journeys as daily counts: a visit is a session, a conversion counts on its own touch. Different people are
-- told apart by their hashed key, which is counted, never shown.
SELECT
    measure_code, account_id, {cut} AS cut, {window} AS window_kind, {day} AS period_start, {day} AS period_end,
    item_id, campaign_id, channel, CAST(0 AS BIGINT) AS segment_id, 'ZZ' AS country_code, 'all' AS device,
    'total' AS paid_split, 'rows/fact_touchpoint' AS source_kind, CAST(value AS DECIMAL(24, 6)) AS value,
    money AS currency, 'final' AS status, source_id, captured_at, known_from, part, line,
    CAST(hash(person_key) >> 1 AS BIGINT) AS member
FROM (
    SELECT *, 'sessions' AS measure_code, CAST(touched_at AS DATE) AS day, 1 AS value, CAST(NULL AS VARCHAR) AS money
    FROM {source} AS touch WHERE touch_kind = 'visit'
    UNION ALL
    SELECT *, 'users', CAST(touched_at AS DATE), 1, NULL
    FROM {source} AS touch WHERE touch_kind = 'visit' AND person_key <> ''
    UNION ALL
    SELECT *, 'conversions', CAST(touched_at AS DATE), 1, NULL
    FROM {source} AS touch WHERE is_conversion
    UNION ALL
    SELECT *, 'converting_users', CAST(touched_at AS DATE), 1, NULL
    FROM {source} AS touch WHERE is_conversion AND person_key <> ''
    UNION ALL
    SELECT *, 'conversion_value', CAST(touched_at AS DATE), conversion_value, currency
    FROM {source} AS touch WHERE is_conversion AND conversion_value IS NOT NULL
) AS events
