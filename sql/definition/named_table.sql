-- The table that the caller means by a name, in the caller's search_path.
SELECT pg_catalog.to_regclass($1)::pg_catalog.oid
