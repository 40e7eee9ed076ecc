-- How many bytes of log were written since the cluster was made, and how many whole pages since statistics are kept.
SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint AS bytes,
       (SELECT w.wal_fpi FROM pg_catalog.pg_stat_wal AS w) AS pages
