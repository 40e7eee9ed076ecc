-- The $6 posts nearest to $1, of all there are; run as the caller. OFFSET 0 keeps an index by distance out of it: that would
-- find most of them only.
SELECT n.*
FROM (
    SELECT {columns}, {single} OPERATOR({schema}.<=>) $1
    FROM {posts} AS r
    WHERE {among}
    OFFSET 0
) AS n (id, author, created_at, group_key, parent, is_public, pinned, distance)
ORDER BY n.distance, n.id DESC
LIMIT $6
