-- Every table on which the definition of feed $1 rests: those it reads, and its storage.
SELECT b.relation::oid::text
FROM feed.bound($1) AS b (relation)
UNION ALL
SELECT c.oid::text
FROM feed.registry AS r
JOIN pg_class AS l
  ON l.oid = r.storage
JOIN pg_class AS c
  ON c.relnamespace = l.relnamespace
 AND c.relkind = 'r'
WHERE r.feed = $1
