-- How many rows were updated or deleted so far in the tables of the stage, its views, and the storage of its feed.
SELECT coalesce(sum(s.n_tup_upd + s.n_tup_del), 0)::bigint AS dead
FROM pg_catalog.pg_stat_user_tables AS s
WHERE s.schemaname IN ('{tables}', '{feed}_data')
