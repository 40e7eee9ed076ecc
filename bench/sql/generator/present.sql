-- $1 schema: whether this generator made it (a schema of somebody else is never touched).
SELECT EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = $1) AS there,
       to_regclass(quote_ident($1) || '.made') IS NOT NULL AS ours,
       to_regclass(quote_ident($1) || '.embeddings') IS NOT NULL AS embedded
