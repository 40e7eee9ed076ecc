-- What default privileges granted on the views of the feed with schema $1, just made: who may read them is decided by
-- feed.grant_access.
SELECT format('REVOKE ALL ON TABLE %I.%I FROM %s', n.nspname, c.relname, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END)
FROM pg_class AS c
JOIN pg_namespace AS n
  ON n.oid = c.relnamespace
CROSS JOIN LATERAL aclexplode(c.relacl) AS a
WHERE n.nspname = $1
  AND c.relkind = 'v'
  AND c.relname IN ('post_stats', 'signal_counts', 'engagement_hourly', 'trending')
  AND a.grantee <> c.relowner
