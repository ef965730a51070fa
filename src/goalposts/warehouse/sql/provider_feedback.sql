-- Answers and reviews as daily counts. Only answers whose scale is known count, so that ratios keep one base.
-- NPS: 9-10, 7-8, 0-6 on a 0-10 scale. CSAT: top two boxes (the top box alone where a scale has fewer than four);
-- its score is brought to 1..5. A review is positive from four fifths of the scale on; its rating is brought to 5.
SELECT
    measure_code, account_id, {cut} AS cut, {window} AS window_kind, {day} AS period_start, {day} AS period_end,
    item_id, campaign_id, '' AS channel, segment_id, country_code, 'all' AS device, 'total' AS paid_split,
    'rows/fact_feedback' AS source_kind, CAST(value AS DECIMAL(24, 6)) AS value, CAST(NULL AS VARCHAR) AS currency,
    'final' AS status, source_id, captured_at, known_from, part, line, CAST(0 AS BIGINT) AS member
FROM (
    SELECT *, CAST(answered_at AS DATE) AS day
    FROM (
        SELECT *, 'nps_promoters' AS measure_code, 1.0 AS value
        FROM {source} AS feedback WHERE kind = 'nps' AND scale_min = 0 AND scale_max = 10 AND score >= 9
        UNION ALL
        SELECT *, 'nps_passives', 1
        FROM {source} AS feedback WHERE kind = 'nps' AND scale_min = 0 AND scale_max = 10 AND score >= 7 AND score < 9
        UNION ALL
        SELECT *, 'nps_detractors', 1
        FROM {source} AS feedback WHERE kind = 'nps' AND scale_min = 0 AND scale_max = 10 AND score < 7
        UNION ALL
        SELECT *, 'csat_responses', 1
        FROM {source} AS feedback WHERE kind = 'csat' AND score IS NOT NULL AND scale_max > scale_min
        UNION ALL
        SELECT *, 'csat_satisfied', 1
        FROM {source} AS feedback WHERE kind = 'csat' AND scale_max > scale_min
            AND score >= scale_max - CASE WHEN scale_max - scale_min >= 3 THEN 1 ELSE 0 END
        UNION ALL
        SELECT *, 'csat_score_sum',
            1 + 4 * (CAST(score AS DOUBLE) - scale_min) / (scale_max - scale_min)
        FROM {source} AS feedback WHERE kind = 'csat' AND score IS NOT NULL AND scale_max > scale_min
        UNION ALL
        SELECT *, 'reviews', 1
        FROM {source} AS feedback WHERE kind = 'review' AND score IS NOT NULL AND scale_max > 0
        UNION ALL
        SELECT *, 'reviews_positive', 1
        FROM {source} AS feedback WHERE kind = 'review' AND scale_max > 0 AND score * 5 >= scale_max * 4
        UNION ALL
        SELECT *, 'rating_sum', CAST(score AS DOUBLE) * 5 / scale_max
        FROM {source} AS feedback WHERE kind = 'review' AND score IS NOT NULL AND scale_max > 0
        UNION ALL
        SELECT *, 'recall_responses', 1
        FROM {source} AS feedback WHERE kind = 'recall' AND score IS NOT NULL
        UNION ALL
        SELECT *, 'recall_yes', 1
        FROM {source} AS feedback WHERE kind = 'recall' AND score > coalesce(scale_min, 0)
    ) AS answers
) AS dated
