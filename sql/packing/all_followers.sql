-- The next $1 accounts behind $2, or the first ones, that follow somebody by the app's table or by a list.
SELECT k.key
FROM (
    (
        SELECT {follower_key} AS key
        FROM {follows} AS r
        WHERE {key_behind}
        GROUP BY 1
        ORDER BY 1
        LIMIT $1
    )
    UNION
    (
        SELECT f.follower
        FROM {data}.followees AS f
        WHERE f.first = 0
          AND {list_behind}
        ORDER BY 1
        LIMIT $1
    )
) AS k (key)
ORDER BY 1
LIMIT $1
