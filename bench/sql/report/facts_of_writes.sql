-- What the figures of this scenario depend on besides.
SELECT (SELECT extversion FROM pg_catalog.pg_extension WHERE extname = 'pg_feed') AS extension,
       (
           SELECT string_agg(name || ' ' || current_setting(name), ', ' ORDER BY name)
           FROM unnest(ARRAY[
               'autovacuum', 'checkpoint_timeout', 'full_page_writes', 'max_wal_size', 'synchronous_commit', 'wal_buffers',
               'wal_compression', 'wal_level'
           ]) AS listed (name)
       ) AS settings,
       coalesce(nullif(current_setting('shared_preload_libraries'), ''), 'nothing') AS preloaded
