-- The posts of the times $1 and ids $2 that may be shown; run as the caller.
SELECT {columns}
FROM unnest($1, $2) AS k (created_at, id)
JOIN {posts} AS r
  ON r.{created_at} = k.created_at
 AND r.{id} = k.id
WHERE {shown}
