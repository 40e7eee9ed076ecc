-- The newest $5 posts of each source $2 (an author or a group) below its own position ($3, $4), none older
-- than $1; run as the caller.
SELECT s.place, found.*
FROM unnest($2, $3, $4) WITH ORDINALITY AS s (key, created_at, id, place)
CROSS JOIN LATERAL (
    SELECT {columns}
    FROM {posts} AS r
    WHERE r.{source} = s.key
      AND (r.{created_at}, r.{id}) < (s.created_at, s.id)
      AND r.{created_at} >= $1
      AND r.{id} IS NOT NULL
      AND {shown}
    ORDER BY r.{created_at} DESC, r.{id} DESC
    LIMIT $5
) AS found
