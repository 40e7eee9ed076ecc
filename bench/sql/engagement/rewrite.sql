-- $1 time and $2 post, behind which a batch begins: ranks 1,000 posts anew; the last of them, none behind the newest.
WITH batch AS (
    SELECT r.id, r.created_at
    FROM {tables}.ranked AS r
    WHERE (r.created_at, r.id) > ($1, $2)
      AND r.created_at <= now()
    ORDER BY r.created_at, r.id
    LIMIT 1000
),
rewritten AS (
    UPDATE {tables}.ranked AS r
    SET rank = (r.likes_count + 13.5::float8 * r.comments_count)
        / (date_part('epoch', now() - r.created_at) / 3600 + 2) ^ 1.5::float8
    FROM batch AS b
    WHERE r.id = b.id
)
SELECT b.created_at, b.id
FROM batch AS b
ORDER BY b.created_at DESC, b.id DESC
LIMIT 1
