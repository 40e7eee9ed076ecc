-- The next $1 posts behind $2 in the order of their key, those that are and those that were.
SELECT n.post_id
FROM (
    (
        SELECT r.{id}
        FROM {posts} AS r
        WHERE r.{id} > $2
        ORDER BY r.{id}
        LIMIT $1
    )
    UNION
    (
        SELECT s.post_id
        FROM {data}.stats AS s
        WHERE s.post_id > $2
        ORDER BY s.post_id
        LIMIT $1
    )
) AS n (post_id)
ORDER BY n.post_id
LIMIT $1
