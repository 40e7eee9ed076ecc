-- Those of the ids $1.
SELECT r.{id}, r.{author}, r.{created_at}
FROM {posts} AS r
WHERE r.{id} = ANY ($1)
