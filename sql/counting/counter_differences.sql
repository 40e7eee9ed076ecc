-- At most $2 posts whose column is not the count of signal $1, but for those that are noted: post, column, count.
SELECT r.{id}, r.{counter}::bigint, COALESCE(k.n, 0)::bigint
FROM {posts} AS r
LEFT JOIN (
    SELECT c.post_id, sum(c.n) AS n
    FROM (
        SELECT b.post_id, b.n
        FROM {data}.bucket AS b
        WHERE b.signal = $1
        UNION ALL
        SELECT p.post_id, h.n
        FROM {data}.past AS p
        CROSS JOIN LATERAL unnest(p.counts) AS h (n)
        WHERE p.signal = $1
    ) AS c
    GROUP BY c.post_id
) AS k
  ON k.post_id = r.{id}
WHERE r.{id} IS NOT NULL
  AND r.{counter} IS DISTINCT FROM COALESCE(k.n, 0)
  AND NOT EXISTS (SELECT FROM {data}.counter_due AS d WHERE d.signal = $1 AND d.post_id = r.{id} AND d.error IS NULL)
LIMIT $2
