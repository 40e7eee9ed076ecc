-- $1 schema of a feed's storage: its tables, and what was written to them so far.
SELECT c.relname::text AS name,
       pg_table_size(c.oid) AS bytes,
       s.n_tup_ins AS inserted,
       s.n_tup_upd AS updated,
       s.n_tup_hot_upd AS updated_hot,
       s.n_tup_del AS deleted
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_stat_user_tables AS s
  ON s.relid = c.oid
WHERE c.relnamespace = $1::text::regnamespace
  AND c.relkind = 'r'
ORDER BY c.relname
