-- Who waits for a lock now: for a row or the transaction that holds it, by either of the server's views, or for anything else.
SELECT (
           SELECT count(*)
           FROM pg_catalog.pg_locks AS l
           WHERE NOT l.granted
             AND l.locktype IN ('tuple', 'transactionid', 'spectoken')
             AND l.pid IN (SELECT b.pid FROM pg_catalog.pg_stat_activity AS b WHERE b.datname = current_database())
       ) AS locks,
       count(*) FILTER (WHERE a.wait_event IN ('tuple', 'transactionid', 'spectoken')) AS rows,
       count(*) FILTER (WHERE a.wait_event NOT IN ('tuple', 'transactionid', 'spectoken')) AS others
FROM pg_catalog.pg_stat_activity AS a
WHERE a.wait_event_type = 'Lock'
  AND a.datname = current_database()
