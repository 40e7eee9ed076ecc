-- The same as far as the index by distance finds them.
SELECT {columns}, {single} OPERATOR({schema}.<=>) $1
FROM {posts} AS r
WHERE {among}
ORDER BY r.{embedding} OPERATOR({schema}.<=>) {indexed}, r.{id} DESC
LIMIT $6
