-- Forgets at most $2 of the marks made before $1.
DELETE FROM {data}.seen AS s
WHERE s.ctid = ANY (ARRAY(
    SELECT o.ctid
    FROM {data}.seen AS o
    WHERE o.seen_at < $1
    LIMIT $2
))
