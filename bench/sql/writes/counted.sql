-- $1 post: its likes as the feed tells them, as there are, and as there are in the other two tables; and how many the counter counted.
SELECT (SELECT s.likes FROM {feed}.post_stats AS s WHERE s.post_id = $1) AS told,
       (SELECT count(*) FROM {tables}.likes AS l WHERE l.post_id = $1) AS there,
       (SELECT count(*) FROM {tables}.bare_likes AS l WHERE l.post_id = $1) AS bare,
       (SELECT count(*) FROM {tables}.counted_likes AS l WHERE l.post_id = $1) AS watched,
       (SELECT p.likes_count FROM {tables}.counted_posts AS p WHERE p.id = $1) AS counter
