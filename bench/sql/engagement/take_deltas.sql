-- Adds the rows that triggers appended to the counters, each post once.
WITH taken AS (
    DELETE FROM {tables}.deltas
    RETURNING post_id, delta
)
UPDATE {tables}.counter_posts AS p
SET likes_count = p.likes_count + t.n
FROM (
    SELECT post_id, sum(delta) AS n
    FROM taken
    GROUP BY post_id
) AS t
WHERE p.id = t.post_id
