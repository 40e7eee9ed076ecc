-- What PostgreSQL and default privileges granted on the functions of the feed with schema $1, but for those that
-- were there before ($2): who may read a feed is decided by feed.grant_access.
SELECT format('REVOKE ALL ON FUNCTION %s FROM %s', f.oid::regprocedure, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END)
FROM pg_proc AS f
JOIN pg_namespace AS n
  ON n.oid = f.pronamespace
CROSS JOIN LATERAL aclexplode(COALESCE(f.proacl, acldefault('f', f.proowner))) AS a
WHERE n.nspname = $1
  AND f.probin = '$libdir/pg_feed'
  AND a.grantee <> f.proowner
  AND f.oid::regprocedure::text <> ALL ($2)
