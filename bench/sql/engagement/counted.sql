-- $1 post: what the feed tells, and how many likes the app's table has.
SELECT (SELECT s.likes FROM {feed}.post_stats AS s WHERE s.post_id = $1) AS told,
       (SELECT count(*) FROM {tables}.{table} AS l WHERE l.post_id = $1) AS there
