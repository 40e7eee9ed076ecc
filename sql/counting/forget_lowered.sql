-- Nobody turns pages for so long: some of the oldest rows go.
DELETE FROM {data}.lowered AS l
WHERE l.ctid = ANY (ARRAY(
        SELECT o.ctid
        FROM {data}.lowered AS o
        ORDER BY o.removed_by
        LIMIT 1000
    ))
  AND l.noted_at < now() - interval '7 days'
