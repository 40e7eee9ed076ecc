-- The first $1 followers behind $2, or of all, in order: each found by one step in the index.
WITH RECURSIVE follower (key, place) AS (
    (
        SELECT r.{follower}, 1
        FROM {follows} AS r
        WHERE {behind}
        ORDER BY r.{follower}
        LIMIT 1
    )
    UNION ALL
    SELECT n.key, f.place + 1
    FROM follower AS f
    CROSS JOIN LATERAL (
        SELECT r.{follower} AS key
        FROM {follows} AS r
        WHERE r.{follower} > f.key
        ORDER BY r.{follower}
        LIMIT 1
    ) AS n
    WHERE f.place < $1
)
SELECT f.key
FROM follower AS f
ORDER BY f.place
