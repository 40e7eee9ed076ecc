-- $1 post
SELECT *
FROM {feed}.post_stats
WHERE post_id = $1
