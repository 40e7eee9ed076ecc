-- Every post that the caller may see; run as the caller.
SELECT r.{id}, r.{author}, r.{created_at}
FROM {posts} AS r
WHERE r.{id} IS NOT NULL
