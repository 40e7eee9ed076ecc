-- What the posts of the ids $1 are about; run as the caller.
SELECT r.{id}, r.{embedding}
FROM {posts} AS r
WHERE r.{id} = ANY ($1)
  AND r.{embedding} IS NOT NULL
