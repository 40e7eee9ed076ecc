-- Statistics of this session are told when it is idle next.
SELECT pg_stat_force_next_flush()
