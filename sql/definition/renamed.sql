-- Statements that would give a schema with reads back the name of the feed they may be of: for feed $1 that has lost
-- its schema, or for schema $1 that is no feed's. Both have one owner.
SELECT format('ALTER SCHEMA %I RENAME TO %I', n.nspname, r.feed)
FROM feed.registry AS r
JOIN pg_class AS l
  ON l.oid = r.storage
JOIN pg_namespace AS d
  ON d.oid = l.relnamespace
JOIN pg_namespace AS n
  ON n.nspowner = d.nspowner
WHERE $1 IN (r.feed, n.nspname)
  AND NOT EXISTS (SELECT FROM pg_namespace AS h WHERE h.nspname = r.feed)
  AND NOT EXISTS (SELECT FROM feed.registry AS o WHERE o.feed = n.nspname)
  AND EXISTS (
      SELECT
      FROM pg_proc AS f
      WHERE f.pronamespace = n.oid
        AND f.prosrc = 'timeline_for'
        AND f.probin = '$libdir/pg_feed'
  )
ORDER BY 1
