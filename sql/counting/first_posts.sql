-- The first $1 posts in the order of their key, those that are and those that were.
SELECT n.post_id
FROM (
    (
        SELECT r.{id}
        FROM {posts} AS r
        WHERE r.{id} IS NOT NULL
        ORDER BY r.{id}
        LIMIT $1
    )
    UNION
    (
        SELECT s.post_id
        FROM {data}.stats AS s
        ORDER BY s.post_id
        LIMIT $1
    )
) AS n (post_id)
ORDER BY n.post_id
LIMIT $1
