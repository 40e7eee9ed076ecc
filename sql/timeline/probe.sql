-- The newest $5 posts of each source $2 (an author or a group) below its own position ($3, $4), none older
-- than $1; run as the caller. Set-returning functions in a select list go in step and materialize nothing.
SELECT s.place, found.*
FROM (
    SELECT generate_subscripts($2, 1)::bigint AS place,
           unnest($2) AS key,
           unnest($3) AS created_at,
           unnest($4) AS id
) AS s
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
