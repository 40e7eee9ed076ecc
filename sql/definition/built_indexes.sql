-- The indexes that were built for feed $1, are still there, and are role $2's to drop.
SELECT format('DROP INDEX %s', b.name)
FROM feed.registry AS r
CROSS JOIN LATERAL unnest(r.built) AS b (name)
JOIN pg_class AS c
  ON c.oid = to_regclass(b.name)
WHERE r.feed = $1
  AND c.relkind IN ('i', 'I')
  AND pg_has_role($2, c.relowner, 'USAGE')
