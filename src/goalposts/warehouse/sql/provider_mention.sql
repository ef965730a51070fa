-- Mentions as daily counts, on the day they were published (else found). A mention of a competitor belongs to the
-- competitor's account. Sentiment and influencers are counted among social mentions and tags, the base of `mentions`.
-- Sharers are classed when the listening tool says who they are; customers, leads and influencers fit the ideal profile.
SELECT
    measure_code, account AS account_id, {cut} AS cut, {window} AS window_kind, {day} AS period_start,
    {day} AS period_end, CAST(0 AS BIGINT) AS item_id, campaign_id, '' AS channel, CAST(0 AS BIGINT) AS segment_id,
    'ZZ' AS country_code, 'all' AS device, 'total' AS paid_split, 'rows/fact_mention' AS source_kind,
    CAST(value AS DECIMAL(24, 6)) AS value, CAST(NULL AS VARCHAR) AS currency, 'final' AS status, source_id, captured_at,
    known_from, part, line, CAST(0 AS BIGINT) AS member
FROM (
    SELECT
        counted.measure_code, CASE WHEN competitor_id <> 0 THEN competitor_id ELSE account_id END AS account,
        CAST(coalesce(published_at, found_at) AS DATE) AS day, campaign_id, 1 AS value, source_id, captured_at, known_from,
        part, line
    FROM (
        SELECT *, 'mentions' AS measure_code
        FROM {source} AS mention WHERE kind IN ('social_mention', 'tag')
        UNION ALL
        SELECT *, 'tags' FROM {source} AS mention WHERE kind = 'tag'
        UNION ALL
        SELECT *, 'pr_mentions' FROM {source} AS mention WHERE kind IN ('pr', 'media_coverage')
        UNION ALL
        SELECT *, 'mentions_positive'
        FROM {source} AS mention WHERE kind IN ('social_mention', 'tag') AND sentiment = 'positive'
        UNION ALL
        SELECT *, 'mentions_neutral'
        FROM {source} AS mention WHERE kind IN ('social_mention', 'tag') AND sentiment = 'neutral'
        UNION ALL
        SELECT *, 'mentions_negative'
        FROM {source} AS mention WHERE kind IN ('social_mention', 'tag') AND sentiment = 'negative'
        UNION ALL
        SELECT *, 'influencer_mentions'
        FROM {source} AS mention WHERE kind IN ('social_mention', 'tag') AND author_class = 'influencer'
        UNION ALL
        SELECT *, 'classified_sharers'
        FROM {source} AS mention
        WHERE kind IN ('social_mention', 'tag') AND coalesce(author_class, '') NOT IN ('', 'unknown')
        UNION ALL
        SELECT *, 'icp_sharers'
        FROM {source} AS mention
        WHERE kind IN ('social_mention', 'tag') AND author_class IN ('customer', 'lead', 'influencer')
    ) AS counted
) AS events
