-- Marks the posts $2 as seen by viewer $1 at $3; tells how many were not marked since $4. In the order of their keys, so that two who
-- mark the same posts never wait for each other in a circle.
WITH marked AS (
    SELECT s.post_id
    FROM {data}.seen AS s
    WHERE s.viewer = $1
      AND s.post_id = ANY ($2)
      AND s.seen_at >= $4
),
put AS (
    INSERT INTO {data}.seen AS s (viewer, post_id, seen_at)
    SELECT $1, p.id, $3
    FROM unnest($2) AS p (id)
    ORDER BY p.id
    ON CONFLICT (viewer, post_id) DO UPDATE
    SET seen_at = excluded.seen_at
    WHERE s.seen_at < excluded.seen_at
)
SELECT cardinality($2) - count(*)
FROM marked
