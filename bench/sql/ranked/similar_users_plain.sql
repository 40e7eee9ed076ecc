-- Everybody's interest, and those nearest to that of $1: the mean of what somebody engaged with last, by weight. A cosine does not
-- ask how long a vector is, so that sums do.
WITH acted AS (
    SELECT e.user_id, e.post_id, max(e.created_at) AS newest, sum(e.weight) AS weight
    FROM (
        SELECT l.user_id, l.post_id, l.created_at, 1::float8 AS weight FROM {tables}.likes AS l
        UNION ALL
        SELECT c.author_id, c.post_id, c.created_at, 13.5 FROM {tables}.comments AS c
    ) AS e
    WHERE e.created_at BETWEEN now() - interval '30 days' AND now()
    GROUP BY e.user_id, e.post_id
),
taste AS (
    SELECT a.user_id,
           a.weight,
           p.embedding,
           row_number() OVER (PARTITION BY a.user_id ORDER BY a.newest DESC, a.post_id DESC) AS place
    FROM acted AS a
    JOIN {tables}.posts AS p
      ON p.id = a.post_id
    WHERE p.embedding IS NOT NULL
),
interest AS MATERIALIZED (
    SELECT user_id, sum(embedding * array_fill(weight::real, ARRAY[{dimensions}])::vector) AS v
    FROM taste
    WHERE place <= 50
    GROUP BY user_id
)
SELECT other.user_id AS id, 1 - (other.v <=> own.v) AS similarity
FROM interest AS own,
     interest AS other
WHERE own.user_id = $1
  AND other.user_id <> $1
ORDER BY other.v <=> own.v, other.user_id
LIMIT 10
