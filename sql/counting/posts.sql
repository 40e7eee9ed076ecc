-- The posts of the ids $1 as they are now: by whom and when is not what scores depend on, but whether all may see them.
SELECT r.{id}, r.{created_at}, {listing}, r.ctid::text
FROM {posts} AS r
WHERE r.{id} = ANY ($1)
