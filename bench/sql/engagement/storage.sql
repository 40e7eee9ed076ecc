-- $1 schema of a feed's storage: its tables, and how many of their rows were updated so far.
SELECT c.relname::text AS name,
       s.n_tup_upd AS updated,
       s.n_tup_hot_upd AS updated_hot
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_stat_user_tables AS s
  ON s.relid = c.oid
WHERE c.relnamespace = $1::text::regnamespace
  AND c.relkind = 'r'
ORDER BY c.relname
