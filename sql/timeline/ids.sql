-- The posts of the ids $1 that may be shown; run as the caller.
SELECT {columns}
FROM {posts} AS r
WHERE r.{id} = ANY ($1)
  AND r.{created_at} IS NOT NULL
  AND isfinite(r.{created_at})
  AND {shown}
