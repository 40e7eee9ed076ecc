-- What the figures depend on. JIT is a setting, but many builds come without it.
SELECT to_char(now(), 'YYYY-MM-DD') AS date,
       'PostgreSQL ' || current_setting('server_version') AS server,
       (
           SELECT string_agg(name || ' ' || current_setting(name), ', ' ORDER BY name)
           FROM unnest(ARRAY[
               'shared_buffers', 'effective_cache_size', 'work_mem', 'random_page_cost', 'plan_cache_mode',
               'max_parallel_workers_per_gather', 'fsync'
           ]) AS listed (name)
       ) || ', jit ' || CASE WHEN pg_jit_available() THEN 'on' ELSE 'off or not in this build' END AS settings
