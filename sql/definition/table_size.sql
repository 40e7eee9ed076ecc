-- The size of table $1 with its partitions, in bytes.
SELECT COALESCE(
    (SELECT sum(pg_relation_size(t.relid)) FROM pg_partition_tree($1) AS t),
    pg_relation_size($1)
)::bigint
