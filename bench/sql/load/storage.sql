-- $1 schema of a feed's storage: bytes of its tables with their indexes, and dead rows in them as far as statistics tell.
SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint AS bytes, coalesce(sum(s.n_dead_tup), 0)::bigint AS dead
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_stat_user_tables AS s
  ON s.relid = c.oid
WHERE c.relnamespace = $1::text::regnamespace
