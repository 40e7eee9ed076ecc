-- At most $2 counts of signal $1 that differ from its table, given what is pending: post, hour, how many there are, how many are kept, and the hour as text.
WITH wanted AS (
    SELECT e.post_id, COALESCE(e.hour, '-infinity') AS hour, count(*) AS n
    FROM (
{rows}
    ) AS e (post_id, place, hour)
    GROUP BY e.post_id, e.hour
),
kept AS (
    SELECT k.post_id, k.hour, sum(k.n)::bigint AS n
    FROM (
        SELECT b.{key} AS post_id, b.hour, b.n
        FROM {data}.bucket AS b
        WHERE b.signal = $1
        UNION ALL
        SELECT p.{key}, h.hour, h.n
        FROM {data}.past AS p
        CROSS JOIN LATERAL unnest(p.hours, p.counts) AS h (hour, n)
        WHERE p.signal = $1
        UNION ALL
        SELECT a.{key}, COALESCE(a.hour, '-infinity'), 1
        FROM {data}.pending_signal AS a
        WHERE a.signal = $1
          AND a.post_id IS NOT NULL
        UNION ALL
        SELECT d.was_{key}, COALESCE(d.was_hour, '-infinity'), -1
        FROM {data}.pending_signal AS d
        WHERE d.signal = $1
          AND d.was_post_id IS NOT NULL
    ) AS k
    GROUP BY k.post_id, k.hour
)
SELECT COALESCE(w.post_id, k.post_id),
       COALESCE(w.hour, k.hour),
       COALESCE(w.n, 0),
       COALESCE(k.n, 0),
       NULLIF(COALESCE(w.hour, k.hour), '-infinity')::text
FROM wanted AS w
FULL JOIN kept AS k
  ON k.post_id = w.post_id
 AND k.hour = w.hour
WHERE COALESCE(w.n, 0) <> COALESCE(k.n, 0)
LIMIT $2
