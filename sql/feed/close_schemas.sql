-- What default privileges of the installation granted on the schemas $1, just made, and on the tables in them.
SELECT format('REVOKE ALL ON %s FROM %s', o.object, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END)
FROM (
    SELECT format('SCHEMA %I', n.nspname) AS object,
           n.nspacl AS acl,
           n.nspowner AS owner
    FROM pg_namespace AS n
    WHERE n.nspname = ANY ($1)
    UNION ALL
    SELECT format('TABLE %I.%I', n.nspname, c.relname),
           c.relacl,
           c.relowner
    FROM pg_class AS c
    JOIN pg_namespace AS n
      ON n.oid = c.relnamespace
    WHERE n.nspname = ANY ($1)
      AND c.relkind IN ('r', 'p', 'v')
) AS o
CROSS JOIN LATERAL aclexplode(o.acl) AS a
WHERE a.grantee <> o.owner
