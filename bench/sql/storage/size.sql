-- $1 table: what it takes with its indexes.
SELECT pg_total_relation_size($1::text::regclass)
