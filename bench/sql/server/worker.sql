-- Whether the library is preloaded, what pg_feed.worker is, what it is by ALTER SYSTEM, and the worker of this database.
SELECT 'pg_feed' = ANY (string_to_array(replace(current_setting('shared_preload_libraries'), ' ', ''), ',')) AS preloaded,
       coalesce(current_setting('pg_feed.worker', true)::boolean, false) AS runs,
       (
           SELECT s.setting
           FROM pg_catalog.pg_file_settings AS s
           WHERE s.name = 'pg_feed.worker'
             AND s.sourcefile LIKE '%postgresql.auto.conf'
           ORDER BY s.seqno DESC
           LIMIT 1
       ) AS by_system,
       (
           SELECT a.pid
           FROM pg_catalog.pg_stat_activity AS a
           WHERE a.backend_type LIKE 'pg_feed%'
             AND a.datname = current_database()
           LIMIT 1
       ) AS worker
