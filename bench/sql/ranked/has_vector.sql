-- Whether the server has pgvector, made or not.
SELECT EXISTS (SELECT FROM pg_catalog.pg_available_extensions WHERE name = 'vector') AS there
