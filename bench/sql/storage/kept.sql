-- The tables of the feed's storage, each with its indexes.
SELECT c.relname::text AS name, pg_total_relation_size(c.oid) AS bytes
FROM pg_catalog.pg_class AS c
WHERE c.relnamespace = '{data}'::regnamespace
  AND c.relkind = 'r'
ORDER BY c.relname
