-- The posts with most engagement in the last {within}, whole hours, from the app's tables.
SELECT a.post_id, sum(a.weight) AS score
FROM (
    SELECT l.post_id, 1::float8 AS weight
    FROM {tables}.likes AS l
    WHERE l.created_at >= date_trunc('hour', now() - interval '{within}', 'UTC')
    UNION ALL
    SELECT c.post_id, 13.5::float8
    FROM {tables}.comments AS c
    WHERE c.created_at >= date_trunc('hour', now() - interval '{within}', 'UTC')
) AS a
GROUP BY a.post_id
ORDER BY score DESC, a.post_id DESC
LIMIT 50
