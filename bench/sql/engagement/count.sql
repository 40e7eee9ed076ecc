-- $1 post: one of its numbers, counted by index.
SELECT count(*)
FROM {tables}.likes AS l
WHERE l.post_id = $1
