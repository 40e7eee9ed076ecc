-- Packs at most $2 of the counts of hours before $1.
WITH old AS (
    DELETE FROM {data}.bucket AS b
    WHERE b.ctid = ANY (ARRAY(
        SELECT o.ctid
        FROM {data}.bucket AS o
        WHERE o.hour > '-infinity'
          AND o.hour < $1
        ORDER BY o.hour
        LIMIT $2
    ))
    RETURNING b.post_id, b.signal, b.hour, b.n
)
INSERT INTO {data}.past AS p (post_id, signal, hours, counts)
SELECT o.post_id, o.signal, array_agg(o.hour ORDER BY o.hour), array_agg(o.n ORDER BY o.hour)
FROM old AS o
GROUP BY o.post_id, o.signal
ORDER BY o.post_id, o.signal
ON CONFLICT (post_id, signal) DO UPDATE
SET hours = p.hours || excluded.hours,
    counts = p.counts || excluded.counts
