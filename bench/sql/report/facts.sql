-- What the figures depend on. JIT is a setting, but many builds come without it.
SELECT to_char(now(), 'YYYY-MM-DD') AS date,
       'PostgreSQL ' || current_setting('server_version') AS server,
       (SELECT extversion FROM pg_catalog.pg_extension WHERE extname = 'pg_feed') AS extension,
       (
           SELECT string_agg(name || ' ' || current_setting(name), ', ' ORDER BY name)
           FROM unnest(ARRAY[
               'autovacuum', 'checkpoint_timeout', 'effective_cache_size', 'fsync', 'full_page_writes',
               'max_parallel_workers_per_gather', 'max_wal_size', 'plan_cache_mode', 'random_page_cost', 'shared_buffers',
               'synchronous_commit', 'wal_buffers', 'wal_compression', 'wal_level', 'work_mem'
           ]) AS listed (name)
       ) || ', jit ' || CASE WHEN pg_jit_available() THEN 'on' ELSE 'off or not in this build' END AS settings,
       coalesce(nullif(current_setting('shared_preload_libraries'), ''), 'nothing') AS preloaded
