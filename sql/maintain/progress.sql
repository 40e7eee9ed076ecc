-- How far maintenance is. Entries are counted as long as that is quick, and estimated else.
SELECT p.pending,
       p.since,
       (SELECT count(*) FROM {data}.viewer_window),
       CASE WHEN pg_relation_size(e.oid) < 16 * 1024 * 1024
           THEN (SELECT count(*) FROM {data}.entry)
           ELSE greatest(e.reltuples, 0)::bigint
       END,
       (
           SELECT sum(pg_total_relation_size(c.oid))::bigint
           FROM pg_class AS c
           WHERE c.relnamespace = e.relnamespace
             AND c.relkind = 'r'
       ),
       m.last_maintained,
       m.last_error
FROM (
    SELECT sum(t.pending)::bigint AS pending, min(t.since) AS since
    FROM (
        SELECT count(*), min(captured_at)
        FROM {data}.pending
        UNION ALL
        SELECT count(*), min(captured_at)
        FROM {data}.pending_signal
    ) AS t (pending, since)
) AS p
CROSS JOIN {data}.maintenance AS m
JOIN pg_class AS e
  ON e.oid = $1
