-- What became of the storage of the registered feed $1 that is not where feed.create put it: whose it is, and the
-- statement to run. Nothing where neither storage nor reads of the feed are left.
SELECT jsonb_build_object(
    'owner', COALESCE(d.nspowner, h.nspowner)::bigint,
    'gone', d.oid IS NULL,
    'remedy', CASE
        WHEN d.oid IS NULL THEN
            format('DROP SCHEMA %I CASCADE', h.nspname)
        WHEN EXISTS (SELECT FROM pg_namespace AS n WHERE n.nspname = r.feed || '_data') THEN
            format('ALTER TABLE %I.%I SET SCHEMA %I', d.nspname, l.relname, r.feed || '_data')
        ELSE
            format('ALTER SCHEMA %I RENAME TO %I', d.nspname, r.feed || '_data')
    END
)::text
FROM feed.registry AS r
LEFT JOIN pg_class AS l
  ON l.oid = r.storage
LEFT JOIN pg_namespace AS d
  ON d.oid = l.relnamespace
LEFT JOIN pg_namespace AS h
  ON h.nspname = r.feed
 AND EXISTS (
     SELECT
     FROM pg_proc AS f
     WHERE f.pronamespace = h.oid
       AND f.prosrc = 'timeline_for'
       AND f.probin = '$libdir/pg_feed'
 )
WHERE r.feed = $1
  AND (d.oid IS NOT NULL OR h.oid IS NOT NULL)
