-- Links to us as movements of a level: +1 on the day a link (or the first live link of a site) is found, -1 on the day it
-- (or the last one of its site) is lost. A site of quality has an authority score of at least 40 on its vendor's scale
-- and passes its links on (no nofollow).
SELECT
    measure_code, account AS account_id, {cut} AS cut, {window} AS window_kind, {day} AS period_start,
    {day} AS period_end, CAST(0 AS BIGINT) AS item_id, campaign_id, '' AS channel, CAST(0 AS BIGINT) AS segment_id,
    'ZZ' AS country_code, 'all' AS device, 'total' AS paid_split, 'rows/fact_mention' AS source_kind,
    CAST(value AS DECIMAL(24, 6)) AS value, CAST(NULL AS VARCHAR) AS currency, 'final' AS status, source_id, captured_at,
    known_from, part, line, CAST(0 AS BIGINT) AS member
FROM (
    SELECT
        'backlinks' AS measure_code, CASE WHEN competitor_id <> 0 THEN competitor_id ELSE account_id END AS account,
        CAST(coalesce(found_at, published_at) AS DATE) AS day, campaign_id, 1 AS value, source_id, captured_at, known_from, part, line
    FROM {source} AS mention WHERE kind = 'backlink'
    UNION ALL
    SELECT
        'backlinks', CASE WHEN competitor_id <> 0 THEN competitor_id ELSE account_id END, CAST(lost_at AS DATE),
        campaign_id, -1, source_id, captured_at, known_from, part, line
    FROM {source} AS mention WHERE kind = 'backlink' AND lost_at IS NOT NULL
    UNION ALL
    SELECT measure_code, account, day, 0, live - before, source_id, captured_at, known_from, part, line
    FROM (
        SELECT
            *, CASE WHEN links > 0 THEN 1 ELSE 0 END AS live,
            coalesce(lag(CASE WHEN links > 0 THEN 1 ELSE 0 END) OVER step, 0) AS before
        FROM (
            SELECT
                *, sum(change) OVER (
                    PARTITION BY measure_code, account, domain ORDER BY day, change DESC, source_id, line
                    ROWS UNBOUNDED PRECEDING
                ) AS links
            FROM (
                SELECT
                    named.measure_code, CASE WHEN competitor_id <> 0 THEN competitor_id ELSE account_id END AS account,
                    lower(domain) AS domain, CAST(found.moment AS DATE) AS day, found.change, source_id, captured_at,
                    known_from, part, line
                FROM (
                    SELECT *, 'linking_domains' AS measure_code FROM {source} AS mention WHERE kind = 'backlink'
                    UNION ALL
                    SELECT *, 'quality_referring_domains'
                    FROM {source} AS mention WHERE kind = 'backlink' AND is_follow AND authority_score >= 40
                ) AS named,
                LATERAL (
                    SELECT coalesce(found_at, published_at) AS moment, 1 AS change
                    UNION ALL
                    SELECT lost_at, -1 WHERE lost_at IS NOT NULL
                ) AS found
                WHERE domain <> ''
            ) AS changes
        ) AS running
        WINDOW step AS (
            PARTITION BY measure_code, account, domain ORDER BY day, change DESC, source_id, line
        )
    ) AS turns
    WHERE live <> before
) AS events
