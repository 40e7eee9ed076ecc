-- The tables of the network that the session sees first.
SELECT quote_ident(relname)
FROM pg_catalog.pg_class
WHERE relnamespace = current_schema()::regnamespace
  AND relkind = 'r'
ORDER BY relname
