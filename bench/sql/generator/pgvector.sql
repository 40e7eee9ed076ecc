-- The schema that pgvector lies in.
SELECT quote_ident(n.nspname)
FROM pg_catalog.pg_extension AS e
JOIN pg_catalog.pg_namespace AS n
  ON n.oid = e.extnamespace
WHERE e.extname = 'vector'
