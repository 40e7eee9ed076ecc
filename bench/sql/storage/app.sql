-- The app's tables: what each takes with its indexes, and how much of that are indexes that the feed asked for.
SELECT c.relname::text AS name,
       pg_total_relation_size(c.oid) AS bytes,
       coalesce(
           (
               SELECT sum(pg_relation_size(x.oid))
               FROM pg_catalog.pg_index AS i
               JOIN pg_catalog.pg_class AS x
                 ON x.oid = i.indexrelid
               WHERE i.indrelid = c.oid
                 AND starts_with(x.relname, '{feed}_')
           ),
           0
       )::bigint AS asked
FROM pg_catalog.pg_class AS c
WHERE c.relnamespace = '{tables}'::regnamespace
  AND c.relkind = 'r'
  AND c.relname <> 'shift'
ORDER BY c.relname
