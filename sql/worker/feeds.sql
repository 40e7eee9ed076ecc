-- The feeds of this database, as long as it is one in which workers run.
SELECT r.feed::text
FROM feed.registry AS r
JOIN pg_database AS d
  ON d.datname = current_database()
 AND d.datallowconn
 AND NOT d.datistemplate
 AND d.datconnlimit <> 0
ORDER BY r.feed
