-- The same posts as trending, from the app's tables: every event of the last days is worth half of it each twelve hours.
SELECT p.id,
       coalesce(e.value, 0) + 2 ^ (date_part('epoch', p.created_at - now()) / 43200) AS score
FROM {tables}.posts AS p
LEFT JOIN (
    SELECT a.post_id,
           sum(a.weight * 2 ^ (date_part('epoch', date_trunc('hour', a.created_at, 'UTC') - now()) / 43200)) AS value
    FROM (
        SELECT l.post_id, l.created_at, 1::float8 AS weight
        FROM {tables}.likes AS l
        WHERE l.created_at >= now() - interval '7 days'
        UNION ALL
        SELECT c.post_id, c.created_at, 13.5::float8
        FROM {tables}.comments AS c
        WHERE c.created_at >= now() - interval '7 days'
    ) AS a
    GROUP BY a.post_id
) AS e
  ON e.post_id = p.id
WHERE p.created_at BETWEEN now() - interval '7 days' AND now()
ORDER BY score DESC, p.id DESC
LIMIT 50
