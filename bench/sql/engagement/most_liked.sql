-- $1 how many: the posts with most likes.
SELECT post_id
FROM {tables}.likes
GROUP BY post_id
ORDER BY count(*) DESC, post_id
LIMIT $1
