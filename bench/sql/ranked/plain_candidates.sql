-- $1 viewer: what is ranked, from the app's tables. The timeline is found by one of two ways; an interest and what is near it
-- are there with embeddings alone.
WITH followee AS MATERIALIZED (
    SELECT followee_id
    FROM {tables}.follows
    WHERE follower_id = $1
),
timeline AS (
{timeline}),
trending AS (
    SELECT n.post_id
    FROM {tables}.numbers AS n
    WHERE n.created_at BETWEEN now() - interval '7 days' AND now()
      AND n.author_id <> $1
    ORDER BY n.hot DESC, n.post_id DESC
    LIMIT 100
),
acted AS MATERIALIZED (
    SELECT post_id, created_at, weight
    FROM (
        (
            SELECT post_id, created_at, 1::float8 AS weight
            FROM {tables}.likes
            WHERE user_id = $1
            ORDER BY created_at DESC, post_id DESC
            LIMIT 1000
        )
        UNION ALL
        (
            SELECT post_id, created_at, 13.5::float8
            FROM {tables}.comments
            WHERE author_id = $1
            ORDER BY created_at DESC, post_id DESC
            LIMIT 1000
        )
    ) AS rows
    ORDER BY created_at DESC
    LIMIT 1000
),
{interest}candidate AS MATERIALIZED (
    SELECT n.*
    FROM (
        SELECT post_id FROM timeline
        UNION
        SELECT post_id FROM trending
{alike}    ) AS c
    JOIN {tables}.numbers AS n
      ON n.post_id = c.post_id
)
