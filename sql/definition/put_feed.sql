INSERT INTO feed.registry (feed, storage)
SELECT $1, c.oid
FROM pg_class AS c
JOIN pg_namespace AS n
  ON n.oid = c.relnamespace
WHERE n.nspname = $1 || '_data'
  AND c.relname = 'layout'
