-- Of the lists of the followers $1 the first chunks, and those to which the numbers $2 belong, of epoch $3.
SELECT f.follower, f.first, f.epoch, f.size, f.numbers
FROM {data}.followees AS f
WHERE (f.follower, f.first) IN (
    SELECT k.follower, c.first
    FROM unnest($1, $2) AS k (follower, number)
    CROSS JOIN LATERAL (
        (
            SELECT o.first
            FROM {data}.followees AS o
            WHERE o.follower = k.follower
              AND o.first <= k.number
            ORDER BY o.first DESC
            LIMIT 1
        )
        UNION
        SELECT 0
    ) AS c
)
  AND EXISTS (
    SELECT
    FROM {data}.followees AS h
    WHERE h.follower = f.follower
      AND h.first = 0
      AND h.epoch = $3
)
ORDER BY f.follower, f.first
