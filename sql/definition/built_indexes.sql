-- The indexes that were built for feed $1 and are still there.
SELECT format('DROP INDEX %s', b.name)
FROM feed.registry AS r
CROSS JOIN LATERAL unnest(r.built) AS b (name)
WHERE r.feed = $1
  AND to_regclass(b.name) IS NOT NULL
