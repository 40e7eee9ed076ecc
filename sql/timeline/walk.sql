-- Posts of everybody, newest first, below the position ($1, $2) and not older than $3; run as the caller and
-- stopped by the reader. Whether a post shows is a column: the reader counts its steps, also over hidden posts.
SELECT {columns}, {shown}
FROM {posts} AS r
WHERE (r.{created_at}, r.{id}) < ($1, $2)
  AND r.{created_at} >= $3
  AND r.{id} IS NOT NULL
ORDER BY r.{created_at} DESC, r.{id} DESC
